//! [`overview`]: the servers, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::aliases::Aliases;
use super::choices::Selections;
use super::handlers::Handlers;
use super::reach::{Reach, leave_out_inherited, leave_unserved};
use super::unlisted::Unlisted;
use super::{Mounted, Overview, groups};
use crate::host::at_once;
use crate::httpd::request::Request;
use crate::httpd::{ConfigTree, NodeId, ServerConfig, ServerId, Unknown};
use crate::source::printable;
use crate::wsgi::answer::{Answerer, Status};
use crate::wsgi::application_key::{ApplicationKeys, KeyParts};
use crate::wsgi::beyond::{Concern, concern};
use crate::wsgi::import_script::ImportScript;

/// Looks at everything there is.
pub fn overview(answerer: &Answerer<'_>) -> Overview {
    let (tree, config) = (answerer.tree(), answerer.config());
    let survey = Survey {
        answerer,
        selections: Selections::of(tree, config),
        handled: Handlers::of(tree, config),
        reach: Reach::of(answerer),
    };
    let servers: Vec<ServerId> = config.servers().map(|(id, _)| id).collect();
    let (former, latter) = servers.split_at(servers.len() / 2);
    let (mut found, rest) = at_once(|| survey.of(former), || survey.of(latter));
    found.append(rest);
    let mut applications = found.applications;
    let keys = keys(config, &survey.handled, &applications);
    if found.is_main_unserved {
        leave_out_inherited(&mut applications);
    }
    for (number, application) in (1..).zip(&mut applications) {
        application.number = number;
        keys.key(application.node).clone_into(&mut application.id);
    }
    tell_twins_apart(&keys, &mut applications);
    let mut groups = groups::uses(answerer.defined(), &applications);
    let mut imports = imports(tree, config);
    for group in &mut groups {
        group.imports = imports.remove(&group.daemon.name).unwrap_or_default();
    }
    let untold = survey.handled.untold(tree, config);
    let unlisted = Unlisted::of(tree, config, !untold.is_empty(), &found.open, &applications);
    for group in &mut groups {
        group.perhaps = unlisted.line_for(&group.daemon.name);
        group.is_named = unlisted.names(&group.daemon.name);
    }
    let mut by_line: Vec<usize> = (0..applications.len()).collect();
    by_line.sort_by_key(|index| applications.get(*index).map(|mounted| mounted.node));
    Overview {
        groups,
        by_line,
        applications,
        embedding: answerer.embedding().clone(),
        unknown: [
            unknown(tree, config),
            untold,
            open_sections(tree, config, &found.open),
        ]
        .concat(),
        requests: found.requests,
    }
}

/// What is known before the servers are asked.
struct Survey<'a, 's> {
    answerer: &'a Answerer<'s>,
    selections: Selections,
    handled: Handlers,
    reach: Reach<'a, 's>,
}

/// What servers have.
#[derive(Default)]
struct Found {
    applications: Vec<Mounted>,
    /// Directives in sections of which it is not known whether they concern a part of an application.
    open: BTreeSet<NodeId>,
    is_main_unserved: bool,
    /// By which request each server was asked.
    requests: BTreeMap<ServerId, Request>,
}

impl Survey<'_, '_> {
    /// Asks servers, one after the other.
    fn of(&self, servers: &[ServerId]) -> Found {
        let mut found = Found::default();
        let mut aliases = Aliases::new(self.answerer, &self.selections);
        for server in servers {
            let before = found.applications.len();
            let Some(sample) = self.reach.sample(*server) else {
                continue;
            };
            aliases.mounted(*server, &sample.request, &mut found.applications);
            let open = self.handled.mounted(
                self.answerer,
                *server,
                &sample.request,
                &self.selections,
                &mut found.applications,
            );
            found.open.extend(open);
            if let Some(why) = sample.in_vain {
                found.is_main_unserved |= *server == ServerId::MAIN;
                let config = self.answerer.config();
                let mounted = found.applications.iter_mut().skip(before);
                mounted.for_each(|mounted| leave_unserved(config, mounted, why));
            }
            found.requests.insert(*server, sample.request);
        }
        found.open.append(&mut aliases.open);
        found
    }
}

impl Found {
    fn append(&mut self, mut rest: Self) {
        self.applications.append(&mut rest.applications);
        self.open.append(&mut rest.open);
        self.is_main_unserved |= rest.is_main_unserved;
        self.requests.append(&mut rest.requests);
    }
}

fn keys(config: &ServerConfig, handled: &Handlers, applications: &[Mounted]) -> ApplicationKeys {
    let aliases = applications
        .iter()
        .filter(|application| application.mechanism.is_alias());
    let aliases = aliases.map(|application| KeyParts {
        node: application.node,
        server: application.defined_in,
        kind: application.mechanism.into(),
        mount: &application.mount,
        script: application.script.as_deref().unwrap_or_default(),
        section: None,
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

/// Says of which sections it is not known whether they concern a part of an application.
fn open_sections(
    tree: &ConfigTree,
    config: &ServerConfig,
    open: &BTreeSet<NodeId>,
) -> Vec<Unknown> {
    if open.is_empty() {
        return Vec::new();
    }
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
    for effective in config.named(&["WSGIImportScript"]) {
        let (node, server) = (effective.node, effective.scope.server);
        let arguments = tree.directive(node).arguments;
        if let Ok(import) = ImportScript::parse(node, server, arguments) {
            imports.entry(import.process_group).or_default().push(node);
        }
    }
    imports
}

/// What reading left open, and the `.htaccess` files that are not searched for.
fn unknown(tree: &ConfigTree, config: &ServerConfig) -> Vec<Unknown> {
    let mut unknown = [tree.unknown.as_slice(), &config.unknown].concat();
    for effective in config.named(&["AllowOverride", "AllowOverrideList"]) {
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
