//! The name and port of a server, as httpd has them for a request.

use crate::httpd::request::{Doubt, Origin, Request};
use crate::httpd::{ServerConfig, ServerId};

/// The ports that are not shown: http's and https'.
const USUAL_PORTS: [u16; 2] = [80, 443];

/// A server's name, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ServerName<'s> {
    /// That of a `ServerName`; a virtual host for any address has the main server's.
    Written(&'s [u8]),
    /// That of the machine: there is no `ServerName`.
    Machine,
    /// What the address of this virtual host is called.
    Address(ServerId),
}

/// Returns the name of a server (vhost.c: `ap_fini_vhost_config`).
pub(super) fn server_name(config: &ServerConfig, server: ServerId) -> ServerName<'_> {
    let own = config.server(server);
    if let Some((name, _)) = &own.name {
        return ServerName::Written(name);
    }
    let any = own.addresses.iter().any(|address| is_any(address));
    if server != ServerId::MAIN && !any {
        return ServerName::Address(server);
    }
    match &config.server(ServerId::MAIN).name {
        Some((name, _)) => ServerName::Written(name),
        None => ServerName::Machine,
    }
}

/// Returns whether two servers have exactly the same name; nothing when it cannot be told.
pub(super) fn same_name(config: &ServerConfig, one: ServerId, other: ServerId) -> Option<bool> {
    match (server_name(config, one), server_name(config, other)) {
        (one, other) if one == other => Some(true),
        (ServerName::Written(_), ServerName::Written(_)) => Some(false),
        _ => None,
    }
}

/// Returns whether the word of a `<VirtualHost>` stands for every address.
fn is_any(word: &[u8]) -> bool {
    let address = without_port(word);
    address == b"*" || address == b"0.0.0.0" || address.eq_ignore_ascii_case(b"_default_")
}

/// Returns the address in the word of a `<VirtualHost>`.
fn without_port(word: &[u8]) -> &[u8] {
    let colon = word.iter().rposition(|byte| *byte == b':');
    let bracket = word.iter().rposition(|byte| *byte == b']');
    let colon = colon.filter(|colon| bracket.is_none_or(|bracket| bracket < *colon));
    word.get(..colon.unwrap_or(word.len())).unwrap_or_default()
}

/// Who answers a request, as far as names go.
pub(super) struct Identity<'a> {
    pub(super) config: &'a ServerConfig,
    pub(super) server: ServerId,
    pub(super) request: &'a Request,
    /// The port of the server in this request.
    pub(super) port: u16,
}

impl Identity<'_> {
    /// Returns the name with the port behind it, unless that is a usual one, as in `%{SERVER}`.
    pub(super) fn server(&self) -> Result<Vec<u8>, Doubt> {
        let name = match server_name(self.config, self.server) {
            ServerName::Written(name) => name.to_owned(),
            ServerName::Machine => {
                return Err(Doubt::general(
                    "the server's name is that of the machine, because the main server has no ServerName",
                ));
            }
            ServerName::Address(_) => {
                let header = self.config.server(self.server).header;
                let why =
                    "the server's name is what its address is called, because it has no ServerName";
                return Err(match header {
                    Some(header) => Doubt::at(Origin::Config(header), why),
                    None => Doubt::general(why),
                });
            }
        };
        Ok(with_port(name, self.port))
    }

    /// Returns the name in the `Host` header with the port behind it, as in `%{HOST}`.
    pub(super) fn host(&self) -> Vec<u8> {
        with_port(self.request.host_name().to_owned(), self.port)
    }
}

fn with_port(mut name: Vec<u8>, port: u16) -> Vec<u8> {
    if !USUAL_PORTS.contains(&port) {
        name.extend_from_slice(format!(":{port}").as_bytes());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_ports_are_told_apart() {
        assert_eq!(without_port(b"*:80"), b"*");
        assert_eq!(without_port(b"[::1]"), b"[::1]");
        assert_eq!(without_port(b"[::1]:81"), b"[::1]");
        assert!(is_any(b"_DEFAULT_:443"));
        assert!(!is_any(b"127.0.0.1:80"));
    }
}
