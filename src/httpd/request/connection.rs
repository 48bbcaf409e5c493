//! What httpd refuses before it looks at the path: an open request on an encrypted port, a line that is too long, a name
//! that no server has where `StrictHostCheck` asks for one.

use super::choose::Chosen;
use super::origin::{Origin, Refused};
use super::router::Router;
use super::url::Request;

/// `LimitRequestLine`, where nothing is said (httpd.h: `DEFAULT_LIMIT_REQUEST_LINE`).
const LONGEST_LINE: usize = 8190;

impl Router<'_> {
    /// Refuses what does not get as far as to the path. Until the name is looked at, the settings of the first server for
    /// the connection count.
    pub fn receive(&self, request: &Request, chosen: &Chosen) -> Result<(), Refused> {
        let encrypts = self
            .flag(chosen.connection, "SSLEngine")
            .filter(|(on, _)| *on);
        if let Some((_, origin)) = encrypts.filter(|_| !request.https) {
            let why = "the port takes encrypted connections only, and the URL is one of http";
            return Err(Refused::new(400, why, Some(origin)));
        }
        let query = request.query.as_ref().map_or(0, |query| query.len() + 1);
        let line = "GET  HTTP/1.1".len() + request.path.len() + query;
        let (longest, origin) = self.longest_line(chosen);
        // The buffer has room for two bytes more, of which the line end takes one (protocol.c: `read_request_line`).
        if line > longest + 1 {
            let why = "the URL is longer than httpd takes";
            return Err(Refused::new(414, why, origin));
        }
        let strict = self
            .flag(chosen.connection, "StrictHostCheck")
            .filter(|(on, _)| *on);
        match strict {
            Some((_, origin)) if !chosen.is_named => {
                let why = "no server has this name, and only such are answered";
                Err(Refused::new(400, why, Some(origin)))
            }
            _ => Ok(()),
        }
    }

    /// Returns whether encryption of the URL is known not to end in httpd.
    pub fn takes_no_tls(&self, request: &Request, chosen: &Chosen) -> bool {
        let encrypts = self.flag(chosen.connection, "SSLEngine");
        // mod_ssl takes the usual port for encrypted without a word (ssl_engine_init.c: `ssl_init_Module`).
        request.https && request.local_port() != 443 && encrypts.is_none_or(|(on, _)| !on)
    }

    fn longest_line(&self, chosen: &Chosen) -> (usize, Option<Origin>) {
        let node = self.inherited_directive(chosen.connection, "LimitRequestLine");
        let limit = node.and_then(|node| {
            let word = self.tree.directive(node).first_word()?;
            std::str::from_utf8(&word).ok()?.parse().ok()
        });
        (limit.unwrap_or(LONGEST_LINE), node.map(Origin::Config))
    }
}
