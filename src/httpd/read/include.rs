//! `Include` and `IncludeOptional`: reads the files that a path or a pattern names, in httpd's order.
//!
//! config.c: `ap_process_fnmatch_configs`; util.c: `ap_dir_nofnmatch`, `ap_dir_fnmatch`. Each file is read before the
//! next one is looked for: what it says may decide what the next one is.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::command::Command;
use super::files::Content;
use super::fnmatch;
use super::frame::{Frame, Surroundings};
use super::path::{join, merge};
use super::reader::{Reader, Refusal};
use crate::host::{Host, Kind, Opened, at_once};
use crate::httpd::tree::{FileId, Place, bytes_path, path_bytes};
use crate::source::Text;
use crate::syntax::Document;

/// How many Includes may lead to a file (core.c: `AP_MAX_INCLUDE_DEPTH`).
const MAX_INCLUDE_DEPTH: u32 = 128;

/// How deep directories may lie in directories (http_config.h: `AP_MAX_INCLUDE_DIR_DEPTH`).
const MAX_DIRECTORY_DEPTH: usize = 128;

/// From so many files on, a second thread is worth its start.
const MANY: usize = 64;

/// How many of a hundred files are read while the others are opened: to open one takes a bit longer than to read it.
const READ_WHILE_OPENING: usize = 40;

/// Whether a missing file is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// `Include`.
    Fails,
    /// `IncludeOptional`.
    IsFine,
}

/// An Include that is being carried out.
#[derive(Clone, Copy)]
struct Include {
    missing: Missing,
    place: Place,
    /// What the files join.
    surroundings: Surroundings,
}

impl Include {
    fn refuse(&self, message: impl Into<Vec<u8>>) -> Refusal {
        Refusal::at(self.place, message)
    }

    fn forgives(&self, error: &io::Error) -> bool {
        self.missing == Missing::IsFine && error.kind() == io::ErrorKind::NotFound
    }

    /// A file below something that is no directory is forgiven as a missing one is; a pattern there is not
    /// (conformance: inc-optional, inc-optional-notdir).
    fn forgives_no_directory(&self, error: &io::Error) -> bool {
        self.missing == Missing::IsFine && error.kind() == io::ErrorKind::NotADirectory
    }
}

