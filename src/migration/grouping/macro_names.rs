//! Names of process groups that are written in macros: by a parameter that has another value for each application.
//!
//! A line in the body of a macro is written once, and says something else in every use. What a use is for is in the macro's
//! parameters, so the name of its process group is one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Group;
use super::clusters::{Identity, identity};
use super::group_names::{Names, is_plain};
use crate::httpd::{NodeId, Place};
use crate::migration::held::Obstacle;
use crate::migration::judgement::{Found, Interpreters, Judged, Verdict};
use crate::migration::judgement::{MacroLine, macro_line, macros_used_in_hiding};
use crate::migration::situation::{Situation, Spot};
use crate::source::printable;
use crate::syntax::Words;
use crate::wsgi::ApplicationId;

/// A line of a file.
type Line = (PathBuf, usize);

/// An application on a line of a macro, in one of its uses.
struct Use<'server> {
    index: usize,
    id: ApplicationId,
    node: NodeId,
    identity: Identity,
    line: MacroLine<'server>,
    is_delegated: bool,
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
    if by_macro.is_empty() {
        return named;
    }
    let hiding = macros_used_in_hiding(situation);
    let mut naming = Naming {
        taken: Names::taken(situation),
        names: BTreeMap::new(),
    };
    for uses in by_macro.into_values() {
        let apart = can_be_apart(situation, interpreters, &uses);
        match apart.and_then(|()| naming.name(situation, &hiding, &uses)) {
            Ok(written) => {
                for used in &uses {
                    if let Some(written) = written.get(&used.key()) {
                        let name = used.line.arguments.substitute(written).into_owned();
                        named.insert(used.node, name);
                        write(found, used, written);
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
            let line = macro_line(situation, place).ok()?;
            Some(Use {
                index,
                id: *id,
                node: application.node,
                identity: identity(situation, application),
                is_delegated: is_named_on(judged.as_ref().ok(), &line.spot),
                line,
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

/// Returns whether an application's group is to be named on a line.
fn is_named_on(judged: Option<&Judged>, spot: &Spot) -> bool {
    let seats = judged.map_or(&[][..], Judged::seats);
    seats.iter().any(|seat| seat.spot == *spot)
}

fn write(found: &mut Found, used: &Use<'_>, written: &[u8]) {
    if let Some((_, Ok(Judged { verdict, .. }))) = found.get_mut(used.index)
        && let Verdict::Embedded(seats) = verdict
    {
        let own = seats.iter_mut().filter(|seat| seat.spot == used.line.spot);
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

/// The names so far.
struct Naming {
    taken: Names,
    /// The names of macros' groups, in lower case, and what each is for.
    names: BTreeMap<Vec<u8>, Identity>,
}

impl Naming {
    /// Finds what is to be written on the lines of a macro.
    fn name(
        &mut self,
        situation: &Situation<'_>,
        hiding: &BTreeSet<Vec<u8>>,
        uses: &[Use<'_>],
    ) -> Result<Written, Obstacle> {
        let (concerned, others): (Vec<_>, Vec<_>) = uses.iter().partition(|used| used.is_delegated);
        let delegated: BTreeSet<Line> = concerned.iter().map(|used| used.key()).collect();
        let others: BTreeSet<Line> = others.into_iter().map(Use::key).collect();
        if !delegated.is_disjoint(&others) {
            let why = "its line stands in a macro, and another use of it does not ask for the same";
            return Err(Obstacle::new(why, "write it outside of the macro"));
        }
        if concerned.iter().any(|used| hiding.contains(used.line.name)) {
            let why = "its macro is also used under a condition that does not hold, for an application that is not known here";
            return Err(Obstacle::new(why, "delegate by hand what the macro runs"));
        }
        let parameters = concerned.first().map(|used| used.line.arguments.iter());
        let parameters: Vec<_> = parameters.into_iter().flatten().collect();
        let is_plain_parameter = |name: &[u8]| !name.starts_with(b"@");
        let parameters = parameters.into_iter().map(|(name, _)| name);
        for parameter in parameters.filter(|name| is_plain_parameter(name)) {
            let written = written(situation, parameter, &concerned);
            if let Some(names) = self.fitting(&written, &concerned) {
                self.names.extend(names);
                return Ok(written);
            }
        }
        let why = "its line stands in a macro, and no parameter of it has another value for each application that could \
                   name its process group";
        let clear = "give the macro a parameter with the name of the group";
        Err(Obstacle::new(why, clear))
    }

    /// Returns the names that lines would give, if each application gets one of its own.
    fn fitting(&self, written: &Written, uses: &[&Use<'_>]) -> Option<BTreeMap<Vec<u8>, Identity>> {
        let mut names = self.names.clone();
        for used in uses {
            let text = written.get(&used.key())?;
            let name = used.line.arguments.substitute(text);
            let key = name.to_ascii_lowercase();
            if name.is_empty() || !is_plain(&name) || self.taken.has(&name) {
                return None;
            }
            let known = names.entry(key).or_insert_with(|| used.identity.clone());
            if *known != used.identity {
                return None;
            }
        }
        let identities: BTreeSet<_> = names.values().collect();
        (identities.len() == names.len()).then_some(names)
    }
}

impl Use<'_> {
    fn key(&self) -> Line {
        let spot = &self.line.spot;
        (spot.path.clone(), spot.line)
    }
}

/// Returns what a parameter would write on each line: behind it the mount, where the macro mounts something else, too.
fn written(situation: &Situation<'_>, parameter: &[u8], uses: &[&Use<'_>]) -> Written {
    let texts = uses.iter().map(|used| {
        let mount = Words::new(&situation.logical(&used.line.spot))
            .nth(1)
            .unwrap_or_default()
            .into_owned();
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
