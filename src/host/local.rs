//! [`Local`]: this machine, or a server copied into a folder of it.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that touches the machine"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::OFlags;

use super::{Entry, Host, Kind, Opened, Rights};
use crate::source::Text;

/// Opens a named pipe without waiting for somebody who writes to it: whoever owns a directory of an application could stop
/// everybody who looks at it (open(2): `O_NONBLOCK`, which says nothing of regular files).
const AT_ONCE: i32 = OFlags::NONBLOCK.bits().cast_signed();

/// How many links are followed before a path counts as a loop; Linux has the same limit.
const LINKS: usize = 40;

/// The machine that the program runs on.
#[derive(Debug, Default)]
pub struct Local {
    root: Option<PathBuf>,
    /// The directories whose links were followed, and where they really are: ten thousand files may be in one.
    directories: Mutex<Followed>,
    /// The same for what is in them: several parts of a plan ask where a file really is.
    files: Mutex<Followed>,
}

/// Where paths lead, by their bytes: to compare paths part by part takes five times as long.
type Followed = BTreeMap<OsString, PathBuf>;

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
            ..Self::default()
        }
    }

    /// Writes a product of this program to a file on this machine; the server that is looked at is not written to.
    pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::write(path, bytes)
    }

    /// Writes a file that only its owner can read, and the directories above it.
    pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(directory) = path.parent() {
            fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(directory)?;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        options.open(path)?.write_all(bytes)
    }

    /// Writes a file unless there is one.
    pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options
            .write(true)
            .create_new(true)
            .open(path)?
            .write_all(bytes)
    }

    /// Opens a file that may be longer than the memory, to be read piece by piece.
    pub fn stream(path: &Path) -> io::Result<io::BufReader<File>> {
        File::open(path).map(io::BufReader::new)
    }

    /// Takes a file away.
    pub fn remove(path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Returns what `path` is called on this machine.
    fn place<'path>(&self, path: &'path Path) -> io::Result<Cow<'path, Path>> {
        Ok(match &self.root {
            None => Cow::Borrowed(path),
            Some(root) => Cow::Owned(join(root, &self.resolve(path)?)),
        })
    }

    /// Follows the links of `path`, once.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        if let Some(known) = locked(&self.files).get(path.as_os_str()) {
            return Ok(known.clone());
        }
        let resolved = self.follow(path)?;
        locked(&self.files).insert(path.into(), resolved.clone());
        Ok(resolved)
    }

    /// Follows the links of `path`: those of its directory, then its own.
    fn follow(&self, path: &Path) -> io::Result<PathBuf> {
        let mut path = path.to_owned();
        for _ in 0..=LINKS {
            let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
                return self.directory(&path);
            };
            let directory = self.directory(parent)?;
            let resolved = directory.join(name);
            let read = match &self.root {
                None => fs::read_link(&resolved),
                Some(root) => fs::read_link(join(root, &resolved)),
            };
            match read {
                Ok(target) => path = directory.join(target),
                // It is there, and no link.
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Ok(resolved),
                Err(error) => return Err(error),
            }
        }
        Err(too_many_links())
    }

    /// Follows the links of a directory, once.
    fn directory(&self, path: &Path) -> io::Result<PathBuf> {
        if let Some(known) = locked(&self.directories).get(path.as_os_str()) {
            return Ok(known.clone());
        }
        let resolved = match &self.root {
            None => fs::canonicalize(path)?,
            Some(root) => resolve_below(root, path)?,
        };
        locked(&self.directories).insert(path.into(), resolved.clone());
        Ok(resolved)
    }
}

impl Host for Local {
    fn open(&self, path: &Path) -> io::Result<Opened> {
        let place = self.place(path)?;
        let file = File::options()
            .read(true)
            .custom_flags(AT_ONCE)
            .open(&place)?;
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
        // With a limit, std asks neither for the size again nor for the end: four system calls instead of eight.
        // A size of zero says nothing: files in /proc have it.
        let limit = if size == 0 { u32::MAX } else { size };
        file.take(limit.into()).read_to_end(&mut bytes)?;
        Ok(Opened::File(Text::new(bytes)))
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        fs::metadata(self.place(path)?).map(|metadata| kind(metadata.file_type()))
    }

    fn rights(&self, path: &Path) -> io::Result<Rights> {
        let metadata = fs::metadata(self.place(path)?)?;
        Ok(Rights {
            mode: metadata.mode(),
            owner: metadata.uid(),
        })
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
        self.resolve(path)
    }
}

/// Returns what is known so far; a thread that failed has left it whole.
fn locked(followed: &Mutex<Followed>) -> MutexGuard<'_, Followed> {
    followed.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Follows the links of all parts of `path` below `root`, as `chroot` would.
fn resolve_below(root: &Path, path: &Path) -> io::Result<PathBuf> {
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
                    return Err(too_many_links());
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

fn too_many_links() -> io::Error {
    io::Error::from_raw_os_error(40)
}

fn join(root: &Path, absolute: &Path) -> PathBuf {
    root.join(absolute.strip_prefix("/").unwrap_or(absolute))
}

/// Returns the names in a path, `..` among them.
fn parts(path: &Path) -> Vec<OsString> {
    path.components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_owned()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        })
        .collect()
}
