//! What makes up a server: its addresses, its name and its aliases.

use std::borrow::Cow;

use super::walk::Walk;
use crate::httpd::read::is_pattern;
use crate::httpd::server_config::{Scope, Server, ServerId};
use crate::httpd::tree::{Directive, NodeId};
use crate::syntax::Words;

impl Walk<'_> {
    /// Adds a virtual host and returns the scope of what is inside.
    pub(super) fn add_server(&mut self, header: NodeId, addresses: Vec<Vec<u8>>) -> Scope {
        let id = u32::try_from(self.config.servers.len()).unwrap_or(u32::MAX);
        self.config.servers.push(Server {
            header: Some(header),
            addresses,
            ..Server::default()
        });
        Scope {
            server: ServerId(id),
            section: None,
        }
    }

    /// Takes what makes up a server itself; the result is an error's message.
    pub(super) fn server_directive(
        &mut self,
        directive: Directive<'_>,
        spelling: &str,
        scope: Scope,
    ) -> Option<Vec<u8>> {
        let is_alias = spelling == "ServerAlias";
        if !is_alias && spelling != "ServerName" {
            return None;
        }
        if is_alias && scope.server == ServerId::MAIN {
            return Some(b"ServerAlias only used in <VirtualHost>".to_vec());
        }
        if !is_alias && let Some(message) = not_a_name(directive.arguments) {
            return Some(message);
        }
        let server = self.config.servers.get_mut(scope.server.0 as usize)?;
        let words = Words::new(directive.arguments).map(Cow::into_owned);
        if is_alias {
            server.aliases.extend(words);
        } else {
            let mut words = words;
            server.name = words.next().map(|name| (host_name(&name), directive.id));
        }
        None
    }
}

/// Returns what httpd says of a `ServerName` that is a pattern, as an address in brackets is, or has a port that is none
/// (core.c: `server_hostname_port`).
fn not_a_name(arguments: &[u8]) -> Option<Vec<u8>> {
    let word = Words::new(arguments).next()?;
    if is_pattern(&word) {
        let end = b"\" use ServerAlias to set multiple server names.";
        return Some([b"Invalid ServerName \"", word.as_ref(), end].concat());
    }
    let scheme = memchr::memmem::find(&word, b"://");
    let host = word.get(scheme.map_or(0, |at| at + 3)..)?;
    let colon = memchr::memchr(b':', host)?;
    let digits = host.get(colon + 1..)?.iter();
    let port = digits
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0_u32, |port, digit| {
            port.saturating_mul(10)
                .saturating_add(u32::from(digit - b'0'))
        });
    let is_port = (1..65536).contains(&port);
    let end = b"\" is outside the appropriate range (i.e., 1..65535).";
    (!is_port).then(|| [b"The port number \"", word.as_ref(), end].concat())
}

/// Returns the host in a `ServerName`: without scheme and port (core.c: `server_hostname_port`).
fn host_name(name: &[u8]) -> Vec<u8> {
    let host = match memchr::memmem::find(name, b"://") {
        Some(at) => name.get(at + 3..).unwrap_or_default(),
        None => name,
    };
    let port = host.iter().rposition(|byte| *byte == b':');
    let is_port = |at: &usize| {
        let port = host.get(at + 1..).unwrap_or_default();
        !port.is_empty() && port.iter().all(u8::is_ascii_digit)
    };
    let end = port.filter(is_port).unwrap_or(host.len());
    host.get(..end).unwrap_or_default().to_owned()
}
