//! [`Edit`]: a change to the bytes of one file.

use crate::source::Span;

/// Some bytes of a file and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go; an empty span is a place between two bytes.
    pub span: Span,
    /// The bytes that come.
    pub replacement: Vec<u8>,
}

impl Edit {
    /// Returns the edit that puts `bytes` before the byte at `at`.
    pub fn insert(at: u32, bytes: impl Into<Vec<u8>>) -> Self {
        Self::replace(Span::empty(at), bytes)
    }

    /// Returns the edit that puts `bytes` in the place of `span`.
    pub fn replace(span: Span, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            span,
            replacement: bytes.into(),
        }
    }

    /// Returns the edit that takes `span` away.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, [])
    }

    /// Returns whether it takes no byte away.
    pub fn is_insertion(&self) -> bool {
        self.span.is_empty()
    }
}
