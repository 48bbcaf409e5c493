//! [`Overlay`]: another host with some files replaced or added, to look at a change before it is made.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::{Entry, Host, Kind, Opened};
use crate::source::Text;

/// A host as it would be after a change.
pub struct Overlay<'host> {
    below: &'host dyn Host,
    files: BTreeMap<PathBuf, Text>,
    links: BTreeMap<PathBuf, PathBuf>,
}

impl<'host> Overlay<'host> {
    /// Returns `below`, not changed yet.
    pub fn new(below: &'host dyn Host) -> Self {
        Self {
            below,
            files: BTreeMap::new(),
            links: BTreeMap::new(),
        }
    }

    /// Puts `text` at the real path `path`.
    pub fn put_file(&mut self, path: impl Into<PathBuf>, text: Text) {
        self.files.insert(path.into(), text);
    }

    /// Puts a link at `path`; a relative `target` starts at the directory of the link.
    pub fn put_link(&mut self, path: impl Into<PathBuf>, target: impl AsRef<Path>) {
        let path = path.into();
        let target = match path.parent() {
            Some(directory) => lexical(&directory.join(target)),
            None => target.as_ref().to_owned(),
        };
        self.links.insert(path, target);
    }

    /// Returns where `path` leads: through a new link, or through those that were there before.
    fn follow(&self, path: &Path) -> PathBuf {
        let mut path = path.to_owned();
        if let (Some(directory), Some(name)) = (path.parent(), path.file_name())
            && let Ok(directory) = self.below.real_path(directory)
        {
            path = directory.join(name);
        }
        match self.links.get(&path) {
            Some(target) => target.clone(),
            None if self.files.contains_key(&path) => path,
            None => self.below.real_path(&path).unwrap_or(path),
        }
    }
}

impl Host for Overlay<'_> {
    fn open(&self, path: &Path) -> io::Result<Opened> {
        match self.files.get(&self.follow(path)) {
            Some(text) => Ok(Opened::File(text.clone())),
            None => self.below.open(&self.follow(path)),
        }
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        let path = self.follow(path);
        if self.files.contains_key(&path) {
            return Ok(Kind::File);
        }
        self.below.kind(&path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = self.below.list(path)?;
        let directory = self.below.real_path(path)?;
        let files = self.files.keys().map(|path| (path, Kind::File));
        let links = self.links.keys().map(|path| (path, Kind::Link));
        for (path, kind) in files.chain(links) {
            let Some(name) = path.file_name() else {
                continue;
            };
            if path.parent() == Some(&directory) && entries.iter().all(|entry| entry.name != name) {
                let name = name.to_owned();
                entries.push(Entry { name, kind });
            }
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        let path = self.follow(path);
        if self.files.contains_key(&path) {
            return Ok(path);
        }
        self.below.real_path(&path)
    }
}

/// Takes `.` and `..` out of a path without looking at the machine.
fn lexical(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::ParentDir => {
                result.pop();
            }
            std::path::Component::CurDir => {}
            other => result.push(other),
        }
    }
    result
}
