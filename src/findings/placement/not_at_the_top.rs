//! A directive for the main server alone in a virtual host or a section.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::refusal::Mistake;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
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
    let draft = match around {
        Some(section) => draft.because(Spot::directive(section.id), "it is inside of this section"),
        None => draft,
    };
    draft.help("move the line out of all sections")
}
