//! An application in a process group that serves no requests.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD205",
    name: "request-to-service-group",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "an application runs in a process group without threads for requests: they wait for ever",
    page: Page {
        finds: "An application in a process group with `threads=0`, or with a value of `threads` that is \
            no number, which counts as 0.",
        matters: "Such a group is for service scripts alone. A request that is sent to it waits until \
            the client gives up; without an imported script its process ends at once and is started again every \
            second.",
        example: "WSGIDaemonProcess shop threads=0\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop threads=5\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Give the group threads, or the application another group.",
        leave: "Never: nobody is served.",
        sure: "Measured with mod_wsgi 4.9.4 and 6.0.5.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let served = facts.by_line(|asked| asked.answer.status == Status::Daemon);
    let drafts = served.iter().filter_map(|asked| draft(facts, asked));
    drafts.collect()
}

fn draft(facts: &Facts<'_>, asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let daemon = facts
        .inventory
        .daemon(first.answer.process_group.as_deref()?)?;
    let name = printable(&daemon.name);
    let message = format!(
        "requests for {} wait for ever: the process group `{name}` has no threads for them",
        called(asked)
    );
    daemon.is_for_services().then(|| {
        Draft::new(&RULE, first.decided_at(facts), message)
            .because(Spot::option(daemon.node, b"threads"), "this is no thread")
            .help("give the group threads, or the application another group")
    })
}
