//! Comments, blank lines and continuation change nothing but the numbers of lines.

use proptest::prelude::*;
use wsgi_daemonize::source::Text;
use wsgi_daemonize::syntax::{Document, LineKind, is_space};

use super::bytes::broth;
use super::servers::server;
use super::sources::{Meaning, meaning};
use super::tried;
use crate::plans::server::{MAIN, Server};

const START: &[u8] =
    b"LoadModule wsgi_module modules/mod_wsgi.so\nLoadModule macro_module modules/mod_macro.so\n";

fn of_bytes(main: &[u8]) -> Meaning {
    meaning(
        &Server::with("")
            .file(MAIN, main)
            .file("/etc/apache2/more.conf", "ServerAdmin me@x.test\n"),
    )
}

/// Inserts comments and blank lines between logical lines, as the bits of `choice` say.
fn with_comments(text: &[u8], choice: u64) -> Vec<u8> {
    let document = Document::parse(Text::new(text));
    let mut result = Vec::new();
    for (index, line) in document.lines().iter().enumerate() {
        result.extend_from_slice(match (choice >> (index * 2 % 64)) & 3 {
            1 => b"# A comment. <IfModule x> \"\n".as_slice(),
            2 => b" \t\r\n",
            3 => b"#\n\n",
            _ => b"",
        });
        result.extend_from_slice(line.span.of(text));
    }
    result
}

/// Splits lines before one of their blanks by a backslash, as the bits of `choice` say.
fn with_continuation(text: &[u8], choice: u64) -> Vec<u8> {
    let document = Document::parse(Text::new(text));
    let mut result = Vec::new();
    for (index, line) in document.lines().iter().enumerate() {
        let raw = line.span.of(text);
        let is_whole = !line.cut && !line.dangling && line.kind != LineKind::Blank;
        let blanks = raw
            .iter()
            .enumerate()
            .filter(|(_, byte)| matches!(byte, b' ' | b'\t'));
        let at = blanks
            .map(|(at, _)| at)
            .nth((choice >> (index % 60) & 3) as usize);
        match at.filter(|at| is_whole && ends_no_line(raw, *at)) {
            Some(at) => {
                let split: &[u8] = if index % 2 == 0 { b"\\\n" } else { b"\\\r\n" };
                result.extend_from_slice(&[&raw[..at], split, &raw[at..]].concat());
            }
            None => result.extend_from_slice(raw),
        }
    }
    result
}

/// A backslash before blanks alone would make a blank line the end of the split one.
fn ends_no_line(raw: &[u8], at: usize) -> bool {
    !raw[at..].iter().all(|byte| is_space(*byte))
}

proptest! {
    #![proptest_config(tried(300))]

    #[test]
    fn comments_and_blank_lines_mean_nothing(main in broth(), choice in any::<u64>()) {
        let main = [START, &*main].concat();
        let changed = with_comments(&main, choice);
        prop_assert_eq!(of_bytes(&changed), of_bytes(&main), "{}", changed.escape_ascii());
    }

    #[test]
    fn a_split_line_means_what_it_meant(main in broth(), choice in any::<u64>()) {
        let main = [START, &*main].concat();
        let changed = with_continuation(&main, choice);
        prop_assert_eq!(of_bytes(&changed), of_bytes(&main), "{}", changed.escape_ascii());
    }

    #[test]
    fn a_server_means_the_same_with_comments_and_split_lines(server in server(), choice in any::<u64>()) {
        let text = server.text(MAIN);
        let changed = with_continuation(&with_comments(text.as_bytes(), choice), choice.rotate_left(17));
        prop_assert_eq!(meaning(&server.clone().file(MAIN, changed)), meaning(&server));
    }
}
