//! Addresses as `<VirtualHost>` and `Listen` write them (vhost.c: `get_addresses`; listen.c: `ap_set_listener`).

use std::net::IpAddr;

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::httpd::request) struct Address {
    /// The host.
    pub(super) host: AddressHost,
    /// The port; none for any.
    pub(in crate::httpd::request) port: Option<u16>,
    /// The host as written, without brackets.
    pub(super) text: Vec<u8>,
}

/// The host of an [`Address`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AddressHost {
    /// Any address.
    Any,
    /// This one.
    Ip(IpAddr),
    /// The addresses of this name, which httpd asks for when it starts.
    Name,
}

impl Address {
    /// Reads a word of a `<VirtualHost>` header; without a port it has `default_port`.
    pub(in crate::httpd::request) fn of_virtual_host(
        word: &[u8],
        default_port: Option<u16>,
    ) -> Self {
        if word == b"*" {
            return Self::new(b"*", None);
        }
        if let Some(host) = word.strip_suffix(b":*") {
            return Self::new(host, None);
        }
        let (host, port) = split_port(word);
        Self::new(host, port.or(default_port))
    }

    /// Reads the first word of a `Listen`; nothing where there is no port.
    pub(super) fn of_listen(word: &[u8]) -> Option<Self> {
        if let Some(port) = number(word) {
            return Some(Self::new(b"*", Some(port)));
        }
        let (host, port) = split_port(word);
        Some(Self::new(host, Some(port?)))
    }

    fn new(host: &[u8], port: Option<u16>) -> Self {
        let inside = host.strip_prefix(b"[");
        let inside = inside.and_then(|inside| inside.strip_suffix(b"]"));
        let text = inside.unwrap_or(host);
        let address = std::str::from_utf8(text).ok().and_then(|text| {
            let without_scope = text.split('%').next().unwrap_or_default();
            without_scope.parse::<IpAddr>().ok()
        });
        let host = match address {
            Some(address) if address.is_unspecified() => AddressHost::Any,
            Some(address) => AddressHost::Ip(address),
            None if text == b"*" || text.eq_ignore_ascii_case(b"_default_") => AddressHost::Any,
            None => AddressHost::Name,
        };
        Self {
            host,
            port,
            text: text.to_owned(),
        }
    }
}

/// Splits `host:port`; the colons of an IPv6 address are inside of brackets.
fn split_port(word: &[u8]) -> (&[u8], Option<u16>) {
    let colon = word.iter().rposition(|byte| *byte == b':');
    let Some((host, port)) = colon.and_then(|at| Some((word.get(..at)?, word.get(at + 1..)?)))
    else {
        return (word, None);
    };
    match number(port) {
        Some(port) => (host, Some(port)),
        None => (word, None),
    }
}

fn number(digits: &[u8]) -> Option<u16> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let digits = std::str::from_utf8(digits).ok()?;
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_hosts_have_a_host_and_a_port_or_any() {
        let host = |word: &str| Address::of_virtual_host(word.as_bytes(), Some(8080));
        assert_eq!((host("*").host, host("*").port), (AddressHost::Any, None));
        assert_eq!(host("*:80").port, Some(80));
        assert_eq!(host("_default_").port, Some(8080));
        assert_eq!(host("10.0.0.1:*").port, None);
        assert_eq!(
            host("[::1]:81").host,
            AddressHost::Ip("::1".parse().unwrap())
        );
        assert_eq!(host("[::1]").port, Some(8080));
        assert_eq!(host("0.0.0.0:80").host, AddressHost::Any);
        assert_eq!(host("www.example.com:80").host, AddressHost::Name);
    }

    #[test]
    fn listen_has_a_port_at_least() {
        let listen = |word: &str| Address::of_listen(word.as_bytes());
        assert_eq!(listen("80").unwrap().host, AddressHost::Any);
        assert_eq!(listen("127.0.0.1:81").unwrap().port, Some(81));
        assert_eq!(listen("[::]:82").unwrap().host, AddressHost::Any);
        assert_eq!(listen("nothing"), None);
    }
}
