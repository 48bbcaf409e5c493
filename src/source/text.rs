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
