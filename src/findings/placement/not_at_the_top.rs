//! A directive for the main server alone in a virtual host or a section.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::refusal::Mistake;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Directive, NodeId};
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD303",
    name: "not-at-the-top",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "a directive for the whole server stands in a virtual host or a section: httpd does not start",
    page: Page {
        finds: "A directive of mod_wsgi that counts for the whole server, such as `WSGIRestrictEmbedded`, `WSGISocketPrefix` or \
            `WSGIPythonHome`, in a virtual host or another section.",
        matters: "httpd refuses to start with \"cannot occur within\" or \"not allowed in\". A file that a virtual host includes \
            is inside of it.",
        example: "<VirtualHost *:80>\n  ServerName shop.example\n  WSGIRestrictEmbedded On\n</VirtualHost>\n",
        instead: "WSGIRestrictEmbedded On\n<VirtualHost *:80>\n  ServerName shop.example\n</VirtualHost>\n",
        remedy: "Move the line out of all sections, into a file that the main configuration includes by itself. \
            `<IfModule>` and `<IfDefine>` may be around it.",
        leave: "Never: httpd does not start.",
        sure: "httpd refuses the configuration at this line; that is compared with a real server.",
    },
    needs: Needs::Refusals,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let misplaced = facts.refused_for(Mistake::NotAtTheTop);
    misplaced.map(|node| draft(facts, node)).collect()
}

fn draft(facts: &Facts<'_>, node: NodeId) -> Draft {
    let name = printable(facts.name(node));
    let message = format!(
        "`{name}` counts for the whole server and may not stand here: httpd does not start"
    );
    let around = facts.tree.sections_around(node).last();
    let draft = Draft::new(&RULE, Spot::word(node, 0), message);
    let Some(section) = around else {
        return draft.help("move the line out of all sections");
    };
    let draft = draft.because(Spot::directive(section.id), "it is inside of this section");
    match remedy(facts, node, section) {
        Some(remedy) => draft.remedy(remedy),
        None => draft.help("move the line out of all sections"),
    }
}

/// Returns what to do where no other line says something else, and no condition is left behind.
fn remedy(facts: &Facts<'_>, node: NodeId, section: Directive<'_>) -> Option<Remedy> {
    let own = facts.tree.directive(node);
    let is_other = |other: &NodeId| {
        let name = facts.name(*other);
        *other != node && name.eq_ignore_ascii_case(own.name)
    };
    let effective = facts
        .config
        .effective
        .iter()
        .map(|effective| effective.node);
    let misplaced = facts.refused_for(Mistake::NotAtTheTop);
    let first = effective.chain(misplaced).filter(is_other).min();
    match first.map(|first| facts.tree.directive(first)) {
        // The first one of several that say the same moves; the others are not needed then.
        Some(first) if first.id < node => {
            let is_same = first.arguments == own.arguments && facts.is_there_with(first.id, node);
            let title = "take the line away: the other one says the same";
            is_same.then(|| Remedy::safe(title).delete(node, own.name))
        }
        Some(other) if other.arguments != own.arguments || other.section.is_none() => None,
        _ => {
            let title = "move the line out of all sections";
            let is_free = own.condition == section.condition;
            is_free.then(|| Remedy::safe(title).move_before(node, own.name, section.id))
        }
    }
}
