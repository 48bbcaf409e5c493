//! What would restrict each virtual host to the process groups of its own applications, for a preset that wants that.
//!
//! It is said, not written: a list that lacks a group refuses requests, and `.htaccess` files may name groups, too.

use std::collections::{BTreeMap, BTreeSet};

use crate::httpd::ServerId;
use crate::migration::grouping::Group;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::syntax::quote;
use crate::wsgi::{ApplicationId, Concern};

/// Returns what is to be written by hand: a line for each virtual host that has none and names its groups itself.
pub(in crate::migration) fn note_of_restriction(
    situation: &Situation<'_>,
    groups: &[Group],
) -> Option<String> {
    let beyond = situation.inventory.beyond.iter();
    let lists = beyond.filter(|beyond| beyond.concern == Concern::RestrictsGroups);
    let restricted: BTreeSet<ServerId> = lists.map(|beyond| beyond.scope.server).collect();
    let has_list = |server| restricted.contains(&server) || restricted.contains(&ServerId::MAIN);
    let mut lines = Vec::new();
    for (server, names) in names(situation, groups) {
        let header = situation.config.server(server).header;
        let is_by_request = |name: &Vec<u8>| name.is_empty() || name.starts_with(b"%{");
        let Some(header) = header.filter(|_| !has_list(server)) else {
            continue;
        };
        if names.iter().any(is_by_request) {
            continue;
        }
        let names: Vec<_> = names.iter().map(|name| printable(&quote(name))).collect();
        let at = situation.at_node(header);
        lines.push(format!("`WSGIRestrictProcess {}` ({at})", names.join(" ")));
    }
    if lines.is_empty() {
        return None;
    }
    Some(format!(
        "the preset restricts virtual hosts to the process groups of their applications, which is left to be written \
         by hand, and which refuses what a .htaccess file sends elsewhere: {}",
        lines.join(", ")
    ))
}

/// Returns the groups that anything in a virtual host names, and the new ones of its applications.
fn names(situation: &Situation<'_>, groups: &[Group]) -> BTreeMap<ServerId, BTreeSet<Vec<u8>>> {
    let (inventory, config) = (situation.inventory, situation.config);
    let mut new: BTreeMap<ApplicationId, Vec<&[u8]>> = BTreeMap::new();
    for group in groups {
        for id in group.users() {
            new.entry(id).or_default().push(&group.name);
        }
    }
    let mut selected: BTreeMap<ServerId, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for selection in inventory.process_groups() {
        let of_server = selected.entry(selection.scope.server).or_default();
        of_server.insert(selection.value.clone());
    }
    let mut named: BTreeMap<ServerId, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for (id, application) in inventory.applications() {
        for server in inventory.serving(config, application) {
            let of_server = named.entry(server).or_default();
            of_server.extend(application.options.process_group.clone());
            let new = new.get(&id).into_iter().flatten();
            of_server.extend(new.map(|name| name.to_vec()));
        }
    }
    for (server, names) in &mut named {
        for server in [*server, ServerId::MAIN] {
            names.extend(selected.get(&server).into_iter().flatten().cloned());
        }
    }
    named
}
