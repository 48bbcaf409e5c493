//! Which server takes a request (vhost.c: `ap_update_vhost_given_ip`, `update_server_from_aliases`).
//!
//! First the address and port of the connection choose a group of virtual hosts, then the name chooses within the group.
//! The address is often not known; then every one that it can be is tried, and it matters only if they disagree.

use std::net::IpAddr;

use super::address::{Address, AddressHost};
use super::canonical::port_of_name;
use super::identity::Identity;
use super::local_name::LocalName;
use super::origin::{Doubt, Origin};
use super::router::Router;
use super::undefined::defined;
use super::url::Request;
use crate::httpd::server_config::ServerId;
use crate::httpd::tree::NodeId;
use crate::source::printable;

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

/// The virtual hosts of a configuration and where httpd listens.
#[derive(Debug)]
pub(super) struct VirtualHosts {
    /// Each address of each virtual host, in the order of the configuration.
    addresses: Vec<(ServerId, Address)>,
    listens: Vec<Address>,
    local_name: LocalName,
}

/// Where a connection arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    /// At this address.
    At(IpAddr),
    /// At one that no virtual host names.
    Elsewhere,
}

impl VirtualHosts {
    pub(super) fn new(router: &Router<'_>) -> Self {
        let mut addresses = Vec::new();
        for (id, server) in router.config.servers() {
            let default_port = server.header.and_then(|header| router.port_before(header));
            addresses.extend(
                server
                    .addresses
                    .iter()
                    .map(|word| (id, Address::of_virtual_host(word, default_port))),
            );
        }
        let listens = router.main_directives("Listen").filter_map(|node| {
            let directive = router.tree.directive(node);
            Address::of_listen(&crate::syntax::Words::new(directive.arguments).next()?)
        });
        Self {
            addresses,
            listens: listens.collect(),
            local_name: LocalName::look_up(router.host),
        }
    }

    /// Returns where a connection to a port may arrive.
    fn arrivals(&self, request: &Request) -> Vec<Arrival> {
        if let Some((address, _)) = request.address {
            return vec![Arrival::At(address)];
        }
        let literal = std::str::from_utf8(request.host_name()).ok();
        if let Some(address) = literal.and_then(|host| host.parse().ok()) {
            return vec![Arrival::At(address)];
        }
        let port = request.local_port();
        let listens = || self.listens.iter().filter(|at| at.port == Some(port));
        let only_named = listens().next().is_some()
            && listens().all(|listen| matches!(listen.host, AddressHost::Ip(_)));
        let mut arrivals = Vec::new();
        let mut add = |host: &AddressHost| {
            if let AddressHost::Ip(address) = host
                && !arrivals.contains(&Arrival::At(*address))
            {
                arrivals.push(Arrival::At(*address));
            }
        };
        if only_named {
            listens().for_each(|listen| add(&listen.host));
            return arrivals;
        }
        let hosts = self.addresses.iter();
        let fitting = hosts.filter(|(_, at)| at.port.is_none_or(|own| own == port));
        fitting.for_each(|(_, address)| add(&address.host));
        arrivals.push(Arrival::Elsewhere);
        arrivals
    }

