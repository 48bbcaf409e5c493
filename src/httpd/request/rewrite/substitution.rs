//! What a rule's output makes of the path and the query (mod_rewrite.c: `apply_rewrite_rule`, `splitout_queryargs`).

use super::rule::Rule;
use super::run::{End, Run};
use crate::httpd::request::choose::matches;
use crate::httpd::request::origin::Doubt;

impl Run<'_> {
    /// Puts a rule's output in the place of the path.
    pub(super) fn substitute(&mut self, rule: &Rule, path: Vec<u8>) -> Result<Option<End>, Doubt> {
        let mut path = path;
        if !path.starts_with(b"/") && !is_absolute_url(&path) {
            let prefix = match &self.directory {
                Some(directory) => directory.as_slice(),
                None if rule.flags.proxy || rule.flags.redirects => b"",
                None => b"/",
            };
            path = [prefix, &path].concat();
        }
        if rule.flags.discard_path_info && self.directory.is_some() {
            self.path_info.clear();
        }
        self.output.clone_from(&rule.output);
        self.split_query(rule, &mut path);
        self.file = path;
        if rule.flags.proxy {
            return Ok(None);
        }
        if rule.flags.redirects {
            self.redirect = Some(rule.flags.status.unwrap_or(302));
            if !is_absolute_url(&self.file) {
                self.file = self.qualified()?;
            }
            return Ok(None);
        }
        if is_absolute_url(&self.file) {
            if self.is_own_url() {
                return Err(Doubt::general(
                    "a URL of this very server is not followed here",
                ));
            }
            self.redirect = Some(302);
        }
        let output = rule.output.as_deref().unwrap_or_default();
        if !output.starts_with(b"//") {
            while self.file.starts_with(b"//") {
                self.file.remove(0);
            }
        }
        Ok(None)
    }

    /// Takes the query off a new path (mod_rewrite.c: `splitout_queryargs`).
    fn split_query(&mut self, rule: &Rule, path: &mut Vec<u8>) {
        if rule.without_query {
            self.request.query = None;
        }
        let Some(at) = path.iter().position(|byte| *byte == b'?') else {
            return;
        };
        let own = path.get(at + 1..).unwrap_or_default().to_owned();
        path.truncate(at);
        let query = match (&self.request.query, rule.flags.append_query) {
            (Some(old), true) if !own.is_empty() => [own.as_slice(), b"&", old].concat(),
            (Some(old), true) => old.clone(),
            _ => own,
        };
        self.request.query = (!query.is_empty()).then_some(query);
    }

    /// Returns the path as a whole URL of this server.
    fn qualified(&self) -> Result<Vec<u8>, Doubt> {
        let variables = self.variables();
        let scheme = variables.value(b"REQUEST_SCHEME")?;
        let name = variables.value(b"SERVER_NAME")?;
        let port = variables.value(b"SERVER_PORT")?;
        let usual: &[u8] = if scheme == b"https" { b"443" } else { b"80" };
        let port = if port == usual {
            Vec::new()
        } else {
            [b":", port.as_slice()].concat()
        };
        let slash: &[u8] = if self.file.starts_with(b"/") {
            b""
        } else {
            b"/"
        };
        Ok([&scheme, b"://".as_slice(), &name, &port, slash, &self.file].concat())
    }

    /// Returns whether a URL may be one of this server, which httpd takes for a path of its own
    /// (mod_rewrite.c: `reduce_uri`).
    fn is_own_url(&self) -> bool {
        let after = memchr::memmem::find(&self.file, b"://").map(|at| at + 3);
        let host = after.and_then(|at| self.file.get(at..)).unwrap_or_default();
        let end = host.iter().position(|byte| matches!(byte, b'/' | b':'));
        let host = host.get(..end.unwrap_or(host.len())).unwrap_or_default();
        let server = self.router.config.server(self.resource.server);
        let mut names = server
            .aliases
            .iter()
            .chain(server.addresses.iter())
            .map(Vec::as_slice);
        host.eq_ignore_ascii_case(&self.request.host)
            || self
                .router
                .server_host_name(self.resource.server)
                .is_some_and(|name| name.eq_ignore_ascii_case(host))
            || names.any(|name| matches(host, name) || name.starts_with(host))
    }
}

/// Returns whether a text is a whole URL (mod_rewrite.c: `is_absolute_uri`).
pub(super) fn is_absolute_url(text: &[u8]) -> bool {
    const SCHEMES: &[&[u8]] = &[
        b"ajp://",
        b"balancer://",
        b"ftp://",
        b"fcgi://",
        b"gopher://",
        b"http://",
        b"https://",
        b"h2://",
        b"h2c://",
        b"ldap://",
        b"mailto:",
        b"news:",
        b"nntp://",
        b"scgi://",
        b"ws://",
        b"wss://",
        b"unix:",
    ];
    let starts = |scheme: &&[u8]| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    text.len() > 5 && SCHEMES.iter().any(starts)
}
