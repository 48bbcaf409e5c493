//! What mod_dir makes of a directory: `DirectoryIndex`, `DirectorySlash`, `FallbackResource`.

use super::merged::Merged;
use super::origin::{Doubt, Origin};
use super::router::{Resource, Router};
use super::storage::Storage;

/// What mod_dir makes of a request.
#[derive(Clone, Debug)]
pub enum Index {
    /// Nothing: other handlers are asked.
    Nothing,
    /// The slash at the end is missing: httpd redirects.
    Slash,
    /// The request goes on as one for this path; the caller asks for it anew. The next candidates follow in case that
    /// one gives no answer (404).
    Candidates(Vec<Vec<u8>>, Option<Origin>),
    /// It cannot be told.
    Doubt(Doubt),
}

impl Router<'_> {
    /// Returns what mod_dir does at fixup, when nothing before it has answered. `handler` says whether a handler is set.
    pub fn directory_index(
        &self,
        _resource: Resource<'_>,
        _storage: &Storage,
        _merged: &Merged<'_>,
    ) -> Index {
        Index::Doubt(Doubt::general("not there yet"))
    }
}
