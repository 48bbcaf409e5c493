//! [`Reach`]: by which request each server is asked, and whether any gets to it at all.

use std::collections::BTreeSet;

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

/// Finds such requests.
pub(super) struct Reach<'a, 's> {
    answerer: &'a Answerer<'s>,
}

impl<'a, 's> Reach<'a, 's> {
    pub(super) fn of(answerer: &'a Answerer<'s>) -> Self {
        Self { answerer }
    }

    /// Returns a request that gets to a server; else one by its first name, and why that is in vain.
    pub(super) fn sample(&self, server: ServerId) -> Option<Sample> {
        let ports = self.answerer.ports_of(server);
        if let Some(request) = self.own_request(server, &ports) {
            let in_vain = None;
            return Some(Sample { request, in_vain });
        }
        let why = if !ports.is_empty() {
            "other virtual hosts take every request for its names"
        } else if server == ServerId::MAIN {
            "virtual hosts take every request on every port that httpd listens on"
        } else {
            "httpd listens on none of its ports"
        };
        Some(Sample {
            request: self.first_request(server, &ports)?,
            in_vain: Some(why),
        })
    }

    /// Returns the first request by one of a server's names that gets to it. One that takes more than its plain names (the
    /// main server, one without a name or with patterns) is asked by its first all the same.
    fn own_request(&self, id: ServerId, ports: &[u16]) -> Option<Request> {
        let config = self.answerer.config();
        let server = config.server(id);
        if server.addresses.is_empty() || names(config, id).next().is_none() {
            ports.first()?;
            return self.first_request(id, ports);
        }
        let by_name = |name: &[u8]| {
            let mut requests = ports.iter().filter_map(|port| request(name, *port));
            requests.find(|request| self.answerer.gets_to(id, request))
        };
        let mut plain = names(config, id).filter(|name| !is_pattern(name));
        let own = plain.find_map(by_name);
        let has_pattern = server.aliases.iter().any(|alias| is_pattern(alias));
        let may_take_more = || has_pattern && !ports.is_empty();
        own.or_else(|| may_take_more().then(|| self.first_request(id, ports))?)
    }

    /// Returns a request by the first name of a server, whoever takes it.
    fn first_request(&self, server: ServerId, ports: &[u16]) -> Option<Request> {
        let name = self.answerer.config().server_name(server);
        let port = ports.first().copied().unwrap_or(80);
        request(name.unwrap_or_default(), port).or_else(|| request(b"localhost", port))
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
