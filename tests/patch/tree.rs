//! A folder as a value: written before a patch is applied to it, read and compared afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use wsgi_daemonize::patch::{Change, Patch};

/// The files and links below a folder, by their paths from there. Git's own folder is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree(BTreeMap<PathBuf, Leaf>);

#[derive(Clone, PartialEq, Eq)]
enum Leaf {
    File(Vec<u8>),
    Link(PathBuf),
}

impl std::fmt::Debug for Leaf {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(bytes) => write!(formatter, "\"{}\"", bytes.escape_ascii()),
            Self::Link(target) => write!(formatter, "-> {target:?}"),
        }
    }
}

impl Tree {
    /// Returns the files that a patch of the folder `base` starts from.
    pub(super) fn before(patch: &Patch, base: &Path) -> Self {
        Self::of(patch, base, |change| match change {
            Change::Modify { before, .. } => Some(Leaf::File(before.to_vec())),
            Change::Create { .. } | Change::Link { .. } => None,
        })
    }

    /// Returns the files that it ends with.
    pub(super) fn after(patch: &Patch, base: &Path) -> Self {
        Self::of(patch, base, |change| match change {
            Change::Modify { after: text, .. } | Change::Create { text } => {
                Some(Leaf::File(text.to_vec()))
            }
            Change::Link { target } => Some(Leaf::Link(target.clone())),
        })
    }

    fn of(patch: &Patch, base: &Path, leaf: impl Fn(&Change) -> Option<Leaf>) -> Self {
        let below = |path: &Path| path.strip_prefix(base).unwrap().to_owned();
        let leaves = patch
            .changes()
            .filter_map(|(path, change)| Some((below(path), leaf(change)?)));
        Self(leaves.collect())
    }

    /// Writes everything below `folder`.
    pub(super) fn write(&self, folder: &Path) {
        for (path, leaf) in &self.0 {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match leaf {
                Leaf::File(bytes) => fs::write(path, bytes).unwrap(),
                Leaf::Link(target) => symlink(target, path).unwrap(),
            }
        }
    }

    /// Reads everything below `folder`.
    pub(super) fn read(folder: &Path) -> Self {
        let mut tree = Self::default();
        tree.read_below(folder, folder);
        tree
    }

    fn read_below(&mut self, top: &Path, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            if kind.is_dir() {
                if entry.file_name().as_bytes() != b".git" {
                    self.read_below(top, &path);
                }
                continue;
            }
            let leaf = if kind.is_symlink() {
                Leaf::Link(fs::read_link(&path).unwrap())
            } else {
                Leaf::File(fs::read(&path).unwrap())
            };
            self.0
                .insert(path.strip_prefix(top).unwrap().to_owned(), leaf);
        }
    }
}
