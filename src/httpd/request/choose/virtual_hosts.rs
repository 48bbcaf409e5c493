//! [`VirtualHosts`]: the virtual hosts by where they are for and by their names, worked out once for all requests.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::address::{Address, AddressHost};
use super::local_name::LocalName;
use super::names::Names;
use crate::httpd::request::canonical::port_of_name;
use crate::httpd::request::origin::Doubt;
use crate::httpd::request::router::Router;
use crate::httpd::request::url::Request;
use crate::httpd::server_config::ServerId;
use crate::httpd::tree::NodeId;

/// The virtual hosts of a configuration and where httpd listens.
#[derive(Debug)]
pub(in crate::httpd::request) struct VirtualHosts {
    /// Each address of each virtual host, in the order of the configuration.
    addresses: Vec<(ServerId, Address)>,
    /// The hosts and ports of these addresses, in the order of the configuration.
    places: Vec<Place>,
    groups: BTreeMap<Place, Group>,
    pub(super) names: Names,
    listens: Vec<Address>,
    /// The `ServerName`s of the main server, each with its port.
    main_names: Vec<(NodeId, Option<u16>)>,
    pub(super) local_name: LocalName,
}

/// A host, and a port or any.
type Place = (AddressHost, Option<u16>);

/// The virtual hosts that are for one place.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// In the order of the configuration; one that names the place twice is here twice.
    pub(super) servers: Vec<ServerId>,
    /// The first of them with each way to write the place, in lower case.
    by_text: BTreeMap<Vec<u8>, ServerId>,
}

/// Where a connection arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// At this address.
    At(IpAddr),
    /// At one that no virtual host names.
    Elsewhere,
}

impl VirtualHosts {
    pub(in crate::httpd::request) fn new(router: &Router<'_>) -> Self {
        let first_word = |node| router.tree.directive(node).first_word();
        let listens = router.main_directives("Listen");
        let names = router.main_directives("ServerName");
        let port = |node| port_of_name(&first_word(node)?);
        let mut hosts = Self {
            addresses: Vec::new(),
            places: Vec::new(),
            groups: BTreeMap::new(),
            names: Names::of(router),
            listens: listens
                .filter_map(|node| Address::of_listen(&first_word(node)?))
                .collect(),
            main_names: names.map(|node| (node, port(node))).collect(),
            local_name: LocalName::look_up(router.host),
        };
        for (id, server) in router.config.servers() {
            let default_port = server.header.and_then(|header| hosts.port_before(header));
            for word in &server.addresses {
                hosts.add(id, Address::of_virtual_host(word, default_port));
            }
        }
        hosts
    }

    fn add(&mut self, id: ServerId, address: Address) {
        let place = (address.host.clone(), address.port);
        if !self.groups.contains_key(&place) {
            self.places.push(place.clone());
        }
        let group = self.groups.entry(place).or_default();
        group.servers.push(id);
        let text = address.text.to_ascii_lowercase();
        group.by_text.entry(text).or_insert(id);
        self.addresses.push((id, address));
    }

    /// Returns the port of the main server's `ServerName` if that was read before a line.
    pub(in crate::httpd::request) fn port_before(&self, line: NodeId) -> Option<u16> {
        let mut names = self.main_names.iter().rev();
        names.find(|(node, _)| *node < line)?.1
    }

    /// Returns where a connection to a port may arrive.
    pub(super) fn arrivals(&self, request: &Request) -> Vec<Arrival> {
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
        let mut known = BTreeSet::new();
        let mut add = |host: &AddressHost| {
            if let AddressHost::Ip(address) = host
                && known.insert(*address)
            {
                arrivals.push(Arrival::At(*address));
            }
        };
        if only_named {
            listens().for_each(|listen| add(&listen.host));
            return arrivals;
        }
        let places = self.places.iter();
        let fitting = places.filter(|(_, own)| own.is_none_or(|own| own == port));
        fitting.for_each(|(host, _)| add(host));
        arrivals.push(Arrival::Elsewhere);
        arrivals
    }

    /// Returns the group of virtual hosts for a connection: those of the exact address and port, else of the address and
    /// any port, else of any address and the port, else of any address and port.
    pub(super) fn group(&self, arrival: Arrival, port: u16) -> Option<&Group> {
        let own = match arrival {
            Arrival::At(address) => Some(AddressHost::Ip(address)),
            Arrival::Elsewhere => None,
        };
        let hosts = own.into_iter().chain([AddressHost::Any]);
        let mut places = hosts.flat_map(|host| [(host.clone(), Some(port)), (host, None)]);
        places.find_map(|place| self.groups.get(&place))
    }

