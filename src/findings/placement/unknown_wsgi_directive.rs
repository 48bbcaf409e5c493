//! A directive of mod_wsgi that httpd does not know.

use crate::findings::draft::{Draft, Part, Spot};
use crate::findings::facts::Facts;
use crate::findings::refusal::{Mistake, Refusal};
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
use crate::httpd::catalog::wsgi::{Build, WsgiDirective};
use crate::source::{nearest, printable, sole_nearest};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD302",
    name: "unknown-wsgi-directive",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "a directive of mod_wsgi is misspelt, or mod_wsgi is not loaded: httpd does not start",
    page: Page {
        finds: "A directive whose name looks like one of mod_wsgi and that no loaded module has.",
        matters: "httpd refuses to start with \"Invalid command\". `WSGIRestrictedEmbedded` for `WSGIRestrictEmbedded` is the \
            mistake that is met most.",
        example: "WSGIRestrictedEmbedded On\n",
        instead: "WSGIRestrictEmbedded On\n",
        remedy: "Correct the name. When it is right, load mod_wsgi before the line, or take the line away if this version of \
            mod_wsgi has no such directive any more.",
        leave: "Never: httpd does not start.",
        sure: "The directives of mod_wsgi 1.0 to 6.0.5 are known by version, those of 4.9.4 as measured.",
    },
    needs: Needs::Refusals,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let refusals = facts.refusals().iter();
    let unknown = refusals.filter(|refusal| refusal.mistake == Mistake::UnknownWsgiDirective);
    unknown
        .filter_map(|refusal| draft(facts, refusal))
        .collect()
}

fn draft(facts: &Facts<'_>, refusal: &Refusal) -> Option<Draft> {
    let node = refusal.node?;
    let name = facts.name(node);
    if is_of_another_version(facts, name) {
        return None;
    }
    let shown = printable(name);
    let message = format!("httpd knows no directive `{shown}`, and does not start");
    let draft = Draft::new(&RULE, Spot::word(node, 0), message);
    Some(match remedy(facts, node, &shown) {
        Some(remedy) => draft.remedy(remedy),
        None => draft.help(help(facts, name, &shown)),
    })
}

/// Another rule names the versions that have it.
fn is_of_another_version(facts: &Facts<'_>, name: &[u8]) -> bool {
    let known = WsgiDirective::named(name).filter(|known| known.build == Build::Any);
    let both = facts.mod_wsgi.zip(known);
    both.is_some_and(|(version, known)| !known.releases.include(version))
}

/// Returns the right name, where only one comes into question and this version has it.
fn remedy(facts: &Facts<'_>, node: NodeId, shown: &str) -> Option<Remedy> {
    facts.tree.modules.by_identifier(b"wsgi_module")?;
    let version = facts.mod_wsgi?;
    let known = WsgiDirective::all().iter().map(|known| known.name);
    let meant = WsgiDirective::named(sole_nearest(shown, known)?.as_bytes())?;
    let has_it = meant.build == Build::Any && meant.releases.include(version);
    (has_it && WsgiDirective::named(shown.as_bytes()).is_none()).then(|| {
        let title = format!("write `{}`", meant.name);
        Remedy::safe(title).replace(node, Part::Word(0), shown.as_bytes(), meant.name)
    })
}

fn help(facts: &Facts<'_>, name: &[u8], shown: &str) -> String {
    let is_loaded = facts.tree.modules.by_identifier(b"wsgi_module").is_some();
    if let Some(known) = WsgiDirective::named(name) {
        return if is_loaded {
            let (major, minor, patch) = known.releases.since;
            match known.releases.removed {
                Some((major, minor, patch)) => {
                    format!(
                        "mod_wsgi has it no more since {major}.{minor}.{patch}: take the line away"
                    )
                }
                None => {
                    format!("mod_wsgi has it since {major}.{minor}.{patch}, or in other builds")
                }
            }
        } else {
            "load mod_wsgi before this line: `LoadModule wsgi_module …`".to_owned()
        };
    }
    let known = WsgiDirective::all().iter().map(|known| known.name);
    match nearest(shown, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "mod_wsgi has no directive of a similar name".to_owned(),
    }
}
