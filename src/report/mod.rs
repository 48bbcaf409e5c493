//! Anything above becomes text or JSON.

mod check;
mod failure;
mod includes;
mod inspect;
mod overview;
mod page;
mod plan;
mod presets;
mod question;
mod questionnaire;
mod refusal;
mod refusal_advice;
mod remarks;
mod style;
mod text;
mod tree;
mod welcome;
mod which;

pub use check::{
    Baseline, CheckJson, Checked, LogJson, Repair, check_text, explain_text, github_text, log_text,
    message_text, repair_text, rule_markdown, rules_markdown, rules_text, sarif,
};
pub use failure::Failure;
pub use includes::includes_text;
pub use inspect::{InspectJson, Inspection};
pub use overview::inspect_text;
pub use page::COLUMNS;
pub use plan::{PlanJson, Proposal, apply_text, plan_outline, plan_summary, plan_text, shell_word};
pub use presets::presets_text;
pub use question::{
    answered_text, choice_text, hunk_text, left_out_text, meaning_text, prompt_text, steps_text,
    why_text,
};
pub use questionnaire::questionnaire;
pub use refusal::{binary_file, refusal};
pub use remarks::{unknown_text, warnings_text};
pub use style::{Look, painted_diff};
pub use text::log_escaped;
pub use tree::{TreeJson, tree_text};
pub use welcome::welcome_text;
pub use which::{Lines, WhichJson, which_text};

use serde::Serialize;

/// Returns a report as one line of JSON.
pub fn json(report: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(report)?;
    text.push(b'\n');
    Ok(text)
}
