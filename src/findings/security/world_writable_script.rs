//! A script that everybody on the machine may change.

use std::collections::BTreeSet;
use std::path::Path;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::merge;
use crate::source::printable;
use crate::wsgi::{Application, Target};

/// The right of everybody to write, and the mark that keeps others from replacing a file in a directory.
const OTHERS_WRITE: u32 = 0o002;
const STICKY: u32 = 0o1000;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD705",
    name: "world-writable-script",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "everybody on the machine may change a script",
    page: Page {
        finds: "A script, or the directory that it is in, with the right to write for everybody.",
        matters: "Whoever has an account on the machine, or gets into any of its services, can put code into the script; \
            mod_wsgi notices that it changed, loads it and runs it as the user of the application, with its passwords and \
            data.",
        example: "# /srv/shop/app.wsgi: x\n#@ mode 0777 /srv/shop/app.wsgi\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\n#@ mode 0644 /srv/shop/app.wsgi\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Take the right away: `chmod o-w`, for the directory, too. Scripts need not be executable either.",
        leave: "Never.",
        sure: "It is what the file system says. Where the application runs on another machine than the one that is looked at, \
            the rights there are what counts.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut seen = BTreeSet::new();
    let applications = facts.inventory.applications.iter();
    let scripts = applications.filter(|application| application.target == Target::File);
    let drafts = scripts.filter_map(|application| {
        let script = merge(&facts.tree.server_root, &application.path);
        if !seen.insert(script.clone()) {
            return None;
        }
        draft(facts, application, &script)
    });
    drafts.collect()
}

fn draft(facts: &Facts<'_>, application: &Application, script: &Path) -> Option<Draft> {
    let rights = |path: &Path| facts.host.rights(path).ok();
    let mode = |path: &Path| rights(path).map_or(0, |rights| rights.mode);
    let directory = script.parent()?;
    let of_directory = mode(directory);
    let message = if mode(script) & OTHERS_WRITE != 0 {
        format!("everybody may change `{}`", printable(&application.path))
    } else if of_directory & OTHERS_WRITE != 0 && of_directory & STICKY == 0 {
        format!(
            "everybody may put another script in the place of `{}`",
            printable(&application.path)
        )
    } else {
        return None;
    };
    let draft = Draft::new(&RULE, Spot::word(application.node, 2), message);
    Some(draft.help("take the right to write away from everybody: `chmod o-w`"))
}
