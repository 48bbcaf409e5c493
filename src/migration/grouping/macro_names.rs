//! Names of process groups that are written in macros: by a parameter that has another value for each application.
//!
//! A line in the body of a macro is written once, and says something else in every use. What a use is for is in the macro's
//! parameters, so the name of its process group is one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Group;
use super::clusters::{Identity, identity};
use super::group_names::is_plain;
use super::macro_naming::{Naming, Owner};
use super::macro_parts::Parts;
use crate::httpd::{NodeId, Place, Scope};
use crate::migration::held::Obstacle;
use crate::migration::judgement::{Found, How, Interpreters, Judged, Seat, Verdict};
use crate::migration::judgement::{MacroLine, macro_line};
use crate::migration::situation::{Situation, Spot};
use crate::source::printable;
use crate::syntax::Words;
use crate::wsgi::ApplicationId;

/// A line of a file.
pub(super) type Line = (PathBuf, usize);

/// An application on a line of a macro, in one of its uses.
struct Use<'server> {
    index: usize,
    id: ApplicationId,
    node: NodeId,
    identity: Identity,
    line: MacroLine<'server>,
    is_delegated: bool,
    /// The lines of the same use that are to name its group by another value than `%{GLOBAL}`.
    values: Vec<(NodeId, Spot)>,
    /// Whether lines that are not of the same use are to name its group, too.
    is_scattered: bool,
    /// Where a line is added that is for all in its scope.
    scopes: Vec<Scope>,
}

/// How the group of a line is called: a parameter, and what follows it.
type Written = BTreeMap<Line, Vec<u8>>;

/// Names the groups of applications whose lines stand in macros, and refuses those that no parameter tells apart.
pub(in crate::migration) fn name_in_macros(
    situation: &Situation<'_>,
    interpreters: &Interpreters,
    found: &mut Found,
) -> BTreeMap<NodeId, Vec<u8>> {
    let mut named = BTreeMap::new();
    let mut by_macro: BTreeMap<Place, Vec<Use<'_>>> = BTreeMap::new();
    for used in uses(situation, found) {
        by_macro.entry(used.line.defined).or_default().push(used);
    }
    let parts = Parts::of(situation, found);
    if by_macro.is_empty() && parts.is_empty() {
        return named;
    }
    let mut naming = Naming::new(situation);
    for uses in by_macro.into_values() {
        let apart = can_be_apart(situation, interpreters, &uses);
        match apart.and_then(|()| naming.name(situation, &uses)) {
            Ok(written) => {
                for used in &uses {
                    if let Some(written) = written.get(&used.key()) {
                        let name = used.line.arguments.substitute(written).into_owned();
                        named.insert(used.node, name);
                        write(situation, found, used, written);
                    }
                }
            }
            Err(obstacle) => {
                for used in &uses {
                    refuse(found, used, &obstacle);
                }
            }
        }
    }
    parts.name(situation, &mut naming, found, &mut named);
    named
}

/// Returns what stands in macros, if it is to be delegated there, and what else stands on the same lines.
fn uses<'server>(situation: &Situation<'server>, found: &Found) -> Vec<Use<'server>> {
    let all = found
        .iter()
        .enumerate()
        .filter_map(|(index, (id, judged))| {
            let application = situation.inventory.application(*id);
            let place = situation.tree.directive(application.node).place;
            if situation.tree.file_of(place).is_some() {
                return None;
            }
            let judged = judged.as_ref().ok();
            let is_within = |seat: &&Seat| is_in_use(situation, seat, place);
            let seats = judged.map_or(&[][..], Judged::seats).iter();
            let values = seats.clone().filter(|seat| seat.how == How::Value);
            let in_scopes = seats.clone().filter(|seat| seat.is_new_in_scope());
            Some(Use {
                index,
                id: *id,
                node: application.node,
                identity: identity(situation, application),
                is_delegated: seats.clone().any(|seat| is_within(&seat)),
                values: values.map(|seat| (seat.node, seat.spot.clone())).collect(),
                is_scattered: !seats.clone().all(|seat| is_within(&seat)),
                scopes: in_scopes.map(|seat| seat.scope).collect(),
                line: macro_line(situation, place).ok()?,
            })
        });
    let all: Vec<_> = all.collect();
    let wanted: BTreeSet<Place> = all
        .iter()
        .filter(|used| used.is_delegated)
        .map(|used| used.line.defined)
        .collect();
    let all = all.into_iter();
    all.filter(|used| wanted.contains(&used.line.defined))
        .collect()
}

