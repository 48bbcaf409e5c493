//! Bytes become a [`Document`]: one file, lossless; this never fails.
//!
//! A document is a flat row of logical lines. Which section a line belongs to, and whether it is read at
//! all, depends on what httpd knows when it gets there (variables, modules, macros, conditions), so
//! nesting is made in [`httpd`](crate::httpd), not here. No directive is known by name.

mod argument;
mod document;
mod space;

pub use argument::{Words, in_quotes, quote, word};
pub use document::{Document, Line, LineKind, MAX_LINE};
pub use space::{is_space, trim};
