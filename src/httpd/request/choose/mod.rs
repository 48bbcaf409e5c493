//! Which server takes a request (vhost.c: `ap_update_vhost_given_ip`, `update_server_from_aliases`).
//!
//! First the address and port of the connection choose a group of virtual hosts, then the name chooses within the group.
//! The address is often not known; then every one that it can be is tried, and it matters only if they disagree.

mod address;
mod identity;
mod local_name;
mod names;
mod virtual_hosts;
mod wildcard;

pub(super) use address::Address;
pub(super) use virtual_hosts::VirtualHosts;
pub use wildcard::matches;

use super::origin::{Doubt, Origin};
use super::router::Router;
use super::undefined::defined;
use super::url::Request;
use crate::httpd::server_config::ServerId;
use crate::httpd::tree::NodeId;
use crate::source::printable;
use identity::Identity;
use virtual_hosts::{Arrival, Group};

/// The server that takes a request.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Which.
    pub server: ServerId,
    /// Why, in words.
    pub because: String,
    /// The line because of which: a `ServerName`, a `ServerAlias`, a `<VirtualHost>`.
    pub at: Option<NodeId>,
    /// The server that the connection is for, before a name is known: whether it is encrypted is this one's word.
    pub connection: ServerId,
    /// Whether it has the name that was asked for, or is the only one.
    pub is_named: bool,
    /// Why it may be another one.
    pub unknown: Option<Doubt>,
}

