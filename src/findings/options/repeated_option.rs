//! An option that is given twice.

use std::borrow::Cow;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::{OPTIONS, Remedy};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
use crate::source::printable;
use crate::syntax::word;
use crate::wsgi::parse_option;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD405",
    name: "repeated-option",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "an option is given twice: the last value counts",
    page: Page {
        finds: "A `WSGIDaemonProcess`, or a line that mounts or loads a script, with one option twice and different values.",
        matters: "mod_wsgi takes the last one without a word. Who reads or changes the first one is \
            misled.",
        example: "WSGIDaemonProcess shop threads=5 display-name=shop threads=15\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop threads=15 display-name=shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Keep the value that is meant.",
        leave: "Never: the first value has no effect.",
        sure: "mod_wsgi wsgi_daemon.c: `wsgi_add_daemon_process`; wsgi_config.c: `wsgi_add_script_alias`. Measured with 4.9.4.",
    },
    needs: Needs::Server,
    find,
};

/// The directives beside `WSGIDaemonProcess` that have options, and the number of the word that is the first of them.
const WITH_OPTIONS: [(&str, usize); 4] = [
    ("WSGIScriptAlias", 3),
    ("WSGIScriptAliasMatch", 3),
    ("WSGIHandlerScript", 3),
    ("WSGIImportScript", 2),
];

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for group in &facts.inventory.daemons {
        found.extend(drafts(group.node, OPTIONS, &group.options));
    }
    for (name, first) in WITH_OPTIONS {
        for (_, directive) in facts.named(name) {
            let options = options_of(directive.arguments, first);
            found.extend(drafts(directive.id, first, &options));
        }
    }
    found
}

/// Returns the options of a directive, whose first one is this word; its name is word 0.
fn options_of(arguments: &[u8], first: usize) -> Vec<(&[u8], Cow<'_, [u8]>)> {
    let mut rest = arguments;
    for _ in 1..first {
        word(&mut rest);
    }
    let options = std::iter::from_fn(|| parse_option(&mut rest)?.ok());
    options.collect()
}

fn drafts<N: AsRef<[u8]>, V: AsRef<[u8]>>(
    node: NodeId,
    first: usize,
    options: &[(N, V)],
) -> impl Iterator<Item = Draft> {
    let options = options
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_ref()));
    options
        .clone()
        .enumerate()
        .filter_map(move |(index, (name, value))| {
            let mut later = options.clone().skip(index + 1).rev();
            let last = later.find(|(other, _)| *other == name);
            let (_, last) = last.filter(|(_, other)| *other != value)?;
            let said = [name, b"=", value].concat();
            let (name, value, last) = (printable(name), printable(value), printable(last));
            let message = format!("`{name}={value}` does not count: `{name}={last}` follows");
            let word = index + first;
            let title = format!("take `{name}={value}` away");
            Some(
                Draft::new(&RULE, Spot::word(node, word), message)
                    .help("keep the value that is meant")
                    .remedy(Remedy::safe(title).remove(node, word, &said)),
            )
        })
}
