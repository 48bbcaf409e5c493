//! [`overview`]: the servers, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::aliases::Aliases;
use super::choices::Selections;
use super::handlers;
use super::parts::is_pattern;
use super::{Mounted, Overview, groups};
use crate::httpd::request::{Origin, Request};
use crate::httpd::{ConfigTree, NodeId, ServerConfig, ServerId, Unknown};
use crate::source::printable;
use crate::syntax::word;
use crate::wsgi::answer::{Answerer, Status};
use crate::wsgi::application_key::{ApplicationKeys, KeyParts};
use crate::wsgi::beyond::{Concern, concern};
use crate::wsgi::daemon_process::DaemonProcess;
use crate::wsgi::option::parse_option;

/// Looks at everything there is.
pub fn overview(answerer: &Answerer<'_>) -> Overview {
    let (tree, config) = (answerer.tree(), answerer.config());
    let selections = Selections::of(tree, config);
    let handled = handlers::Handlers::of(tree, config);
    let mut applications: Vec<Mounted> = Vec::new();
    let first_named = FirstNamed::of(config);
    let mut is_main_unserved = false;
    let mut aliases = Aliases::new(answerer, &selections);
    for (server, _) in config.servers() {
        let before = applications.len();
        let found = request_to(answerer, server, &first_named);
        let is_reached = found.is_some();
        let Some(request) = found.or_else(|| some_request_to(answerer, server)) else {
            continue;
        };
        aliases.mounted(server, &request, &mut applications);
        let open = handled.mounted(answerer, server, &request, &selections, &mut applications);
        aliases.open.extend(open);
        is_main_unserved |= !is_reached && server == ServerId::MAIN;
        if !is_reached {
            let mounted = applications.iter_mut().skip(before);
            let why = why_unreached(answerer, server);
            mounted.for_each(|mounted| leave_unserved(config, mounted, why));
        }
    }
    let keys = keys(config, &applications);
    if is_main_unserved {
        leave_out_inherited(&mut applications);
    }
    for (number, application) in (1..).zip(&mut applications) {
        application.number = number;
        keys.key(application.node).clone_into(&mut application.id);
    }
    let mut groups = groups::uses(daemons(tree, config), &applications);
    let mut imports = imports(tree, config);
    for group in &mut groups {
        group.imports = imports.remove(&group.daemon.name).unwrap_or_default();
    }
    let open = std::mem::take(&mut aliases.open);
    Overview {
        groups,
        applications,
        embedding: answerer.embedding().clone(),
        unknown: [
            unknown(tree, config),
            handled.untold(tree, config),
            open_sections(tree, config, &open),
        ]
        .concat(),
    }
}

fn keys(config: &ServerConfig, applications: &[Mounted]) -> ApplicationKeys {
    let parts = applications.iter().map(|application| KeyParts {
        node: application.node,
        server: application.defined_in,
        kind: application.mechanism.into(),
        mount: &application.mount,
        script: application.script.as_deref().unwrap_or_default(),
    });
    ApplicationKeys::of(config, parts)
}

fn daemons(tree: &ConfigTree, config: &ServerConfig) -> Vec<DaemonProcess> {
    let effective = config.effective.iter();
    let named = effective.filter_map(|effective| {
        let directive = tree.directive(effective.node);
        let is_daemon = directive.name.eq_ignore_ascii_case(b"WSGIDaemonProcess");
        is_daemon.then_some((effective, directive))
    });
    named
        .filter_map(|(effective, directive)| {
            DaemonProcess::parse(effective.node, effective.scope.server, directive.arguments)
        })
        .collect()
}

/// Says of which sections it is not known whether they concern a part of an application.
fn open_sections(
    tree: &ConfigTree,
    config: &ServerConfig,
    open: &BTreeSet<NodeId>,
) -> Vec<Unknown> {
    let effective = config.effective.iter();
    let effective = effective.filter(|effective| open.contains(&effective.node));
    let unknown = effective.filter_map(|effective| {
        let section = config.section(effective.scope.section?);
        let directive = tree.directive(effective.node);
        Some(Unknown {
            what: format!(
                "`{} {}` may concern a part of an application: no request was found that is in `{}`",
                printable(directive.name),
                printable(directive.arguments),
                printable(&section.argument),
            ),
            place: directive.place,
        })
    });
    unknown.collect()
}

/// What virtual hosts have from a main server to which no connection gets is theirs alone.
fn leave_out_inherited(applications: &mut Vec<Mounted>) {
    let hosts = applications
        .iter()
        .filter(|found| found.server != ServerId::MAIN);
    let inherited: BTreeSet<NodeId> = hosts.map(|found| found.node).collect();
    applications.retain(|found| found.server != ServerId::MAIN || !inherited.contains(&found.node));
}

