//! One process that passes for several.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::atoi;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD406",
    name: "single-process-multiprocess",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "`processes=1` tells applications that there are several processes",
    page: Page {
        finds: "A `WSGIDaemonProcess` with `processes=1`.",
        matters: "As soon as the option is there, `wsgi.multiprocess` is true, also with one process. \
            Debuggers, caches and session stores that look at it refuse to work or work otherwise. One process is \
            the default.",
        example: "WSGIDaemonProcess shop processes=1 threads=5\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop threads=5\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Leave the option out.",
        leave: "The application is to behave as if there were several processes, or does not look at \
            `wsgi.multiprocess`.",
        sure: "Measured with mod_wsgi 4.9.4, 5.0.2 and 6.0.5.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    let single = groups.filter(|group| {
        group
            .option("processes")
            .is_some_and(|value| atoi(value).0 == 1)
    });
    let draft = |group: &DaemonProcess| {
        let message = "`processes=1` makes `wsgi.multiprocess` true, with one process";
        Draft::new(&RULE, Spot::option(group.node, b"processes"), message).remedy(
            Remedy::risky("leave the option out: one process is the default")
                .remove_option(group, "processes"),
        )
    };
    single.map(draft).collect()
}
