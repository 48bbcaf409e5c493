//! A process group without limits of time.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::{atoi, printable};
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD408",
    name: "no-time-limit",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "a process group does not limit how long requests may take or wait",
    page: Page {
        finds: "A process group that applications use, without `request-timeout` or without \
            `queue-timeout`.",
        matters: "Without `request-timeout` a thread that hangs is lost for ever; when all hang, the \
            application is down until somebody restarts it. Without `queue-timeout` requests that nobody waits for \
            any more are still worked on after such a jam, one after the other.",
        example: "WSGIDaemonProcess shop threads=5\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop threads=5 request-timeout=60 queue-timeout=45\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Add `request-timeout=60 queue-timeout=45`, the figures of mod_wsgi-express, or what the \
            longest request needs.",
        leave: "Requests may take any time, and something else looks after processes that hang.",
        sure: "It is said for mod_wsgi since 4.1, which has these options, or when the version is not \
            known.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    if facts.mod_wsgi.is_some_and(|version| version < (4, 1, 0)) {
        return Vec::new();
    }
    let groups = facts.overview.groups.iter();
    let used = groups.filter(|group| !group.used_by.is_empty());
    used.filter_map(|group| draft(facts, &group.daemon))
        .collect()
}

fn draft(facts: &Facts<'_>, group: &DaemonProcess) -> Option<Draft> {
    let is_off = |name: &str| group.option(name).is_none_or(|value| atoi(value).0 <= 0);
    let message = match (is_off("request-timeout"), is_off("queue-timeout")) {
        (false, false) => return None,
        (true, true) => "has no limit for how long requests take, nor for how long they wait",
        (true, false) => "has no limit for how long requests take",
        (false, true) => "has no limit for how long requests wait",
    };
    let missing = [
        ("request-timeout", "request-timeout=60"),
        ("queue-timeout", "queue-timeout=45"),
    ];
    let missing = missing.into_iter().filter(|(name, _)| is_off(name));
    let missing: Vec<&str> = missing.map(|(_, option)| option).collect();
    let (name, missing) = (printable(&group.name), missing.join(" "));
    let message = format!("the process group `{name}` {message}");
    let remedy = Remedy::risky(format!("add `{missing}`"));
    let remedy = remedy.append(group.node, facts.name(group.node), &missing);
    Some(Draft::new(&RULE, Spot::word(group.node, 1), message).remedy(remedy))
}
