//! Process groups whose names differ by case alone.

use std::collections::BTreeMap;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD802",
    name: "group-names-alike",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "two process groups have names that differ by case alone",
    page: Page {
        finds: "Two `WSGIDaemonProcess` with names such as `shop` and `Shop`.",
        matters: "They are two groups: case counts where a group is selected. It does not where `WSGIRestrictProcess` says \
            which groups may be selected: who allows one of them allows both.",
        example: "WSGIDaemonProcess shop\nWSGIDaemonProcess Shop\n\
            WSGIScriptAlias /new /srv/shop/new.wsgi process-group=Shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop\nWSGIDaemonProcess shop-new\n\
            WSGIScriptAlias /new /srv/shop/new.wsgi process-group=shop-new\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Give one of them another name.",
        leave: "No person has to tell them apart, and no `WSGIRestrictProcess` names one.",
        sure: "Measured with mod_wsgi 4.9.4: with `WSGIRestrictProcess Shop` a request runs in `shop`.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut names: BTreeMap<Vec<u8>, &DaemonProcess> = BTreeMap::new();
    let mut drafts = Vec::new();
    for group in &facts.inventory.daemons {
        let first = names
            .entry(group.name.to_ascii_lowercase())
            .or_insert(group);
        if first.name != group.name {
            let (one, other) = (printable(&first.name), printable(&group.name));
            let message = format!("`{other}` and `{one}` are two process groups");
            let draft = Draft::new(&RULE, Spot::word(group.node, 1), message)
                .because(Spot::word(first.node, 1), "this is the other one")
                .help("give one of them another name");
            drafts.push(draft);
        }
    }
    drafts
}
