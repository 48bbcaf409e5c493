//! A process group that is selected and not defined.

use crate::findings::draft::{Draft, Part, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::remedy::{Change, Remedy, is_plain};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::{nearest, printable, sole_nearest};
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD201",
    name: "undefined-group",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "a process group is selected that is not defined: every request gets a 500",
    page: Page {
        finds: "`WSGIProcessGroup` or `process-group=` with the name of a process group that no `WSGIDaemonProcess` defines.",
        matters: "mod_wsgi looks for the group when a request arrives: it answers 500 and logs \"No WSGI daemon process called \
            'NAME' has been configured\". httpd starts all the same, and `apachectl configtest` does not see it.",
        example: "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=Shop\n",
        instead: "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Correct the name, whose case counts, or define the group with `WSGIDaemonProcess`.",
        leave: "Never: nobody is served.",
        sure: "It is what `wsgi-daemonize which` answers for the URL, and that is compared with a real server. Where a file \
            could not be read that may define the group, the answer is `undecided` and there is no finding.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    if !facts.tree.unknown.is_empty() {
        return Vec::new();
    }
    let found = facts.by_deciding_line(|asked| is_undefined(facts, asked));
    found
        .into_iter()
        .filter_map(|asked| draft(facts, &asked))
        .collect()
}

fn is_undefined(facts: &Facts<'_>, asked: &Asked<'_>) -> bool {
    let group = asked.answer.process_group.as_deref().unwrap_or_default();
    !group.is_empty()
        && facts.inventory.daemon(group).is_none()
        && !asked.is_fenced_off(facts)
        && asked.fails_by(Status::Unreachable, facts)
}

fn draft(facts: &Facts<'_>, asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let name = printable(first.answer.process_group.as_deref()?);
    let message = format!(
        "there is no process group `{name}`: requests for {} get a 500",
        called(asked)
    );
    let draft = Draft::new(&RULE, first.decided_at(facts), message);
    let groups = &facts.overview.groups;
    let known: Vec<String> = groups
        .iter()
        .map(|group| printable(&group.daemon.name))
        .collect();
    let near = nearest(&name, known.iter().map(String::as_str));
    if let Some(remedy) = remedy(facts, first, &name, &known) {
        return Some(draft.remedy(remedy));
    }
    if let Some(near) = near {
        return Some(draft.help(format!("there is a process group `{near}`")));
    }
    let draft = match groups.iter().find(|group| group.is_idle()) {
        Some(group) => draft.because(
            Spot::word(group.daemon.node, 1),
            "nothing runs in this process group",
        ),
        None => draft,
    };
    Some(draft.help(format!(
        "correct the name, or define it: `WSGIDaemonProcess {name}` in the main server"
    )))
}

/// Returns the name of the group that was probably meant: the line asks for another one now, so it is for a person to agree.
fn remedy(facts: &Facts<'_>, asked: &Asked<'_>, name: &str, known: &[String]) -> Option<Remedy> {
    asked.decided_by()?;
    let near =
        sole_nearest(name, known.iter().map(String::as_str)).filter(|near| is_plain(near))?;
    let spot = asked.decided_at(facts);
    let before = match &spot {
        Spot::Directive(_, Part::Option(option)) => printable(option) + "=",
        _ => String::new(),
    };
    let (said, new) = (format!("{before}{name}"), format!("{before}{near}"));
    let remedy = Remedy::risky(format!("there is a process group `{near}`"));
    Some(remedy.amend(spot, said.as_bytes(), Change::Replace(new)))
}
