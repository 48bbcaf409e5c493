//! [`Files`]: which files were opened; none is opened twice.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::reader::{Reader, index};
use crate::host::Opened;
use crate::httpd::tree::{File, FileId, path_bytes};
use crate::source::Text;
use crate::syntax::Document;

/// The files of a tree by the path under which they are opened: one that is opened again under the same path is the same.
#[derive(Default)]
pub(super) struct Files {
    opened: BTreeMap<Vec<u8>, FileId>,
    /// Those that need not be opened, because somebody had them.
    put: BTreeMap<Vec<u8>, Arc<Document>>,
}

/// What stands at a path.
pub(super) enum Content {
    /// A file, taken into the tree.
    File(FileId),
    /// A directory.
    Directory,
    /// A device, a socket, a pipe.
    Other,
}

impl Files {
    /// Puts a file at a path; the host is not asked for it.
    pub(super) fn put(&mut self, path: &Path, document: &Arc<Document>) {
        let path = path_bytes(path).to_owned();
        self.put.insert(path, Arc::clone(document));
    }

    /// Returns whether the host need not be asked for a file.
    pub(super) fn has(&self, path: &Path) -> bool {
        let path = path_bytes(path);
        self.opened.contains_key(path) || self.put.contains_key(path)
    }
}

impl Reader<'_> {
    /// Opens what stands at a path.
    pub(super) fn open(&mut self, path: &Path) -> io::Result<Content> {
        if let Some(known) = self.files.opened.get(path_bytes(path)) {
            return Ok(Content::File(*known));
        }
        if let Some(document) = self.files.put.remove(path_bytes(path)) {
            return Ok(Content::File(self.add_file(path, document)));
        }
        Ok(match self.host.open(path)? {
            Opened::File(text) => Content::File(self.add_text(path, text)),
            Opened::Directory => Content::Directory,
            Opened::Other => Content::Other,
        })
    }

    /// Takes a text into the tree as the file of a path.
    pub(super) fn add_text(&mut self, path: &Path, text: Text) -> FileId {
        self.add_file(path, Arc::new(Document::parse(text)))
    }

    fn add_file(&mut self, path: &Path, document: Arc<Document>) -> FileId {
        let id = FileId(index(self.tree.files.len()));
        self.files.opened.insert(path_bytes(path).to_owned(), id);
        self.tree.files.push(File {
            path: path.to_owned(),
            document,
        });
        id
    }
}
