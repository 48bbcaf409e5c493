//! Lines whose change would reach further than the application that asks for it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;

use super::seat::{How, Seat};
use super::{Found, Interpreters, Judged};
use crate::migration::held::Obstacle;
use crate::migration::situation::{Situation, Spot};
use crate::source::printable;
use crate::wsgi::{ApplicationId, concerns};

/// A line of a file, whatever path the file was read under.
type Line = (OsString, usize);

/// What is to be changed for one reading of a line.
type Change<'found> = BTreeSet<(How, &'found Path, usize)>;

fn line(spot: Spot) -> Line {
    (spot.path.into_os_string(), spot.line)
}

/// A file that is read several times, under one path or several, gives one line several meanings: it is changed only if all
/// ask for the same change.
pub(super) fn hold_lines_with_several_meanings(situation: &Situation<'_>, found: &mut Found) {
    let any = found.iter().any(|(_, judged)| {
        judged
            .as_ref()
            .is_ok_and(|judged| !judged.seats().is_empty())
    });
    if !any {
        return;
    }
    let mixed: BTreeSet<Line> = lines_of_applications(situation, found)
        .into_iter()
        .filter(|(_, changes)| changes.len() > 1)
        .map(|(line, _)| line)
        .chain(selections_that_stay(situation, found))
        .collect();
    if mixed.is_empty() {
        return;
    }
    for (id, judged) in found {
        let Ok(sure) = judged else { continue };
        let application = situation.inventory.application(*id);
        let own = situation.spot(application.node).ok().map(line);
        let lines: Vec<_> = sure
            .all_seats()
            .map(|seat| line(seat.spot.clone()))
            .collect();
        let own = own.filter(|_| !lines.is_empty());
        if lines
            .iter()
            .chain(own.as_ref())
            .any(|line| mixed.contains(line))
        {
            let obstacle = Obstacle::new(
                "its file is read several times, and elsewhere the same line is not embedded",
                "give one of its readings a file of its own",
            );
            *judged = Err((obstacle, application.node));
        }
    }
}

/// Returns what is to be changed for each line that mounts something: one set of changes for each reading, if they differ.
fn lines_of_applications<'found>(
    situation: &Situation<'_>,
    found: &'found Found,
) -> BTreeMap<Line, BTreeSet<Change<'found>>> {
    let mut changes: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (id, judged) in found {
        let application = situation.inventory.application(*id);
        let Ok(spot) = situation.spot(application.node) else {
            continue;
        };
        let seats = judged.as_ref().map(Judged::seats);
        let change = |seat: &'found Seat| (seat.how, seat.spot.path.as_path(), seat.spot.line);
        let own: BTreeSet<_> = seats.unwrap_or_default().iter().map(change).collect();
        changes.entry(line(spot)).or_default().insert(own);
    }
    changes
}

/// Returns the lines with a `WSGIProcessGroup` that another reading of their file leaves alone.
fn selections_that_stay(situation: &Situation<'_>, found: &Found) -> Vec<Line> {
    let judged = found.iter().filter_map(|(_, judged)| judged.as_ref().ok());
    let changed: BTreeSet<_> = judged
        .flat_map(Judged::all_seats)
        .filter(|seat| seat.how == How::Value)
        .map(|seat| seat.node)
        .collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let all = situation.inventory.process_groups();
    let others = all.filter(|selection| !changed.contains(&selection.node));
    others
        .filter_map(|selection| situation.spot(selection.node).ok())
        .map(line)
        .collect()
}

/// A `WSGIProcessGroup` would also delegate what is left as it is: then it is not written.
pub(super) fn hold_what_reaches_the_held(
    situation: &Situation<'_>,
    interpreters: &Interpreters,
    found: &mut Found,
) {
    let application = |id: ApplicationId| situation.inventory.application(id);
    let mut held: BTreeSet<ApplicationId> = BTreeSet::new();
    loop {
        let before = held.len();
        let refused = found.iter().filter(|(_, judged)| judged.is_err());
        held = refused.map(|(id, _)| *id).collect();
        if held.len() == before {
            return;
        }
        for (id, judged) in found.iter_mut() {
            let Ok(sure) = judged else { continue };
            let why = reached(situation, sure, &held)
                .or_else(|| torn_apart(situation, interpreters, *id, sure, &held));
            if let Some(why) = why {
                *judged = Err((
                    Obstacle::new(why, "clear that first"),
                    application(*id).node,
                ));
            }
        }
    }
}

/// Says what a new `WSGIProcessGroup` would be for besides.
fn reached(
    situation: &Situation<'_>,
    sure: &Judged,
    held: &BTreeSet<ApplicationId>,
) -> Option<String> {
    let application = |id: &ApplicationId| situation.inventory.application(*id);
    let mut lines = sure.all_seats().filter(|seat| seat.how != How::Option);
    let found = lines.find_map(|seat| {
        let held = held.iter().map(application);
        let mut open = held.filter(|held| held.options.process_group.is_none());
        open.find(|held| concerns(situation.config, seat.scope, held))
    });
    found.map(|held| {
        format!(
            "the `WSGIProcessGroup` that it needs would also be for {}, which is left as it is",
            situation.label(held)
        )
    })
}

/// Says from which application of its interpreter one would be parted.
fn torn_apart(
    situation: &Situation<'_>,
    interpreters: &Interpreters,
    id: ApplicationId,
    sure: &Judged,
    held: &BTreeSet<ApplicationId>,
) -> Option<String> {
    sure.all_seats().next()?;
    let mut shared = interpreters.named(id).flat_map(|name| {
        let others = held
            .iter()
            .filter(move |other| interpreters.has(name, **other));
        others.map(move |other| (name, other))
    });
    let (name, other) = shared.next()?;
    Some(format!(
        "it shares the interpreter `{}` with {}, which is left as it is",
        printable(name),
        situation.label(situation.inventory.application(*other))
    ))
}
