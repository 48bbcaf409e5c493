//! [`overview`]: the servers, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::aliases::Aliases;
use super::choices::Selections;
use super::handlers;
use super::reach::{Reach, leave_out_inherited, leave_unserved};
use super::{Mounted, Overview, groups};
use crate::httpd::{ConfigTree, NodeId, ServerConfig, ServerId, Unknown};
use crate::source::printable;
use crate::wsgi::answer::{Answerer, Status};
use crate::wsgi::application_key::{ApplicationKeys, KeyParts};
use crate::wsgi::beyond::{Concern, concern};
use crate::wsgi::daemon_process::DaemonProcess;
use crate::wsgi::import_script::ImportScript;

/// Looks at everything there is.
pub fn overview(answerer: &Answerer<'_>) -> Overview {
    let (tree, config) = (answerer.tree(), answerer.config());
    let selections = Selections::of(tree, config);
    let handled = handlers::Handlers::of(tree, config);
    let mut applications: Vec<Mounted> = Vec::new();
    let reach = Reach::of(answerer);
    let mut requests = BTreeMap::new();
    let mut is_main_unserved = false;
    let mut aliases = Aliases::new(answerer, &selections);
    for (server, _) in config.servers() {
        let before = applications.len();
        let Some(sample) = reach.sample(server) else {
            continue;
        };
        let request = &sample.request;
        aliases.mounted(server, request, &mut applications);
        let open = handled.mounted(answerer, server, request, &selections, &mut applications);
        aliases.open.extend(open);
        if let Some(why) = sample.in_vain {
            is_main_unserved |= server == ServerId::MAIN;
            let mounted = applications.iter_mut().skip(before);
            mounted.for_each(|mounted| leave_unserved(config, mounted, why));
        }
        requests.insert(server, sample.request);
    }
    let keys = keys(config, &handled, &applications);
    if is_main_unserved {
        leave_out_inherited(&mut applications);
    }
    for (number, application) in (1..).zip(&mut applications) {
        application.number = number;
        keys.key(application.node).clone_into(&mut application.id);
    }
    tell_twins_apart(&keys, &mut applications);
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
        requests,
    }
}

fn keys(
    config: &ServerConfig,
    handled: &handlers::Handlers,
    applications: &[Mounted],
) -> ApplicationKeys {
    let aliases = applications
        .iter()
        .filter(|application| application.mechanism.is_alias());
    let aliases = aliases.map(|application| KeyParts {
        node: application.node,
        server: application.defined_in,
        kind: application.mechanism.into(),
        mount: &application.mount,
        script: application.script.as_deref().unwrap_or_default(),
    });
    ApplicationKeys::of(config, aliases.chain(handled.keys(config)))
}

/// Gives twins that run in different places the ids with their ports.
fn tell_twins_apart(keys: &ApplicationKeys, applications: &mut [Mounted]) {
    let place = |mounted: &Mounted| (mounted.answer.status, mounted.answer.process_group.clone());
    let mut places = BTreeMap::new();
    let served = applications.iter();
    let served = served.filter(|mounted| mounted.answer.status != Status::NotWsgi);
    for mounted in served {
        if keys.with_port(mounted.node).is_some() {
            let known: &mut BTreeSet<_> = places.entry(mounted.id.clone()).or_default();
            known.insert(place(mounted));
        }
    }
    for mounted in applications {
        if let Some(key) = keys.with_port(mounted.node)
            && places.get(&mounted.id).is_some_and(|known| known.len() > 1)
        {
            key.clone_into(&mut mounted.id);
        }
    }
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

/// Returns the lines that load scripts into process groups, by the names of these.
fn imports(tree: &ConfigTree, config: &ServerConfig) -> BTreeMap<Vec<u8>, Vec<NodeId>> {
    let mut imports: BTreeMap<Vec<u8>, Vec<NodeId>> = BTreeMap::new();
    for effective in &config.effective {
        let directive = tree.directive(effective.node);
        if directive.name.eq_ignore_ascii_case(b"WSGIImportScript")
            && let (node, server) = (effective.node, effective.scope.server)
            && let Ok(import) = ImportScript::parse(node, server, directive.arguments)
        {
            imports.entry(import.process_group).or_default().push(node);
        }
    }
    imports
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
