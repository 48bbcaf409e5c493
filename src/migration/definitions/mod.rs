//! Definitions of process groups: which move to the main server, what moves with them, and where they go.

mod destination;
mod judge;
mod moved_text;

pub(super) use destination::{Destination, destination};
pub(super) use judge::judge_daemons;
pub(super) use moved_text::moved_text;