impl Router<'_> {
    /// Chooses the server.
    pub fn choose_server(&self, request: &Request) -> Chosen {
        let hosts = self.virtual_hosts();
        let mut arrivals = hosts.arrivals(request).into_iter();
        let first = arrivals.next().unwrap_or(Arrival::Elsewhere);
        let mut chosen = self.choose_at(hosts, first, request);
        for arrival in arrivals {
            let other = self.choose_at(hosts, arrival, request);
            if other.server != chosen.server {
                let why = "which virtual host takes the request depends on the address of the connection \
                           (`--address IP:PORT`)";
                chosen.unknown = Some(doubt(chosen.at.or(other.at), why.to_owned()));
            }
        }
        let port = request.local_port();
        let address = request.address.map(|(address, _)| address);
        if let Some(doubt) = hosts.not_listening(address, port) {
            chosen.because = format!("if httpd listened there: {}", chosen.because);
            chosen.unknown = chosen.unknown.or(Some(doubt));
        }
        chosen.unknown = chosen.unknown.or_else(|| self.unresolved(hosts, port));
        chosen
    }

    /// Returns whether a request gets to a server, or may, at one of the server's own addresses.
    pub fn gets_to(&self, server: ServerId, request: &Request) -> bool {
        let hosts = self.virtual_hosts();
        let mut arrivals = hosts.arrivals_of(server, request.local_port());
        arrivals.any(|arrival| {
            let taken = arrival.map(|arrival| self.choose_at(hosts, arrival, request));
            taken.is_none_or(|taken| taken.server == server || taken.unknown.is_some())
        })
    }

    fn choose_at(&self, hosts: &VirtualHosts, arrival: Arrival, request: &Request) -> Chosen {
        let group = hosts.group(arrival, request.local_port());
        let servers = group.map_or(&[][..], |group| &group.servers);
        let header = |server| self.config.server(server).header;
        let connection = servers.first().copied().unwrap_or(ServerId::MAIN);
        let is_named = |server| {
            let known = matches!(self.identity(server), Identity::Named(..));
            !known || self.named(server, request.host_name()).is_some()
        };
        match (servers, group) {
            ([], _) | (_, None) => Chosen {
                server: ServerId::MAIN,
                because: "no virtual host is for this address and port: the main server".to_owned(),
                at: None,
                connection,
                is_named: is_named(ServerId::MAIN),
                unknown: None,
            },
            ([only], _) => Chosen {
                server: *only,
                because: "the only virtual host for this address and port, whatever the name"
                    .to_owned(),
                at: header(*only),
                connection,
                is_named: is_named(*only),
                unknown: None,
            },
            ([first, ..], Some(group)) => self
                .choose_by_name(hosts, group, connection, request)
                .unwrap_or_else(|unknown| Chosen {
                    server: *first,
                    because:
                        "no virtual host has this name: the first one for this address and port"
                            .to_owned(),
                    at: header(*first),
                    connection,
                    is_named: false,
                    unknown,
                }),
        }
    }

    /// Returns the first virtual host of a group that has the name, or why one might.
    fn choose_by_name(
        &self,
        hosts: &VirtualHosts,
        group: &Group,
        connection: ServerId,
        request: &Request,
    ) -> Result<Chosen, Option<Doubt>> {
        let name = request.host_name();
        let mut unknown = None;
        let candidates = hosts.names.may_have(name).into_iter();
        for server in candidates.filter(|server| group.has(*server)) {
            if let Some((because, at)) = self.named(server, name) {
                return Ok(Chosen {
                    server,
                    because,
                    at: Some(at),
                    connection,
                    is_named: true,
                    unknown,
                });
            }
            unknown = unknown.or_else(|| self.may_be_named(hosts, server, name));
        }
        match group.written(name) {
            Some(server) => Ok(Chosen {
                server,
                because: "its `<VirtualHost>` has the host that was asked for".to_owned(),
                at: self.config.server(server).header,
                connection,
                is_named: true,
                unknown,
            }),
            None => Err(unknown),
        }
    }

    /// Doubts when a server that does not show a name may have it all the same.
    fn may_be_named(&self, hosts: &VirtualHosts, server: ServerId, name: &[u8]) -> Option<Doubt> {
        if let Some(doubt) = self.undefined_name(server) {
            return Some(doubt);
        }
        let perhaps = match self.identity(server) {
            Identity::Named(..) => false,
            Identity::Machine => hosts.local_name.may_be(name),
            Identity::Address(address) => hosts.local_name.may_be_of(address, name),
        };
        let why = "a virtual host has no `ServerName`: httpd looks its name up when it starts, and it \
                   may be the one asked for";
        perhaps.then(|| doubt(self.config.server(server).header, why.to_owned()))
    }

    /// Says by which line a server has a name, if it has it.
    fn named(&self, id: ServerId, name: &[u8]) -> Option<(String, NodeId)> {
        let server = self.config.server(id);
        if let Identity::Named(own, at) = self.identity(id)
            && own.eq_ignore_ascii_case(name)
        {
            return Some((format!("its `ServerName` is {}", printable(name)), at));
        }
        // Plain aliases are tried before those with wildcards, but within one server that makes no difference.
        let alias = server.aliases.iter().find(|alias| matches(name, alias))?;
        let because = format!("its `ServerAlias` has {}", printable(alias));
        let mut lines = self.layout().server(id).directives.iter().copied();
        let line = lines.find(|node| self.has_alias(*node, alias));
        Some((because, line.or(server.header)?))
    }

    /// Doubts when a name of a server has an undefined variable in it.
    fn undefined_name(&self, server: ServerId) -> Option<Doubt> {
        let names = ["ServerName", "ServerAlias"];
        let mut lines = names
            .into_iter()
            .flat_map(|name| self.server_directives(server, name));
        lines.find_map(|node| defined(self.tree.directive(node).arguments, node).err())
    }

    fn has_alias(&self, node: NodeId, alias: &[u8]) -> bool {
        let directive = self.tree.directive(node);
        directive.name.eq_ignore_ascii_case(b"ServerAlias")
            && crate::syntax::Words::new(directive.arguments).any(|word| *word == *alias)
    }

    /// Doubts when a virtual host is for a host name that httpd resolves when it starts.
    fn unresolved(&self, hosts: &VirtualHosts, port: u16) -> Option<Doubt> {
        let (server, name) = hosts.first_unresolved(port)?;
        let why = format!(
            "a virtual host is for the addresses of `{}`, which httpd looks up when it starts",
            printable(name)
        );
        Some(doubt(self.config.server(server).header, why))
    }
}

fn doubt(at: Option<NodeId>, why: String) -> Doubt {
    Doubt {
        why,
        origin: at.map(Origin::Config),
    }
}
