//! [`DaemonProcess`]: a group of processes that `WSGIDaemonProcess` defines.

use super::option::parse_option;
use crate::httpd::{NodeId, ServerConfig, ServerId};
use crate::source::atoi;
use crate::syntax::word;

/// A process group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaemonProcess {
    /// The directive.
    pub node: NodeId,
    /// The server in which it stands.
    pub server: ServerId,
    /// Its name.
    pub name: Vec<u8>,
    /// Its options as written, in their order.
    pub options: Vec<(Vec<u8>, Vec<u8>)>,
}

/// How many options most have.
const FEW: usize = 8;

impl DaemonProcess {
    /// Reads the arguments of a `WSGIDaemonProcess`; nothing when there is no name.
    pub(super) fn parse(node: NodeId, server: ServerId, arguments: &[u8]) -> Option<Self> {
        let mut rest = arguments;
        let name = word(&mut rest).into_owned();
        let mut options = Vec::with_capacity(FEW);
        while let Some(Ok((name, value))) = parse_option(&mut rest) {
            options.push((name.to_owned(), value.into_owned()));
        }
        (!name.is_empty()).then_some(Self {
            node,
            server,
            name,
            options,
        })
    }

    /// Returns the value of an option; the last one written counts.
    pub fn option(&self, name: &str) -> Option<&[u8]> {
        let mut options = self.options.iter().rev();
        options
            .find(|(own, _)| own == name.as_bytes())
            .map(|(_, value)| value.as_slice())
    }

    /// Returns whether it has the same options as another one: what counts, that is, wherever it is written.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let value = |group: &Self, wanted: &[u8]| {
            let mut options = group.options.iter().rev();
            let found = options.find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone())
        };
        let mut options = self.options.iter().chain(&other.options);
        options.all(|(name, _)| value(self, name) == value(other, name))
    }

    /// Returns whether it has no threads for requests: it runs service scripts, and a request would wait for ever. As
    /// C's `atoi` has it, a value that does not begin with a number is 0.
    pub fn is_for_services(&self) -> bool {
        self.option("threads")
            .is_some_and(|threads| !threads.is_empty() && atoi(threads).0 == 0)
    }

    /// Returns whether a request in `server` may use it: it stands in the main server, in the same one, or in one of exactly
    /// the same `ServerName` (mod_wsgi wsgi_remote.c: `wsgi_execute_remote`).
    pub fn is_reachable_from(&self, config: &ServerConfig, server: ServerId) -> bool {
        self.server == ServerId::MAIN
            || self.server == server
            || config.server_name(self.server) == config.server_name(server)
    }
}
