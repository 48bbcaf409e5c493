//! [`Look`]: how wide text for a person is, and whether it has colours; and the colours, all of them.

use annotate_snippets::Renderer;
use anstyle::{AnsiColor, Style};

/// How text for a person is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// How many columns it may have.
    pub columns: usize,
    /// Whether it has colours.
    pub is_colored: bool,
}

const HEADING: Style = Style::new().bold();
const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();

impl Look {
    /// Returns what draws findings.
    pub(super) fn renderer(self) -> Renderer {
        let renderer = if self.is_colored {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.term_width(self.columns)
    }

    /// Returns a heading.
    pub(super) fn heading(self, text: &str) -> String {
        if self.is_colored {
            return format!("{HEADING}{text}{HEADING:#}");
        }
        text.to_owned()
    }
}

/// Returns a unified diff with what it takes away and what it adds told apart.
pub fn painted_diff(diff: &[u8]) -> Vec<u8> {
    let mut painted = Vec::with_capacity(diff.len() + diff.len() / 4);
    for line in diff.split_inclusive(|byte| *byte == b'\n') {
        let (text, end) = match line.split_last() {
            Some((b'\n', text)) => (text, b"\n".as_slice()),
            _ => (line, b"".as_slice()),
        };
        match style_of(text) {
            Some(style) => {
                painted.extend_from_slice(style.to_string().as_bytes());
                painted.extend_from_slice(text);
                painted.extend_from_slice(style.render_reset().to_string().as_bytes());
            }
            None => painted.extend_from_slice(text),
        }
        painted.extend_from_slice(end);
    }
    painted
}

fn style_of(line: &[u8]) -> Option<Style> {
    match line {
        [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => Some(HEADING),
        [b'-', ..] => Some(REMOVED),
        [b'+', ..] => Some(ADDED),
        [b'@', b'@', ..] => Some(PLACE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_are_added_to_a_diff() {
        let diff =
            b"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\xe9\r\n+c\n\\ No newline at end of file";
        let painted = painted_diff(diff);
        assert!(memchr::memmem::find(&painted, b"\x1b[32m+c\x1b[0m\n").is_some());
        assert!(memchr::memmem::find(&painted, b"\x1b[31m-b\xe9\r\x1b[0m\n").is_some());
        let mut left = Vec::new();
        let mut rest = painted.as_slice();
        while let Some(at) = memchr::memchr(0x1b, rest) {
            left.extend_from_slice(&rest[..at]);
            let end = memchr::memchr(b'm', &rest[at..]).unwrap();
            rest = &rest[at + end + 1..];
        }
        left.extend_from_slice(rest);
        assert_eq!(left, diff);
    }
}
