//! A file's bytes and places in them.

mod printable;
mod span;
mod text;

pub use printable::printable;
pub use span::Span;
pub use text::Text;
