//! When an answer after a migration is as good as the one before.

use super::planned::Planned;
use crate::requests::reality::{Reality, Status};
use std::collections::BTreeSet;

/// What a migration may change, within limits that are checked one by one.
const MAY_CHANGE: [&str; 3] = ["process_group", "application_group", "python_path"];

/// Says what is worse than before.
pub(super) fn compare(before: &Reality, after: &Reality, planned: &Planned) -> Result<(), String> {
    match (before.status, after.status) {
        (Status::Daemon, Status::Daemon) => {
            same(before, after, "process_group")?;
            same(before, after, "application_group")?;
            same_application(before, after)
        }
        (Status::Embedded, Status::Daemon) => {
            same_interpreter(before, after)?;
            same_application(before, after)
        }
        (Status::Embedded, Status::Embedded) if planned.holds_restriction() => {
            let script = &before.facts["script"];
            if !planned.leaves(script) {
                return Err(format!(
                    "{script} is embedded still, and the plan does not say so"
                ));
            }
            same(before, after, "application_group")?;
            same_application(before, after)
        }
        (Status::NotWsgi, Status::NotWsgi) if before.http == after.http => Ok(()),
        (Status::NoCallable, Status::NoCallable) => {
            same(before, after, "script")?;
            same(before, after, "callable")
        }
        (Status::Daemon | Status::Embedded | Status::NotWsgi | Status::NoCallable, _) => {
            let (then, now) = (before.status.name(), after.status.name());
            Err(format!(
                "{then} ({:?}) is {now} ({:?}) now",
                before.http, after.http
            ))
        }
        // What failed may begin to work.
        (Status::Refused | Status::Unreachable | Status::ConfigError | Status::Crash, _) => Ok(()),
    }
}

/// What an application is told and what runs it has to be the same.
fn same_application(before: &Reality, after: &Reality) -> Result<(), String> {
    let names: BTreeSet<&String> = before.facts.keys().chain(after.facts.keys()).collect();
    let names = names
        .into_iter()
        .filter(|name| !MAY_CHANGE.contains(&name.as_str()));
    for name in names {
        same(before, after, name)?;
    }
    let folders = |reality: &Reality| -> BTreeSet<String> {
        let path = reality.facts.get("python_path");
        path.iter()
            .flat_map(|path| path.split(':'))
            .map(str::to_owned)
            .collect()
    };
    let (then, now) = (folders(before), folders(after));
    match then.difference(&now).next() {
        Some(lost) => Err(format!("{lost} is no longer in sys.path")),
        None => Ok(()),
    }
}

/// An application that moves keeps its own interpreter's name, or has the main one.
fn same_interpreter(before: &Reality, after: &Reality) -> Result<(), String> {
    match after.facts.get("application_group").map(String::as_str) {
        Some("") => Ok(()),
        _ => same(before, after, "application_group"),
    }
}

fn same(before: &Reality, after: &Reality, name: &str) -> Result<(), String> {
    let (then, now) = (before.facts.get(name), after.facts.get(name));
    if then == now {
        return Ok(());
    }
    Err(format!("{name} was {then:?} and is {now:?}"))
}

/// Returns the pairs of scripts that share an interpreter after, and ran apart before.
pub(super) fn newly_shared(before: &[Reality], after: &[Reality]) -> BTreeSet<(String, String)> {
    // What failed before may have any neighbour when it works.
    let ran = |reality: &Reality| matches!(reality.status, Status::Daemon | Status::Embedded);
    let both: Vec<_> = before.iter().zip(after).collect();
    let both: Vec<_> = both
        .into_iter()
        .filter(|(then, now)| ran(then) && ran(now))
        .collect();
    let shared = |answers: Vec<&Reality>| -> BTreeSet<(String, String)> {
        let pairs = answers.iter().flat_map(|one| {
            let others = answers
                .iter()
                .filter(|other| interpreter(one) == interpreter(other));
            others.map(|other| (one.facts["script"].clone(), other.facts["script"].clone()))
        });
        pairs.filter(|(one, other)| one < other).collect()
    };
    let then = shared(both.iter().map(|(then, _)| *then).collect());
    let now = shared(both.iter().map(|(_, now)| *now).collect());
    now.difference(&then).cloned().collect()
}

/// Returns the pairs of scripts that shared an interpreter by its name, and run apart after. The main interpreter is one of
/// each process group, and so it is not meant.
pub(super) fn parted(before: &[Reality], after: &[Reality]) -> BTreeSet<(String, String)> {
    let both: Vec<_> = before.iter().zip(after).collect();
    let moved = both.into_iter().filter(|(then, now)| {
        let name = then.facts.get("application_group");
        (then.status, now.status) == (Status::Embedded, Status::Daemon)
            && name.is_some_and(|name| !name.is_empty())
    });
    let moved: Vec<_> = moved.collect();
    let pairs = moved.iter().flat_map(|(then, now)| {
        let others = moved.iter().filter(|(other, later)| {
            interpreter(then) == interpreter(other) && interpreter(now) != interpreter(later)
        });
        others.map(|(other, _)| (then.facts["script"].clone(), other.facts["script"].clone()))
    });
    pairs.filter(|(one, other)| one < other).collect()
}

fn interpreter(reality: &Reality) -> [Option<&String>; 2] {
    ["process_group", "application_group"].map(|name| reality.facts.get(name))
}
