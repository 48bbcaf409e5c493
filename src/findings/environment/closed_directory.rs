//! A directory above a script that Apache may not enter.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::merge;
use crate::source::printable;
use crate::wsgi::{Application, Target};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD611",
    name: "closed-directory",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "Apache may not enter a directory above a script: every request gets a 403",
    page: Page {
        finds: "A script below a directory that only its owner may enter, such as `/root` or a home directory with the rights \
            0700, where the owner is not Apache's user.",
        matters: "Apache's own processes look at the script before they hand a request over, also where a process group with \
            another user runs it. As their user they have to get through every directory above it. The request gets a 403, and \
            the log says \"search permissions are missing on a component of the path\".",
        example: "# /root/shop/app.wsgi: x\n#@ mode 0700 /root\nWSGIDaemonProcess shop user=shop group=shop home=/\n\
            WSGIScriptAlias / /root/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\nWSGIDaemonProcess shop user=shop group=shop home=/\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Move the application to a directory of its own, such as one in `/srv`, or let others enter the directory: \
            `chmod o+x` lets them through and shows them nothing.",
        leave: "Never: nobody is served.",
        sure: "Measured with httpd 2.4.71. Apache's user is looked up in `/etc/passwd`. A directory that some group may enter is \
            not found, and nothing is where virtual hosts have users of their own.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let Some(entry) = facts.entry() else {
        return Vec::new();
    };
    let applications = facts.inventory.applications.iter();
    let scripts = applications.filter(|application| application.target == Target::File);
    scripts
        .filter_map(|application| {
            let script = merge(&facts.tree.server_root, &application.path);
            let closed = entry.closed_above(&script)?;
            Some(draft(application, &closed))
        })
        .collect()
}

fn draft(application: &Application, closed: &std::path::Path) -> Draft {
    let script = printable(&application.path);
    let message = format!(
        "Apache may not enter `{}`: requests get a 403",
        closed.display()
    );
    Draft::new(&RULE, Spot::word(application.node, 2), message)
        .label(format!("`{script}` is below it"))
        .help("move the application, or let others enter the directory: `chmod o+x`")
}
