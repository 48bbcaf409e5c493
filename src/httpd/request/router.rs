//! [`Router`]: what is worked out of a configuration once, so that one request costs little.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::choose::VirtualHosts;
use super::htaccess::{Htaccess, Trouble};
use super::layout::Layout;
use super::overrides::Overrides;
use super::regex::Expressions;
use super::url::Request;
use crate::host::Host;
use crate::httpd::server_config::{ServerConfig, ServerId};
use crate::httpd::tree::{ConfigTree, NodeId};

/// The `.htaccess` that were read, by file and what was allowed in it.
pub(super) type HtaccessFiles = BTreeMap<(PathBuf, Overrides), Result<Arc<Htaccess>, Trouble>>;

/// Answers what a configuration makes of requests.
pub struct Router<'s> {
    pub(super) host: &'s dyn Host,
    pub(super) tree: &'s ConfigTree,
    pub(super) config: &'s ServerConfig,
    pub(super) expressions: Expressions,
    htaccess_files: Mutex<HtaccessFiles>,
    layout: Layout,
    virtual_hosts: OnceLock<VirtualHosts>,
}

/// A request on its way through a server.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'q> {
    /// What was asked for.
    pub request: &'q Request,
    /// The server that takes it.
    pub server: ServerId,
    /// The path of the URL, normalised and decoded: httpd's `r->uri`. An internal redirect changes it.
    pub path: &'q [u8],
}

impl<'s> Router<'s> {
    /// Prepares for requests.
    pub fn new(host: &'s dyn Host, tree: &'s ConfigTree, config: &'s ServerConfig) -> Self {
        let layout = Layout::new(tree, config);
        let options = layout.server(ServerId::MAIN).directives.iter();
        let mut names = options.map(|node| tree.name_of(*node));
        let usual = !names.any(|name| name.eq_ignore_ascii_case(b"RegexDefaultOptions"));
        Self {
            host,
            tree,
            config,
            expressions: Expressions::new(usual),
            htaccess_files: Mutex::default(),
            layout,
            virtual_hosts: OnceLock::new(),
        }
    }

    /// Returns the machine.
    pub fn host(&self) -> &'s dyn Host {
        self.host
    }

    /// Returns the directives as they were read.
    pub fn tree(&self) -> &'s ConfigTree {
        self.tree
    }

    /// Returns the servers and sections.
    pub fn config(&self) -> &'s ServerConfig {
        self.config
    }

    /// Returns the directives by where they stand.
    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns the `.htaccess` that were read so far; a thread that failed has left them whole.
    pub(super) fn htaccess_files(&self) -> MutexGuard<'_, HtaccessFiles> {
        let files = self.htaccess_files.lock();
        files.unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the virtual hosts, worked out at the first request.
    pub(super) fn virtual_hosts(&self) -> &VirtualHosts {
        self.virtual_hosts.get_or_init(|| VirtualHosts::new(self))
    }

    /// Returns the directives of a name at the level of a server.
    pub(super) fn server_directives(
        &self,
        server: ServerId,
        name: &'static str,
    ) -> impl DoubleEndedIterator<Item = NodeId> {
        let directives = self.layout.server(server).directives.iter().copied();
        directives.filter(move |node| {
            let found = self.tree.name_of(*node);
            found.eq_ignore_ascii_case(name.as_bytes())
        })
    }

    /// Returns the directives of a name at the level of the main server.
    pub(super) fn main_directives(
        &self,
        name: &'static str,
    ) -> impl DoubleEndedIterator<Item = NodeId> {
        self.server_directives(ServerId::MAIN, name)
    }

    /// Returns the last directive of a name at the level of a server, or else of the main one.
    pub(super) fn inherited_directive(
        &self,
        server: ServerId,
        name: &'static str,
    ) -> Option<NodeId> {
        let own = self.server_directives(server, name).next_back();
        own.or_else(|| self.main_directives(name).next_back())
    }
}
