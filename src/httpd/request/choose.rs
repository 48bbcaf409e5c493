//! Which server takes a request (vhost.c).

use crate::httpd::server_config::ServerId;
use crate::httpd::tree::NodeId;

use super::origin::Doubt;
use super::router::Router;
use super::url::Request;

/// The server that takes a request.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Which.
    pub server: ServerId,
    /// Why, in words.
    pub because: String,
    /// The line because of which: a `ServerName`, a `ServerAlias`, a `<VirtualHost>`.
    pub at: Option<NodeId>,
    /// Why it may be another one.
    pub unknown: Option<Doubt>,
}

impl Router<'_> {
    /// Chooses the server.
    pub fn choose_server(&self, _request: &Request) -> Chosen {
        Chosen {
            server: ServerId::MAIN,
            because: String::new(),
            at: None,
            unknown: Some(Doubt::general("not there yet")),
        }
    }
}
