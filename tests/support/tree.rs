//! Everything below a directory, to compare and to restore.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

/// A file, a link or a directory, as a patch could change it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Directory,
    File { mode: u32, bytes: Vec<u8> },
    Link(PathBuf),
}

/// The entries below a directory, by relative path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tree(BTreeMap<PathBuf, Entry>);

impl Tree {
    pub(crate) fn read(root: &Path) -> Self {
        let mut entries = BTreeMap::new();
        read_into(&mut entries, root, Path::new(""));
        Self(entries)
    }

    /// Returns what `other` has and this has not, or otherwise: each entry with the directories it is in.
    pub(crate) fn new_in(&self, other: &Self) -> Self {
        let paths = self.differences(other);
        let leads_there = |path: &Path| paths.iter().any(|changed| changed.starts_with(path));
        let entries = other.0.iter().filter(|(path, _)| leads_there(path));
        let entries = entries.map(|(path, entry)| (path.clone(), entry.clone()));
        Self(entries.collect())
    }

    /// Returns the same tree without the modes of its files, which a clone does not keep.
    pub(crate) fn without_modes(mut self) -> Self {
        for entry in self.0.values_mut() {
            if let Entry::File { mode, .. } = entry {
                *mode = 0o644;
            }
        }
        self
    }

    /// Brings the directory back to what was read, by touching only what differs.
    pub(crate) fn restore(&self, root: &Path) {
        let now = Self::read(root);
        for path in now.differences(self).iter().rev() {
            let target = root.join(path);
            let removed = match now.0.get(path) {
                Some(Entry::Directory) => fs::remove_dir(target),
                Some(_) => fs::remove_file(target),
                None => Ok(()),
            };
            removed.expect("a directory is empty by now, and all is ours");
        }
        for path in now.differences(self) {
            if let Some(entry) = self.0.get(&path) {
                entry.write(&root.join(path));
            }
        }
    }

    /// Returns the paths, in order, at which two trees differ.
    pub(crate) fn differences(&self, other: &Self) -> Vec<PathBuf> {
        let mut paths: Vec<_> = self.0.keys().chain(other.0.keys()).cloned().collect();
        paths.sort();
        paths.dedup();
        paths.retain(|path| self.0.get(path) != other.0.get(path));
        paths
    }
}

impl Entry {
    fn write(&self, path: &Path) {
        match self {
            Self::Directory => fs::create_dir(path).expect("the parent is there"),
            Self::Link(target) => symlink(target, path).expect("the place is free"),
            Self::File { mode, bytes } => {
                fs::write(path, bytes).expect("the parent is there");
                fs::set_permissions(path, fs::Permissions::from_mode(*mode))
                    .expect("the file is ours");
            }
        }
    }
}

fn read_into(entries: &mut BTreeMap<PathBuf, Entry>, root: &Path, below: &Path) {
    for entry in fs::read_dir(root.join(below)).expect("the directory can be read") {
        let entry = entry.expect("the directory can be read");
        let path = below.join(entry.file_name());
        let metadata = entry.metadata().expect("the entry is there");
        if metadata.is_symlink() {
            entries.insert(
                path,
                Entry::Link(fs::read_link(entry.path()).expect("a link can be read")),
            );
        } else if metadata.is_dir() {
            read_into(entries, root, &path);
            entries.insert(path, Entry::Directory);
        } else if metadata.is_file() {
            let (mode, bytes) = (
                metadata.permissions().mode(),
                fs::read(entry.path()).expect("a file can be read"),
            );
            entries.insert(path, Entry::File { mode, bytes });
        }
    }
}
