//! [`Situation`]: everything that is known of a server, once it is read and examined.

use super::answer::Answerer;
use super::inventory::Inventory;
use super::overview::Overview;
use crate::host::Host;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::{ConfigTree, ServerConfig};

/// A server as it stands: what rules and plans look at.
#[derive(Clone, Copy)]
pub struct Situation<'server> {
    /// The machine.
    pub host: &'server dyn Host,
    /// What httpd read.
    pub tree: &'server ConfigTree,
    /// What it made of that.
    pub config: &'server ServerConfig,
    /// What mod_wsgi makes of it.
    pub inventory: &'server Inventory,
    /// What becomes of requests for its applications.
    pub overview: &'server Overview,
    /// Who told that, and tells more.
    pub answerer: &'server Answerer<'server>,
    /// The version of mod_wsgi, if it is known.
    pub mod_wsgi: Option<Version>,
}

impl<'server> Situation<'server> {
    /// Puts together what an [examination](super::examine) has found, with what it was made from.
    pub fn new(
        answerer: &'server Answerer<'server>,
        inventory: &'server Inventory,
        overview: &'server Overview,
    ) -> Self {
        Self {
            host: answerer.host(),
            tree: answerer.tree(),
            config: answerer.config(),
            inventory,
            overview,
            answerer,
            mod_wsgi: answerer.version(),
        }
    }
}
