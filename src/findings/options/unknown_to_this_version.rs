//! A directive or an option that the loaded mod_wsgi does not know.

use super::releases::strangers;
use crate::findings::draft::Draft;
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD403",
    name: "unknown-to-this-version",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "the loaded mod_wsgi does not know a directive or an option: httpd does not start",
    page: Page {
        finds: "A directive or an option that other versions of mod_wsgi have, and the loaded one has not. The example is for \
            mod_wsgi 4.9.4.",
        matters: "httpd refuses to start with \"Invalid command\" or \"Invalid option\". It happens when a configuration is \
            copied to a machine with another version, or is written by the documentation of the newest one.",
        example: "WSGIDaemonProcess shop interrupt-timeout=30\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop request-timeout=30\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Take the line or the option away, or put it in a file that only the version reads that knows it.",
        leave: "Never: httpd does not start.",
        sure: "The version is read from the module file, or given by `--mod-wsgi-version`; without it nothing is said. What each \
            version has comes from the sources of all releases up to 6.0.5, that of 4.9.4 from a real server.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let Some(version) = facts.mod_wsgi else {
        return Vec::new();
    };
    let strangers = strangers(facts, version).into_iter();
    strangers
        .map(|stranger| stranger.draft(&RULE, version))
        .collect()
}
