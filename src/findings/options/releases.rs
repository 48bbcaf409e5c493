//! Which directives and options a version of mod_wsgi does not know.

use crate::findings::draft::{Draft, Part, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::Rule;
use crate::httpd::catalog::wsgi::{Build, Releases, Version, WsgiDirective, WsgiOption};
use crate::httpd::request::Origin;
use crate::httpd::{Directive, NodeId};
use crate::source::printable;
use crate::syntax::word;
use crate::wsgi::parse_option;

/// Something that a version does not know.
pub(super) struct Stranger {
    node: NodeId,
    part: Part,
    what: String,
    releases: Releases,
}

/// Returns what a version does not know, in the order of the configuration.
pub(super) fn strangers(facts: &Facts<'_>, version: Version) -> Vec<Stranger> {
    let mut strangers = Vec::new();
    for directive in facts.wsgi_directives() {
        let Some(known) = WsgiDirective::named(directive.name) else {
            continue;
        };
        if known.build != Build::Any {
            continue;
        }
        if known.releases.include(version) {
            strangers.extend(options(directive, version));
        } else {
            strangers.push(Stranger {
                node: directive.id,
                part: Part::Word(0),
                what: format!("`{}`", known.name),
                releases: known.releases,
            });
        }
    }
    strangers
}

fn options(directive: Directive<'_>, version: Version) -> Vec<Stranger> {
    let of_daemon = directive.name.eq_ignore_ascii_case(b"WSGIDaemonProcess");
    let known = |name: &[u8]| {
        let is_it = |option: &&'static WsgiOption| option.name.as_bytes() == name;
        if of_daemon {
            WsgiOption::of_daemon_process().iter().find(is_it)
        } else {
            WsgiOption::of_directive(directive.name).find(is_it)
        }
    };
    let words = match directive.name.to_ascii_lowercase().as_slice() {
        b"wsgidaemonprocess" | b"wsgiimportscript" => 1,
        b"wsgiscriptalias" | b"wsgiscriptaliasmatch" | b"wsgihandlerscript" => 2,
        _ => return Vec::new(),
    };
    let mut rest = directive.arguments;
    for _ in 0..words {
        word(&mut rest);
    }
    let mut strangers = Vec::new();
    while let Some(Ok((name, _))) = parse_option(&mut rest) {
        if let Some(option) = known(name).filter(|option| !option.releases.include(version)) {
            strangers.push(Stranger {
                node: directive.id,
                part: Part::Option(name.to_owned()),
                what: format!("the option `{}`", printable(name)),
                releases: option.releases,
            });
        }
    }
    strangers
}

impl Stranger {
    /// Returns what is to be said of it.
    pub(super) fn draft(self, rule: &'static Rule, version: Version) -> Draft {
        let message = format!("mod_wsgi {} does not know {}", shown(version), self.what);
        let help = match self.releases.removed {
            Some(removed) if removed <= version => {
                format!("it was removed in {}: take it away", shown(removed))
            }
            _ => format!("it is there since {}", shown(self.releases.since)),
        };
        let spot = Spot::Directive(Origin::Config(self.node), self.part);
        Draft::new(rule, spot, message).help(help)
    }

    /// Returns whether another version knows it.
    pub(super) fn is_known_to(&self, version: Version) -> bool {
        self.releases.include(version)
    }
}

fn shown((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}
