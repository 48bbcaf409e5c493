//! The machine: what can be read of it.
//!
//! Everything above asks a [`Host`] and never the operating system, so a whole server can be a
//! value in a test ([`Memory`]), a copy in a folder ([`Local::below`]), or another host with some
//! files replaced ([`Overlay`]).

mod at_once;
mod local;
mod memory;
mod overlay;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::Text;

pub use at_once::{at_once, each_at_once};
pub use local::Local;
pub use memory::Memory;
pub use overlay::Overlay;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link; only where links are not followed.
    Link,
    /// A device, a socket, a pipe.
    Other,
}

/// What opening a path for reading gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The bytes of a regular file.
    File(Text),
    /// A directory.
    Directory,
    /// Something that is neither; it is not read.
    Other,
}

/// Who may do what with a file or directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// As `chmod` has them.
    pub mode: u32,
    /// The number of the user to whom it belongs.
    pub owner: u32,
}

/// One name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name, without the directory.
    pub name: OsString,
    /// What the name stands for; a link is a [`Kind::Link`], wherever it leads.
    pub kind: Kind,
}

/// A machine that can be looked at, from several threads. All paths are absolute; links are followed unless said otherwise.
pub trait Host: Sync {
    /// Opens what stands at `path`.
    fn open(&self, path: &Path) -> io::Result<Opened>;

    /// Returns what stands at `path`.
    fn kind(&self, path: &Path) -> io::Result<Kind>;

    /// Returns the rights at a path.
    fn rights(&self, path: &Path) -> io::Result<Rights>;

    /// Returns the names in a directory, without `.` and `..`, in the order of their bytes.
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>>;

    /// Returns the path with every link resolved.
    fn real_path(&self, path: &Path) -> io::Result<PathBuf>;
}
