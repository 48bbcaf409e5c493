//! A file's bytes and places in them, and how bytes and names are read and shown.

mod atoi;
mod nearest;
mod printable;
mod quoted;
mod span;
mod text;

pub use atoi::atoi;
pub use nearest::{did_you_mean, nearest, sole_nearest};
pub use printable::printable;
pub use quoted::quoted;
pub use span::Span;
pub use text::Text;
