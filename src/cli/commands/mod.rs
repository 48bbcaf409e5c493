//! The verbs, one file each.

mod check;
mod decided;
mod explain;
mod inspect;
mod log;
mod plan;
mod presets;
mod tree;
mod which;
mod wizard;

pub(super) use check::check;
pub(super) use explain::explain;
pub(super) use inspect::inspect;
pub(super) use plan::plan;
pub(super) use presets::presets;
pub(super) use tree::tree;
pub(super) use which::which;
pub(super) use wizard::wizard;

use super::exit::ExitStatus;
use crate::report::Failure;

/// Why a verb could not do its job, and what the shell sees of it.
pub(super) type Problem = (ExitStatus, Failure);

/// What a verb comes to.
pub(super) type Outcome = Result<ExitStatus, Problem>;

/// Returns the failure for a product that nobody gets.
fn not_written(error: &std::io::Error) -> Problem {
    let mut failure = Failure::new("cannot write to standard output");
    failure.causes.push(error.to_string());
    (ExitStatus::Usage, failure)
}

/// Returns the failure for input that does not come.
fn not_read(error: &std::io::Error) -> Problem {
    let mut failure = Failure::new("standard input cannot be read");
    failure.causes.push(error.to_string());
    (ExitStatus::Usage, failure)
}
