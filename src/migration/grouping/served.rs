//! What a process group is for, in the words of its definition's comment and of the plan.

use super::Group;
use crate::migration::label::Lot;
use crate::migration::situation::Situation;
use crate::wsgi::Application;

/// Returns what a group is for, each application and each part once.
pub(in crate::migration) fn served(situation: &Situation<'_>, group: &Group) -> Vec<Vec<u8>> {
    let lot = Lot::of(situation, group.applications.iter().copied());
    let mut serves = Vec::new();
    for id in &group.applications {
        let text = described(situation, &lot, situation.inventory.application(*id));
        if !serves.contains(&text) {
            serves.push(text);
        }
    }
    serves.extend(part(situation, group));
    serves
}

/// Returns what a group is for: an application.
fn described(situation: &Situation<'_>, lot: &Lot<'_>, application: &Application) -> Vec<u8> {
    let label = situation.label_in(lot, application).into_bytes();
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
