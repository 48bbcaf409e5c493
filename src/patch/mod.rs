//! Edits become a patch that a person can review: the least change to the bytes.
//!
//! [`Edits`] turns the bytes of one file into new ones by splicing, never by printing a tree. Nothing here reads or
//! writes a file.

mod edit;
mod edits;
mod error;
mod neighbour;
mod placement;

pub use edit::Edit;
pub use edits::Edits;
pub use error::EditError;
pub use placement::{
    BlankLines, append, delete_lines, insert_after_line, insert_before_line, insert_in_section,
};
