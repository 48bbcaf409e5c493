//! [`Memory`]: a whole server in a map, for tests.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{Entry, Host, Kind, Opened, Rights};
use crate::source::Text;

/// How many links are followed before a path counts as a loop.
const LINKS: usize = 40;

/// A server whose files are values.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    nodes: BTreeMap<PathBuf, Node>,
    rights: BTreeMap<PathBuf, Rights>,
}

#[derive(Clone, Debug)]
enum Node {
    File(Text),
    Link(PathBuf),
    Directory,
    Unreadable,
}

impl Memory {
    /// Returns an empty machine.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, and the directories above it.
    #[must_use]
    pub fn file(self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Self {
        self.with(path.as_ref(), Node::File(Text::new(bytes.as_ref())))
    }

    /// Adds a symbolic link, and the directories above it.
    #[must_use]
    pub fn link(self, path: impl AsRef<Path>, target: impl AsRef<Path>) -> Self {
        let target = target.as_ref().to_owned();
        self.with(path.as_ref(), Node::Link(target))
    }

    /// Adds an empty directory, and the directories above it.
    #[must_use]
    pub fn directory(self, path: impl AsRef<Path>) -> Self {
        self.with(path.as_ref(), Node::Directory)
    }

    /// Adds a file that we may not read.
    #[must_use]
    pub fn unreadable(self, path: impl AsRef<Path>) -> Self {
        self.with(path.as_ref(), Node::Unreadable)
    }

    /// Gives what stands at a path rights of its own; all else is root's, and open to all.
    #[must_use]
    pub fn with_rights(mut self, path: impl AsRef<Path>, mode: u32, owner: u32) -> Self {
        let rights = Rights { mode, owner };
        self.rights.insert(path.as_ref().to_owned(), rights);
        self
    }

    fn with(mut self, path: &Path, node: Node) -> Self {
        for parent in path.ancestors().skip(1) {
            self.nodes
                .entry(parent.to_owned())
                .or_insert(Node::Directory);
        }
        self.nodes.insert(path.to_owned(), node);
        self
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let mut resolved = PathBuf::from("/");
        let mut pending: Vec<PathBuf> = parts(path);
        let mut links = 0;
        while let Some(part) = pending.pop() {
            if part.as_os_str() == ".." {
                resolved.pop();
                continue;
            }
            let next = resolved.join(&part);
            match self.nodes.get(&next) {
                Some(Node::Link(target)) => {
                    links += 1;
                    if links > LINKS {
                        return Err(io::Error::from_raw_os_error(40));
                    }
                    if target.is_absolute() {
                        resolved = PathBuf::from("/");
                    }
                    pending.extend(parts(target));
                }
                Some(Node::Directory) => resolved = next,
                Some(_) if pending.is_empty() => resolved = next,
                Some(_) => return Err(io::Error::from_raw_os_error(20)),
                None => return Err(io::Error::from_raw_os_error(2)),
            }
        }
        Ok(resolved)
    }

    fn node(&self, path: &Path) -> io::Result<&Node> {
        let resolved = self.resolve(path)?;
        self.nodes
            .get(&resolved)
            .ok_or_else(|| io::Error::from_raw_os_error(2))
    }
}

impl Host for Memory {
    fn open(&self, path: &Path) -> io::Result<Opened> {
        match self.node(path)? {
            Node::File(text) => Ok(Opened::File(text.clone())),
            Node::Unreadable => Err(io::Error::from_raw_os_error(13)),
            _ => Ok(Opened::Directory),
        }
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        self.node(path).map(kind)
    }

    fn rights(&self, path: &Path) -> io::Result<Rights> {
        let resolved = self.resolve(path)?;
        let mode = match self.node(&resolved)? {
            Node::Directory => 0o755,
            _ => 0o644,
        };
        let own = self.rights.get(&resolved).copied();
        Ok(own.unwrap_or(Rights { mode, owner: 0 }))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let resolved = self.resolve(path)?;
        if !matches!(self.nodes.get(&resolved), Some(Node::Directory)) {
            return Err(io::Error::from_raw_os_error(20));
        }
        let inside = self.nodes.iter().filter_map(|(path, node)| {
            let name = path.strip_prefix(&resolved).ok()?;
            (name.components().count() == 1).then(|| Entry {
                name: name.as_os_str().to_owned(),
                kind: kind(node),
            })
        });
        Ok(inside.collect())
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        self.resolve(path)
    }
}

fn kind(node: &Node) -> Kind {
    match node {
        Node::File(_) | Node::Unreadable => Kind::File,
        Node::Link(_) => Kind::Link,
        Node::Directory => Kind::Directory,
    }
}

/// Returns the names in a path, the last one first.
fn parts(path: &Path) -> Vec<PathBuf> {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(PathBuf::from(name)),
        Component::ParentDir => Some(PathBuf::from("..")),
        _ => None,
    });
    let mut names: Vec<_> = names.collect();
    names.reverse();
    names
}
