//! A process group to which the processes of mpm-itk cannot connect.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD251",
    name: "socket-of-another-user",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "under mpm-itk a virtual host has a user who cannot connect to its process group: every request gets a 503",
    page: Page {
        finds: "An application in a virtual host with `AssignUserID`, whose process group has no `socket-user=` of that user.",
        matters: "The process of Apache that serves the request becomes the assigned user and then connects to the process \
            group. Its socket belongs to one user, Apache's own unless `socket-user=` says another, and is closed to all \
            others: the request gets a 503, and the log says \"Permission denied\".",
        example: "LoadModule mpm_itk_module modules/mpm_itk.so\nWSGIDaemonProcess shop\n\
            <VirtualHost *:80>\n  ServerName shop.example\n  AssignUserID shop shop\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n</VirtualHost>\n",
        instead: "LoadModule mpm_itk_module modules/mpm_itk.so\n\
            WSGIDaemonProcess shop user=shop group=shop socket-user=shop\n\
            <VirtualHost *:80>\n  ServerName shop.example\n  AssignUserID shop shop\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n</VirtualHost>\n",
        remedy: "Give each user a process group of its own, with `socket-user=` and, as a rule, `user=` and `group=`.",
        leave: "Never: nobody is served.",
        sure: "Measured with mpm-itk 2.4.7. Users that an expression chooses, and other modules that change users, are not \
            looked at.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    if facts.inventory.assigned_users.is_empty() {
        return Vec::new();
    }
    let lines = facts.by_line(|asked| is_closed(facts, asked));
    lines
        .iter()
        .filter_map(|asked| draft(facts, asked))
        .collect()
}

fn is_closed(facts: &Facts<'_>, asked: &Asked<'_>) -> bool {
    let group = asked.answer.process_group.as_deref().unwrap_or_default();
    let daemon = facts.inventory.daemon(group);
    let users = &facts.inventory.assigned_users;
    asked.answer.status == Status::Daemon
        && daemon.is_some_and(|daemon| !users.may_connect(asked.mounted.server, daemon))
}

fn draft(facts: &Facts<'_>, asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let users = &facts.inventory.assigned_users;
    let assigned = users.of_server(first.mounted.server).ok()??;
    let daemon = facts
        .inventory
        .daemon(first.answer.process_group.as_deref()?)?;
    let (user, group) = (printable(&assigned.user), printable(&daemon.name));
    let message = format!(
        "`{user}` cannot connect to the process group `{group}`: requests for {} get a 503",
        called(asked)
    );
    let owner = match daemon.option("socket-user") {
        Some(owner) => format!("its socket is that of `{}`", printable(owner)),
        None => "its socket is that of Apache's own user".to_owned(),
    };
    Some(
        Draft::new(&RULE, first.decided_at(facts), message)
            .because(
                Spot::directive(assigned.node),
                "requests run as this user here",
            )
            .because(Spot::option(daemon.node, b"socket-user"), owner)
            .help(format!(
                "give it a process group of its own with `socket-user={user}`"
            )),
    )
}
