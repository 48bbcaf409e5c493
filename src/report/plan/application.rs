//! Where each application ran, and where it will.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Page, Proposal};
use crate::httpd::ServerId;
use crate::migration::{Running, Transition};
use crate::report::page::count;
use crate::source::printable;
use crate::wsgi::{Mechanism, Status};

/// What makes transitions one for a person: one application, before and after in the same process groups.
type Likeness<'s> = (
    &'s str,
    Option<&'s [u8]>,
    (Status, Option<&'s [u8]>),
    (Status, Option<&'s [u8]>),
);

fn likeness(transition: &Transition) -> Likeness<'_> {
    fn place(running: &Running) -> (Status, Option<&[u8]>) {
        (running.status, running.process_group.as_deref())
    }
    (
        &transition.id,
        transition.part.as_deref(),
        place(&transition.before),
        place(&transition.after),
    )
}

/// Writes what becomes of the applications, and how many stay as they are.
pub(super) fn applications(page: &mut Page, proposal: Proposal<'_>) {
    page.blank();
    let (changing, staying): (Vec<_>, Vec<_>) = proposal
        .proof
        .transitions
        .iter()
        .partition(|transition| transition.is_change());
    page.wrapped(0, "Applications");
    page.wrapped(2, "(by their ids, which --application takes)");
    let mut alike: BTreeMap<Likeness<'_>, usize> = BTreeMap::new();
    for transition in &changing {
        *alike.entry(likeness(transition)).or_default() += 1;
    }
    for transition in changing {
        // The first tells how many there are; it takes the number away.
        if let Some(number) = alike.remove(&likeness(transition)) {
            write(page, proposal, transition, number - 1);
        }
    }
    in_htaccess(page, proposal);
    stay(page, &staying);
}

fn write(page: &mut Page, proposal: Proposal<'_>, transition: &Transition, likewise: usize) {
    let mut title = transition.label.clone();
    if let Some(part) = &transition.part {
        let _ = write!(title, ", the part {}", printable(part));
    }
    if let Some(script) = &transition.script {
        let _ = write!(title, " ({})", printable(script));
    }
    page.wrapped(2, &title);
    let Transition {
        before,
        after,
        mechanism,
        ..
    } = transition;
    let mechanism = *mechanism;
    let stays = likeness(transition).2 == likeness(transition).3;
    if !stays {
        page.wrapped(6, &format!("before: {}", place(before, mechanism)));
    }
    let mut text = if stays { "stays: " } else { "after: " }.to_owned();
    text.push_str(&place(after, mechanism));
    text.push_str(&size(after));
    if after.at_start && !before.at_start {
        text.push_str(", loaded when its processes start now");
    }
    text.push_str(&logs(proposal, before, after));
    page.wrapped(6, &text);
    if likewise > 0 {
        page.wrapped(
            6,
            &format!("likewise in {}", count(likewise, "more server")),
        );
    }
}

/// Writes what becomes of the scripts of `.htaccess` files.
fn in_htaccess(page: &mut Page, proposal: Proposal<'_>) {
    for decided in &proposal.plan.decided {
        let applications = decided.applications.values();
        for label in applications.filter_map(|about| about.in_htaccess.as_ref()) {
            page.wrapped(2, label);
            page.wrapped(
                6,
                "before: Apache's own processes, unless the .htaccess names a process group",
            );
            let after = format!("after: daemon `{}`, unless it does", decided.process_group);
            page.wrapped(6, &after);
        }
    }
}

/// Says where an application runs, and in which interpreter.
fn place(running: &Running, mechanism: Mechanism) -> String {
    let group = printable(running.process_group.as_deref().unwrap_or_default());
    let place = match running.status {
        Status::Daemon => format!("daemon `{group}`"),
        Status::Embedded => "Apache's own processes".to_owned(),
        Status::Refused => "refused (500), because embedded mode is restricted".to_owned(),
        Status::Unreachable if group.is_empty() => {
            "fails (500), because Apache's own processes are not allowed for it".to_owned()
        }
        Status::Unreachable => format!("fails (500), because `{group}` cannot be reached"),
        Status::ConfigError => "fails (500), because of its .htaccess".to_owned(),
        Status::NotWsgi => "no request gets to it".to_owned(),
        Status::Undecided => "it depends on the request".to_owned(),
    };
    let is_served = matches!(running.status, Status::Daemon | Status::Embedded);
    match running.application_group.as_deref() {
        Some(b"") if is_served => format!("{place}, main interpreter"),
        // `%{RESOURCE}`, by the name of a file that was asked about in place of all.
        Some(name) if is_served && mechanism == Mechanism::Handler && name.contains(&b'|') => {
            format!("{place}, an interpreter for each script")
        }
        Some(name) if is_served => format!("{place}, interpreter `{}`", printable(name)),
        _ => place,
    }
}

fn size(running: &Running) -> String {
    match running.size {
        Some((1, threads)) => format!(", 1 process of {}", count(threads as usize, "thread")),
        Some((processes, threads)) => {
            let threads = count(threads as usize, "thread");
            format!(", {processes} processes of {threads}")
        }
        None => String::new(),
    }
}

/// Says whether other files have what is written outside of requests.
fn logs(proposal: Proposal<'_>, before: &Running, after: &Running) -> String {
    let was_served = matches!(before.status, Status::Daemon | Status::Embedded);
    if !was_served || before.logs_of == after.logs_of {
        return "; its logs stay where they are".to_owned();
    }
    let name = |server: ServerId| match proposal.lines.config.server_name(server) {
        _ if server == ServerId::MAIN => "the main server".to_owned(),
        Some(name) => printable(name),
        None => "its virtual host".to_owned(),
    };
    format!(
        "; what its processes write outside of requests goes to the ErrorLog of {}, no longer of {}",
        name(after.logs_of),
        name(before.logs_of)
    )
}

/// How many applications are named before they are only counted.
const NAMED_AT_MOST: usize = 5;

fn stay(page: &mut Page, staying: &[&Transition]) {
    let mut by_status: BTreeMap<Status, Vec<&str>> = BTreeMap::new();
    for transition in staying
        .iter()
        .filter(|transition| transition.part.is_none())
    {
        let labels = by_status.entry(transition.after.status).or_default();
        labels.push(&transition.label);
    }
    for (status, mut labels) in by_status {
        let number = labels.len();
        let how = match status {
            Status::Daemon => "in a daemon, as before",
            Status::Embedded => "in Apache's own processes, as before",
            Status::Refused => "refused (500), as before",
            Status::Unreachable | Status::ConfigError => "failing (500), as before",
            Status::NotWsgi => "not reached by any request, as before",
            Status::Undecided => "where only the request tells, as before",
        };
        let mut text = format!("{} {how}", count(number, "application"));
        if status != Status::Daemon {
            labels.dedup();
            let more = labels.len().saturating_sub(NAMED_AT_MOST);
            labels.truncate(NAMED_AT_MOST);
            let _ = write!(text, ": {}", labels.join(", "));
            if more > 0 {
                let _ = write!(text, ", … and {more} more");
            }
        }
        page.wrapped(2, &text);
    }
}
