//! [`printable`]: bytes for a person to read.

use std::fmt::Write as _;

/// Returns bytes for a person: UTF-8 as it is, any other byte and control characters as `\xNN`.
pub fn printable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\t' => text.push('\t'),
                character if character.is_control() => {
                    write!(text, "\\x{:02x}", u32::from(character)).unwrap_or_default();
                }
                character => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            write!(text, "\\x{byte:02x}").unwrap_or_default();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_foreign_bytes_are_made_visible() {
        assert_eq!(printable("é\u{7}".as_bytes()), "é\\x07");
        assert_eq!(printable(b"\xe9\x1b[1m"), "\\xe9\\x1b[1m");
    }
}
