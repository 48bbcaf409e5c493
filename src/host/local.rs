//! [`Local`]: this machine, or a server copied into a folder of it.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that touches the machine"
)]

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use super::{Entry, Host, Kind, Opened};
use crate::source::Text;

/// How many links are followed before a path counts as a loop; Linux has the same limit.
const LINKS: usize = 40;

/// The machine that the program runs on.
#[derive(Clone, Debug, Default)]
pub struct Local {
    root: Option<PathBuf>,
}

impl Local {
    /// Returns the machine itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the server that was copied below `root`: absolute paths and the targets of links are
    /// taken below it.
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self {
            root: Some(root.into()),
        }
    }

    /// Writes a product of this program to a file on this machine; the server that is looked at is not written to.
    pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::write(path, bytes)
    }

    /// Returns where `path` really is on this machine.
    fn place(&self, path: &Path) -> io::Result<PathBuf> {
        match &self.root {
            None => Ok(path.to_owned()),
            Some(root) => Ok(join(root, &self.resolve(path)?)),
        }
    }

    /// Follows the links of `path` below the root, as `chroot` would.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let Some(root) = &self.root else {
            return fs::canonicalize(path);
        };
        let mut resolved = PathBuf::from("/");
        let mut pending: Vec<_> = parts(path).into_iter().rev().collect();
        let mut links = 0;
        while let Some(part) = pending.pop() {
            if part == ".." {
                resolved.pop();
                continue;
            }
            let next = resolved.join(&part);
            match fs::read_link(join(root, &next)) {
                Ok(target) => {
                    links += 1;
                    if links > LINKS {
                        return Err(io::Error::from_raw_os_error(40));
                    }
                    if target.is_absolute() {
                        resolved = PathBuf::from("/");
                    }
                    pending.extend(parts(&target).into_iter().rev());
                }
                Err(_) => resolved = next,
            }
        }
        Ok(resolved)
    }
}

impl Host for Local {
    fn open(&self, path: &Path) -> io::Result<Opened> {
        let place = self.place(path)?;
        let file = File::open(&place)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Ok(Opened::Directory);
        }
        if !metadata.is_file() {
            return Ok(Opened::Other);
        }
        let Ok(size) = u32::try_from(metadata.len()) else {
            return Err(io::ErrorKind::FileTooLarge.into());
        };
        let mut bytes = Vec::with_capacity(size as usize);
        // With a limit, std asks neither for the size again nor for the end: two thirds of the calls are saved.
        // A size of zero says nothing: files in /proc have it.
        let limit = if size == 0 { u32::MAX } else { size };
        file.take(limit.into()).read_to_end(&mut bytes)?;
        Ok(Opened::File(Text::new(bytes)))
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        fs::metadata(self.place(path)?).map(|metadata| kind(metadata.file_type()))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.place(path)?)? {
            let entry = entry?;
            entries.push(Entry {
                kind: kind(entry.file_type()?),
                name: entry.file_name(),
            });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        let resolved = self.resolve(path)?;
        fs::symlink_metadata(self.place(&resolved)?)?;
        Ok(resolved)
    }
}

fn kind(file_type: fs::FileType) -> Kind {
    if file_type.is_dir() {
        Kind::Directory
    } else if file_type.is_file() {
        Kind::File
    } else if file_type.is_symlink() {
        Kind::Link
    } else {
        Kind::Other
    }
}

fn join(root: &Path, absolute: &Path) -> PathBuf {
    root.join(absolute.strip_prefix("/").unwrap_or(absolute))
}

/// Returns the names in a path, `..` among them.
fn parts(path: &Path) -> Vec<std::ffi::OsString> {
    path.components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_owned()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        })
        .collect()
}
