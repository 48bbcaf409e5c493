//! A process group with a user of its own and the group of Apache.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::refusal::Mistake;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD704",
    name: "user-without-group",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "a process group has a user of its own and still Apache's group",
    page: Page {
        finds: "`user=` without `group=` in a `WSGIDaemonProcess`.",
        matters: "The processes run as the user, and with the group of Apache, not with that of the user: `user=` does not \
            bring it along. What they write belongs to Apache's group, and they may read what is meant for that group only, \
            such as the files of other applications.",
        example: "WSGIDaemonProcess shop user=shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop user=shop group=shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Add `group=` with the group of the user.",
        leave: "Apache is to read what the application writes through their common group.",
        sure: "Measured with mod_wsgi 4.9.4: the processes have the user's number and the group of Apache.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    let mut alone = groups
        .filter(|group| group.option("user").is_some() && group.option("group").is_none())
        .peekable();
    let own = alone.peek().and_then(|_| facts.user_of_apache());
    // httpd refuses a definition for root, or for somebody who is not there.
    let is_refused = |group: &DaemonProcess| {
        facts
            .refused_for(Mistake::Other)
            .any(|node| node == group.node)
    };
    alone
        .filter(|group| group.option("user") != own.as_deref() && !is_refused(group))
        .filter_map(draft)
        .collect()
}

fn draft(group: &DaemonProcess) -> Option<Draft> {
    let user = printable(group.option("user")?);
    let message = format!("these processes run as `{user}` with the group of Apache");
    let draft = Draft::new(&RULE, Spot::option(group.node, b"user"), message);
    Some(draft.help("add `group=` with the group of the user"))
}
