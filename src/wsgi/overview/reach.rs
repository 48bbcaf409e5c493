//! [`Reach`]: by which request each server is asked, and whether any gets to it at all.

use std::collections::{BTreeMap, BTreeSet};

use super::Mounted;
use crate::httpd::request::{Origin, Request};
use crate::httpd::{NodeId, ServerConfig, ServerId};
use crate::wsgi::answer::{Answerer, Status};
use crate::wsgi::selection::is_pattern;

/// A request with which a server is asked for all that it has.
pub(super) struct Sample {
    pub(super) request: Request,
    /// Why no request gets to the server, neither this one nor another.
    pub(super) in_vain: Option<&'static str>,
}

/// Which names of which servers others have taken before.
pub(super) struct Reach<'a, 's> {
    answerer: &'a Answerer<'s>,
    /// The first server of each name, in lower case, at each address: it takes the requests for that name there.
    first_named: BTreeMap<(&'a [u8], Vec<u8>), ServerId>,
}

impl<'a, 's> Reach<'a, 's> {
    pub(super) fn of(answerer: &'a Answerer<'s>) -> Self {
        let config = answerer.config();
        let mut first_named = BTreeMap::new();
        for (id, server) in config.servers() {
            for address in &server.addresses {
                for name in names(config, id) {
                    let at = (address.as_slice(), name.to_ascii_lowercase());
                    first_named.entry(at).or_insert(id);
                }
            }
        }
        Self {
            answerer,
            first_named,
        }
    }

    /// Returns a request for a server, by a name of which it is the first; else by any of its names, and why that is in vain.
    pub(super) fn sample(&self, server: ServerId) -> Option<Sample> {
        let ports = self.answerer.ports_of(server);
        let own = self.own_name(server).filter(|_| !ports.is_empty());
        let in_vain = match own {
            Some(_) => None,
            None if !ports.is_empty() => {
                Some("other virtual hosts take every request for its names")
            }
            None if server == ServerId::MAIN => {
                Some("virtual hosts take every request on every port that httpd listens on")
            }
            None => Some("httpd listens on none of its ports"),
        };
        let name = own.or_else(|| self.answerer.config().server_name(server));
        let name = name.unwrap_or_default();
        let port = ports.first().copied().unwrap_or(80);
        let request = request(name, port).or_else(|| request(b"localhost", port))?;
        Some(Sample { request, in_vain })
    }

    /// Returns the first name of a server that is its own at one of its addresses. A server that takes more than its plain
    /// names (the main server, one without a name or with patterns) is asked by its first.
    fn own_name(&self, id: ServerId) -> Option<&'a [u8]> {
        let config = self.answerer.config();
        let server = config.server(id);
        let takes_more = server.addresses.is_empty()
            || names(config, id).next().is_none()
            || server.aliases.iter().any(|alias| is_pattern(alias));
        if takes_more {
            return Some(config.server_name(id).unwrap_or_default());
        }
        let is_own = |name: &&[u8]| {
            let lower = name.to_ascii_lowercase();
            let mut addresses = server.addresses.iter();
            addresses.any(|address| {
                self.first_named.get(&(address.as_slice(), lower.clone())) == Some(&id)
            })
        };
        names(config, id).find(is_own)
    }
}

/// Returns the names of a server, as written.
fn names(config: &ServerConfig, id: ServerId) -> impl Iterator<Item = &[u8]> {
    let own = config.server_name(id).into_iter();
    own.chain(config.server(id).aliases.iter().map(Vec::as_slice))
}

fn request(name: &[u8], port: u16) -> Option<Request> {
    let name = std::str::from_utf8(name).ok()?;
    let url = match port {
        80 => format!("http://{name}/"),
        443 => format!("https://{name}/"),
        port => format!("http://{name}:{port}/"),
    };
    Request::parse(url.as_bytes()).ok()
}

/// Marks what a server has as never asked for: all requests that arrive are those of other servers.
pub(super) fn leave_unserved(config: &ServerConfig, mounted: &mut Mounted, why: &str) {
    let server = config.server(mounted.server);
    mounted.answer.status = Status::NotWsgi;
    mounted.answer.because = Some(why.to_owned());
    mounted.answer.decided_by = server.header.map(Origin::Config);
    mounted.parts.clear();
}

/// What virtual hosts have from a main server to which no connection gets is theirs alone.
pub(super) fn leave_out_inherited(applications: &mut Vec<Mounted>) {
    let hosts = applications
        .iter()
        .filter(|found| found.server != ServerId::MAIN);
    let inherited: BTreeSet<NodeId> = hosts.map(|found| found.node).collect();
    applications.retain(|found| found.server != ServerId::MAIN || !inherited.contains(&found.node));
}
