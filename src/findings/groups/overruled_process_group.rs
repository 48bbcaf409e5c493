//! A `WSGIProcessGroup` that no request listens to.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::{Application, Selection, concerns};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD209",
    name: "overruled-process-group",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "`WSGIProcessGroup` has no effect: every alias in its reach names another group",
    page: Page {
        finds: "A `WSGIProcessGroup` where all applications that it could be about say something else \
            with `process-group=` on their own line.",
        matters: "The option on the line that mounts an application beats every `WSGIProcessGroup`, in \
            whatever section. Who changes the directive changes nothing.",
        example: "WSGIDaemonProcess shop\n\
            WSGIDaemonProcess blog\n\
            WSGIProcessGroup blog\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop\n\
            WSGIProcessGroup shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi\n",
        remedy: "Take one of the two away.",
        leave: "The line is a default for applications that are still to come.",
        sure: "Measured with mod_wsgi 4.9.4 and 6.0.5. It says nothing where handlers or unknown lines \
            could make the directive count.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    if !facts.is_whole() {
        return Vec::new();
    }
    let selections = facts.inventory.process_groups();
    selections
        .filter_map(|selection| draft(facts, selection))
        .collect()
}

fn draft(facts: &Facts<'_>, selection: &Selection) -> Option<Draft> {
    let seen = facts.applications_seen_from(selection.scope.server);
    let mut concerned =
        seen.filter(|application| concerns(facts.config, selection.scope, application));
    let is_overruled = |application: &Application| {
        let own = application.options.process_group.as_ref();
        own.is_some_and(|own| !is_same(own, &selection.value))
    };
    let first = concerned.next()?;
    if !is_overruled(first) || !concerned.all(is_overruled) {
        return None;
    }
    let message = "`WSGIProcessGroup` has no effect: every alias in its reach names another group";
    Some(
        Draft::new(&RULE, Spot::directive(selection.node), message)
            .because(
                Spot::option(first.node, b"process-group"),
                "this counts for the application",
            )
            .help("take one of the two away")
            .remedy(
                Remedy::safe("take this line away, which nothing listens to")
                    .delete(selection.node, facts.name(selection.node)),
            ),
    )
}

/// Of an option `%{GLOBAL}` is the empty name, of a directive it is as written.
fn is_same(option: &[u8], directive: &[u8]) -> bool {
    option == directive || option.is_empty() && directive == b"%{GLOBAL}"
}
