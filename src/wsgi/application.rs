//! [`Application`]: a script that a `WSGIScriptAlias` mounts under a URL.

use super::option::AliasOptions;
use crate::host::{Host, Kind};
use crate::httpd::{ConfigTree, NodeId, ServerId, bytes_path, merge};
use crate::syntax::word;

/// An application of an [`Inventory`](super::Inventory).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApplicationId(pub(super) u32);

/// What the target of an alias is on the file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A script.
    File,
    /// A directory of scripts.
    Directory,
    /// Nothing that can be seen from here.
    Missing,
}

/// An application as its `WSGIScriptAlias` says it.
#[derive(Clone, Debug)]
pub struct Application {
    /// The directive.
    pub node: NodeId,
    /// The server in which it stands. One of the main server is seen from every virtual host.
    pub server: ServerId,
    /// The URL path, without a slash at its end; empty for `/`.
    pub mount: Vec<u8>,
    /// The path of the script or directory, as written.
    pub path: Vec<u8>,
    /// What is there.
    pub target: Target,
    /// Its options.
    pub options: AliasOptions,
}

impl Application {
    /// Reads the arguments of a `WSGIScriptAlias`; nothing when httpd refuses them.
    pub(super) fn parse(
        host: &dyn Host,
        tree: &ConfigTree,
        node: NodeId,
        server: ServerId,
    ) -> Option<Self> {
        let mut rest = tree.directive(node).arguments;
        let mount = word(&mut rest).into_owned();
        let path = word(&mut rest).into_owned();
        let options = AliasOptions::parse(rest).ok()?;
        let mount = mount.strip_suffix(b"/").unwrap_or(&mount).to_owned();
        let target = match host.kind(&merge(&tree.server_root, &path)) {
            Ok(Kind::Directory) => Target::Directory,
            Ok(_) => Target::File,
            Err(_) => Target::Missing,
        };
        Some(Self {
            node,
            server,
            mount,
            path,
            target,
            options,
        })
    }

    /// Returns the URL path as one writes it.
    pub fn url_path(&self) -> &[u8] {
        if self.mount.is_empty() {
            return b"/";
        }
        &self.mount
    }

    /// Returns the name of the script file.
    pub fn script_name(&self) -> &[u8] {
        let name = bytes_path(&self.path).file_name();
        name.map_or(&[], |name| crate::httpd::path_bytes(name.as_ref()))
    }
}

#[cfg(test)]
impl Application {
    /// Returns an application of the main server, for tests of what looks at one.
    pub(super) fn sample() -> Self {
        Self {
            node: ConfigTree::SOME_NODE,
            server: ServerId::MAIN,
            mount: Vec::new(),
            path: Vec::new(),
            target: Target::File,
            options: AliasOptions::default(),
        }
    }
}
