//! Anything that httpd refuses, where no other rule says more.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::refusal::{Mistake, Refusal};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::Place;
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD301",
    name: "refused-by-httpd",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "httpd does not start with the configuration",
    page: Page {
        finds: "What httpd or mod_wsgi refuse when they read the configuration, where no other rule says more.",
        matters: "httpd does not start. A running server goes on with what it read before, until it is restarted: perhaps \
            months later, by a package or a reboot.",
        example: "WSGIImportScript /srv/shop/app.wsgi process-group=%{GLOBAL}\n",
        instead: "WSGIImportScript /srv/shop/app.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}\n",
        remedy: "Correct the line. `apachectl configtest` names the first one; `check` names all that it knows of.",
        leave: "Never: httpd does not start.",
        sure: "The message is that of httpd, and the reader is compared with a real httpd of version 2.4.71. A directive of a \
            module that is not known here is not reported.",
    },
    needs: Needs::Refusals,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let refusals = facts.refusals().iter();
    let others = refusals.filter(|refusal| refusal.mistake == Mistake::Other);
    others.filter_map(|refusal| draft(facts, refusal)).collect()
}

fn draft(facts: &Facts<'_>, refusal: &Refusal) -> Option<Draft> {
    let text = printable(&refusal.message).replace("\\x0a", " ");
    let text = text.trim_end().trim_end_matches('.');
    let message = format!("httpd refuses the configuration: {text}");
    let place = refusal.place.or_else(|| first_line(facts))?;
    let draft = Draft::new(&RULE, Spot::Line(place), message);
    let read_by = facts.tree.chain(place).next();
    Some(match read_by {
        Some(include) => {
            draft.because(Spot::Line(include), "the file is read because of this line")
        }
        None => draft,
    })
}

/// What is wrong with the server as a whole is shown at its first directive.
fn first_line(facts: &Facts<'_>) -> Option<Place> {
    facts
        .tree
        .directives()
        .next()
        .map(|directive| directive.place)
}
