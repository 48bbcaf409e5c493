//! The file that a path stands for when no alias takes it (core.c: `ap_core_translate`).

use std::path::PathBuf;

use super::origin::{Doubt, Origin};
use super::router::{Resource, Router};
use super::sections::own_then_main;
use super::undefined::defined;
use crate::httpd::merge;
use crate::httpd::server_config::ServerId;
use crate::httpd::tree::{bytes_path, path_bytes};

/// Directives of modules that map a path before `DocumentRoot` does.
const OTHER_MAPPERS: &[&str] = &[
    "VirtualDocumentRoot",
    "VirtualDocumentRootIP",
    "VirtualScriptAlias",
    "VirtualScriptAliasIP",
];

impl Router<'_> {
    /// Returns `r->filename` below the `DocumentRoot`.
    pub fn document_root(&self, resource: Resource<'_>) -> Result<PathBuf, Doubt> {
        self.check_mappers(resource)?;
        let root = self.root_directory(resource.server)?;
        let path = self.without_server_path(resource);
        let relative = path
            .iter()
            .position(|byte| *byte != b'/')
            .unwrap_or(path.len());
        let relative = path.get(relative..).unwrap_or_default();
        if relative.is_empty() {
            let directory = [path_bytes(&root), b"/"].concat();
            return Ok(merge(&root, &directory));
        }
        Ok(merge(&root, relative))
    }

    /// Returns the `DocumentRoot` of a server, that of the main server if it has none.
    pub(super) fn root_directory(&self, server: ServerId) -> Result<PathBuf, Doubt> {
        let node = self.inherited_directive(server, "DocumentRoot");
        let node = node.ok_or_else(|| {
            Doubt::general("there is no `DocumentRoot`: it is where httpd was built to look")
        })?;
        let word = self.tree.directive(node).first_word();
        defined(word.as_deref().unwrap_or_default(), node)?;
        let root = merge(&self.tree.server_root, &word.unwrap_or_default());
        let bytes = path_bytes(&root);
        let bytes = bytes
            .strip_suffix(b"/")
            .filter(|bytes| !bytes.is_empty())
            .unwrap_or(bytes);
        Ok(bytes_path(bytes).to_owned())
    }

    /// Doubts where another module may map the path: mod_vhost_alias, mod_userdir.
    fn check_mappers(&self, resource: Resource<'_>) -> Result<(), Doubt> {
        for server in own_then_main(resource.server) {
            for name in OTHER_MAPPERS {
                if let Some(node) = self.server_directives(server, name).last() {
                    let why = "the file depends on a pattern that is not followed here";
                    return Err(Doubt::at(Origin::Config(node), why));
                }
            }
        }
        let user = resource.path.starts_with(b"/~");
        match self.inherited_directive(resource.server, "UserDir") {
            Some(node) if user => {
                let why = "the file is in the home of a user, which is not looked up here";
                Err(Doubt::at(Origin::Config(node), why))
            }
            _ => Ok(()),
        }
    }

    /// Returns the path without the one that `ServerPath` names.
    fn without_server_path<'q>(&self, resource: Resource<'q>) -> &'q [u8] {
        let node = self
            .server_directives(resource.server, "ServerPath")
            .next_back();
        let word = node.and_then(|node| self.tree.directive(node).first_word());
        let Some(prefix) = word else {
            return resource.path;
        };
        match resource.path.strip_prefix(&*prefix) {
            Some(rest) if prefix.ends_with(b"/") || rest.is_empty() || rest.starts_with(b"/") => {
                rest
            }
            _ => resource.path,
        }
    }
}
