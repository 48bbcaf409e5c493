//! Anything above becomes text or JSON.

mod failure;
mod includes;
mod plan;
mod refusal;
mod remarks;
mod text;
mod tree;

pub use failure::Failure;
pub use includes::includes_text;
pub use plan::{Handover, plan_summary, plan_text};
pub use refusal::{binary_file, refusal};
pub use remarks::{unknown_text, warnings_text};
pub use text::log_escaped;
pub use tree::{TreeJson, tree_text};
