//! A process group that a list does not allow.

use crate::findings::draft::{Draft, Part, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD207",
    name: "fenced-off-group",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "`WSGIRestrictProcess` does not allow the process group of an application: every request \
        gets a 500",
    page: Page {
        finds: "An application whose process group, or embedded mode, is not in the \
            `WSGIRestrictProcess` list that is in effect for it.",
        matters: "mod_wsgi answers 500. A list in a section replaces those further out, it does not add \
            to them, and embedded mode has to be allowed as `%{GLOBAL}`.",
        example: "WSGIDaemonProcess shop\n\
            WSGIRestrictProcess blog\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop\n\
            WSGIRestrictProcess blog shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Add the name of the group to the list.",
        leave: "Never: nobody is served.",
        sure: "It is what `wsgi-daemonize which` answers for the URL, and that is compared with a real \
            server.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let is_refused = |asked: &Asked<'_>| {
        asked.is_fenced_off(facts) && asked.fails_by(Status::Unreachable, facts)
    };
    let refused = facts.by_line(is_refused);
    refused.iter().filter_map(|asked| draft(asked)).collect()
}

fn draft(asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let list = first.answer.decided_by.clone()?;
    let name = match first.answer.process_group.as_deref()? {
        [] => "%{GLOBAL}".to_owned(),
        name => printable(name),
    };
    let message = format!(
        "requests for {} get a 500: `{name}` is not allowed here",
        called(asked)
    );
    Some(
        Draft::new(&RULE, Spot::directive(first.node()), message)
            .because(
                Spot::Directive(list, Part::Whole),
                "this list does not name it",
            )
            .help(format!("add `{name}` to the list")),
    )
}
