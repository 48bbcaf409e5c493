//! [`Text`]: a file's bytes, shared and never re-encoded.

use std::ops::Deref;
use std::sync::Arc;

/// The bytes of one file.
///
/// Configurations have no encoding: httpd reads bytes, and so do we. Cloning shares the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(Arc<[u8]>);

impl Text {
    /// Takes the bytes of a file.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Returns whether nobody can have written it as text: a NUL byte, or control characters everywhere.
    pub fn is_binary(&self) -> bool {
        let is_control = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
        self.contains(&0) || self.iter().filter(is_control).count() > self.len() / 16
    }
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "\"{}\"", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_any_encoding_is_not_binary() {
        for text in [&b""[..], b"a\tb\r\n\x0c", b"caf\xe9", "δοκιμή".as_bytes()] {
            assert!(!Text::new(text).is_binary(), "{}", text.escape_ascii());
        }
        for binary in [&b"a\0b"[..], b"\x7fELF\x02\x01\x01", b"\x1f\x8b\x08\x08"] {
            assert!(Text::new(binary).is_binary(), "{}", binary.escape_ascii());
        }
    }
}
