//! The server's name and port in a request, as `UseCanonicalName` and `UseCanonicalPhysicalPort` have it
//! (core.c: `ap_get_server_name`, `ap_get_server_port`).

use super::choose::Address;
use super::merged::Merged;
use super::origin::Doubt;
use super::router::{Resource, Router};
use crate::httpd::server_config::ServerId;
use crate::syntax::Words;

/// The values of `UseCanonicalName`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Canonical {
    Off,
    On,
    Dns,
}

impl Router<'_> {
    /// Returns the name of the server: that of the `Host` header, or that of `ServerName`.
    pub fn server_name(
        &self,
        resource: Resource<'_>,
        merged: &Merged<'_>,
    ) -> Result<Vec<u8>, Doubt> {
        match canonical(merged)? {
            Canonical::Off => Ok(resource.request.host_name().to_owned()),
            Canonical::On => {
                let name = self.server_host_name(resource.server);
                name.map(<[u8]>::to_owned).ok_or_else(|| {
                    let why =
                        "the server has no `ServerName`: httpd looks its name up when it starts";
                    Doubt::general(why)
                })
            }
            Canonical::Dns => Err(Doubt::general(
                "the server's name is looked up for each connection",
            )),
        }
    }

    /// Returns the port of the server: that of the `Host` header, of `ServerName`, of the connection or of the scheme.
    pub fn server_port(&self, resource: Resource<'_>, merged: &Merged<'_>) -> Result<u16, Doubt> {
        let request = resource.request;
        let physical = merged
            .is_on("UseCanonicalPhysicalPort")?
            .then(|| request.local_port());
        let own = self.own_port(resource.server);
        let known = match canonical(merged)? {
            Canonical::On => own.or(physical),
            Canonical::Off | Canonical::Dns => request.host_port().or(physical).or(own),
        };
        let scheme = self.server_scheme(resource.server);
        let is_secure = request.https || scheme.as_deref() == Some(b"https");
        Ok(known.unwrap_or(if is_secure { 443 } else { 80 }))
    }

    /// Returns the scheme that a server's `ServerName` has, in lower case (http_core.c: `http_scheme`, `http_port`).
    pub(super) fn server_scheme(&self, server: ServerId) -> Option<Vec<u8>> {
        let (_, node) = self.config.server(server).name.as_ref()?;
        let word = Words::new(self.tree.directive(*node).arguments).next()?;
        let end = memchr::memmem::find(&word, b"://")?;
        word.get(..end).map(<[u8]>::to_ascii_lowercase)
    }

    /// Returns the port of a server's last `ServerName`; without one, that of its first address.
    fn own_port(&self, server: ServerId) -> Option<u16> {
        let own = self.config.server(server);
        if let Some((_, node)) = &own.name {
            let word = Words::new(self.tree.directive(*node).arguments).next()?;
            return port_of_name(&word);
        }
        let default = self.virtual_hosts().port_before(own.header?);
        let first = Address::of_virtual_host(own.addresses.first()?, default);
        first.port.or(default)
    }
}

/// Returns the port in a `ServerName` (core.c: `server_hostname_port`).
pub(super) fn port_of_name(word: &[u8]) -> Option<u16> {
    let host = match memchr::memmem::find(word, b"://") {
        Some(at) => word.get(at + 3..)?,
        None => word,
    };
    let colon = host.iter().position(|byte| *byte == b':')?;
    let digits = std::str::from_utf8(host.get(colon + 1..)?).ok()?;
    digits.parse().ok()
}

fn canonical(merged: &Merged<'_>) -> Result<Canonical, Doubt> {
    let setting = merged.decided("UseCanonicalName")?;
    let value = setting.map(|(value, _)| value.to_ascii_lowercase());
    Ok(match value.as_deref() {
        Some(b"on") => Canonical::On,
        Some(b"dns") => Canonical::Dns,
        _ => Canonical::Off,
    })
}
