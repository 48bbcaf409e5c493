//! Whether a `.htaccess` may say what it says (config.c: `invoke_cmd`; core.c: `ap_check_cmd_context`).

use std::collections::BTreeMap;

use super::htaccess::HtaccessSection;
use super::options::OptionSet;
use super::overrides::Overrides;
use crate::httpd::catalog::{self, DirectiveEntry, Forbidden};
use crate::httpd::evaluate::header::{Family, Header, family};
use crate::httpd::evaluate::value::refused_value;
use crate::httpd::server_config::SectionKind;
use crate::httpd::tree::{Condition, ConfigTree, Directive, NodeId, Role};
use crate::source::printable;
use crate::syntax::{Words, word};

/// What a `.htaccess` comes to.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// The directives outside of its sections.
    pub(super) directives: Vec<NodeId>,
    /// Its sections.
    pub(super) sections: Vec<HtaccessSection>,
    /// The directives that httpd passes over because they are not allowed (`AllowOverride Nonfatal=Override`).
    pub(super) passed_over: Vec<NodeId>,
    /// The first thing that makes httpd answer 500.
    pub(super) error: Option<(Option<NodeId>, String)>,
    /// Why its effect is not known.
    pub(super) unknown: Option<(NodeId, String)>,
}

/// Where the directives inside of a section count.
#[derive(Clone, Copy, Debug)]
enum Home {
    /// Outside of all sections.
    File,
    /// In this one.
    Section(usize),
    /// Nowhere: httpd passed over the section.
    Nowhere,
}

/// Checks the directives of a `.htaccess` and puts them into its sections.
pub(super) fn check(tree: &ConfigTree, overrides: &Overrides) -> Checked {
    let mut checked = Checked::default();
    let mut homes: BTreeMap<NodeId, Home> = BTreeMap::new();
    if let Some(error) = &tree.error {
        checked.error = Some((None, printable(&error.message)));
    }
    let refused = || {
        tree.conditions()
            .iter()
            .find_map(|condition| wrong_condition(overrides, condition))
    };
    checked.error = checked
        .error
        .or_else(|| refused().map(|message| (None, message)));
    for directive in tree.directives() {
        let around = directive
            .section
            .and_then(|section| homes.get(&section).copied());
        let around = around.unwrap_or(Home::File);
        let home = match examine(tree, overrides, directive) {
            _ if matches!(around, Home::Nowhere) => Home::Nowhere,
            Verdict::Good => checked.take(directive, around),
            Verdict::PassedOver => {
                checked.passed_over.push(directive.id);
                Home::Nowhere
            }
            Verdict::Unknown(why) => {
                checked.unknown.get_or_insert((directive.id, why));
                Home::Nowhere
            }
            Verdict::Refused(message) => {
                checked.error.get_or_insert((Some(directive.id), message));
                Home::Nowhere
            }
        };
        homes.insert(directive.id, home);
    }
    checked
}

/// Says what is wrong with a condition that is not allowed: where httpd passes over its first line, its last one has no
/// beginning (config.c: `ap_build_config_sub`).
fn wrong_condition(overrides: &Overrides, condition: &Condition) -> Option<String> {
    let entry = catalog::lookup(&condition.name).first()?;
    if overrides.allow(entry) {
        return None;
    }
    let name = entry.name.trim_start_matches('<');
    Some(if overrides.forgives_forbidden {
        format!("</{name}> without matching <{name}> section")
    } else {
        format!("{} not allowed here", entry.name)
    })
}

/// What httpd does with a directive.
enum Verdict {
    Good,
    PassedOver,
    Unknown(String),
    Refused(String),
}

impl Checked {
    /// Takes a directive, and returns where what is inside of it counts.
    fn take(&mut self, directive: Directive<'_>, around: Home) -> Home {
        let known = directive.entries.first().map_or("", |entry| entry.name);
        let section = match family(known) {
            Family::Requests { kind, expression } if directive.role == Role::Section => {
                Some((kind, expression))
            }
            _ => None,
        };
        let Some((kind, expression)) = section.filter(|(kind, _)| *kind != SectionKind::Limit)
        else {
            if directive.role == Role::Directive {
                self.put(directive.id, around);
            }
            return around;
        };
        let spelling = printable(directive.name);
        let header = Header::parse(&spelling, family(known), directive.arguments);
        if let Some(message) = header.error.or(header.late_error) {
            self.error
                .get_or_insert((Some(directive.id), printable(&message)));
        }
        self.sections.push(HtaccessSection {
            node: directive.id,
            kind: if header.tilde || expression {
                SectionKind::FilesMatch
            } else {
                kind
            },
            argument: header.words.into_iter().next().unwrap_or_default(),
            within: match around {
                Home::Section(index) => Some(index),
                _ => None,
            },
            directives: Vec::new(),
        });
        Home::Section(self.sections.len() - 1)
    }

