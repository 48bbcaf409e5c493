//! Sections in sections.

use std::iter::repeat_n;

use super::{errors, read};
use crate::support::program::wsgi_daemonize;

const DEPTH: usize = 20_000;

/// `DEPTH` sections around one line.
fn nested(depth: usize, open: &str, inside: &str, close: &str) -> String {
    let opens = repeat_n(open, depth);
    let closes = repeat_n(close, depth);
    let lines: Vec<&str> = opens.chain([inside]).chain(closes).collect();
    lines.join("\n") + "\n"
}

#[test]
fn conditions_that_hold() {
    let make = |depth| nested(depth, "<IfModule core.c>", "Timeout 7", "</IfModule>");
    let (tree, config) = read(make(DEPTH));
    assert_eq!(tree.conditions().len(), DEPTH);
    let effective: Vec<_> = config.effective.iter().collect();
    assert_eq!(effective.len(), 1);
    let timeout = tree.directive(effective[0].node);
    assert_eq!((timeout.arguments, timeout.depth), (b"7".as_slice(), 0));
    assert_eq!(tree.conditions_around(timeout.condition).count(), DEPTH);
}

#[test]
fn conditions_that_do_not_hold() {
    let hidden = nested(DEPTH, "<IfModule x.c>", "Timeout 7", "</IfModule>");
    let (tree, config) = read(hidden + "Timeout 8\n");
    assert_eq!(tree.conditions().len(), 1);
    let timeout = tree.directive(config.effective[0].node);
    assert_eq!(timeout.arguments, b"8");
    assert_eq!(config.effective.len(), 1);
}

#[test]
fn directories_and_locations() {
    for name in ["Directory", "Location"] {
        let (open, close) = (format!("<{name} /x>"), format!("</{name}>"));
        let make = |depth| nested(depth, &open, "Options None", &close);
        let result = read(make(DEPTH));
        assert_eq!(
            errors(&result),
            [format!("<{name} not allowed in <{name}> context")]
        );
        assert_eq!(result.0.directives().count(), DEPTH + 1);
        assert_eq!(
            result.0.directives().last().unwrap().depth as usize,
            DEPTH,
            "the innermost line is the last one"
        );
    }
}

#[test]
fn sections_that_may_be_nested() {
    for (open, close) in [("<If true>", "</If>"), ("<RequireAny>", "</RequireAny>")] {
        let make = |depth| {
            let modules = "LoadModule authz_core_module /m/mod_authz_core.so\n<Directory /x>\n";
            modules.to_owned()
                + &nested(depth, open, "Require all granted", close)
                + "</Directory>\n"
        };
        let result = read(make(DEPTH));
        assert_eq!(errors(&result), [""; 0]);
        assert_eq!(result.1.effective.len(), 1);
    }
}

#[test]
fn sections_that_are_not_closed() {
    let make = |depth| "<Location /x>\n".repeat(depth);
    let (tree, _) = read(make(DEPTH));
    let message = tree.error.unwrap().message;
    assert_eq!(message.split(|byte| *byte == b'\n').count(), DEPTH);
    assert!(message.starts_with(b"/etc/apache2/apache2.conf:20000: <Location> was not closed.\n"));
}

#[test]
fn the_program_shows_twenty_thousand_sections() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nested.conf");
    let sections = nested(DEPTH, "<If true>", "Require all granted", "</If>");
    let module = "LoadModule authz_core_module modules/mod_authz_core.so\n";
    std::fs::write(&path, module.to_owned() + &sections).unwrap();
    for format in ["text", "json"] {
        let tree = ["tree", "--format", format, "--config"];
        let output = wsgi_daemonize(
            tree.map(AsRef::as_ref)
                .into_iter()
                .chain([path.as_os_str()]),
        );
        assert!(output.status.success(), "{output:?}");
        let depth = memchr_count(&output.stdout, b"If");
        assert!(depth >= DEPTH, "{depth} sections are shown");
        assert!(output.stdout.len() < 20_000_000);
    }
}

fn memchr_count(text: &[u8], needle: &[u8]) -> usize {
    text.windows(needle.len())
        .filter(|window| *window == needle)
        .count()
}
