//! [`Layout`]: the directives and sections of a configuration, by the server and section that they are in.
//!
//! One pass over what has effect, once for all requests.

use std::collections::BTreeSet;

use super::alias::is_alias_line;
use super::rewrite::is_rewriting;
use super::undefined::undefined_in;
use crate::httpd::server_config::{Effective, SectionId, SectionKind, ServerConfig, ServerId};
use crate::httpd::tree::{ConfigTree, NodeId};

/// What a server has at its own level.
#[derive(Debug, Default)]
pub(super) struct ServerIndex {
    /// The directives outside of all sections.
    pub(super) directives: Vec<NodeId>,
    /// The lines of mod_alias among them.
    pub(super) aliases: Vec<NodeId>,
    /// `<Directory>` with a path or a pattern, by the number of components, else in the order of the configuration.
    pub(super) directories: Vec<DirectorySection>,
    /// `<Directory>` with a path that counts from the directory in which httpd was started.
    pub(super) relative_directories: Vec<SectionId>,
    /// `<DirectoryMatch>`, by the number of slashes in the expression.
    pub(super) directory_matches: Vec<(usize, SectionId)>,
    /// `<Location>` and `<LocationMatch>`.
    pub(super) locations: Vec<SectionId>,
    /// Whether there is any directive of mod_rewrite in it, be it in a section.
    pub(super) has_rewriting: bool,
}

/// A `<Directory>` with a path or a pattern.
#[derive(Debug)]
pub(super) struct DirectorySection {
    pub(super) id: SectionId,
    /// The path, as httpd compares it.
    pub(super) path: Vec<u8>,
    /// How many components that has.
    pub(super) components: usize,
}

/// What a section, or the level of a server, has in it.
#[derive(Debug, Default)]
pub(super) struct Inside {
    /// `<Files>` and `<FilesMatch>`.
    pub(super) files: Vec<SectionId>,
    /// `<If>`, `<ElseIf>` and `<Else>`.
    pub(super) ifs: Vec<SectionId>,
}

/// All of a configuration, for requests.
#[derive(Debug, Default)]
pub(super) struct Layout {
    servers: Vec<ServerIndex>,
    of_servers: Vec<Inside>,
    sections: Vec<(Vec<NodeId>, Inside)>,
    /// The sections whose headers have an undefined variable in them.
    undefined: BTreeSet<SectionId>,
}

impl Layout {
    pub(super) fn new(tree: &ConfigTree, config: &ServerConfig) -> Self {
        let mut layout = Self::default();
        for _ in config.servers() {
            layout.servers.push(ServerIndex::default());
            layout.of_servers.push(Inside::default());
        }
        for (id, _) in config.sections() {
            layout.sections.push(Default::default());
            layout.take_section(tree, config, id);
            if undefined_in(&config.section(id).argument).is_some() {
                layout.undefined.insert(id);
            }
        }
        for server in &mut layout.servers {
            server
                .directories
                .sort_by_key(|directory| directory.components);
            server
                .directory_matches
                .sort_by_key(|(slashes, _)| *slashes);
        }
        for effective in &config.effective {
            layout.take_directive(tree, config, *effective);
        }
        layout
    }

    /// Returns whether the header of a section has an undefined variable in it.
    pub(super) fn is_undefined(&self, section: SectionId) -> bool {
        self.undefined.contains(&section)
    }

    fn take_directive(&mut self, tree: &ConfigTree, config: &ServerConfig, effective: Effective) {
        let Effective { node, scope } = effective;
        let name = tree.name_of(node);
        if name.eq_ignore_ascii_case(DEFINITION) {
            return;
        }
        if is_rewriting(name)
            && let Some(server) = self.servers.get_mut(scope.server.0 as usize)
        {
            server.has_rewriting = true;
        }
        match home(config, scope.section) {
            Home::Server => {
                if let Some(server) = self.servers.get_mut(scope.server.0 as usize) {
                    server.directives.push(node);
                    server.aliases.extend(is_alias_line(name).then_some(node));
                }
            }
            Home::Section(id) => {
                if let Some((directives, _)) = self.sections.get_mut(id.0 as usize) {
                    directives.push(node);
                }
            }
            Home::Nowhere => {}
        }
    }