    fn put(&mut self, node: NodeId, home: Home) {
        match home {
            Home::File => self.directives.push(node),
            Home::Section(index) => {
                if let Some(section) = self.sections.get_mut(index) {
                    section.directives.push(node);
                }
            }
            Home::Nowhere => {}
        }
    }
}

fn examine(tree: &ConfigTree, overrides: &Overrides, directive: Directive<'_>) -> Verdict {
    let loaded =
        |entry: &&DirectiveEntry| tree.modules.by_source(entry.module.as_bytes()).is_some();
    let Some(entry) = catalog::lookup(directive.name).iter().find(loaded) else {
        return not_known(tree, overrides, directive);
    };
    // One whose module was loaded after the whole configuration cannot be: modules come first here.
    if entry.allowed.is_executed_on_read() && directive.role != Role::Executed {
        return Verdict::PassedOver;
    }
    if !overrides.allow(entry) {
        if overrides.forgives_forbidden {
            return Verdict::PassedOver;
        }
        return Verdict::Refused(match directive.section {
            Some(section) => {
                let around = printable(tree.name_of(section));
                format!("{} not allowed in {around}> context", entry.name)
            }
            None => format!("{} not allowed here", entry.name),
        });
    }
    if matches!(entry.name, "Use" | "<Macro" | "<Perl") {
        return Verdict::Unknown(format!("`{}` in a `.htaccess` is not followed", entry.name));
    }
    let complaint = forbidden(entry)
        .or_else(|| wrong_count(entry, directive))
        .or_else(|| Some(printable(&refused_value(entry.name, directive.arguments)?)))
        .or_else(|| wrong_options(entry, directive, overrides));
    complaint.map_or(Verdict::Good, Verdict::Refused)
}

fn not_known(tree: &ConfigTree, overrides: &Overrides, directive: Directive<'_>) -> Verdict {
    let name = printable(directive.name);
    if tree.modules.know(directive.name) == crate::httpd::Answer::Unknown {
        return Verdict::Unknown(format!(
            "whether a loaded module knows `{name}` is not known"
        ));
    }
    if overrides.forgives_unknown {
        return Verdict::PassedOver;
    }
    Verdict::Refused(format!(
        "Invalid command '{name}', perhaps misspelled or defined by a module not included in the server configuration"
    ))
}

fn forbidden(entry: &DirectiveEntry) -> Option<String> {
    if entry.forbidden.contains(Forbidden::NOT_IN_HTACCESS) {
        return Some(format!("{} cannot occur within htaccess files", entry.name));
    }
    entry
        .forbidden
        .contains(Forbidden::NOT_IN_DIR_CONTEXT)
        .then(|| format!("{} cannot occur within directory context", entry.name))
}

/// Says what is wrong with the number of words. A section's header was split when it was read.
fn wrong_count(entry: &DirectiveEntry, directive: Directive<'_>) -> Option<String> {
    let mut rest = directive.arguments;
    let mut words = Vec::new();
    while !rest.is_empty() {
        words.push(word(&mut rest));
    }
    let words: Vec<&[u8]> = words.iter().map(AsRef::as_ref).collect();
    let complaint = entry.arity.complaint(&words)?;
    Some(format!("{} {complaint}", entry.name))
}

/// Says which option `Options` may not name, because it is none or `AllowOverride Options=...` leaves it out
/// (core.c: `set_options`).
fn wrong_options(
    entry: &DirectiveEntry,
    directive: Directive<'_>,
    overrides: &Overrides,
) -> Option<String> {
    if entry.name != "Options" {
        return None;
    }
    Words::new(directive.arguments).find_map(|word| {
        let name = match word.split_first() {
            Some((b'+' | b'-', name)) => name,
            _ => &*word,
        };
        match OptionSet::named(name) {
            None => Some(format!("Illegal option {}", printable(name))),
            Some(option) if overrides.options.contains(option) => None,
            Some(_) => Some(format!("Option {} not allowed here", printable(name))),
        }
    })
}
