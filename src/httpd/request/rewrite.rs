//! What mod_rewrite makes of a path, as far as it can be followed safely.

use std::path::PathBuf;

use super::merged::Merged;
use super::origin::{Doubt, Origin};
use super::router::{Resource, Router};
use super::storage::Storage;

/// What the rules that match do.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// What becomes of the path.
    pub outcome: Outcome,
    /// The handler that `[H=...]` sets, and its rule.
    pub handler: Option<(Vec<u8>, Origin)>,
    /// The media type that `[T=...]` sets, and its rule.
    pub media_type: Option<(Vec<u8>, Origin)>,
    /// The variables that `[E=...]` sets, and their rules.
    pub environment: Vec<(Vec<u8>, Vec<u8>, Origin)>,
    /// The rules that matched.
    pub matched: Vec<Origin>,
}

/// What becomes of a path.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It stays.
    Unchanged,
    /// It is this one from here on, and aliases are asked for it (`[PT]`); in a directory: an internal redirect to it.
    Path(Vec<u8>),
    /// It is this file, and no alias is asked.
    File(PathBuf),
    /// httpd answers with this status: a redirect, `[F]`, `[G]`.
    Status(u16),
    /// A proxy takes it.
    Proxy,
    /// It cannot be told.
    Doubt(Doubt),
}

impl Rewritten {
    /// Returns what happens when no rule matches.
    pub fn unchanged() -> Self {
        Self {
            outcome: Outcome::Unchanged,
            handler: None,
            media_type: None,
            environment: Vec::new(),
            matched: Vec::new(),
        }
    }
}

impl Router<'_> {
    /// Follows the rules of the server, before any alias.
    pub fn rewrite(&self, _resource: Resource<'_>) -> Rewritten {
        Rewritten::unchanged()
    }

    /// Follows the rules of directories and `.htaccess`, after the file was found.
    pub fn rewrite_in_directory(
        &self,
        _resource: Resource<'_>,
        _storage: &Storage,
        _merged: &Merged<'_>,
    ) -> Rewritten {
        Rewritten::unchanged()
    }
}
