//! What a process group is for, in the words of its definition's comment and of the plan.

use std::collections::BTreeMap;

use super::Group;
use crate::migration::situation::Situation;
use crate::wsgi::Application;

/// Returns what a group is for, each application and each part once.
pub(in crate::migration) fn served(situation: &Situation<'_>, group: &Group) -> Vec<Vec<u8>> {
    let inventory = situation.inventory;
    let applications = group.applications.iter();
    let applications = applications.map(|id| inventory.application(*id));
    let applications: Vec<_> = applications.collect();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for application in &applications {
        *lines.entry(inventory.key(application)).or_default() += 1;
    }
    let mut serves = Vec::new();
    for application in applications {
        let key = inventory.key(application);
        let with_twins = lines.get(key) == Some(&inventory.keys().lines_of(key));
        let text = described(situation, application, with_twins);
        if !serves.contains(&text) {
            serves.push(text);
        }
    }
    serves.extend(part(situation, group));
    serves
}

/// Returns what a group is for: an application. One whose twins are not all in the group is called by its own name.
fn described(situation: &Situation<'_>, application: &Application, with_twins: bool) -> Vec<u8> {
    let label = if with_twins {
        situation.label(application)
    } else {
        situation.label_alone(application)
    };
    let label = label.into_bytes();
    if application.path.is_empty() {
        return label;
    }
    [label.as_slice(), b" (", &application.path, b")"].concat()
}

/// Returns what a group is for: what a section kept in Apache's own processes, if it is for that.
fn part(situation: &Situation<'_>, group: &Group) -> Option<Vec<u8>> {
    let section = situation.tree.directive(group.part?).section;
    let header = section.map(|section| situation.tree.directive(section));
    let header = header.map_or_else(Vec::new, |header| {
        [header.name, b" ", header.arguments].concat()
    });
    let of = group.parts_of.first();
    let of = of.map(|id| situation.label(situation.inventory.application(*id)));
    let of = of.unwrap_or_default();
    Some([b"the part ", header.as_slice(), b" of ", of.as_bytes()].concat())
}
