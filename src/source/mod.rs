//! A file's bytes and places in them.

mod span;
mod text;

pub use span::Span;
pub use text::Text;
