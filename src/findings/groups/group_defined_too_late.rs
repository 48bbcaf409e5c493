//! A process group that is defined behind a line that needs it.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::refusal::Mistake;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD208",
    name: "group-defined-too-late",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "a line needs a process group that is defined further down: httpd does not start",
    page: Page {
        finds: "`WSGIImportScript`, or a `WSGIScriptAlias` with both `process-group=` and \
            `application-group=`, in front of the definition of its group.",
        matters: "mod_wsgi loads these scripts when a process starts, and looks for the group while it \
            reads the line. httpd refuses to start with \"WSGI process group not yet configured\". The order is that \
            of the text, with Includes in place: a definition in the main file may stand behind all virtual hosts.",
        example: "WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop application-group=%{GLOBAL}\n\
            WSGIDaemonProcess shop\n",
        instead: "WSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop application-group=%{GLOBAL}\n",
        remedy: "Move the definition in front of the first line that names the group, or define the \
            group if it is not there at all.",
        leave: "Never: httpd does not start.",
        sure: "httpd refuses the configuration at this line; that is compared with a real server.",
    },
    needs: Needs::Refusals,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let too_late = facts.refused_for(Mistake::NotYetDefined);
    too_late.filter_map(|node| draft(facts, node)).collect()
}

fn draft(facts: &Facts<'_>, node: NodeId) -> Option<Draft> {
    let group = needed(facts, node)?;
    let name = printable(group);
    let message =
        format!("the process group `{name}` is not defined up to here: httpd does not start");
    let draft = Draft::new(&RULE, Spot::option(node, b"process-group"), message);
    Some(match facts.inventory.daemon(group) {
        Some(daemon) => draft
            .because(Spot::word(daemon.node, 1), "it is defined here")
            .help("move the definition in front of this line"),
        None => draft.help(format!(
            "define it in front of this line: `WSGIDaemonProcess {name}`"
        )),
    })
}

/// Returns the process group that a line needs.
fn needed<'s>(facts: &Facts<'s>, node: NodeId) -> Option<&'s [u8]> {
    let inventory = facts.inventory;
    if let Some(application) = inventory.application_at(node) {
        return application.options.process_group.as_deref();
    }
    let import = inventory
        .imports
        .iter()
        .find(|import| import.node == node)?;
    Some(&import.process_group)
}