impl Reader<'_> {
    pub(super) fn include(
        &mut self,
        frame: &Frame,
        missing: Missing,
        command: &Command<'_>,
    ) -> Result<(), Refusal> {
        let include = Include {
            missing,
            place: command.place,
            surroundings: frame.surroundings(),
        };
        let [path] = command.words().map_err(|message| include.refuse(message))?;
        if self.include_depth >= MAX_INCLUDE_DEPTH {
            return Err(include.refuse(format!(
                "Exceeded maximum include depth of {MAX_INCLUDE_DEPTH}, There appears to be a recursion."
            )));
        }
        let path = merge(&self.tree.server_root, &path);
        self.include_depth += 1;
        let result = if fnmatch::is_pattern(path_bytes(&path)) {
            let inside = path_bytes(&path).strip_prefix(b"/").unwrap_or_default();
            self.include_pattern(include, PathBuf::from("/"), inside)
        } else {
            self.include_path(include, &path, 0)
        };
        self.include_depth -= 1;
        result
    }

    /// Reads a file, or all that is below a directory, in the order of the names.
    fn include_path(&mut self, include: Include, path: &Path, depth: usize) -> Result<(), Refusal> {
        match self.open(path) {
            Ok(Content::File(file)) => self.include_file(include, file),
            Ok(Content::Directory) => self.include_directory(include, path, depth),
            Ok(Content::Other) if path == Path::new("/dev/null") => {
                let file = self.add_text(path, Text::new([]));
                self.include_file(include, file)
            }
            // apr_file_open succeeds, ap_pcfg_openfile refuses what is not a regular file.
            Ok(Content::Other) => Err(include.refuse(could_not_open(path, "Bad file descriptor"))),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                self.cannot_tell(include, path, &error);
                Ok(())
            }
            Err(error) if include.forgives(&error) || include.forgives_no_directory(&error) => {
                Ok(())
            }
            Err(error) => Err(include.refuse(could_not_open(path, &reason(&error)))),
        }
    }

    fn include_file(&mut self, include: Include, file: FileId) -> Result<(), Refusal> {
        self.read_file(file, Some(include.place), include.surroundings)
    }

    fn cannot_tell(&mut self, include: Include, path: &Path, error: &io::Error) {
        let what = format!("what `{}` says: {}", path.display(), reason(error));
        self.note_unknown(what, include.place);
    }

    fn include_directory(
        &mut self,
        include: Include,
        path: &Path,
        depth: usize,
    ) -> Result<(), Refusal> {
        if depth >= MAX_DIRECTORY_DEPTH {
            let text = format!(
                " exceeds the maximum include directory nesting level of {MAX_DIRECTORY_DEPTH}. \
                 You have probably a recursion somewhere."
            );
            let message = [b"Directory ", path_bytes(path), text.as_bytes()];
            return Err(include.refuse(message.concat()));
        }
        let entries = match self.host.list(path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                self.cannot_tell(include, path, &error);
                return Ok(());
            }
            Err(error) => return Err(include.refuse(could_not_open_directory(b"", path, &error))),
        };
        let inside = entries.iter();
        let inside = inside.map(|entry| join(path, path_bytes(Path::new(&entry.name))));
        self.include_all(include, &inside.collect::<Vec<_>>(), depth + 1)
    }

    /// Reads files one after the other. Of many, the last are opened while the first are read: what these say does not
    /// change what stands in those.
    fn include_all(
        &mut self,
        include: Include,
        paths: &[PathBuf],
        depth: usize,
    ) -> Result<(), Refusal> {
        let now = if paths.len() < MANY {
            paths.len()
        } else {
            paths.len() * READ_WHILE_OPENING / 100
        };
        let (now, later) = paths.split_at(now);
        let host = self.host;
        let is_here: Vec<bool> = later.iter().map(|path| self.files.has(path)).collect();
        let (read, opened) = if later.is_empty() {
            (self.include_each(include, now, depth), Vec::new())
        } else {
            at_once(
                || self.include_each(include, now, depth),
                || open_ahead(host, later, &is_here),
            )
        };
        read?;
        for (path, document) in later.iter().zip(opened) {
            if let Some(document) = document {
                self.files.put(path, &document);
            }
            self.include_path(include, path, depth)?;
        }
        Ok(())
    }

    fn include_each(
        &mut self,
        include: Include,
        paths: &[PathBuf],
        depth: usize,
    ) -> Result<(), Refusal> {
        let mut paths = paths.iter();
        paths.try_for_each(|path| self.include_path(include, path, depth))
    }

    /// Walks a pattern component by component; `rest` is what is below `directory`.
    fn include_pattern(
        &mut self,
        include: Include,
        mut directory: PathBuf,
        mut rest: &[u8],
    ) -> Result<(), Refusal> {
        let (name, below) = loop {
            let (name, below) = first_component(rest);
            if fnmatch::is_pattern(name) {
                break (name, below);
            }
            directory = join(&directory, name);
            match below {
                None => return self.include_path(include, &directory, 0),
                Some(below) => rest = below,
            }
        };
        let candidates = match candidates(self.host, &directory, name, below.is_some()) {
            Ok(candidates) => candidates,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                self.cannot_tell(include, &directory, &error);
                return Ok(());
            }
            Err(error) if include.forgives(&error) => return Ok(()),
            Err(error) => {
                let text = could_not_open_directory(PREFIX, &directory, &error);
                return Err(include.refuse(text));
            }
        };
        if candidates.is_empty() && include.missing == Missing::Fails {
            return Err(include.refuse(no_matches(name, &directory)));
        }
        let Some(below) = below else {
            return self.include_all(include, &candidates, 0);
        };
        let mut candidates = candidates.into_iter();
        candidates.try_for_each(|candidate| self.include_pattern(include, candidate, below))
    }
}

/// Opens files that will be read later, but for those that are here already. What cannot be opened is left to whoever reads it.
fn open_ahead(host: &dyn Host, paths: &[PathBuf], is_here: &[bool]) -> Vec<Option<Arc<Document>>> {
    let open = |path: &PathBuf| match host.open(path) {
        Ok(Opened::File(text)) => Some(Arc::new(Document::parse(text))),
        _ => None,
    };
    let paths = paths.iter().zip(is_here);
    paths
        .map(|(path, is_here)| if *is_here { None } else { open(path) })
        .collect()
}

/// Splits off the first name of a path, and what is below it, if anything.
fn first_component(path: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut parts = path.splitn(2, |byte| *byte == b'/');
    (parts.next().unwrap_or_default(), parts.next())
}

/// Returns what matches in a directory; above the last component only real directories do, links to
/// directories do not (conformance: inc-wildcard-dir-symlink).
fn candidates(
    host: &dyn Host,
    directory: &Path,
    pattern: &[u8],
    inner: bool,
) -> io::Result<Vec<PathBuf>> {
    let entries = host.list(directory)?;
    let names = entries
        .iter()
        .filter(|entry| !inner || entry.kind == Kind::Directory);
    let names = names.map(|entry| path_bytes(Path::new(&entry.name)));
    let matching = names.filter(|name| fnmatch::matches(pattern, name));
    Ok(matching.map(|name| join(directory, name)).collect())
}

const PREFIX: &[u8] = b"Include/IncludeOptional: ";

fn no_matches(pattern: &[u8], directory: &Path) -> Vec<u8> {
    let directory = path_bytes(directory);
    let parts: &[&[u8]] = &[
        PREFIX,
        b"No matches for the wildcard '",
        pattern,
        b"' in '",
        directory,
        b"', failing",
    ];
    parts.concat()
}

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
