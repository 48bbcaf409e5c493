//! Edits become a patch that a person can review: the least change to the bytes.
//!
//! [`Edits`] turns the bytes of one file into new ones by splicing, never by printing a tree. [`Patch`] holds the
//! files that change and writes them as the unified diff that `git apply` and `patch -p1` take alike.
//! Nothing here reads or writes a file.

mod edit;
mod edits;
mod error;
mod file_name;
mod hunk;
mod neighbour;
mod placement;
mod unified_diff;

use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

use crate::source::Text;

pub use edit::Edit;
pub use edits::Edits;
pub use error::{EditError, PatchError};
pub use hunk::{Hunk, HunkKind};
pub use placement::{
    BlankLines, append, delete_lines, insert_after_line, insert_before_line, insert_in_section,
};
pub use unified_diff::Headers;

/// How many unchanged lines a diff usually shows on either side of a change.
pub const CONTEXT: u16 = 3;

/// The files that change, in the order of their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    changes: Vec<(PathBuf, Change)>,
}

/// What happens to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A file gets other bytes.
    Modify {
        /// Its bytes now.
        before: Text,
        /// Its bytes then.
        after: Text,
    },
    /// A file comes to be, with mode 644.
    Create {
        /// Its bytes.
        text: Text,
    },
    /// A symbolic link comes to be.
    Link {
        /// What the link holds.
        target: PathBuf,
    },
}

impl Patch {
    /// Returns the patch that changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the change of a file from `before` to `after`. Equal bytes are no change and are left out.
    pub fn modify(
        &mut self,
        path: impl AsRef<Path>,
        before: Text,
        after: Text,
    ) -> Result<(), PatchError> {
        if before == after {
            return Ok(());
        }
        self.insert(path.as_ref(), Change::Modify { before, after })
    }

    /// Adds a new file.
    pub fn create(&mut self, path: impl AsRef<Path>, text: Text) -> Result<(), PatchError> {
        self.insert(path.as_ref(), Change::Create { text })
    }

    /// Adds a new symbolic link that holds `target`, as it is.
    pub fn link(
        &mut self,
        path: impl AsRef<Path>,
        target: impl Into<PathBuf>,
    ) -> Result<(), PatchError> {
        let (path, target) = (path.as_ref(), target.into());
        let bytes = target.as_os_str().as_bytes();
        if bytes.is_empty() || bytes.contains(&0) {
            let path = path.to_owned();
            return Err(PatchError::LinkTarget { path });
        }
        self.insert(path, Change::Link { target })
    }

    /// Returns the changes with their absolute paths, in the order of the paths.
    pub fn changes(&self) -> impl Iterator<Item = (&Path, &Change)> {
        self.changes
            .iter()
            .map(|(path, change)| (path.as_path(), change))
    }

    /// Returns whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    fn insert(&mut self, path: &Path, change: Change) -> Result<(), PatchError> {
        let path = normal_path(path)?;
        let Err(index) = self.place_of(&path) else {
            return Err(PatchError::Twice { path });
        };
        // What is below a path comes directly behind it, and nothing is below a file.
        let (before, behind) = self.changes.split_at(index);
        if let Some((file, _)) = before.last().filter(|(file, _)| path.starts_with(file)) {
            let file = file.clone();
            return Err(PatchError::Below { file, below: path });
        }
        if let Some((below, _)) = behind.first().filter(|(below, _)| below.starts_with(&path)) {
            let below = below.clone();
            return Err(PatchError::Below { file: path, below });
        }
        self.changes.insert(index, (path, change));
        Ok(())
    }

    /// Finds a path, or where it belongs; as a rule that is behind all others, for they come in their order.
    fn place_of(&self, path: &Path) -> Result<usize, usize> {
        match self.changes.last() {
            Some((last, _)) if last.as_path() >= path => {
                let order = |(own, _): &(PathBuf, Change)| own.as_path().cmp(path);
                self.changes.binary_search_by(order)
            }
            _ => Err(self.changes.len()),
        }
    }
}

/// Returns `path` without repeated slashes and single dots.
fn normal_path(path: &Path) -> Result<PathBuf, PatchError> {
    let climbs = path
        .components()
        .any(|component| component == Component::ParentDir);
    let has_nul = path.as_os_str().as_bytes().contains(&0);
    if !path.is_absolute() || climbs || has_nul || path.file_name().is_none() {
        let path = path.to_owned();
        return Err(PatchError::NotAFile { path });
    }
    Ok(path.components().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &str) -> Text {
        Text::new(bytes.as_bytes())
    }

    #[test]
    fn a_file_that_stays_as_it_is_is_no_change() {
        let mut patch = Patch::new();
        patch.modify("/x", text("a"), text("a")).unwrap();
        assert!(patch.is_empty());
    }

    #[test]
    fn changes_come_in_the_order_of_their_paths() {
        let mut patch = Patch::new();
        for path in ["/b", "/a.conf", "/a/z", "/a/b/c"] {
            patch.create(path, text("")).unwrap();
        }
        let paths: Vec<_> = patch.changes().map(|(path, _)| path).collect();
        assert_eq!(paths, ["/a/b/c", "/a/z", "/a.conf", "/b"].map(Path::new));
    }

    #[test]
    fn a_path_is_changed_once_however_it_is_written() {
        let mut patch = Patch::new();
        patch.create("/a/b", text("")).unwrap();
        let again = patch.modify("//a/./b", text("1"), text("2"));
        let error = PatchError::Twice {
            path: "/a/b".into(),
        };
        assert_eq!(again, Err(error));
    }

    #[test]
    fn a_file_cannot_be_a_directory_too() {
        let (file, below) = (PathBuf::from("/a/b"), PathBuf::from("/a/b/c"));
        let error = || {
            let (file, below) = (file.clone(), below.clone());
            Err(PatchError::Below { file, below })
        };
        let mut patch = Patch::new();
        patch.link(&file, "x").unwrap();
        assert_eq!(patch.create(&below, text("")), error());
        let mut patch = Patch::new();
        patch.create(&below, text("")).unwrap();
        assert_eq!(patch.create(&file, text("")), error());
        patch.create("/a/b.conf", text("")).unwrap();
    }

    #[test]
    fn what_is_no_path_of_a_file_is_refused() {
        for path in ["a", "", "/", "/a/../b", "/a/..", "/a\0b"] {
            let refused = Patch::new().create(path, text(""));
            let path = PathBuf::from(path);
            assert_eq!(refused, Err(PatchError::NotAFile { path }));
        }
    }

    #[test]
    fn a_link_needs_a_target() {
        for target in ["", "a\0"] {
            let path = PathBuf::from("/l");
            let refused = Patch::new().link("/l", target);
            assert_eq!(refused, Err(PatchError::LinkTarget { path }));
        }
    }
}
