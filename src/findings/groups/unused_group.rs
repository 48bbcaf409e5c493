//! A process group in which nothing runs.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::{DaemonProcess, Status};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD204",
    name: "unused-group",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a process group is defined and nothing selects it",
    page: Page {
        finds: "A `WSGIDaemonProcess` whose name no line selects.",
        matters: "Its processes are started, load Python and take memory, and no request ever gets to them. Often the line \
            that was to select it is missing or has another name.",
        example: "WSGIDaemonProcess shop\nWSGIDaemonProcess blog\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Select it with `process-group=` on the line of its application, or take the definition away.",
        leave: "The group is prepared for an application that comes later.",
        sure: "No alias, no handler, no import and no `WSGIProcessGroup` has this name. It says nothing when some file could \
            not be read, or when a group is chosen by a variable or a script.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    if !facts.is_whole() || facts.named("WSGIDispatchScript").next().is_some() {
        return Vec::new();
    }
    let groups = facts.overview.groups.iter();
    let unused = groups.filter(|group| group.is_idle() && !could_be_meant(facts, &group.daemon));
    unused.map(|group| draft(facts, &group.daemon)).collect()
}

/// Returns whether an application runs embedded although it could use the group: then that is what is said.
fn could_be_meant(facts: &Facts<'_>, group: &DaemonProcess) -> bool {
    facts.asked().any(|asked| {
        asked.answer.status == Status::Embedded
            && asked.answer.decided_by.is_none()
            && group.is_reachable_from(facts.config, asked.mounted.server)
    })
}

fn draft(facts: &Facts<'_>, group: &DaemonProcess) -> Draft {
    let name = printable(&group.name);
    let message = format!("nothing runs in the process group `{name}`");
    Draft::new(&RULE, Spot::word(group.node, 1), message)
        .label("no line selects it")
        .help(format!("select it with `process-group={name}`"))
        .remedy(Remedy::risky("or take the line away").delete(group.node, facts.name(group.node)))
}