    fn take_section(&mut self, tree: &ConfigTree, config: &ServerConfig, id: SectionId) {
        let section = config.section(id);
        let around = home(config, section.within);
        let Some(server) = self.servers.get_mut(section.server.0 as usize) else {
            return;
        };
        match (section.kind, around) {
            (SectionKind::Directory, Home::Server) => {
                if section.argument.starts_with(b"/") {
                    let path = directory_path(tree, &section.argument);
                    let components = components(&path);
                    let directory = DirectorySection {
                        id,
                        path,
                        components,
                    };
                    server.directories.push(directory);
                } else {
                    server.relative_directories.push(id);
                }
            }
            (SectionKind::DirectoryMatch, Home::Server) => {
                let slashes = components(&section.argument);
                server.directory_matches.push((slashes, id));
            }
            (SectionKind::Location | SectionKind::LocationMatch, Home::Server) => {
                server.locations.push(id);
            }
            (SectionKind::Files | SectionKind::FilesMatch, around) => {
                if let Some(inside) = self.inside(section.server, around) {
                    inside.files.push(id);
                }
            }
            (SectionKind::If, around) => {
                if let Some(inside) = self.inside(section.server, around) {
                    inside.ifs.push(id);
                }
            }
            _ => {}
        }
    }

    fn inside(&mut self, server: ServerId, around: Home) -> Option<&mut Inside> {
        match around {
            Home::Server => self.of_servers.get_mut(server.0 as usize),
            Home::Section(id) => {
                let (_, inside) = self.sections.get_mut(id.0 as usize)?;
                Some(inside)
            }
            Home::Nowhere => None,
        }
    }

    /// Returns what a server has at its own level.
    pub(super) fn server(&self, id: ServerId) -> &ServerIndex {
        let server = self.servers.get(id.0 as usize);
        server.expect("the layout has every server of its configuration")
    }

    /// Returns the sections that are directly at the level of a server.
    pub(super) fn inside_server(&self, id: ServerId) -> &Inside {
        let inside = self.of_servers.get(id.0 as usize);
        inside.expect("the layout has every server of its configuration")
    }

    /// Returns the directives that are directly in a section, and the sections in it.
    pub(super) fn section(&self, id: SectionId) -> (&[NodeId], &Inside) {
        let section = self.sections.get(id.0 as usize);
        let (directives, inside) =
            section.expect("the layout has every section of its configuration");
        (directives, inside)
    }
}

/// What says nothing of any request, and stands at the level of the main server for every application there is.
const DEFINITION: &[u8] = b"WSGIDaemonProcess";

/// Where the directives of a section count.
#[derive(Clone, Copy)]
enum Home {
    Server,
    Section(SectionId),
    Nowhere,
}

/// A `<Limit>` limits only what asks for it, which none of the directives here do: what is inside counts as if it stood
/// around it. What is in a `<Proxy>` is for proxied requests.
fn home(config: &ServerConfig, section: Option<SectionId>) -> Home {
    let mut next = section;
    while let Some(id) = next {
        let section = config.section(id);
        match section.kind {
            SectionKind::Limit => next = section.within,
            SectionKind::Proxy => return Home::Nowhere,
            _ => return Home::Section(id),
        }
    }
    Home::Server
}

/// Returns the path of a `<Directory>` as httpd compares it: clean, with a slash at the end (core.c: `dirsection`).
pub(super) fn directory_path(tree: &ConfigTree, argument: &[u8]) -> Vec<u8> {
    let merged = crate::httpd::merge(&tree.server_root, argument);
    let mut path = crate::httpd::path_bytes(&merged).to_owned();
    if !path.ends_with(b"/") {
        path.push(b'/');
    }
    path
}

/// Returns how many slashes there are; the root has none (core.c: `dirsection`).
fn components(path: &[u8]) -> usize {
    if path == b"/" {
        return 0;
    }
    memchr::memchr_iter(b'/', path).count()
}
