//! [`Identity`]: the name of a server, or where httpd takes it from when it starts (vhost.c: `ap_fini_vhost_config`).

use std::net::IpAddr;

use super::address::{Address, AddressHost};
use crate::httpd::request::router::Router;
use crate::httpd::server_config::ServerId;
use crate::httpd::tree::NodeId;

/// The name of a server.
#[derive(Clone, Copy, Debug)]
pub(super) enum Identity<'s> {
    /// That of a `ServerName`: its own, or that of the main server.
    Named(&'s [u8], NodeId),
    /// That of the machine.
    Machine,
    /// The one that its first address is found under.
    Address(IpAddr),
}

impl<'s> Router<'s> {
    /// Returns the name of a server. A virtual host without one has that of the main server, unless all its addresses are
    /// given.
    pub(super) fn identity(&self, id: ServerId) -> Identity<'s> {
        let server = self.config.server(id);
        if let Some((name, node)) = &server.name {
            return Identity::Named(name, *node);
        }
        let words = server.addresses.iter();
        let addresses: Vec<Address> = words
            .map(|word| Address::of_virtual_host(word, None))
            .collect();
        let is_any = addresses
            .iter()
            .any(|address| address.host == AddressHost::Any);
        if let (Some(first), false) = (addresses.first(), is_any)
            && let AddressHost::Ip(address) = first.host
        {
            return Identity::Address(address);
        }
        match &self.config.server(ServerId::MAIN).name {
            Some((name, node)) => Identity::Named(name, *node),
            None => Identity::Machine,
        }
    }

    /// Returns the name of a server (`server_hostname`), if it can be known from here.
    pub fn server_host_name(&self, id: ServerId) -> Option<&'s [u8]> {
        match self.identity(id) {
            Identity::Named(name, _) => Some(name),
            Identity::Machine | Identity::Address(_) => None,
        }
    }
}
