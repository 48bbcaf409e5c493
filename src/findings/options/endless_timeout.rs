//! A limit that is none.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::atoi;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD410",
    name: "endless-timeout",
    severity: Severity::Advice,
    certainty: Certainty::Likely,
    summary: "a time limit is so long that it is none",
    page: Page {
        finds: "A time limit of a `WSGIDaemonProcess` of more than an hour: `request-timeout`, \
            `socket-timeout`, `queue-timeout`, `connect-timeout`, `startup-timeout`, `deadlock-timeout`.",
        matters: "Such a value is usually a way to make an error go away. What hangs then takes a thread \
            for hours, and the user has long gone.",
        example: "WSGIDaemonProcess shop socket-timeout=2147483647 request-timeout=60 queue-timeout=45\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop socket-timeout=300 request-timeout=60 queue-timeout=45\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Give the time that the longest request really needs, and let longer work run outside of \
            requests.",
        leave: "Requests really take hours.",
        sure: "How long requests take is not known; an hour is a guess.",
    },
    needs: Needs::Server,
    find,
};

/// The limits that are about requests.
const LIMITS: [&str; 6] = [
    "connect-timeout",
    "deadlock-timeout",
    "queue-timeout",
    "request-timeout",
    "socket-timeout",
    "startup-timeout",
];

/// An hour.
const LONG: i64 = 3600;

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    facts.inventory.daemons.iter().flat_map(drafts).collect()
}

fn drafts(group: &DaemonProcess) -> impl Iterator<Item = Draft> {
    LIMITS.into_iter().filter_map(|name| {
        let (seconds, _) = atoi(group.option(name)?);
        (seconds > LONG).then(|| {
            let message = format!(
                "`{name}` is {} hours: what hangs is not noticed",
                seconds / LONG
            );
            Draft::new(&RULE, Spot::option(group.node, name.as_bytes()), message)
                .help("give the time that the longest request really needs, in seconds")
        })
    })
}
