//! A home of a process group that is not there.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::machine::plain_path;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD609",
    name: "daemon-home-missing",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "the directory that a process group is to start in is not there: its processes die again and again",
    page: Page {
        finds: "A `home=` that names a directory which does not exist.",
        matters: "mod_wsgi changes to that directory before it loads anything. Where it cannot, the process ends after 20 \
            seconds and is started again, for ever, and requests wait until they time out.",
        example: "# /srv/shop/app.wsgi: x\n\
            WSGIDaemonProcess shop home=/srv/shop/current\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\n\
            WSGIDaemonProcess shop home=/srv/shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Name a directory that is there and that the user of the process group may enter.",
        leave: "The directory is made before httpd starts.",
        sure: "Measured with mod_wsgi 4.9.4. It speaks only where mod_wsgi's module and the directory around the missing one \
            are there, so not for a configuration that is checked on another machine.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    groups.filter_map(|group| draft(facts, group)).collect()
}

fn draft(facts: &Facts<'_>, group: &DaemonProcess) -> Option<Draft> {
    let home = group.option("home")?;
    facts.lacks(plain_path(home)?).then(|| {
        let message = format!("the directory `{}` is not there", printable(home));
        Draft::new(&RULE, Spot::option(group.node, b"home"), message)
            .label("the processes cannot start in it, and die")
            .help("name a directory that is there")
    })
}
