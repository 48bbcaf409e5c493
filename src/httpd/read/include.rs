//! `Include` and `IncludeOptional`: which files a path or a pattern names, in httpd's order.
//!
//! config.c: `ap_process_fnmatch_configs`; util.c: `ap_dir_nofnmatch`, `ap_dir_fnmatch`.

use std::io;
use std::path::{Path, PathBuf};

use super::fnmatch;
use super::path::join;
use crate::host::{Host, Kind, Opened};
use crate::httpd::tree::{bytes_path, path_bytes};
use crate::source::Text;

/// How deep directories may lie in directories (http_config.h: `AP_MAX_INCLUDE_DIR_DEPTH`).
const MAX_DIRECTORY_DEPTH: usize = 128;

/// Whether a missing file is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// `Include`.
    Fails,
    /// `IncludeOptional`.
    IsFine,
}

/// A file that an Include names.
pub(super) enum Found {
    /// It was read.
    File(PathBuf, Text),
    /// It is there, but we may not read it.
    Unreadable(PathBuf, io::Error),
}

/// Finds the files that an Include names; the error is httpd's message.
pub(super) struct Finder<'host> {
    host: &'host dyn Host,
    missing: Missing,
}

impl<'host> Finder<'host> {
    pub(super) fn new(host: &'host dyn Host, missing: Missing) -> Self {
        Self { host, missing }
    }

    /// Hands every file of `path`, a path or a pattern, to `take`, one after the other: what a file says may
    /// decide what the next one is.
    pub(super) fn each<E: From<Vec<u8>>>(
        &self,
        path: &Path,
        take: &mut dyn FnMut(Found) -> Result<(), E>,
    ) -> Result<(), E> {
        if !fnmatch::is_pattern(path_bytes(path)) {
            return self.path(path, 0, take);
        }
        let inside = path_bytes(path).strip_prefix(b"/").unwrap_or_default();
        self.pattern(Path::new("/"), inside, take)
    }

    /// Takes a file, or all that is below a directory, in the order of the names.
    fn path<E: From<Vec<u8>>>(
        &self,
        path: &Path,
        depth: usize,
        take: &mut dyn FnMut(Found) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.host.open(path) {
            Ok(Opened::File(text)) => take(Found::File(path.to_owned(), text)),
            Ok(Opened::Directory) => self.directory(path, depth, take),
            Ok(Opened::Other) if path == Path::new("/dev/null") => {
                take(Found::File(path.to_owned(), Text::new([])))
            }
            // apr_file_open succeeds, ap_pcfg_openfile refuses what is not a regular file.
            Ok(Opened::Other) => Err(could_not_open(path, "Bad file descriptor").into()),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                take(Found::Unreadable(path.to_owned(), error))
            }
            Err(error) if self.forgives(&error) || self.forgives_no_directory(&error) => Ok(()),
            Err(error) => Err(could_not_open(path, &reason(&error)).into()),
        }
    }

    /// A file below something that is no directory is forgiven as a missing one is; a pattern there is not
    /// (conformance: inc-optional, inc-optional-notdir).
    fn forgives_no_directory(&self, error: &io::Error) -> bool {
        self.missing == Missing::IsFine && error.kind() == io::ErrorKind::NotADirectory
    }

    fn directory<E: From<Vec<u8>>>(
        &self,
        path: &Path,
        depth: usize,
        take: &mut dyn FnMut(Found) -> Result<(), E>,
    ) -> Result<(), E> {
        if depth >= MAX_DIRECTORY_DEPTH {
            let text = format!(
                " exceeds the maximum include directory nesting level of {MAX_DIRECTORY_DEPTH}. \
                 You have probably a recursion somewhere."
            );
            return Err([b"Directory ", path_bytes(path), text.as_bytes()]
                .concat()
                .into());
        }
        let entries = match self.host.list(path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return take(Found::Unreadable(path.to_owned(), error));
            }
            Err(error) => return Err(could_not_open_directory(b"", path, &error).into()),
        };
        for entry in entries {
            let inside = join(path, path_bytes(Path::new(&entry.name)));
            self.path(&inside, depth + 1, take)?;
        }
        Ok(())
    }

    /// Walks a pattern component by component; `rest` is what is below `directory`.
    fn pattern<E: From<Vec<u8>>>(
        &self,
        directory: &Path,
        rest: &[u8],
        take: &mut dyn FnMut(Found) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut parts = rest.splitn(2, |byte| *byte == b'/');
        let name = parts.next().unwrap_or_default();
        let below = parts.next();
        if !fnmatch::is_pattern(name) {
            let path = join(directory, name);
            return match below {
                None => self.path(&path, 0, take),
                Some(below) => self.pattern(&path, below, take),
            };
        }
        let candidates = match self.candidates(directory, name, below.is_some()) {
            Ok(candidates) => candidates,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return take(Found::Unreadable(directory.to_owned(), error));
            }
            Err(error) if self.forgives(&error) => return Ok(()),
            Err(error) => {
                let text = could_not_open_directory(PREFIX, directory, &error);
                return Err(text.into());
            }
        };
        if candidates.is_empty() && self.missing == Missing::Fails {
            let directory = path_bytes(directory);
            let parts: &[&[u8]] = &[
                PREFIX,
                b"No matches for the wildcard '",
                name,
                b"' in '",
                directory,
                b"', failing",
            ];
            return Err(parts.concat().into());
        }
        for candidate in candidates {
            match below {
                None => self.path(&candidate, 0, take)?,
                Some(below) => self.pattern(&candidate, below, take)?,
            }
        }
        Ok(())
    }

    /// Returns what matches in a directory; above the last component only real directories do, links to
    /// directories do not (conformance: inc-wildcard-dir-symlink).
    fn candidates(
        &self,
        directory: &Path,
        pattern: &[u8],
        inner: bool,
    ) -> io::Result<Vec<PathBuf>> {
        let entries = self.host.list(directory)?;
        let names = entries
            .iter()
            .filter(|entry| !inner || entry.kind == Kind::Directory);
        let names = names.map(|entry| path_bytes(Path::new(&entry.name)));
        let matching = names.filter(|name| fnmatch::matches(pattern, name));
        Ok(matching.map(|name| join(directory, name)).collect())
    }

    fn forgives(&self, error: &io::Error) -> bool {
        self.missing == Missing::IsFine && error.kind() == io::ErrorKind::NotFound
    }
}

const PREFIX: &[u8] = b"Include/IncludeOptional: ";

fn could_not_open(path: &Path, reason: &str) -> Vec<u8> {
    let path = path_bytes(path);
    [
        b"Could not open configuration file ",
        path,
        b": ",
        reason.as_bytes(),
    ]
    .concat()
}

fn could_not_open_directory(prefix: &[u8], path: &Path, error: &io::Error) -> Vec<u8> {
    let (path, reason) = (path_bytes(path), reason(error));
    [
        prefix,
        b"Could not open directory ",
        path,
        b": ",
        reason.as_bytes(),
    ]
    .concat()
}

/// Returns the system's words for an error, as `strerror` has them.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text.get(..end).unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// Returns whether something exists at a path named in a directive.
pub(super) fn exists(host: &dyn Host, path: &Path) -> bool {
    host.kind(bytes_path(path_bytes(path))).is_ok()
}