/// Makes sure that no other application is to stay together with one whose group is named in a macro.
fn can_be_apart(
    situation: &Situation<'_>,
    interpreters: &Interpreters,
    uses: &[Use<'_>],
) -> Result<(), Obstacle> {
    for used in uses.iter().filter(|used| used.is_delegated) {
        for name in interpreters.named(used.id) {
            let others = interpreters.users(name);
            let mut others = others.map(|other| situation.inventory.application(other));
            let other = others.find(|other| identity(situation, other) != used.identity);
            if let Some(other) = other {
                let why = format!(
                    "its line stands in a macro, and it shares the interpreter `{}` with {}, from which it would be parted",
                    printable(name),
                    situation.label(other)
                );
                return Err(Obstacle::new(why, "write it outside of the macro"));
            }
        }
    }
    Ok(())
}

/// Returns whether a seat is on a line of the same use of a macro as `place`.
fn is_in_use(situation: &Situation<'_>, seat: &Seat, place: Place) -> bool {
    situation.tree.directive(seat.node).place.source == place.source
}

fn write(situation: &Situation<'_>, found: &mut Found, used: &Use<'_>, written: &[u8]) {
    let place = situation.tree.directive(used.node).place;
    if let Some((_, Ok(Judged { verdict, .. }))) = found.get_mut(used.index)
        && let Verdict::Embedded(seats) = verdict
    {
        let own = seats
            .iter_mut()
            .filter(|seat| is_in_use(situation, seat, place));
        own.for_each(|seat| seat.written = Some(written.to_vec()));
    }
}

fn refuse(found: &mut Found, used: &Use<'_>, obstacle: &Obstacle) {
    if let Some((_, judged)) = found.get_mut(used.index)
        && used.is_delegated
    {
        *judged = Err((obstacle.clone(), used.node));
    }
}

impl Naming {
    /// Finds what is to be written on the lines of a macro.
    fn name(&mut self, situation: &Situation<'_>, uses: &[Use<'_>]) -> Result<Written, Obstacle> {
        let (concerned, others): (Vec<_>, Vec<_>) = uses.iter().partition(|used| used.is_delegated);
        let delegated: BTreeSet<Line> = concerned.iter().map(|used| used.key()).collect();
        let others: BTreeSet<Line> = others.into_iter().map(Use::key).collect();
        if !delegated.is_disjoint(&others) {
            let why = "its line stands in a macro, and another use of it does not ask for the same";
            return Err(Obstacle::new(why, "write it outside of the macro"));
        }
        if concerned
            .iter()
            .any(|used| self.is_used_in_hiding(&used.line))
        {
            let why = "its macro is also used under a condition that does not hold, for an application that is not known here";
            return Err(Obstacle::new(why, "delegate by hand what the macro runs"));
        }
        if concerned.iter().any(|used| used.is_scattered) || stays_elsewhere(situation, &concerned)
        {
            return Err(shared());
        }
        let parameters = concerned.first().map(|used| used.line.arguments.iter());
        let parameters: Vec<_> = parameters.into_iter().flatten().collect();
        let is_plain_parameter = |name: &[u8]| !name.starts_with(b"@");
        let parameters = parameters.into_iter().map(|(name, _)| name);
        for parameter in parameters.filter(|name| is_plain_parameter(name)) {
            let written = written(situation, parameter, &concerned);
            if self.fits(&written, &concerned) {
                return Ok(written);
            }
        }
        let why = "its line stands in a macro, and no parameter of it has another value for each application that could \
                   name its process group";
        let clear = "give the macro a parameter with the name of the group";
        Err(Obstacle::new(why, clear))
    }

    /// Takes the names that lines would give, if each application gets one of its own.
    fn fits(&mut self, written: &Written, uses: &[&Use<'_>]) -> bool {
        let mut values: BTreeMap<Line, &Vec<u8>> = BTreeMap::new();
        let mut scopes: BTreeMap<Scope, &Vec<u8>> = BTreeMap::new();
        let mut names = Vec::new();
        for used in uses {
            let Some(text) = written.get(&used.key()) else {
                return false;
            };
            let lines = used.values.iter();
            let mut lines = lines.map(|(_, spot)| (spot.path.clone(), spot.line));
            let is_one = lines.all(|line| *values.entry(line).or_insert(text) == text);
            let mut own = used.scopes.iter();
            if !is_one || !own.all(|scope| *scopes.entry(*scope).or_insert(text) == text) {
                return false;
            }
            let name = used.line.arguments.substitute(text).into_owned();
            names.push((name, Owner::Application(used.identity.clone())));
        }
        self.take(names)
    }
}

impl Use<'_> {
    fn key(&self) -> Line {
        key(&self.line)
    }
}

