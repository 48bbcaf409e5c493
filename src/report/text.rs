//! Bytes as text: configurations have no encoding, but what we print has.

use std::fmt::Write as _;

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
            _ => push_hex(&mut text, u32::from(*byte)),
        }
    }
    text
}

/// Returns bytes for a person: UTF-8 as it is, any other byte and control characters as `\xNN`.
pub fn printable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\t' => text.push('\t'),
                character if character.is_control() => {
                    push_hex(&mut text, u32::from(character));
                }
                character => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            push_hex(&mut text, u32::from(*byte));
        }
    }
    text
}

fn push_hex(text: &mut String, number: u32) {
    // Writing to a string cannot fail.
    write!(text, "\\x{number:02x}").unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_bytes_and_foreign_bytes_are_made_visible() {
        assert_eq!(log_escaped(b"a\\b\n\tc\xe9"), "a\\\\b\\n\\tc\\xe9");
        assert_eq!(printable("é\u{7}".as_bytes()), "é\\x07");
        assert_eq!(printable(b"\xe9\x1b[1m"), "\\xe9\\x1b[1m");
    }
}
