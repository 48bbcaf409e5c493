//! A [`Storage`] that nobody walked to: a file that counts as there.

use std::path::{Path, PathBuf};

use super::storage::{Storage, StorageKind};
use crate::httpd::tree::{bytes_path, path_bytes};

impl Storage {
    /// Returns what a walk to a file would find if the file were there, with this `PATH_INFO` behind it.
    pub fn assumed(file: &Path, path_info: &[u8]) -> Self {
        let bytes = path_bytes(file);
        let slashes = (0..bytes.len()).filter(|at| bytes.get(*at) == Some(&b'/'));
        let directories = slashes.map(|at| {
            let directory = bytes.get(..=at).unwrap_or_default();
            PathBuf::from(bytes_path(directory))
        });
        Self {
            file: file.to_owned(),
            path_info: path_info.to_owned(),
            kind: StorageKind::File,
            directories: directories.collect(),
            is_whole: path_info.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_directories_above_are_gone_through() {
        let storage = Storage::assumed(Path::new("/srv/app/x.wsgi"), b"/a");
        let names: Vec<_> = storage
            .directories
            .iter()
            .map(|path| path_bytes(path))
            .collect();
        assert_eq!(names, [b"/".as_slice(), b"/srv/", b"/srv/app/"]);
        assert!(!storage.is_whole);
    }
}
