//! An application in Apache's own processes.

use super::embedded_beside_groups::is_forgotten;
use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD103",
    name: "embedded-application",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "an application runs in Apache's own processes",
    page: Page {
        finds: "An application in embedded mode, where WD101 does not say more.",
        matters: "Every process of Apache loads Python, and the application when the first request for it arrives there; \
            processes come and go with the load, and each loads it anew. The processes run as one user for all sites, and \
            cannot be restarted for one application.",
        example: "WSGIScriptAlias / /srv/shop/app.wsgi\n",
        instead: "WSGIDaemonProcess shop processes=2 threads=5\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Give it a process group: `wsgi-daemonize plan` proposes the change as a diff.",
        leave: "The server runs one application alone, its processes are tuned for it, and its start-up does not hurt.",
        sure: "It is what `wsgi-daemonize inspect` answers for this application, and that is compared with a real server.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let is_embedded =
        |asked: &Asked<'_>| asked.answer.status == Status::Embedded && !is_forgotten(facts, asked);
    let embedded = facts.by_line(is_embedded).into_iter();
    embedded.filter_map(|asked| draft(facts, &asked)).collect()
}

fn draft(facts: &Facts<'_>, asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let message = format!("{} runs in Apache's own processes", called(asked));
    let draft = Draft::new(&RULE, Spot::directive(first.node()), message);
    let decided_by = first.decided_by().filter(|node| *node != first.node());
    let draft = match decided_by {
        Some(_) => draft.because(first.decided_at(facts), "because of this line"),
        None => draft,
    };
    Some(draft.help("delegate it: `wsgi-daemonize plan` proposes a process group for it"))
}
