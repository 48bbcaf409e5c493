//! mod_python in the same server.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::catalog::wsgi::Version;
use crate::wsgi::Trigger;

/// The versions that do not start beside mod_python (mod_wsgi.c: `wsgi_hook_init`).
const REFUSES: std::ops::Range<Version> = (4, 1, 0)..(6, 0, 0);

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD551",
    name: "mod-python-beside-it",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "mod_python is loaded beside mod_wsgi, which does not start then",
    page: Page {
        finds: "A `LoadModule python_module` in a server with mod_wsgi 4.1 to 5.",
        matters: "mod_wsgi finds mod_python when httpd starts, logs that the two cannot be used together, and httpd does not \
            come up. `apachectl configtest` does not see it.",
        example: "LoadModule python_module modules/mod_python.so\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Take the `LoadModule` of mod_python away, and what belongs to it.",
        leave: "Never: httpd does not start.",
        sure: "It is what mod_wsgi 4.9.4 says in mod_wsgi.c, `wsgi_hook_init`. Older versions work beside it, only that \
            mod_python keeps Python in all processes.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let refuses = facts
        .mod_wsgi
        .is_some_and(|version| REFUSES.contains(&version));
    let causes = facts.overview.embedding.causes.iter();
    let loads = causes.filter(|cause| refuses && cause.trigger == Trigger::ModPython);
    loads
        .map(|cause| {
            let message = "httpd does not start: mod_wsgi does not work beside mod_python";
            Draft::new(&RULE, Spot::directive(cause.node), message)
                .help("take the line away, and what belongs to mod_python")
        })
        .collect()
}
