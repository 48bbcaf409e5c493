//! Two process groups of one name.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::refusal::Mistake;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{NodeId, ServerId};
use crate::source::printable;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD203",
    name: "duplicate-group",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "two process groups have one name: httpd does not start",
    page: Page {
        finds: "A second `WSGIDaemonProcess` with the name of an earlier one, in whatever virtual host.",
        matters: "Names are unique in the whole configuration: httpd refuses to start with \"Name duplicates previous WSGI \
            daemon definition\". It is what happens when a virtual host is copied for TLS, by hand or by certbot.",
        example: "<VirtualHost *:80>\n  ServerName shop.example\n  WSGIDaemonProcess shop\n</VirtualHost>\n\
            <VirtualHost *:443>\n  ServerName shop.example\n  WSGIDaemonProcess shop\n</VirtualHost>\n",
        instead: "WSGIDaemonProcess shop\n\
            <VirtualHost *:80>\n  ServerName shop.example\n  WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n</VirtualHost>\n\
            <VirtualHost *:443>\n  ServerName shop.example\n  WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n</VirtualHost>\n",
        remedy: "Keep one definition, outside of the virtual hosts; all of them can use it.",
        leave: "Never: httpd does not start.",
        sure: "httpd refuses the configuration at this line; that is compared with a real server.",
    },
    needs: Needs::Refusals,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let duplicates = facts.refused_for(Mistake::DuplicateGroup);
    duplicates.filter_map(|node| draft(facts, node)).collect()
}

fn draft(facts: &Facts<'_>, node: NodeId) -> Option<Draft> {
    let name = facts.tree.directive(node).first_word()?;
    let first = facts.inventory.daemon(&name)?;
    let shown = printable(&name);
    let message = format!("a process group `{shown}` is defined already: httpd does not start");
    let draft = Draft::new(&RULE, Spot::word(node, 1), message)
        .because(Spot::word(first.node, 1), "it is defined here");
    let second = facts.inventory.daemon_at(node);
    if second.is_some_and(|second| is_copy(facts, second, first)) {
        let remedy = Remedy::safe("take the line away: the other one says the same");
        return Some(draft.remedy(remedy.delete(node, facts.name(node))));
    }
    Some(draft.help(
        "keep one definition, outside of all virtual hosts, and delegate from each by its name",
    ))
}

/// Returns whether a definition says what another one in the main server says, which is there whenever it is.
fn is_copy(facts: &Facts<'_>, second: &DaemonProcess, first: &DaemonProcess) -> bool {
    first.server == ServerId::MAIN
        && second.says_the_same(first)
        && facts.is_there_with(first.node, second.node)
}