pub(super) fn key(line: &MacroLine<'_>) -> Line {
    (line.spot.path.clone(), line.spot.line)
}

pub(super) fn shared() -> Obstacle {
    Obstacle::new(
        "it stands in the body of a macro, which other uses share",
        "write it outside of the macro",
    )
}

/// Returns whether a `WSGIProcessGroup` that is to get another value is left as it is in another use of its macro.
fn stays_elsewhere(situation: &Situation<'_>, uses: &[&Use<'_>]) -> bool {
    let values = uses.iter().flat_map(|used| &used.values);
    let changed: BTreeSet<NodeId> = values.clone().map(|(node, _)| *node).collect();
    let lines: BTreeSet<Line> = values
        .map(|(_, spot)| (spot.path.clone(), spot.line))
        .collect();
    if lines.is_empty() {
        return false;
    }
    let all = situation.inventory.process_groups();
    let mut others = all.filter(|selection| !changed.contains(&selection.node));
    others.any(|selection| {
        let place = situation.tree.directive(selection.node).place;
        let line = macro_line(situation, place);
        line.is_ok_and(|line| lines.contains(&(line.spot.path, line.spot.line)))
    })
}

/// Returns the lines of macros with a `WSGIProcessGroup` that is to get another value in some uses, and is left as it is in
/// others.
pub(super) fn values_that_stay(situation: &Situation<'_>, found: &Found) -> BTreeSet<Line> {
    let judged = found.iter().filter_map(|(_, judged)| judged.as_ref().ok());
    let values = judged.flat_map(Judged::all_seats);
    let in_macros = values.filter(|seat| {
        let place = situation.tree.directive(seat.node).place;
        seat.how == How::Value && situation.tree.file_of(place).is_none()
    });
    let changed: BTreeMap<NodeId, Line> = in_macros
        .map(|seat| (seat.node, (seat.spot.path.clone(), seat.spot.line)))
        .collect();
    if changed.is_empty() {
        return BTreeSet::new();
    }
    let all = situation.inventory.process_groups();
    let others = all.filter(|selection| !changed.contains_key(&selection.node));
    let lines: BTreeSet<&Line> = changed.values().collect();
    let staying = others.filter_map(|selection| {
        let place = situation.tree.directive(selection.node).place;
        let in_macro = situation.tree.file_of(place).is_none();
        let line = in_macro.then(|| macro_line(situation, place).ok())??;
        Some(key(&line)).filter(|line| lines.contains(line))
    });
    staying.collect()
}