    /// Returns where connections to a port arrive for a virtual host, by its addresses: nothing for one that httpd looks up
    /// when it starts.
    pub(super) fn arrivals_of(
        &self,
        server: ServerId,
        port: u16,
    ) -> impl Iterator<Item = Option<Arrival>> {
        let own = self.addresses_of(server);
        let own = own.filter(move |at| at.port.is_none_or(|own| own == port));
        own.map(|at| match at.host {
            AddressHost::Ip(address) => Some(Arrival::At(address)),
            AddressHost::Any => Some(Arrival::Elsewhere),
            AddressHost::Name => None,
        })
    }

    /// Returns the addresses of a virtual host.
    fn addresses_of(&self, server: ServerId) -> impl Iterator<Item = &Address> {
        let start = self.addresses.partition_point(|(id, _)| *id < server);
        let own = self.addresses.iter().skip(start);
        let own = own.take_while(move |(id, _)| *id == server);
        own.map(|(_, address)| address)
    }

    /// Returns the first virtual host on a port that is for the addresses of a host name, and that name.
    pub(super) fn first_unresolved(&self, port: u16) -> Option<(ServerId, &[u8])> {
        let groups = [Some(port), None].into_iter();
        let groups = groups.filter_map(|port| self.groups.get(&(AddressHost::Name, port)));
        let server = groups.filter_map(|group| group.servers.first()).min()?;
        let mut addresses = self.addresses.iter();
        let (server, address) = addresses.find(|(id, at)| {
            id == server && at.host == AddressHost::Name && at.port.is_none_or(|own| own == port)
        })?;
        Some((*server, &address.text))
    }

    /// Doubts when httpd listens, but not on the port, or not at the address.
    pub(super) fn not_listening(&self, address: Option<IpAddr>, port: u16) -> Option<Doubt> {
        let mut open = self.listens.iter().filter(|at| at.port == Some(port));
        let takes = |at: &Address| match (&at.host, address) {
            (AddressHost::Ip(own), Some(address)) => *own == address,
            _ => true,
        };
        if self.listens.is_empty() || open.clone().any(takes) {
            return None;
        }
        if let (Some(_), Some(address)) = (open.next(), address) {
            let why = format!("httpd listens on port {port}, but not at the address {address}");
            return Some(Doubt::general(why));
        }
        let mut ports: Vec<u16> = self.listens.iter().filter_map(|at| at.port).collect();
        ports.sort_unstable();
        ports.dedup();
        let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
        Some(Doubt::general(format!(
            "httpd does not listen on port {port}, but on {}; say where the connection arrives with \
             `--address IP:PORT`",
            ports.join(", ")
        )))
    }
}

impl Group {
    /// Returns the first virtual host whose `<VirtualHost>` has a text for a host.
    pub(super) fn written(&self, text: &[u8]) -> Option<ServerId> {
        self.by_text.get(&text.to_ascii_lowercase()).copied()
    }

    /// Returns whether a server is in it: its servers are in ascending order.
    pub(super) fn has(&self, server: ServerId) -> bool {
        self.servers.binary_search(&server).is_ok()
    }
}

impl Router<'_> {
    /// Returns the ports on which connections for a server arrive: those of its addresses, else those that httpd listens
    /// on; for the main server only those that are no virtual host's.
    pub fn ports_of(&self, server: ServerId) -> Vec<u16> {
        let hosts = self.virtual_hosts();
        let named = hosts.addresses_of(server);
        let mut named: Vec<u16> = named.filter_map(|address| address.port).collect();
        if !named.is_empty() {
            let is_known = self.tree.unknown.is_empty() && !hosts.listens.is_empty();
            named.retain(|port| !is_known || hosts.not_listening(None, *port).is_none());
            return named;
        }
        let listens = hosts.listens.iter().filter(|listen| {
            let arrival = match listen.host {
                AddressHost::Ip(address) => Arrival::At(address),
                _ => Arrival::Elsewhere,
            };
            let is_open = |port| hosts.group(arrival, port).is_none();
            server != ServerId::MAIN || listen.port.is_some_and(is_open)
        });
        let ports = listens.filter_map(|listen| listen.port).collect();
        if hosts.listens.is_empty() {
            vec![80]
        } else {
            ports
        }
    }
}
