//! When an answer after a migration is as good as the one before.

use crate::requests::reality::{Reality, Status};
use std::collections::BTreeSet;

/// What a migration may change, within limits that are checked one by one.
const MAY_CHANGE: [&str; 3] = ["process_group", "application_group", "python_path"];

/// Says what is worse than before.
pub(super) fn compare(
    before: &Reality,
    after: &Reality,
    is_restricted: bool,
) -> Result<(), String> {
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
        (Status::Embedded, Status::Embedded) if !is_restricted => {
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

/// Returns the pairs of different scripts that live in one interpreter of one process.
pub(super) fn shared_interpreters(answers: &[Reality]) -> BTreeSet<(&str, &str)> {
    let fact =
        |reality: &'_ Reality, name: &str| reality.facts.get(name).cloned().unwrap_or_default();
    let ran = |reality: &&Reality| matches!(reality.status, Status::Daemon | Status::Embedded);
    let ran: Vec<&Reality> = answers.iter().filter(ran).collect();
    let interpreter = |reality| {
        (
            fact(reality, "process_group"),
            fact(reality, "application_group"),
        )
    };
    let mut pairs = BTreeSet::new();
    for one in &ran {
        for other in &ran {
            let scripts = (one.facts["script"].as_str(), other.facts["script"].as_str());
            if scripts.0 < scripts.1 && interpreter(one) == interpreter(other) {
                pairs.insert(scripts);
            }
        }
    }
    pairs
}
