//! Processes that mostly start.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::atoi;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD412",
    name: "restart-after-few-requests",
    severity: Severity::Advice,
    certainty: Certainty::Likely,
    summary: "processes are restarted after so few requests that they mostly start",
    page: Page {
        finds: "`maximum-requests` below 100.",
        matters: "After that many requests a process is replaced, and the application is loaded anew. \
            With a small number that happens all the time: requests wait for the start, and under load several \
            processes restart at once.",
        example: "WSGIDaemonProcess shop maximum-requests=20\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop maximum-requests=10000\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Leave it out, and look for the leak; until then restart by time (`restart-interval`), \
            or after thousands of requests.",
        leave: "The application is loaded quickly and leaks so much that nothing else helps.",
        sure: "How long the application takes to load is not known.",
    },
    needs: Needs::Server,
    find,
};

/// Fewer are few.
const FEW: i64 = 100;

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    let drafts = groups.filter_map(|group| {
        let (requests, _) = atoi(group.option("maximum-requests")?);
        (requests > 0 && requests < FEW).then(|| {
            let message = format!("processes are restarted after {requests} requests");
            Draft::new(
                &RULE,
                Spot::option(group.node, b"maximum-requests"),
                message,
            )
            .help("restart by time with `restart-interval`, or after thousands of requests")
        })
    });
    drafts.collect()
}
