//! [`Storage`]: what stands in the file system at the end of a path (request.c: `ap_directory_walk`).

use std::io;
use std::path::{Path, PathBuf};

use super::origin::Doubt;
use super::router::Router;
use crate::host::{Host, Kind};
use crate::httpd::merge;
use crate::httpd::tree::{bytes_path, path_bytes};

/// Where a walk through the file system ends.
#[derive(Clone, Debug)]
pub struct Storage {
    /// The file or directory: httpd's `r->filename` after the walk. For what is missing, the first path that is.
    pub file: PathBuf,
    /// What of the path is behind a file: `PATH_INFO`.
    pub path_info: Vec<u8>,
    /// What is there.
    pub kind: StorageKind,
    /// The directories that the walk went through, from the root on; each ends in a slash.
    pub(super) directories: Vec<PathBuf>,
    /// Whether the whole path that was asked for is there.
    pub(super) is_whole: bool,
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
    /// A device, a socket, a pipe, or a link that leads nowhere: httpd answers 403.
    Other,
    /// It cannot be told.
    Unknown(Doubt),
}

impl Router<'_> {
    /// Walks to the file that `filename` leads to; what is left of it is `PATH_INFO`.
    pub fn map_to_storage(&self, filename: &Path) -> Storage {
        let clean = merge(Path::new("/"), path_bytes(filename));
        let asked = path_bytes(&clean);
        let mut storage = Storage {
            file: PathBuf::from("/"),
            path_info: Vec::new(),
            kind: StorageKind::Directory,
            directories: vec![PathBuf::from("/")],
            is_whole: false,
        };
        let mut done = 0;
        for (end, part) in segments(asked) {
            let path = bytes_path(asked.get(..end).unwrap_or_default());
            storage.kind = kind(self.host, path);
            path.clone_into(&mut storage.file);
            done = end;
            if !matches!(storage.kind, StorageKind::Directory) {
                break;
            }
            let with_slash = [path_bytes(path), b"/"].concat();
            storage.directories.push(bytes_path(&with_slash).to_owned());
            debug_assert!(!part.is_empty(), "a clean path has no empty segments");
        }
        let rest = asked.get(done..).unwrap_or_default();
        storage.is_whole = match storage.kind {
            StorageKind::Directory => true,
            StorageKind::File => done == asked.len(),
            _ => false,
        };
        if matches!(storage.kind, StorageKind::Directory) {
            storage.file.clone_from(&clean);
        } else {
            rest.clone_into(&mut storage.path_info);
        }
        storage
    }
}

/// Returns the segments of a clean path, each with the offset behind it.
fn segments(path: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut end = 0;
    path.split(|byte| *byte == b'/').filter_map(move |part| {
        end += part.len();
        let at = end;
        end += 1;
        (!part.is_empty()).then_some((at, part))
    })
}

fn kind(host: &dyn Host, path: &Path) -> StorageKind {
    match host.kind(path) {
        Ok(Kind::File) => StorageKind::File,
        Ok(Kind::Directory) => StorageKind::Directory,
        Ok(Kind::Link | Kind::Other) => StorageKind::Other,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if is_link(host, path) {
                StorageKind::Other
            } else {
                StorageKind::Missing
            }
        }
        Err(error) => StorageKind::Unknown(Doubt::general(format!(
            "`{}` cannot be looked at: {error}",
            path.display()
        ))),
    }
}

/// Returns whether a name stands for a symbolic link, wherever it leads.
pub(super) fn is_link(host: &dyn Host, path: &Path) -> bool {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return false;
    };
    let entries = host.list(parent).unwrap_or_default();
    let mut named = entries.iter().filter(|entry| entry.name == name);
    named.any(|entry| entry.kind == Kind::Link)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory;
    use crate::httpd::request::tests::{Server, text};

    fn walk(path: &str) -> (String, String, &'static str) {
        let host = Memory::new()
            .file("/srv/app/hello.wsgi", "")
            .link("/srv/link", "/srv/app")
            .link("/srv/broken", "/nowhere");
        let storage =
            Server::on(host, "").with_router(|router| router.map_to_storage(Path::new(path)));
        let kind = match storage.kind {
            StorageKind::File => "file",
            StorageKind::Directory => "directory",
            StorageKind::Missing => "missing",
            StorageKind::Other => "other",
            StorageKind::Unknown(_) => "unknown",
        };
        (
            text(storage.file),
            String::from_utf8(storage.path_info).unwrap(),
            kind,
        )
    }

    #[test]
    fn the_first_file_ends_the_walk_and_the_rest_is_path_info() {
        let cases = [
            ("/srv/app/hello.wsgi", "/srv/app/hello.wsgi", "", "file"),
            ("/srv/app/hello.wsgi/", "/srv/app/hello.wsgi", "/", "file"),
            (
                "/srv/app/hello.wsgi/a//b",
                "/srv/app/hello.wsgi",
                "/a/b",
                "file",
            ),
            (
                "/srv/link/hello.wsgi/a",
                "/srv/link/hello.wsgi",
                "/a",
                "file",
            ),
            ("/srv/app", "/srv/app", "", "directory"),
            ("/srv/./app/", "/srv/app/", "", "directory"),
            ("/", "/", "", "directory"),
            ("/srv/no/a/b", "/srv/no", "/a/b", "missing"),
            ("/srv/broken/a", "/srv/broken", "/a", "other"),
        ];
        for (path, file, path_info, kind) in cases {
            let expected = (file.to_owned(), path_info.to_owned(), kind);
            assert_eq!(walk(path), expected, "{path}");
        }
    }
}
