//! Process groups that applications name already, and that are not what they look like: two for one site, and those that
//! answer nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::migration::judgement::{Judgement, Verdict};
use crate::migration::situation::Situation;
use crate::source::printable;

/// Says which groups could be one. They are left as they are: somebody may want them apart.
pub(super) fn of_twin_groups(situation: &Situation<'_>, judgement: &Judgement) -> Vec<String> {
    let mut by_application: BTreeMap<_, BTreeSet<&[u8]>> = BTreeMap::new();
    for (id, verdict) in &judgement.applications {
        let Verdict::Delegated(groups) = verdict else {
            continue;
        };
        let application = situation.inventory.application(*id);
        if application.path.is_empty() {
            continue;
        }
        let name = situation.config.server_name(application.server);
        let key = (name, &application.mount, &application.path);
        let of_application = by_application.entry(key).or_default();
        of_application.extend(groups.iter().map(Vec::as_slice));
    }
    let several = by_application.values().filter(|groups| groups.len() > 1);
    let several: BTreeSet<_> = several.collect();
    several
        .into_iter()
        .map(|groups| {
            let names: Vec<_> = groups.iter().map(|name| format!("`{}`", printable(name))).collect();
            format!(
                "{} run the same application of one site, which is in memory once for each: name one of them on all its aliases, \
                 and take the others away, if nothing else keeps them apart",
                names.join(" and ")
            )
        })
        .collect()
}

/// Says which requests nobody answers: a group with `threads=0` is for service scripts (mod_wsgi.md 2.1: measured).
pub(super) fn of_groups_without_threads(
    situation: &Situation<'_>,
    judgement: &Judgement,
) -> Vec<String> {
    let mut notes = Vec::new();
    for (id, verdict) in &judgement.applications {
        let daemon = verdict
            .group()
            .and_then(|name| situation.inventory.daemon(name));
        let Some(daemon) = daemon.filter(|daemon| daemon.is_for_services()) else {
            continue;
        };
        notes.push(format!(
            "{} names the process group `{}`, which has no threads for requests (`threads=0` at {}): they wait for ever",
            situation.label(situation.inventory.application(*id)),
            printable(&daemon.name),
            situation.at_node(daemon.node)
        ));
    }
    notes
}
