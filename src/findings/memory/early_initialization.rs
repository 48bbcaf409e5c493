//! Python in the parent process of Apache.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::Trigger;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD550",
    name: "early-initialization",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "`WSGILazyInitialization Off` starts Python in the parent process of Apache, as root",
    page: Page {
        finds: "`WSGILazyInitialization Off`.",
        matters: "Python then starts in the parent process of Apache, as root, and all other processes inherit it: nothing keeps \
            it out of them, not even `WSGIRestrictEmbedded On`, and each restart of Apache leaves memory behind. mod_wsgi 6 \
            has no such directive: httpd does not start with it.",
        example: "WSGILazyInitialization Off\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Take the line away.",
        leave: "Never: On has been the default since mod_wsgi 3.0.",
        sure: "It is what mod_wsgi 4.9.4 logs at its start, and what it says in mod_wsgi.c, `wsgi_hook_init`.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let causes = facts.overview.embedding.causes.iter();
    let early = causes.filter(|cause| cause.trigger == Trigger::EarlyInitialization);
    early
        .map(|cause| {
            let message = "Python starts in the parent process of Apache, as root";
            let remedy = Remedy::risky("take the line away");
            Draft::new(&RULE, Spot::directive(cause.node), message)
                .remedy(remedy.delete(cause.node, facts.name(cause.node)))
        })
        .collect()
}
