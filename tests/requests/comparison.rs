//! Where our answer and the real one part.

use super::ours::Ours;
use super::reality::{Reality, Status};

/// How an answer of ours stands to the real one.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Same,
    Undecided,
    Different(String),
}

/// Compares two answers for one URL.
pub(super) fn compare(reality: &Reality, ours: &Ours) -> Outcome {
    if ours.status == "undecided" {
        return match &ours.because {
            Some(_) => Outcome::Undecided,
            None => Outcome::Different("undecided without a reason".to_owned()),
        };
    }
    let expected = match reality.status {
        // Embedded is allowed, but Python was kept out of the child, which dies of it.
        Status::Crash => Status::Refused.name(),
        Status::NoCallable if ours.status == Status::Daemon.name() => Status::Daemon.name(),
        Status::NoCallable => Status::Embedded.name(),
        status => status.name(),
    };
    if ours.status != expected {
        return Outcome::Different(format!("status {} instead of {expected}", ours.status));
    }
    let pairs = [
        ("process_group", &ours.process_group),
        ("application_group", &ours.application_group),
        ("script", &ours.script),
        ("callable", &ours.callable),
        ("mount", &ours.mount),
    ];
    for (name, value) in pairs {
        // Facts are there for what an application answered, and the named group for what none did.
        let Some(fact) = reality.facts.get(name) else {
            continue;
        };
        if value.is_none() && ours.because.is_some() {
            return Outcome::Undecided;
        }
        if value.as_ref() != Some(fact) {
            return Outcome::Different(format!("{name} {value:?} instead of {fact:?}"));
        }
    }
    match (reality.facts.get("virtual_host"), ours.host_number()) {
        (Some(fact), Some(number)) if *fact != number => {
            Outcome::Different(format!("virtual_host {number:?} instead of {fact:?}"))
        }
        _ => Outcome::Same,
    }
}
