//! [`overview`]: the servers, one after the other.

use std::collections::BTreeSet;

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
    let mut is_main_unserved = false;
    let mut aliases = Aliases::new(answerer, &selections);
    for (server, _) in config.servers() {
        let before = applications.len();
        let found = request_to(answerer, server);
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
    for group in &mut groups {
        group.imports = imports_into(tree, config, &group.daemon.name);
    }
    let open = std::mem::take(&mut aliases.open);
    Overview {
        groups,
        applications,
        embedding: answerer.embedding().clone(),
        unknown: [unknown(tree, config), open_sections(tree, config, &open)].concat(),
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

/// Returns the lines that load a script into a process group.
fn imports_into(tree: &ConfigTree, config: &ServerConfig, group: &[u8]) -> Vec<NodeId> {
    let effective = config.effective.iter().map(|effective| effective.node);
    let imports = effective.filter(|node| {
        let directive = tree.directive(*node);
        directive.name.eq_ignore_ascii_case(b"WSGIImportScript")
            && names_group(directive.arguments, group)
    });
    imports.collect()
}

fn names_group(mut arguments: &[u8], group: &[u8]) -> bool {
    word(&mut arguments);
    std::iter::from_fn(|| parse_option(&mut arguments))
        .flatten()
        .any(|(name, value)| name == b"process-group" && *value == *group)
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

/// Returns a request that gets to a server, by one of its names on one of its ports; nothing when others take all of them.
fn request_to(answerer: &Answerer<'_>, server: ServerId) -> Option<Request> {
    let config = answerer.config();
    let aliases = &config.server(server).aliases;
    if aliases.iter().any(|alias| is_pattern(alias)) {
        return some_request_to(answerer, server);
    }
    let names = config.server_name(server).into_iter();
    let names: Vec<&[u8]> = names.chain(aliases.iter().map(Vec::as_slice)).collect();
    if names.is_empty() && server != ServerId::MAIN {
        return some_request_to(answerer, server);
    }
    let names = if names.is_empty() {
        vec![b"localhost".as_slice()]
    } else {
        names
    };
    let ports = answerer.ports_of(server);
    let requests = ports
        .iter()
        .flat_map(|port| names.iter().filter_map(|name| request(name, *port)));
    let mut requests = requests.filter(|request| answerer.may_get_to(request, server));
    requests.next()
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
