//! Process groups for the parts of applications that sections keep in Apache's own processes: they stay apart in daemons.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Group;
use super::group_names::Names;
use super::name_words::section_word;
use crate::migration::judgement::{EmbeddedPart, Judgement, UserNames, Verdict, user_names};
use crate::migration::situation::Situation;
use crate::wsgi::ApplicationId;

/// Gives each section that keeps a part of an application apart a group of its own, named for the application's group and
/// the section; the twins of a section share it.
pub(super) fn part_groups(
    situation: &Situation<'_>,
    judgement: &Judgement,
    groups: &[Group],
    names: &mut Names,
) -> Vec<Group> {
    let written: BTreeSet<_> = groups
        .iter()
        .flat_map(|group| &group.seats)
        .map(|seat| (&seat.spot.path, seat.spot.line))
        .collect();
    let wholes = wholes(judgement, groups);
    let mut found: Vec<Group> = Vec::new();
    let mut known: BTreeMap<PartKey, usize> = BTreeMap::new();
    for (node, part) in &judgement.parts {
        let spot = &part.seat.spot;
        if written.contains(&(&spot.path, spot.line)) {
            continue;
        }
        let by_macro = judgement.macro_names.get(node);
        let wanted = by_macro.cloned();
        let wanted = wanted.unwrap_or_else(|| part_name(situation, &wholes, part));
        let of_line = match by_macro {
            Some(name) => PartKey::Macro(name.clone()),
            None => PartKey::Line(spot.path.clone(), spot.line),
        };
        let user = part.of.first().and_then(|id| {
            let application = situation.inventory.application(*id);
            user_names(situation, application)
        });
        let of_name = PartKey::Name(wanted.clone(), user);
        let twin = known.get(&of_name).filter(|_| by_macro.is_none());
        let index = known.get(&of_line).or(twin).copied();
        let index = index.unwrap_or_else(|| {
            found.push(Group {
                name: by_macro.map_or_else(|| names.unique(&wanted), Vec::clone),
                seats: BTreeSet::new(),
                applications: Vec::new(),
                bonds: BTreeSet::new(),
                part: Some(*node),
                parts_of: Vec::new(),
                global: false,
                is_new: true,
                is_of_twins: false,
            });
            found.len() - 1
        });
        known.insert(of_line, index);
        if by_macro.is_none() {
            known.insert(of_name, index);
        }
        if let Some(group) = found.get_mut(index) {
            group.seats.insert(part.seat.clone());
            group.parts_of.extend(&part.of);
        }
    }
    found
}

/// What makes parts of applications share a process group.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum PartKey {
    /// One line names it.
    Line(PathBuf, usize),
    /// A macro gives it this name.
    Macro(Vec<u8>),
    /// They are twins, whose requests run as the same user.
    Name(Vec<u8>, UserNames),
}

/// Returns in which process group each application runs as a whole, now or after the change.
fn wholes<'a>(judgement: &'a Judgement, groups: &'a [Group]) -> BTreeMap<ApplicationId, &'a [u8]> {
    let new = groups.iter().flat_map(|group| {
        let applications = group.applications.iter();
        applications.map(|id| (*id, group.name.as_slice()))
    });
    let there = judgement.applications.iter();
    let there = there.filter_map(|(id, verdict)| match verdict {
        Verdict::Delegated(groups) => Some((*id, groups.first()?.as_slice())),
        Verdict::Embedded(_) => None,
    });
    there.chain(new).collect()
}

fn part_name(
    situation: &Situation<'_>,
    wholes: &BTreeMap<ApplicationId, &[u8]>,
    part: &EmbeddedPart,
) -> Vec<u8> {
    let whole = part.of.first().and_then(|id| wholes.get(id));
    let mut sections = situation.config.sections_from(part.seat.scope.section);
    let section = sections.next().map(section_word).unwrap_or_default();
    match whole {
        Some(whole) => [*whole, b"-", &section].concat(),
        None => section,
    }
}
