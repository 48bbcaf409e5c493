//! Anything above becomes text or JSON.

mod failure;
mod text;
mod tree;

pub use failure::Failure;
pub use text::{log_escaped, printable};
pub use tree::{TreeJson, includes_text, tree_text};
