//! The file that a path stands for when no alias takes it (core.c: `ap_core_translate`).

use std::path::PathBuf;

use super::origin::Doubt;
use super::router::{Resource, Router};

impl Router<'_> {
    /// Returns `r->filename` below the `DocumentRoot`.
    pub fn document_root(&self, _resource: Resource<'_>) -> Result<PathBuf, Doubt> {
        Err(Doubt::general("not there yet"))
    }
}
