//! Limits that nobody watches.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::atoi;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD409",
    name: "monitor-switched-off",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "`deadlock-timeout=0` switches other time limits off as well",
    page: Page {
        finds: "A `WSGIDaemonProcess` with `deadlock-timeout=0` and with `request-timeout`, \
            `startup-timeout` or `restart-interval`, but without `inactivity-timeout`.",
        matters: "All these limits are watched by one thread, and mod_wsgi does not start it when both \
            `deadlock-timeout` and `inactivity-timeout` are 0. The limits are there to be read and have no effect.",
        example: "WSGIDaemonProcess shop deadlock-timeout=0 request-timeout=60\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop deadlock-timeout=300 request-timeout=60\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Leave `deadlock-timeout` out, or give it a time that is long enough.",
        leave: "Never: the other limits have no effect.",
        sure: "mod_wsgi wsgi_daemon.c: `wsgi_daemon_main` (the same in 3.4 to 6.0.5), and measured with \
            4.9.4 (tests/findings).",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    facts.inventory.daemons.iter().filter_map(draft).collect()
}

fn draft(group: &DaemonProcess) -> Option<Draft> {
    let number = |name: &str| group.option(name).map(|value| atoi(value).0);
    let is_off =
        number("deadlock-timeout") == Some(0) && number("inactivity-timeout").unwrap_or(0) <= 0;
    let watched = ["request-timeout", "startup-timeout", "restart-interval"];
    let mut lost = watched
        .into_iter()
        .filter(|name| number(name).is_some_and(|value| value > 0));
    let lost = lost.next().filter(|_| is_off)?;
    let message = format!("`{lost}` has no effect with `deadlock-timeout=0`");
    Some(
        Draft::new(&RULE, Spot::option(group.node, lost.as_bytes()), message)
            .because(
                Spot::option(group.node, b"deadlock-timeout"),
                "this switches the thread off that watches the limits",
            )
            .help("leave `deadlock-timeout` out, or give it a time"),
    )
}
