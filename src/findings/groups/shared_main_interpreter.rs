//! Applications of several projects in one interpreter.

use std::collections::BTreeMap;
use std::path::Path;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::bytes_path;
use crate::wsgi::{Mechanism, Status};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD250",
    name: "shared-main-interpreter",
    severity: Severity::Warning,
    certainty: Certainty::Likely,
    summary: "applications from several directories run in the main interpreter of the same processes",
    page: Page {
        finds: "Several applications, with scripts in different directories, that all have `%{GLOBAL}` for their application group \
            and run in the same processes: in one process group, or all in Apache's own processes.",
        matters: "They share one Python interpreter: one `sys.path`, one copy of every module, one `DJANGO_SETTINGS_MODULE`. \
            Where two of them have a module of the same name, such as `settings` or `app`, the second one gets that of the \
            first, and answers with its pages.",
        example: "WSGIDaemonProcess sites\nWSGIApplicationGroup %{GLOBAL}\n\
            WSGIScriptAlias /shop /srv/shop/app.wsgi process-group=sites\n\
            WSGIScriptAlias /blog /srv/blog/app.wsgi process-group=sites\n",
        instead: "WSGIDaemonProcess shop\nWSGIDaemonProcess blog\nWSGIApplicationGroup %{GLOBAL}\n\
            WSGIScriptAlias /shop /srv/shop/app.wsgi process-group=shop\n\
            WSGIScriptAlias /blog /srv/blog/app.wsgi process-group=blog\n",
        remedy: "Give each of them a process group of its own; `%{GLOBAL}` is then right for all.",
        leave: "They are parts of one project and are meant to share its modules.",
        sure: "That they share the interpreter is what `wsgi-daemonize inspect` answers. That they have modules of the same \
            name is not looked at; scripts in one directory, or one below the other, are taken for one project.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut interpreters: BTreeMap<&[u8], Vec<Asked<'_>>> = BTreeMap::new();
    for asked in facts.asked() {
        if let Some(group) = main_interpreter_of(&asked) {
            interpreters.entry(group).or_default().push(asked);
        }
    }
    let shared = interpreters.into_iter();
    shared
        .filter_map(|(group, asked)| draft(facts, group, &asked))
        .collect()
}

/// Returns the process group in whose main interpreter an application runs; Apache's own processes have the empty name.
fn main_interpreter_of<'s>(asked: &Asked<'s>) -> Option<&'s [u8]> {
    let runs = matches!(asked.answer.status, Status::Daemon | Status::Embedded);
    let is_main = asked.answer.application_group.as_deref() == Some(b"");
    let is_alias = asked.mounted.mechanism == Mechanism::ScriptAlias && asked.part.is_none();
    (runs && is_main && is_alias).then_some(asked.answer.process_group.as_deref()?)
}

fn draft(facts: &Facts<'_>, group: &[u8], asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let is_other = |asked: &&Asked<'_>| {
        matches!((directory(first), directory(asked)), (Some(one), Some(other))
            if !one.starts_with(other) && !other.starts_with(one))
    };
    let other = asked.iter().find(is_other)?;
    let message = format!(
        "{} run in one interpreter, and a module of one may be that of the other",
        called(&[*first, *other])
    );
    let draft = Draft::new(&RULE, Spot::directive(other.node()), message)
        .because(Spot::directive(first.node()), "this runs in it, too");
    let draft = match facts.inventory.daemon(group) {
        Some(daemon) => draft.because(Spot::word(daemon.node, 1), "it is one of these processes"),
        None => draft,
    };
    Some(draft.help("give each a process group of its own"))
}

fn directory<'s>(asked: &Asked<'s>) -> Option<&'s Path> {
    let script = asked.mounted.script.as_deref()?;
    bytes_path(script).parent()
}
