//! A process group whose name was forgotten.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::catalog::wsgi::WsgiOption;
use crate::source::printable;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD206",
    name: "forgotten-group-name",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a process group is called like an option: its name was forgotten",
    page: Page {
        finds: "A `WSGIDaemonProcess` whose first word is written as an option.",
        matters: "The first word is the name of the group, whatever it is: `WSGIDaemonProcess \
            processes=2 threads=5` defines a group that is called `processes=2` and has one process. httpd says \
            nothing.",
        example: "WSGIDaemonProcess processes=2 threads=5\n",
        instead: "WSGIDaemonProcess shop processes=2 threads=5\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write a name in front of the options.",
        leave: "The group is meant to be called so. Another name would be easier to read.",
        sure: "Measured with mod_wsgi 4.9.4 and 6.0.5.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    let forgotten = groups.filter(|group| is_option(&group.name));
    let draft = |group: &DaemonProcess| {
        let name = printable(&group.name);
        let message = format!("the process group is called `{name}`: its name was forgotten");
        Draft::new(&RULE, Spot::word(group.node, 1), message)
            .label("the first word is the name")
            .help("write a name in front of the options")
    };
    forgotten.map(draft).collect()
}

fn is_option(name: &[u8]) -> bool {
    let end = name.iter().position(|byte| *byte == b'=');
    let known = WsgiOption::of_daemon_process().iter();
    let mut names = known.map(|option| option.name.as_bytes());
    end.is_some_and(|end| names.any(|known| name.get(..end) == Some(known)))
}
