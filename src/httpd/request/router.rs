//! [`Router`]: what is worked out of a configuration once, so that one request costs little.

use crate::host::Host;
use crate::httpd::server_config::{ServerConfig, ServerId};
use crate::httpd::tree::ConfigTree;

use super::url::Request;

/// Answers what a configuration makes of requests.
pub struct Router<'s> {
    pub(super) host: &'s dyn Host,
    pub(super) tree: &'s ConfigTree,
    pub(super) config: &'s ServerConfig,
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
        Self { host, tree, config }
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
}
