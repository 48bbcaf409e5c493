//! [`Previous`]: what a request that httpd makes itself takes over from the one before it.
//!
//! httpd keeps the directories' sections that it has merged. A file right in the directory that was looked at before gets
//! them as they are (request.c: `ap_directory_walk`, `prep_walk_cache`).

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::storage::{Storage, StorageKind};
use super::url::Request;
use crate::httpd::tree::{bytes_path, path_bytes};

/// What the request before left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Previous {
    /// The directory whose sections were merged; it ends in a slash.
    directory: PathBuf,
    /// The file that `<DirectoryMatch>` was compared with.
    pub(super) file: PathBuf,
    /// Whether the new request is a subrequest, not an internal redirect.
    pub(super) is_sub_request: bool,
    /// Whether there was an internal redirect on the way here.
    pub(super) is_redirected: bool,
    /// Whether `[END]` was met by the request that is no subrequest: it is kept in the memory of that request alone
    /// (mod_rewrite.c: `really_last_key`).
    rules_are_over: bool,
}

impl Request {
    /// Returns the request by which httpd looks at a candidate of `DirectoryIndex` or at a `FallbackResource`, after it
    /// was at `storage`.
    #[must_use]
    pub fn sub_request(&self, storage: &Storage, path: &[u8]) -> Self {
        let mut request = self.after(storage, path);
        request.rules_are_over = false;
        if let Some(previous) = &mut request.previous {
            previous.is_sub_request = true;
        }
        request
    }

    /// Returns the request that an internal redirect makes, as mod_rewrite does in a directory, after `storage`.
    #[must_use]
    pub fn redirected(&self, storage: &Storage, path: &[u8]) -> Self {
        let mut request = self.after(storage, path);
        if let Some(previous) = &mut request.previous {
            previous.is_redirected = true;
        }
        request
    }

    /// Returns the request that a handler is asked with: where mod_dir takes a subrequest, that goes on as the one before
    /// it (http_request.c: `ap_internal_fast_redirect`).
    #[must_use]
    pub fn for_handler(&self) -> Cow<'_, Self> {
        let Some(previous) = &self.previous else {
            return Cow::Borrowed(self);
        };
        Cow::Owned(Self {
            previous: Some(Previous {
                is_sub_request: false,
                ..previous.clone()
            }),
            ..self.clone()
        })
    }

    fn after(&self, storage: &Storage, path: &[u8]) -> Self {
        let previous = self.previous.as_ref();
        let known = previous.filter(|previous| previous.is_for(storage));
        let main = previous.filter(|previous| previous.is_sub_request);
        let rules_are_over = main.map_or(self.rules_are_over, |main| main.rules_are_over);
        let next = Previous {
            directory: directory_of(storage),
            file: known.map_or(&storage.file, |known| &known.file).clone(),
            is_sub_request: false,
            is_redirected: previous.is_some_and(|previous| previous.is_redirected),
            rules_are_over,
        };
        Self {
            path: path.to_owned(),
            previous: Some(next),
            rules_are_over,
            ..self.clone()
        }
    }
}

impl Previous {
    /// Returns whether the sections of the request before are taken over for `storage`.
    pub(super) fn is_for(&self, storage: &Storage) -> bool {
        storage.is_whole && self.directory == directory_of(storage)
    }
}

/// Returns the directory that a request's file is in, or that it is.
fn directory_of(storage: &Storage) -> PathBuf {
    let file = path_bytes(&storage.file);
    if matches!(storage.kind, StorageKind::Directory) {
        let slash: &[u8] = if file.ends_with(b"/") { b"" } else { b"/" };
        return bytes_path(&[file, slash].concat()).to_owned();
    }
    let end = file.iter().rposition(|byte| *byte == b'/');
    let parent = file.get(..=end.unwrap_or(0)).unwrap_or(b"/");
    let parent: &Path = bytes_path(parent);
    parent.to_owned()
}
