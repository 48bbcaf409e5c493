//! [`Request`]: what httpd gets to know of a URL that somebody asks for.

use std::net::{IpAddr, Ipv4Addr};

use thiserror::Error;

use super::previous::Previous;

/// A request for a URL, by the method GET and without headers but `Host`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whether the scheme is `https`.
    pub https: bool,
    /// The `Host` header: host and port as written.
    pub authority: Vec<u8>,
    /// The name in the `Host` header as httpd has it: in lower case, without port, without a dot at its end.
    pub host: Vec<u8>,
    /// The port, where the URL has one.
    pub port: Option<u16>,
    /// The path as written, not decoded; `/` when the URL has none.
    pub path: Vec<u8>,
    /// What stands behind the `?`.
    pub query: Option<Vec<u8>>,
    /// The server's address of the connection, where somebody has said it.
    pub address: Option<(IpAddr, u16)>,
    /// The request before, where httpd makes this one itself.
    pub(super) previous: Option<Previous>,
    /// Whether `[END]` keeps all further rules from it.
    pub(super) rules_are_over: bool,
}

/// Why a text is not a URL that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// There is no `://`.
    #[error("the URL has no scheme: it starts with `http://` or `https://`")]
    NoScheme,
    /// The scheme is another one.
    #[error("the URL's scheme is neither `http` nor `https`")]
    UnknownScheme,
    /// There is no name between `://` and the path.
    #[error("the URL names no host")]
    NoHost,
    /// The host has bytes that no host name has.
    #[error("the URL's host is not a name or an address")]
    BadHost,
    /// The port is not a number from 1 to 65535.
    #[error("the URL's port is not a number from 1 to 65535")]
    BadPort,
    /// There is a blank or a control character; a URL writes them as `%20` and so on.
    #[error("the URL has a blank or a control character; write it as `%20`")]
    Blank,
    /// There is a user name in front of the host.
    #[error("the URL has a user name; leave it out")]
    UserName,
}

impl Request {
    /// Reads a URL.
    pub fn parse(url: &[u8]) -> Result<Self, RequestError> {
        let scheme_end = memchr::memmem::find(url, b"://").ok_or(RequestError::NoScheme)?;
        let (scheme, rest) = url.split_at(scheme_end);
        let https = match scheme.to_ascii_lowercase().as_slice() {
            b"http" => false,
            b"https" => true,
            b"" => return Err(RequestError::NoScheme),
            _ => return Err(RequestError::UnknownScheme),
        };
        if url.iter().any(|byte| *byte <= b' ' || *byte == 0x7f) {
            return Err(RequestError::Blank);
        }
        let rest = without_fragment(rest.get(3..).unwrap_or_default());
        let authority_end = rest.iter().position(|byte| matches!(byte, b'/' | b'?'));
        let (authority, target) = rest.split_at(authority_end.unwrap_or(rest.len()));
        let (host, port) = split_authority(authority)?;
        let (path, query) = match target.iter().position(|byte| *byte == b'?') {
            Some(at) => (target.get(..at), target.get(at + 1..)),
            None => (Some(target), None),
        };
        let path = path.filter(|path| !path.is_empty()).unwrap_or(b"/");
        Ok(Self {
            https,
            authority: authority.to_owned(),
            host,
            port,
            path: path.to_owned(),
            query: query.map(<[u8]>::to_owned),
            address: None,
            previous: None,
            rules_are_over: false,
        })
    }

    /// Returns the same request with a `Host` header without a port, over the same connection; nothing where it has none.
    ///
    /// An address that nobody has said stays as good as unsaid: no connection arrives at 0.0.0.0.
    pub fn without_port(&self) -> Option<Self> {
        let port = self.port?;
        let colon = self.authority.iter().rposition(|byte| *byte == b':')?;
        Some(Self {
            authority: self.authority.get(..colon)?.to_owned(),
            port: None,
            address: Some(
                self.address
                    .unwrap_or((IpAddr::V4(Ipv4Addr::UNSPECIFIED), port)),
            ),
            ..self.clone()
        })
    }

    /// Returns the path as httpd has it before it is decoded: with one slash at its start (apr_uri.c: `apr_uri_parse`).
    pub fn raw_path(&self) -> &[u8] {
        let slashes = self.path.iter().take_while(|byte| **byte == b'/');
        let path = self.path.get(slashes.count().saturating_sub(1)..);
        path.unwrap_or_default()
    }

    /// Returns the host by which httpd looks for a server: without the brackets of an IPv6 address (vhost.c:
    /// `fix_hostname`).
    pub fn host_name(&self) -> &[u8] {
        let inside = self.host.strip_prefix(b"[");
        let inside = inside.and_then(|inside| inside.strip_suffix(b"]"));
        inside.unwrap_or(&self.host)
    }

    /// Returns the port in the `Host` header; httpd forgets it in a subrequest (request.c: `make_sub_request`).
    pub(super) fn host_port(&self) -> Option<u16> {
        self.port.filter(|_| !self.is_sub_request())
    }

    /// Returns whether it is a subrequest, like those for the candidates of `DirectoryIndex`.
    pub fn is_sub_request(&self) -> bool {
        let previous = self.previous.as_ref();
        previous.is_some_and(|previous| previous.is_sub_request)
    }

