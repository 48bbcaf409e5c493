//! An option that is given twice.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::{OPTIONS, Remedy};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD405",
    name: "repeated-option",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "an option of a process group is given twice: the last value counts",
    page: Page {
        finds: "A `WSGIDaemonProcess` with one option twice and different values.",
        matters: "mod_wsgi takes the last one without a word. Who reads or changes the first one is \
            misled.",
        example: "WSGIDaemonProcess shop threads=5 display-name=shop threads=15\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop threads=15 display-name=shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Keep the value that is meant.",
        leave: "Never: the first value has no effect.",
        sure: "mod_wsgi wsgi_daemon.c: `wsgi_add_daemon_process`.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    facts.inventory.daemons.iter().flat_map(drafts).collect()
}

fn drafts(group: &DaemonProcess) -> impl Iterator<Item = Draft> {
    group
        .options
        .iter()
        .enumerate()
        .filter_map(|(index, (name, value))| {
            let mut later = group.options.iter().skip(index + 1).rev();
            let last = later.find(|(other, _)| other == name);
            let (_, last) = last.filter(|(_, other)| other != value)?;
            let written = value.as_slice();
            let (name_text, value, last) = (printable(name), printable(value), printable(last));
            let message =
                format!("`{name_text}={value}` does not count: `{name_text}={last}` follows");
            let word = index + OPTIONS;
            let title = format!("take `{name_text}={value}` away");
            let said = [name.as_slice(), b"=", written].concat();
            Some(
                Draft::new(&RULE, Spot::word(group.node, word), message)
                    .help("keep the value that is meant")
                    .remedy(Remedy::safe(title).remove(group.node, word, &said)),
            )
        })
}
