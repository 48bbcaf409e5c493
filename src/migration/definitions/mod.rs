//! Definitions of process groups: which move to the main server, what moves with them, and where they go.

mod condition;
mod destination;
mod flag_uses;
mod hidden;
mod judge;
mod moved_text;
mod preloading;
mod removal;
mod section_lines;
mod settled;

pub(super) use condition::closing_tag;
pub(super) use destination::{Destination, destination};
pub(super) use hidden::hidden_names;
pub(super) use judge::{Hoisted, Judged as JudgedDefinitions, judge_daemons};
pub(super) use moved_text::moved_text;
pub(super) use preloading::preloading;
pub(super) use removal::Removal;
