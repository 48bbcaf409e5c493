//! A file's bytes and places in them.

mod span;

pub use span::Span;
