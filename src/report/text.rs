//! Bytes as text: configurations have no encoding, but what we print has.

use std::fmt::Write as _;

use crate::source::printable;

/// Returns a message of httpd, which may have several lines, as one.
pub(super) fn one_line(message: &[u8]) -> String {
    let lines: Vec<String> = message
        .split(|byte| *byte == b'\n')
        .map(printable)
        .collect();
    lines.join(" ")
}

/// Returns bytes as httpd's error log shows them: a backslash doubled, `\n` and its kin by letter, other control
/// bytes and everything above ASCII as `\xNN` (util.c: `ap_escape_errorlog_item`).
pub fn log_escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            0x08 => text.push_str("\\b"),
            0x0b => text.push_str("\\v"),
            0x20..=0x7e => text.push(char::from(*byte)),
            _ => write!(text, "\\x{byte:02x}").unwrap_or_default(),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_two_lines_is_one() {
        assert_eq!(one_line(b"not closed.\nat 2"), "not closed. at 2");
    }

    #[test]
    fn bytes_are_shown_as_in_the_error_log() {
        assert_eq!(log_escaped(b"a\\b\n\tc\xe9"), "a\\\\b\\n\\tc\\xe9");
    }
}
