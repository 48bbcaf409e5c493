//! Anything above becomes text or JSON.

mod failure;
mod plan;
mod text;
mod tree;

pub use failure::Failure;
pub use plan::{plan_summary, plan_text};
pub use text::log_escaped;
pub use tree::{TreeJson, includes_text, tree_text};
