//! Process groups that applications name already, and that are not what they look like: two for one site, and those that
//! answer nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::migration::judgement::{Judgement, Verdict};
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::{Mechanism, Mounted, Status, Target};

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

/// So many applications of one interpreter are named.
const NAMED: usize = 4;

/// Says which applications are together in the main interpreter of a process group. They stay: somebody may want that, and
/// each finds there what another sets.
pub(super) fn of_shared_interpreters(situation: &Situation<'_>) -> Vec<String> {
    let mut by_group: BTreeMap<&[u8], BTreeMap<&[u8], &Mounted>> = BTreeMap::new();
    let applications = situation.overview.applications.iter();
    // The scripts of handlers and expressions are such as a request might ask for.
    let files = applications.filter(|mounted| {
        mounted.target == Target::File && mounted.mechanism == Mechanism::ScriptAlias
    });
    for mounted in files.filter(|mounted| mounted.answer.status == Status::Daemon) {
        let answer = &mounted.answer;
        if let (Some(group), Some(script), Some([])) = (
            &answer.process_group,
            &answer.script,
            answer.application_group.as_deref(),
        ) {
            let scripts = by_group.entry(group).or_default();
            scripts.entry(script).or_insert(mounted);
        }
    }
    let shared = by_group.iter().filter(|(_, scripts)| scripts.len() > 1);
    let notes = shared.map(|(group, scripts)| {
        let mut labels: Vec<_> = scripts
            .values()
            .take(NAMED)
            .map(|mounted| situation.label_of(mounted))
            .collect();
        let more = scripts.len().saturating_sub(NAMED);
        labels.extend((more > 0).then(|| format!("{more} more")));
        format!(
            "{} share the main interpreter of the process group `{}` already, with their modules and `os.environ`: if they \
             are in each other's way, give each a group of its own",
            labels.join(", "),
            printable(group)
        )
    });
    notes.collect()
}
