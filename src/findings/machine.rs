//! What the machine has where a configuration points.

use std::io::ErrorKind;
use std::path::Path;

use super::facts::Facts;
use crate::host::{Kind, Opened};
use crate::httpd::bytes_path;
use crate::source::Text;

impl Facts<'_> {
    /// Returns whether nothing is at a path although what is around it is there. On a machine that has not even mod_wsgi's
    /// module, a configuration is only looked at, and what is missing says nothing.
    pub(super) fn lacks(&self, path: &Path) -> bool {
        let gone = |path: &Path| {
            let kind = self.host.kind(path);
            kind.is_err_and(|error| error.kind() == ErrorKind::NotFound)
        };
        self.is_of_this_machine() && gone(path) && self.is_directory(around(path))
    }

    /// Returns whether the server is at home on the machine: the module file that it loads is there.
    pub(super) fn is_of_this_machine(&self) -> bool {
        let module = self.tree.modules.by_identifier(b"wsgi_module");
        module.is_some_and(|module| {
            let file = module.file.as_ref();
            file.is_none_or(|file| self.host.kind(file).is_ok())
        })
    }

    /// Returns whether a directory is at a path.
    pub(super) fn is_directory(&self, path: &Path) -> bool {
        matches!(self.host.kind(path), Ok(Kind::Directory))
    }

    /// Returns whether a file is at a path.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        matches!(self.host.kind(path), Ok(Kind::File))
    }

    /// Reads a file, if it can be read.
    pub(super) fn read(&self, path: &Path) -> Option<Text> {
        match self.host.open(path) {
            Ok(Opened::File(text)) => Some(text),
            _ => None,
        }
    }
}

/// Returns the path that a value is: from the root on, and nothing in it that is still to be filled in.
pub(super) fn plain_path(value: &[u8]) -> Option<&Path> {
    let is_open = memchr::memmem::find(value, b"${").is_some() || value.contains(&b'%');
    (value.starts_with(b"/") && !is_open).then(|| bytes_path(value))
}

/// Returns what is around a path; nothing is around what stands directly below the root, since every machine has that.
fn around(path: &Path) -> &Path {
    let parent = path.parent().unwrap_or(path);
    if parent.parent().is_none() {
        return Path::new("");
    }
    parent
}

/// Returns the paths of a list such as that of `python-path`.
pub(super) fn entries(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let entries = list.split(|byte| *byte == b':');
    entries.filter(|entry| !entry.is_empty())
}