fn why_unreached(answerer: &Answerer<'_>, server: ServerId) -> &'static str {
    if server == ServerId::MAIN {
        "virtual hosts take every request on every port that httpd listens on"
    } else if answerer.ports_of(server).is_empty() {
        "httpd listens on none of its ports"
    } else {
        "other virtual hosts take every request for its names"
    }
}

/// No connection gets to the server: all that arrive are those of other servers.
fn leave_unserved(config: &ServerConfig, mounted: &mut Mounted, why: &str) {
    let server = config.server(mounted.server);
    mounted.answer.status = Status::NotWsgi;
    mounted.answer.because = Some(why.to_owned());
    mounted.answer.decided_by = server.header.map(Origin::Config);
    mounted.parts.clear();
}

/// Returns the lines that load scripts into process groups, by the names of these.
fn imports(tree: &ConfigTree, config: &ServerConfig) -> BTreeMap<Vec<u8>, Vec<NodeId>> {
    let mut imports: BTreeMap<Vec<u8>, Vec<NodeId>> = BTreeMap::new();
    for effective in &config.effective {
        let directive = tree.directive(effective.node);
        if directive.name.eq_ignore_ascii_case(b"WSGIImportScript")
            && let Some(group) = imported_into(directive.arguments)
        {
            imports.entry(group).or_default().push(effective.node);
        }
    }
    imports
}

/// Behind an option that is none, nothing is read: httpd refuses the line.
fn imported_into(mut arguments: &[u8]) -> Option<Vec<u8>> {
    word(&mut arguments);
    let mut group = None;
    while let Some(Ok((name, value))) = parse_option(&mut arguments) {
        if *name == *b"process-group" {
            group = Some(value.into_owned());
        }
    }
    group
}

/// What reading left open, and the `.htaccess` files that are not searched for.
fn unknown(tree: &ConfigTree, config: &ServerConfig) -> Vec<Unknown> {
    let mut unknown = [tree.unknown.as_slice(), &config.unknown].concat();
    for effective in &config.effective {
        let directive = tree.directive(effective.node);
        if concern(directive) == Some(Concern::Htaccess) {
            unknown.push(Unknown {
                what: "`.htaccess` files may set handlers and scripts; they are not searched for"
                    .to_owned(),
                place: directive.place,
            });
        }
    }
    unknown
}

/// The first server of each name at each address: it takes the requests for that name there.
struct FirstNamed<'s>(BTreeMap<(&'s [u8], Vec<u8>), ServerId>);

impl<'s> FirstNamed<'s> {
    fn of(config: &'s ServerConfig) -> Self {
        let mut first = BTreeMap::new();
        for (id, server) in config.servers() {
            for address in &server.addresses {
                for name in names(config, id) {
                    first.entry((address.as_slice(), name)).or_insert(id);
                }
            }
        }
        Self(first)
    }

    /// Returns a name of a server by which requests get to it, if all of its names are plain and some are taken.
    fn free_name(&self, config: &'s ServerConfig, id: ServerId) -> Option<Vec<u8>> {
        let addresses = &config.server(id).addresses;
        names(config, id).find(|name| {
            let mut addresses = addresses.iter();
            addresses.any(|address| self.0.get(&(address.as_slice(), name.clone())) == Some(&id))
        })
    }
}

/// Returns the names of a server in lower case.
fn names(config: &ServerConfig, id: ServerId) -> impl Iterator<Item = Vec<u8>> {
    let own = config.server_name(id).into_iter();
    let aliases = config.server(id).aliases.iter().map(Vec::as_slice);
    own.chain(aliases).map(<[u8]>::to_ascii_lowercase)
}

/// Returns a request that gets to a server, by one of its names on one of its ports; nothing when others take all of them.
fn request_to(
    answerer: &Answerer<'_>,
    server: ServerId,
    first_named: &FirstNamed<'_>,
) -> Option<Request> {
    let config = answerer.config();
    if answerer.ports_of(server).is_empty() {
        return None;
    }
    let aliases = &config.server(server).aliases;
    let is_open = aliases.iter().any(|alias| is_pattern(alias))
        || config.server(server).addresses.is_empty()
        || names(config, server).next().is_none();
    if is_open || names(config, server).next() == first_named.free_name(config, server) {
        return some_request_to(answerer, server);
    }
    let name = first_named.free_name(config, server)?;
    let port = answerer.ports_of(server).first().copied()?;
    request(&name, port)
}

/// Returns a request for a server by its first name on its first port, whoever may take it.
fn some_request_to(answerer: &Answerer<'_>, server: ServerId) -> Option<Request> {
    let port = answerer.ports_of(server).first().copied().unwrap_or(80);
    let name = answerer.config().server_name(server).unwrap_or_default();
    request(name, port).or_else(|| request(b"localhost", port))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_httpd_refuses_is_read_up_to_its_mistake() {
        assert_eq!(imported_into(b"/x.py process-group=a"), Some(b"a".to_vec()));
        assert_eq!(
            imported_into(b"/x.py process-group=a =\"x"),
            Some(b"a".to_vec())
        );
        assert_eq!(imported_into(b"/x.py nothing process-group=a"), None);
    }
}
