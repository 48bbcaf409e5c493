//! [`Overlay`]: another host with some files replaced or added, to look at a change before it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{Entry, Host, Kind, Opened, Rights};
use crate::source::Text;

/// A host as it would be after a change.
///
/// A file is known by the paths under which it was put; other links to it still lead to what was there before.
pub struct Overlay<'host> {
    below: &'host dyn Host,
    /// By the bytes of their paths: to compare paths part by part takes five times as long.
    files: BTreeMap<OsString, Text>,
    links: BTreeMap<OsString, PathBuf>,
    /// The names of all these, without their directories: what is called otherwise needs no longer search.
    names: BTreeSet<OsString>,
}

impl<'host> Overlay<'host> {
    /// Returns `below`, not changed yet.
    pub fn new(below: &'host dyn Host) -> Self {
        Self {
            below,
            files: BTreeMap::new(),
            links: BTreeMap::new(),
            names: BTreeSet::new(),
        }
    }

    /// Puts `text` at a path.
    pub fn put_file(&mut self, path: impl Into<PathBuf>, text: Text) {
        let path = path.into();
        self.names.extend(path.file_name().map(OsString::from));
        self.files.insert(path.into_os_string(), text);
    }

    /// Puts a link at `path`; a relative `target` starts at the directory of the link.
    pub fn put_link(&mut self, path: impl Into<PathBuf>, target: impl AsRef<Path>) {
        let path = path.into();
        let target = match path.parent() {
            Some(directory) => lexical(&directory.join(target)),
            None => target.as_ref().to_owned(),
        };
        self.names.extend(path.file_name().map(OsString::from));
        self.links.insert(path.into_os_string(), target);
    }

    /// Returns whether something was put at a path.
    pub fn replaces(&self, path: &Path) -> bool {
        let bytes = path.as_os_str();
        self.has_name(path) && (self.files.contains_key(bytes) || self.links.contains_key(bytes))
    }

    fn has_name(&self, path: &Path) -> bool {
        path.file_name()
            .is_some_and(|name| self.names.contains(name))
    }

    /// Returns what was put at a path.
    fn put(&self, path: &Path) -> Option<&Text> {
        self.has_name(path)
            .then(|| self.files.get(path.as_os_str()))?
    }

    fn follow<'path>(&'path self, path: &'path Path) -> &'path Path {
        let followed = self.links.get(path.as_os_str());
        followed.map_or(path, PathBuf::as_path)
    }

    /// Returns what was put at a path whose directory has other names: a new file is not there below.
    fn put_behind_links(&self, path: &Path) -> Option<&Text> {
        if !self.has_name(path) {
            return None;
        }
        let directory = self.below.real_path(path.parent()?).ok()?;
        let path = directory.join(path.file_name()?);
        self.put(self.follow(&path))
    }
}

impl Host for Overlay<'_> {
    fn open(&self, path: &Path) -> io::Result<Opened> {
        let path = self.follow(path);
        if let Some(text) = self.put(path) {
            return Ok(Opened::File(text.clone()));
        }
        match self.below.open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let put = self.put_behind_links(path).cloned();
                put.map(Opened::File).ok_or(error)
            }
            result => result,
        }
    }

    fn rights(&self, path: &Path) -> io::Result<Rights> {
        self.below.rights(path)
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        let path = self.follow(path);
        if self.put(path).is_some() {
            return Ok(Kind::File);
        }
        match self.below.kind(path) {
            Err(_) if self.put_behind_links(path).is_some() => Ok(Kind::File),
            result => result,
        }
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = self.below.list(path)?;
        let directory = self.below.real_path(path)?;
        let files = self.files.keys().map(|path| (Path::new(path), Kind::File));
        let links = self.links.keys().map(|path| (Path::new(path), Kind::Link));
        let known: Vec<_> = entries.iter().map(|entry| entry.name.clone()).collect();
        for (new, kind) in files.chain(links) {
            let Some(name) = new.file_name() else {
                continue;
            };
            let is_here = new.parent() == Some(path) || new.parent() == Some(&directory);
            if is_here
                && known
                    .binary_search_by(|known| known.as_os_str().cmp(name))
                    .is_err()
            {
                let name = name.to_owned();
                entries.push(Entry { name, kind });
            }
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries.dedup_by(|a, b| a.name == b.name);
        Ok(entries)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        let path = self.follow(path);
        match self.below.real_path(path) {
            Err(_) if self.put(path).is_some() => Ok(path.to_owned()),
            result => result,
        }
    }
}

/// Takes `.` and `..` out of a path without looking at the machine.
fn lexical(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                result.pop();
            }
            Component::CurDir => {}
            other => result.push(other),
        }
    }
    result
}
