//! What is moved into an included file means what it meant.

use proptest::prelude::*;
use wsgi_daemonize::httpd::{self, Role, Scope};
use wsgi_daemonize::wsgi;

use super::servers::server;
use super::tried;
use crate::plans::server::{MAIN, Server};

/// What a configuration comes to, without any file and line.
#[derive(Debug, PartialEq)]
pub(super) struct Meaning {
    /// Depth, name and arguments of the directives that httpd keeps.
    directives: Vec<(u32, Vec<u8>, Vec<u8>)>,
    /// Name and scope of those that have effect.
    effective: Vec<(Vec<u8>, Scope)>,
    /// Messages, with the digits taken out: some name lines.
    errors: Vec<Vec<u8>>,
    applications: Vec<(Vec<u8>, Vec<u8>, wsgi::AliasOptions)>,
    groups: Vec<(Vec<u8>, String)>,
}

pub(super) fn meaning(server: &Server) -> Meaning {
    let (host, runtime) = (server.memory(), server.runtime());
    let tree = httpd::read(&host, &runtime).expect("the main file is there");
    let config = httpd::evaluate(&tree);
    let inventory = wsgi::take_inventory(&host, &tree, &config);
    let kept = tree
        .directives()
        .filter(|directive| directive.role != Role::Executed);
    let effective = config.effective.iter();
    let errors = wsgi::all_errors(&tree, &config, None);
    let applications = inventory.applications.iter();
    let groups = inventory.daemons.iter();
    Meaning {
        directives: kept
            .map(|kept| (kept.depth, kept.name.to_vec(), kept.arguments.to_vec()))
            .collect(),
        effective: effective
            .map(|effective| {
                (
                    tree.directive(effective.node).name.to_vec(),
                    effective.scope,
                )
            })
            .collect(),
        errors: errors
            .into_iter()
            .map(|error| without_digits(error.message))
            .collect(),
        applications: applications
            .map(|one| (one.mount.clone(), one.path.clone(), one.options.clone()))
            .collect(),
        groups: groups
            .map(|group| (group.name.clone(), format!("{:?}", group.options)))
            .collect(),
    }
}

fn without_digits(mut message: Vec<u8>) -> Vec<u8> {
    message.retain(|byte| !byte.is_ascii_digit());
    message
}

/// Returns the stretches of whole lines that open as many sections as they close, and close none that they do not open.
fn blocks(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for start in 0..lines.len() {
        let mut depth = 0;
        for (end, line) in lines.iter().enumerate().skip(start) {
            depth += i32::from(line.starts_with('<')) - 2 * i32::from(line.starts_with("</"));
            if depth < 0 {
                break;
            }
            if depth == 0 && !line.ends_with('\\') && !is_continued(&lines, start) {
                found.push((start, end + 1));
            }
        }
    }
    found
}

fn is_continued(lines: &[&str], start: usize) -> bool {
    start > 0 && lines[start - 1].ends_with('\\')
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// Moves one of the blocks of the main file into a file of its own.
fn with_block_moved(server: &Server, choice: usize) -> Server {
    let text = server.text(MAIN);
    let blocks = blocks(&text);
    let (start, end) = blocks[choice % blocks.len()];
    let lines: Vec<&str> = text.lines().collect();
    let main = format!(
        "{}Include /etc/moved.conf\n{}",
        joined(&lines[..start]),
        joined(&lines[end..])
    );
    server
        .clone()
        .file(MAIN, main)
        .file("/etc/moved.conf", joined(&lines[start..end]))
}

proptest! {
    #![proptest_config(tried(300))]

    #[test]
    fn an_included_block_means_what_it_meant(server in server(), choice in any::<prop::sample::Index>()) {
        let moved = with_block_moved(&server, choice.index(10_000));
        prop_assert_eq!(meaning(&moved), meaning(&server), "{}", moved.text(MAIN));
    }
}