/// Refuses what would be written on a line of a macro and has not been named by its parameter; and what shares a line of a
/// macro with something that is left as it is. Returns whether there was any.
pub(in crate::migration) fn hold_other_uses(situation: &Situation<'_>, found: &mut Found) -> bool {
    let mut any = false;
    let line_of = |id: ApplicationId| {
        let node = situation.inventory.application(id).node;
        let place = situation.tree.directive(node).place;
        let is_in_macro = situation.tree.file_of(place).is_none();
        let line = is_in_macro.then(|| macro_line(situation, place).ok())??;
        Some((line.spot.path, line.spot.line))
    };
    let is_in_macro = |seat: &Seat| {
        let place = situation.tree.directive(seat.node).place;
        situation.tree.file_of(place).is_none()
    };
    let refused = found.iter().filter(|(_, judged)| judged.is_err());
    let held: BTreeSet<Line> = refused.filter_map(|(id, _)| line_of(*id)).collect();
    let staying = values_that_stay(situation, found);
    let stays = |seat: &Seat| {
        seat.how == How::Value && staying.contains(&(seat.spot.path.clone(), seat.spot.line))
    };
    for (id, judged) in found {
        let Ok(sure) = judged else { continue };
        let is_shared = line_of(*id).is_some_and(|line| held.contains(&line));
        let is_in_the_way = |seat: &&Seat| match seat.written {
            None => is_in_macro(seat),
            Some(_) => is_shared || stays(seat),
        };
        let in_the_way = sure.all_seats().find(is_in_the_way).map(|seat| seat.node);
        if let Some(node) = in_the_way {
            *judged = Err((shared(), node));
            any = true;
        }
    }
    any
}

/// Returns what a parameter would write on each line: behind it the mount, where the macro mounts something else, too.
fn written(situation: &Situation<'_>, parameter: &[u8], uses: &[&Use<'_>]) -> Written {
    let texts = uses.iter().map(|used| {
        let mount = what_it_is_for(situation, used);
        let is_literal = *used.line.arguments.substitute(&mount) == *mount;
        let mut text = parameter.to_vec();
        for part in mount
            .split(|byte| *byte == b'/')
            .filter(|part| is_literal && !part.is_empty())
        {
            text.push(b'-');
            text.extend_from_slice(part);
        }
        (used.key(), text)
    });
    texts.collect()
}

/// Returns what tells applications of one use apart, as the macro has it: the mount, or the end of the section's argument.
fn what_it_is_for(situation: &Situation<'_>, used: &Use<'_>) -> Vec<u8> {
    let application = situation.inventory.application(used.id);
    if !application.needs_exec_cgi() {
        let line = situation.logical(&used.line.spot);
        return Words::new(&line).nth(1).unwrap_or_default().into_owned();
    }
    let mut sections = situation.config.sections_from(application.section);
    let header = sections
        .next()
        .map(|section| situation.tree.directive(section.node).place);
    let header = header.and_then(|place| macro_line(situation, place).ok());
    let header = header
        .map(|header| situation.logical(&header.spot))
        .unwrap_or_default();
    let path = Words::new(&header).nth(1).unwrap_or_default();
    let path = path.strip_suffix(b">").unwrap_or(&path);
    let last = path
        .rsplit(|byte| *byte == b'/')
        .find(|part| !part.is_empty());
    let last = last.filter(|part| is_plain(part));
    last.unwrap_or_default().to_owned()
}

/// A line in a macro says the same of the interpreter in every use: the main one only if that is right for all.
pub(in crate::migration) fn agree_in_macros(groups: &mut [Group]) {
    let mut count = 0;
    loop {
        let others = groups.iter().filter(|group| !group.global);
        let lines: BTreeSet<(PathBuf, usize)> = others.flat_map(Group::macro_lines).collect();
        if lines.len() == count {
            return;
        }
        count = lines.len();
        for group in groups.iter_mut() {
            let disagrees = group.macro_lines().any(|line| lines.contains(&line));
            group.global &= !disagrees;
        }
    }
}