    /// Returns whether an internal redirect led to it.
    pub(super) fn is_redirected(&self) -> bool {
        let previous = self.previous.as_ref();
        previous.is_some_and(|previous| previous.is_redirected)
    }

    /// Returns the port of the server's end of the connection: as was said, as the URL says, or that of its scheme.
    pub fn local_port(&self) -> u16 {
        let usual = if self.https { 443 } else { 80 };
        match self.address {
            Some((_, port)) => port,
            None => self.port.unwrap_or(usual),
        }
    }
}

/// Splits an authority into the host in lower case and the port.
fn split_authority(authority: &[u8]) -> Result<(Vec<u8>, Option<u16>), RequestError> {
    if authority.contains(&b'@') {
        return Err(RequestError::UserName);
    }
    let colon = match authority.first() {
        Some(b'[') => {
            let end = authority.iter().position(|byte| *byte == b']');
            let end = end.ok_or(RequestError::BadHost)? + 1;
            match authority.get(end) {
                None => None,
                Some(b':') => Some(end),
                Some(_) => return Err(RequestError::BadHost),
            }
        }
        _ => authority.iter().position(|byte| *byte == b':'),
    };
    let host = authority.get(..colon.unwrap_or(authority.len()));
    let mut host = host.unwrap_or_default().to_ascii_lowercase();
    if host.ends_with(b"..") {
        return Err(RequestError::BadHost);
    }
    host.pop_if(|last| *last == b'.');
    if host.is_empty() {
        return Err(RequestError::NoHost);
    }
    if !is_host(&host) {
        return Err(RequestError::BadHost);
    }
    let port = match colon {
        Some(at) => Some(port(authority.get(at + 1..).unwrap_or_default())?),
        None => None,
    };
    Ok((host, port))
}

/// Returns whether httpd takes it for a host: a name or an IPv4 address, or an IPv6 address in brackets
/// (vhost.c: `strict_hostname_check`, `fix_hostname_v6_literal`).
fn is_host(host: &[u8]) -> bool {
    if let Some(inside) = host.strip_prefix(b"[") {
        let inside = inside.strip_suffix(b"]").unwrap_or_default();
        let inside = std::str::from_utf8(inside).unwrap_or_default();
        return inside.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let good = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    host.iter().all(good) && memchr::memmem::find(host, b"..").is_none()
}

fn port(digits: &[u8]) -> Result<u16, RequestError> {
    let digits = std::str::from_utf8(digits).map_err(|_| RequestError::BadPort)?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let port = is_number.then(|| digits.parse().ok()).flatten();
    port.filter(|port| *port != 0).ok_or(RequestError::BadPort)
}

/// A client keeps the fragment to itself.
fn without_fragment(url: &[u8]) -> &[u8] {
    let end = url.iter().position(|byte| *byte == b'#');
    url.get(..end.unwrap_or(url.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Request {
        Request::parse(url.as_bytes()).unwrap()
    }

    #[test]
    fn without_a_port_in_its_header_a_request_takes_the_same_connection() {
        let request = parse("http://[::1]:8080/a").without_port().unwrap();
        assert_eq!(request.authority, b"[::1]");
        assert_eq!((request.port, request.local_port()), (None, 8080));
        assert_eq!(parse("http://[::1]/").without_port(), None);
    }

    #[test]
    fn a_url_has_a_host_a_port_a_path_and_a_query() {
        let request = parse("HTTPS://Shop.Example.COM:8443/a%2fb?x=1#top");
        assert!(request.https);
        assert_eq!(request.authority, b"Shop.Example.COM:8443");
        assert_eq!(request.host, b"shop.example.com");
        assert_eq!(request.port, Some(8443));
        assert_eq!(request.path, b"/a%2fb");
        assert_eq!(request.query, Some(b"x=1".to_vec()));
        assert_eq!(request.local_port(), 8443);
    }

    #[test]
    fn what_a_url_does_not_say_is_usual() {
        let request = parse("http://h?q");
        assert_eq!((request.path.as_slice(), request.port), (&b"/"[..], None));
        assert_eq!(request.query, Some(b"q".to_vec()));
        assert_eq!(request.local_port(), 80);
        assert_eq!(parse("https://[::1]:444/").local_port(), 444);
        assert_eq!(parse("https://[::1]/").host, b"[::1]");
        assert_eq!(parse("https://[::1]/").host_name(), b"::1");
        assert_eq!(parse("https://h./").host_name(), b"h");
    }

    #[test]
    fn mistakes_are_named() {
        let cases = [
            ("shop.example.com/x", RequestError::NoScheme),
            ("://h/", RequestError::NoScheme),
            ("ftp://h/", RequestError::UnknownScheme),
            ("http:///x", RequestError::NoHost),
            ("http://:80/", RequestError::NoHost),
            ("http://h:0/", RequestError::BadPort),
            ("http://h:65536/", RequestError::BadPort),
            ("http://h:/", RequestError::BadPort),
            ("http://h:8x/", RequestError::BadPort),
            ("http://h/a b", RequestError::Blank),
            ("http://u@h/", RequestError::UserName),
            ("http://[::1/", RequestError::BadHost),
            ("http://a..b/", RequestError::BadHost),
            ("http://a*b/", RequestError::BadHost),
        ];
        for (url, expected) in cases {
            assert_eq!(Request::parse(url.as_bytes()), Err(expected), "{url}");
        }
    }
}
