//! An application that no line delegates, although there is a process group for it.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::remedy::{Remedy, is_plain};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::{DaemonProcess, Status};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD101",
    name: "embedded-beside-groups",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "an application is not delegated although a process group is there for it",
    page: Page {
        finds: "An application that no line delegates, where a process group in its reach has nothing to do, or where the same \
            script runs in a process group elsewhere.",
        matters: "`WSGIDaemonProcess` alone does nothing: it starts processes, and no request gets to them until \
            `WSGIProcessGroup` or `process-group=` names the group. The application answers as before, so nobody notices that \
            it runs in every process of Apache, with the wrong user, the wrong memory and without the limits of its group. \
            `apachectl configtest` does not see it.",
        example: "WSGIDaemonProcess shop processes=2 threads=5\nWSGIScriptAlias / /srv/shop/app.wsgi\n",
        instead: "WSGIDaemonProcess shop processes=2 threads=5\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write `process-group=NAME` on the line that mounts the application; `wsgi-daemonize plan` does.",
        leave: "The application is to run in Apache's own processes: then say so with `process-group=%{GLOBAL}`.",
        sure: "It is what `wsgi-daemonize inspect` answers for this application, and that is compared with a real server. \
            That the group was meant for this application is an inference.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let found = facts
        .by_line(|asked| is_forgotten(facts, asked))
        .into_iter();
    found.filter_map(|asked| draft(facts, &asked)).collect()
}

/// Why an application is expected to be delegated.
enum Reason<'s> {
    /// A process group in its reach is not used by anybody.
    Idle(&'s DaemonProcess),
    /// The same script runs in a process group for another server or mount.
    Twin(Asked<'s>),
}

/// Returns whether an application is embedded, no line says so, and it was probably meant to be delegated.
pub(super) fn is_forgotten(facts: &Facts<'_>, asked: &Asked<'_>) -> bool {
    asked.answer.status == Status::Embedded
        && asked.part.is_none()
        && asked.answer.decided_by.is_none()
        && reason(facts, asked).is_some()
}

fn reason<'s>(facts: &Facts<'s>, asked: &Asked<'_>) -> Option<Reason<'s>> {
    let script = asked.mounted.script.as_deref();
    let twin = script.and_then(|script| facts.delegated(script));
    twin.map(Reason::Twin).or_else(|| {
        let mut idle = facts.idle_groups().iter();
        let in_reach = idle.find(|group| {
            let daemon = &group.daemon;
            daemon.is_reachable_from(facts.config, asked.mounted.server)
        });
        in_reach.map(|group| Reason::Idle(&group.daemon))
    })
}

fn draft(facts: &Facts<'_>, asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let message = format!(
        "{} is not delegated and runs in Apache's own processes",
        called(asked)
    );
    let draft = Draft::new(&RULE, Spot::directive(first.node()), message)
        .label("no process group is in effect for it");
    let (draft, group) = match reason(facts, first)? {
        Reason::Idle(daemon) => {
            let text = "this process group is defined, and nothing runs in it";
            let draft = draft.because(Spot::word(daemon.node, 1), text);
            (draft, daemon.name.as_slice())
        }
        Reason::Twin(twin) => {
            let group = twin.answer.process_group.as_deref()?;
            let text = format!("this delegates the same script to `{}`", printable(group));
            (draft.because(twin.decided_at(facts), text), group)
        }
    };
    let group = printable(group);
    Some(if !first.mounted.mechanism.has_options() {
        draft.help(format!("write `WSGIProcessGroup {group}` beside the line"))
    } else if is_plain(&group) {
        let option = format!("process-group={group}");
        let remedy = Remedy::risky(format!("add `{option}` to the line"));
        draft.remedy(remedy.append(first.node(), facts.name(first.node()), &option))
    } else {
        draft.help(format!("add `process-group={group}` to the line"))
    })
}
