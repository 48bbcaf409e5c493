//! The verbs, one file each.

mod plan;
mod tree;

pub(super) use plan::plan;
pub(super) use tree::tree;

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
