//! Edits become a patch that a person can review: the least change to the bytes.
//!
//! [`Edits`] turns the bytes of one file into new ones by splicing, never by printing a tree. Nothing here reads or
//! writes a file.

mod edit;
mod edits;
mod error;

pub use edit::Edit;
pub use edits::Edits;
pub use error::EditError;
