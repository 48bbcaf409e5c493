//! [`ServerConfig`]: the directives put into servers, virtual hosts and sections.

use super::by_name::ByName;
use super::catalog::DirectiveEntry;
use super::tree::{ConfigError, Directive, NodeId, Unknown};

/// A server of a [`ServerConfig`]: the main one, or a virtual host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerId(pub(super) u32);

impl ServerId {
    /// The main server.
    pub const MAIN: Self = Self(0);
}

/// A section of a [`ServerConfig`] whose directives apply to some requests only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SectionId(pub(super) u32);

/// Where a directive has effect: in a server, and there perhaps only in a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The server.
    pub server: ServerId,
    /// The innermost section.
    pub section: Option<SectionId>,
}

/// A directive that has effect, and where.
#[derive(Clone, Copy, Debug)]
pub struct Effective {
    /// The directive.
    pub node: NodeId,
    /// Where.
    pub scope: Scope,
}

/// The main server or a virtual host.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// The `<VirtualHost>`; none for the main server.
    pub header: Option<NodeId>,
    /// The words of its header, as written: addresses and ports.
    pub addresses: Vec<Vec<u8>>,
    /// The value of its last `ServerName`, and that directive.
    pub name: Option<(Vec<u8>, NodeId)>,
    /// All words of its `ServerAlias` directives.
    pub aliases: Vec<Vec<u8>>,
}

/// Which requests a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SectionKind {
    /// `<Directory>`, by path.
    Directory,
    /// `<DirectoryMatch>`, `<Directory ~>`.
    DirectoryMatch,
    /// `<Location>`, by URL.
    Location,
    /// `<LocationMatch>`, `<Location ~>`.
    LocationMatch,
    /// `<Files>`, by file name.
    Files,
    /// `<FilesMatch>`, `<Files ~>`.
    FilesMatch,
    /// `<If>`, `<ElseIf>`, `<Else>`.
    If,
    /// `<Limit>`, `<LimitExcept>`.
    Limit,
    /// `<Proxy>`, `<ProxyMatch>`.
    Proxy,
}

/// A section.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its header.
    pub node: NodeId,
    /// Which requests it is for.
    pub kind: SectionKind,
    /// The path, pattern or expression.
    pub argument: Vec<u8>,
    /// The server that it is in.
    pub server: ServerId,
    /// The section around it.
    pub within: Option<SectionId>,
}

/// What a configuration comes to.
#[derive(Debug, Default)]
pub struct ServerConfig {
    pub(super) servers: Vec<Server>,
    pub(super) sections: Vec<Section>,
    by_name: ByName,
    /// The directives that have effect, in the order in which httpd executes them.
    pub effective: Vec<Effective>,
    /// What keeps httpd from starting, in the order in which httpd finds it; it stops at the first.
    pub errors: Vec<WalkError>,
    /// What could not be known.
    pub unknown: Vec<Unknown>,
}

/// An error, and the directive at which httpd is when it finds it.
#[derive(Clone, Debug)]
pub struct WalkError {
    /// The directive; for an error found after a section's contents, the last of these.
    pub at: Option<NodeId>,
    /// The error.
    pub error: ConfigError,
}

impl ServerConfig {
    /// Adds a directive to those that have effect.
    pub(super) fn take_effect(&mut self, directive: &Directive<'_>, scope: Scope) {
        let entry: Option<&DirectiveEntry> = directive.entries.first();
        let name = entry.map(|entry| entry.name);
        let position = self.effective.len();
        self.by_name.take(position, name, directive.name);
        self.effective.push(Effective {
            node: directive.id,
            scope,
        });
    }

    /// Returns the directives of these names that have effect, in the order in which httpd executes them. The catalog has to
    /// have the names.
    pub fn named(&self, names: &[&str]) -> Vec<&Effective> {
        self.by_name.named(&self.effective, names)
    }

    /// Returns the directives of mod_wsgi that have effect, in the order in which httpd executes them.
    pub fn of_wsgi(&self) -> Vec<&Effective> {
        self.by_name.of_wsgi(&self.effective)
    }

    /// Returns all servers, the main one first, then the virtual hosts in the order of the configuration.
    pub fn servers(&self) -> impl Iterator<Item = (ServerId, &Server)> {
        (0..).map(ServerId).zip(&self.servers)
    }

    /// Returns one server.
    pub fn server(&self, id: ServerId) -> &Server {
        let server = self.servers.get(id.0 as usize);
        server.expect("a server's id comes from its configuration")
    }

    /// Returns the name by which mod_wsgi compares servers: a virtual host without `ServerName` has that of the main
    /// server (vhost.c: `ap_fini_vhost_config`).
    pub fn server_name(&self, id: ServerId) -> Option<&[u8]> {
        let own = self.server(id).name.as_ref();
        let name = own.or(self.server(ServerId::MAIN).name.as_ref());
        name.map(|(name, _)| name.as_slice())
    }

    /// Returns all sections, in the order of the configuration.
    pub fn sections(&self) -> impl Iterator<Item = (SectionId, &Section)> {
        (0..).map(SectionId).zip(&self.sections)
    }

    /// Returns one section.
    pub fn section(&self, id: SectionId) -> &Section {
        let section = self.sections.get(id.0 as usize);
        section.expect("a section's id comes from its configuration")
    }

    /// Returns a section and those around it, innermost first.
    pub fn sections_from(&self, innermost: Option<SectionId>) -> impl Iterator<Item = &Section> {
        self.section_ids_from(innermost).map(|id| self.section(id))
    }

    /// Returns the ids of a section and of those around it, innermost first.
    pub fn section_ids_from(
        &self,
        innermost: Option<SectionId>,
    ) -> impl Iterator<Item = SectionId> {
        std::iter::successors(innermost, |id| self.section(*id).within)
    }
}
