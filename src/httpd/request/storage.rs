//! [`Storage`]: what stands in the file system at the end of a path (request.c: `ap_directory_walk`).

use std::path::{Path, PathBuf};

use super::origin::Doubt;
use super::router::Router;

/// Where a walk through the file system ends.
#[derive(Clone, Debug)]
pub struct Storage {
    /// The file or directory: httpd's `r->filename` after the walk. For what is missing, the first path that is.
    pub file: PathBuf,
    /// What of the path is behind a file: `PATH_INFO`.
    pub path_info: Vec<u8>,
    /// What is there.
    pub kind: StorageKind,
}

/// What stands where a walk ends.
#[derive(Clone, Debug)]
pub enum StorageKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// Nothing.
    Missing,
    /// A device, a socket, a pipe: httpd answers 403.
    Other,
    /// It cannot be told.
    Unknown(Doubt),
}

impl Router<'_> {
    /// Walks to the file that `filename` leads to; what is left of it is `PATH_INFO`.
    pub fn map_to_storage(&self, filename: &Path) -> Storage {
        Storage {
            file: filename.to_owned(),
            path_info: Vec::new(),
            kind: StorageKind::Unknown(Doubt::general("not there yet")),
        }
    }
}