    /// Returns the group of virtual hosts for a connection: those of the exact address and port, else of the address and
    /// any port, else of any address and the port, else of any address and port.
    fn group(&self, arrival: Arrival, port: u16) -> Vec<(ServerId, &Address)> {
        let own = match arrival {
            Arrival::At(address) => Some(AddressHost::Ip(address)),
            Arrival::Elsewhere => None,
        };
        for host in own.into_iter().chain([AddressHost::Any]) {
            for port in [Some(port), None] {
                let fits = |at: &Address| at.host == host && at.port == port;
                let found = self.addresses.iter().filter(|(_, at)| fits(at));
                let found: Vec<_> = found.map(|(server, at)| (*server, at)).collect();
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }
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
        if let Some(doubt) = not_listening(hosts, address, port) {
            chosen.because = format!("if httpd listened there: {}", chosen.because);
            chosen.unknown = chosen.unknown.or(Some(doubt));
        }
        chosen.unknown = chosen.unknown.or_else(|| self.unresolved(hosts, port));
        chosen
    }

    /// Returns the ports on which connections for a server arrive: those of its addresses, else those that httpd listens
    /// on; for the main server only those that are no virtual host's.
    pub fn ports_of(&self, server: ServerId) -> Vec<u16> {
        let hosts = self.virtual_hosts();
        let start = hosts.addresses.partition_point(|(id, _)| *id < server);
        let behind = hosts.addresses.iter().skip(start);
        let own = behind.take_while(|(id, _)| *id == server);
        let mut named: Vec<u16> = own.filter_map(|(_, address)| address.port).collect();
        if !named.is_empty() {
            let is_known = self.tree.unknown.is_empty() && !hosts.listens.is_empty();
            named.retain(|port| !is_known || not_listening(hosts, None, *port).is_none());
            return named;
        }
        let listens = hosts.listens.iter().filter(|listen| {
            let arrival = match listen.host {
                AddressHost::Ip(address) => Arrival::At(address),
                _ => Arrival::Elsewhere,
            };
            let is_open = |port| hosts.group(arrival, port).is_empty();
            server != ServerId::MAIN || listen.port.is_some_and(is_open)
        });
        let ports = listens.filter_map(|listen| listen.port).collect();
        if hosts.listens.is_empty() {
            vec![80]
        } else {
            ports
        }
    }

    fn choose_at(&self, hosts: &VirtualHosts, arrival: Arrival, request: &Request) -> Chosen {
        let group = hosts.group(arrival, request.local_port());
        let header = |server| self.config.server(server).header;
        let connection = group.first().map_or(ServerId::MAIN, |(first, _)| *first);
        let is_named = |server| {
            let known = matches!(self.identity(server), Identity::Named(..));
            !known || self.named(server, request.host_name()).is_some()
        };
        match group.as_slice() {
            [] => Chosen {
                server: ServerId::MAIN,
                because: "no virtual host is for this address and port: the main server".to_owned(),
                at: None,
                connection,
                is_named: is_named(ServerId::MAIN),
                unknown: None,
            },
            [(only, _)] => Chosen {
                server: *only,
                because: "the only virtual host for this address and port, whatever the name"
                    .to_owned(),
                at: header(*only),
                connection,
                is_named: is_named(*only),
                unknown: None,
            },
            [(first, _), ..] => {
                self.choose_by_name(hosts, &group, request)
                    .unwrap_or_else(|unknown| Chosen {
                        server: *first,
                        because:
                            "no virtual host has this name: the first one for this address and port"
                                .to_owned(),
                        at: header(*first),
                        connection,
                        is_named: false,
                        unknown,
                    })
            }
        }
    }

    /// Returns the first virtual host of a group that has the name, or why one might.
    fn choose_by_name(
        &self,
        hosts: &VirtualHosts,
        group: &[(ServerId, &Address)],
        request: &Request,
    ) -> Result<Chosen, Option<Doubt>> {
        let name = request.host_name();
        let connection = group.first().map_or(ServerId::MAIN, |(first, _)| *first);
        let mut unknown = None;
        for (server, _) in group {
            if let Some((because, at)) = self.named(*server, name) {
                return Ok(Chosen {
                    server: *server,
                    because,
                    at: Some(at),
                    connection,
                    is_named: true,
                    unknown,
                });
            }
            if let Some(doubt) = self.undefined_name(*server)
                && unknown.is_none()
            {
                unknown = Some(doubt);
            }
            let perhaps = match self.identity(*server) {
                Identity::Named(..) => false,
                Identity::Machine => hosts.local_name.may_be(name),
                Identity::Address(address) => hosts.local_name.may_be_of(address, name),
            };
            if perhaps && unknown.is_none() {
                let why = "a virtual host has no `ServerName`: httpd looks its name up when it starts, and it \
                           may be the one asked for";
                unknown = Some(doubt(self.config.server(*server).header, why.to_owned()));
            }
        }
        let by_text = group
            .iter()
            .find(|(_, at)| at.text.eq_ignore_ascii_case(name));
        match by_text {
            Some((server, _)) => Ok(Chosen {
                server: *server,
                because: "its `<VirtualHost>` has the host that was asked for".to_owned(),
                at: self.config.server(*server).header,
                connection,
                is_named: true,
                unknown,
            }),
            None => Err(unknown),
        }
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

    /// Returns the port of the main server's `ServerName` if that was read before a line.
    pub(super) fn port_before(&self, header: NodeId) -> Option<u16> {
        let names = self.main_directives("ServerName");
        let mut names = names.rev();
        let before = names.find(|node| *node < header)?;
        let directive = self.tree.directive(before);
        port_of_name(&crate::syntax::Words::new(directive.arguments).next()?)
    }

    /// Doubts when a virtual host is for a host name that httpd resolves when it starts.
    fn unresolved(&self, hosts: &VirtualHosts, port: u16) -> Option<Doubt> {
        let mut names = hosts.addresses.iter().filter(|(_, at)| {
            at.host == AddressHost::Name && at.port.is_none_or(|own| own == port)
        });
        let (server, address) = names.next()?;
        let why = format!(
            "a virtual host is for the addresses of `{}`, which httpd looks up when it starts",
            printable(&address.text)
        );
        Some(doubt(self.config.server(*server).header, why))
    }
}

/// Doubts when httpd listens, but not on the port, or not at the address.
fn not_listening(hosts: &VirtualHosts, address: Option<IpAddr>, port: u16) -> Option<Doubt> {
    let mut open = hosts.listens.iter().filter(|at| at.port == Some(port));
    let takes = |at: &Address| match (&at.host, address) {
        (AddressHost::Ip(own), Some(address)) => *own == address,
        _ => true,
    };
    if hosts.listens.is_empty() || open.clone().any(takes) {
        return None;
    }
    if let (Some(_), Some(address)) = (open.next(), address) {
        let why = format!("httpd listens on port {port}, but not at the address {address}");
        return Some(Doubt::general(why));
    }
    let mut ports: Vec<u16> = hosts.listens.iter().filter_map(|at| at.port).collect();
    ports.sort_unstable();
    ports.dedup();
    let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
    Some(Doubt::general(format!(
        "httpd does not listen on port {port}, but on {}; say where the connection arrives with \
         `--address IP:PORT`",
        ports.join(", ")
    )))
}

fn doubt(at: Option<NodeId>, why: String) -> Doubt {
    Doubt {
        why,
        origin: at.map(Origin::Config),
    }
}

/// Returns whether a host name matches an alias with `*` and `?`, in any case (util.c: `ap_strcasecmp_match`).
pub fn matches(name: &[u8], alias: &[u8]) -> bool {
    let (mut name, mut alias) = (name, alias);
    let mut star: Option<(&[u8], &[u8])> = None;
    loop {
        match (name.split_first(), alias.split_first()) {
            (_, Some((b'*', rest))) => {
                star = Some((name, rest));
                alias = rest;
            }
            (Some((byte, name_rest)), Some((wanted, alias_rest)))
                if *wanted == b'?' || byte.eq_ignore_ascii_case(wanted) =>
            {
                (name, alias) = (name_rest, alias_rest);
            }
            (None, None) => return true,
            _ => match star {
                Some(([_, retry @ ..], after)) => {
                    star = Some((retry, after));
                    (name, alias) = (retry, after);
                }
                _ => return false,
            },
        }
    }
}
