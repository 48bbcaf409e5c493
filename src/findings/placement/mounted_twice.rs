//! A path that two lines mount.

use std::collections::BTreeMap;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::ServerId;
use crate::source::printable;
use crate::wsgi::{Application, Mechanism};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD305",
    name: "mounted-twice",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a path is mounted twice: the second alias is never reached",
    page: Page {
        finds: "Two `WSGIScriptAlias` lines for one path in one virtual host, with different scripts.",
        matters: "mod_wsgi takes the first one. The second has no effect, whatever its options say.",
        example: "WSGIScriptAlias /shop /srv/shop/app.wsgi\n\
            WSGIScriptAlias /shop /srv/shop/new.wsgi\n",
        instead: "WSGIScriptAlias /shop /srv/shop/new.wsgi\n",
        remedy: "Keep the line that is meant.",
        leave: "Never: the line has no effect.",
        sure: "Measured with mod_wsgi 4.9.4 and 6.0.5.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let drafts = second_mounts(facts).into_iter().map(|(earlier, second)| {
        let path = printable(second.url_path());
        let message = format!("`{path}` is mounted twice: this alias is never reached");
        Draft::new(&RULE, Spot::directive(second.node), message)
            .because(Spot::directive(earlier.node), "this is the one that counts")
            .help("keep the line that is meant")
            .remedy(
                Remedy::risky("take this line away, which no request reaches")
                    .delete(second.node, facts.name(second.node)),
            )
    });
    drafts.collect()
}

/// Returns the aliases for a path that another one has already, each behind that one.
pub(super) fn second_mounts<'f>(facts: &'f Facts<'_>) -> Vec<(&'f Application, &'f Application)> {
    let mut first: BTreeMap<(ServerId, &[u8]), &Application> = BTreeMap::new();
    let mut second = Vec::new();
    let applications = facts.inventory.applications.iter();
    for application in applications.filter(|found| found.mechanism == Mechanism::ScriptAlias) {
        let key = (application.server, application.mount.as_slice());
        let Some(earlier) = first.get(&key) else {
            first.insert(key, application);
            continue;
        };
        // `/x` itself is not below `/x/`.
        if earlier.needs_slash && !application.needs_slash {
            first.insert(key, application);
            continue;
        }
        if earlier.path == application.path && earlier.options == application.options {
            continue;
        }
        second.push((*earlier, application));
    }
    second
}
