//! More threads than Python can use.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::atoi;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD407",
    name: "too-many-threads",
    severity: Severity::Advice,
    certainty: Certainty::Likely,
    summary: "a process group has more threads in a process than Python can use",
    page: Page {
        finds: "A `WSGIDaemonProcess` with 50 threads or more in each process.",
        matters: "Python runs one thread of a process at a time. Many threads make each request slower, \
            need more memory for the same load, and a process that hangs takes more requests with it. mod_wsgi's \
            author recommends 3 to 5 threads and more processes for applications that compute, and about 15 for \
            those that wait for others.",
        example: "WSGIDaemonProcess shop threads=100\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop processes=4 threads=15\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Use more processes with fewer threads, and limit how long requests may wait \
            (`queue-timeout`).",
        leave: "Requests hardly compute and wait long, for instance for long polling.",
        sure: "What is too many depends on the application; the limit is one that none of the figures in \
            mod_wsgi's documentation comes near.",
    },
    needs: Needs::Server,
    find,
};

/// From how many threads on they are too many.
const MANY: i64 = 50;

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    let drafts = groups.filter_map(|group| {
        let (threads, _) = atoi(group.option("threads")?);
        (threads >= MANY).then(|| {
            let message = format!("{threads} threads in one process are more than Python can use");
            Draft::new(&RULE, Spot::option(group.node, b"threads"), message)
                .help("use more processes with 3 to 15 threads each")
        })
    });
    drafts.collect()
}
