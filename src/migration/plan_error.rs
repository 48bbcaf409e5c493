//! [`PlanError`]: why there is no plan.

use std::path::Path;

use thiserror::Error;

use super::decisions::DecisionError;
use super::template::TemplateError;
use crate::patch::PatchError;

/// Why there is no plan.
#[derive(Debug, Error)]
pub enum PlanError {
    /// The decisions cannot be followed.
    #[error(transparent)]
    Decisions(#[from] DecisionError),
    /// A template or a name cannot be made.
    #[error("the definitions cannot be written")]
    Template(#[from] TemplateError),
    /// The patch cannot be made.
    #[error("the patch cannot be made")]
    Patch(#[from] PatchError),
    /// An edit that should have been possible is not.
    #[error("`{path}` cannot be edited: {reason}")]
    Edit {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

/// An edit of a file that failed.
pub(super) fn edit_error(path: &Path, reason: &dyn std::fmt::Display) -> PlanError {
    PlanError::Edit {
        path: super::changes::shown(path),
        reason: reason.to_string(),
    }
}
