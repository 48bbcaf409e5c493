//! The verbs, one file each.

mod tree;

pub(super) use tree::tree;

use super::exit::ExitStatus;
use crate::report::Failure;

/// What a verb comes to.
pub(super) type Outcome = Result<ExitStatus, (ExitStatus, Failure)>;
