//! [`overview`]: the servers, one after the other.

use super::aliases::Aliases;
use super::handlers;
use super::parts::Selections;
use super::{Mechanism, Mounted, Overview, groups};
use crate::httpd::request::Request;
use crate::httpd::{ConfigTree, ServerConfig, ServerId, Unknown};
use crate::wsgi::answer::Answerer;
use crate::wsgi::application_key::{ApplicationKeys, KeyKind, KeyParts};
use crate::wsgi::beyond::{Concern, concern};
use crate::wsgi::daemon_process::DaemonProcess;

/// Looks at everything there is.
pub fn overview(answerer: &Answerer<'_>) -> Overview {
    let (tree, config) = (answerer.tree(), answerer.config());
    let selections = Selections::of(tree, config);
    let handled = handlers::Handlers::of(tree, config);
    let mut applications: Vec<Mounted> = Vec::new();
    let mut aliases = Aliases::new(answerer, &selections);
    for (server, _) in config.servers() {
        let request = request_to(config, server);
        aliases.mounted(server, &request, &mut applications);
        handled.mounted(answerer, server, &request, &mut applications);
    }
    let keys = keys(config, &applications);
    for (number, application) in (1..).zip(&mut applications) {
        application.number = number;
        keys.key(application.node).clone_into(&mut application.id);
    }
    let groups = groups::uses(daemons(tree, config), &applications);
    Overview {
        groups,
        applications,
        embedding: answerer.embedding().clone(),
        unknown: unknown(tree, config),
    }
}

fn keys(config: &ServerConfig, applications: &[Mounted]) -> ApplicationKeys {
    let parts = applications.iter().map(|application| KeyParts {
        node: application.node,
        server: application.defined_in,
        kind: match application.mechanism {
            Mechanism::ScriptAlias => KeyKind::Path,
            Mechanism::ScriptAliasMatch => KeyKind::Expression,
            Mechanism::Handler | Mechanism::HandlerScript | Mechanism::RewriteRule => {
                KeyKind::Handler
            }
        },
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

/// Returns a request that a client makes to a server: for its name, on the port of its first address.
fn request_to(config: &ServerConfig, server: ServerId) -> Request {
    let name = config.server_name(server).unwrap_or_default();
    let name = std::str::from_utf8(name).unwrap_or_default();
    let port = config.server(server).addresses.first();
    let port = port.and_then(|word| port_of(word));
    let authority = match port {
        Some(80 | 443) | None => name.to_owned(),
        Some(port) => format!("{name}:{port}"),
    };
    let scheme = if port == Some(443) { "https" } else { "http" };
    let url = |authority: &str| Request::parse(format!("{scheme}://{authority}/").as_bytes());
    url(&authority)
        .or_else(|_| url("localhost"))
        .expect("localhost is a name")
}

fn port_of(word: &[u8]) -> Option<u16> {
    let colon = word.iter().rposition(|byte| *byte == b':')?;
    std::str::from_utf8(word.get(colon + 1..)?)
        .ok()?
        .parse()
        .ok()
}
