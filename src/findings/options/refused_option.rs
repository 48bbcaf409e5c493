//! An option that mod_wsgi refuses.

use crate::findings::draft::{Draft, Part, Spot};
use crate::findings::facts::Facts;
use crate::findings::refusal::{Mistake, Refusal};
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::catalog::wsgi::WsgiOption;
use crate::httpd::request::Origin;
use crate::source::{nearest, printable, sole_nearest};
use crate::syntax::{Words, word};
use crate::wsgi::parse_option;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD401",
    name: "refused-option",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "mod_wsgi does not take an option: httpd does not start",
    page: Page {
        finds: "A word behind `WSGIDaemonProcess`, `WSGIScriptAlias` or another directive with options that is not an option \
            mod_wsgi takes.",
        matters: "httpd refuses to start with \"Invalid option to WSGI …\", and does not say which word it means. Options are \
            written `name=value` without blanks around the `=`, their names are written small, and only the value may be \
            quoted.",
        example: "WSGIDaemonProcess shop Threads=5\n",
        instead: "WSGIDaemonProcess shop threads=5\n",
        remedy: "Correct the word.",
        leave: "Never: httpd does not start.",
        sure: "The options of mod_wsgi 1.0 to 6.0.5 are known by version; the refusal is compared with a real server.",
    },
    needs: Needs::Refusals,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let refusals = facts.refusals().iter();
    let of_options = refusals.filter(|refusal| refusal.mistake == Mistake::Option);
    of_options
        .filter_map(|refusal| draft(facts, refusal))
        .collect()
}

/// A word that is refused, and its number.
struct Wrong {
    number: usize,
    text: String,
    /// The name before its `=`; nothing where there is none.
    name: Option<Vec<u8>>,
}

fn draft(facts: &Facts<'_>, refusal: &Refusal) -> Option<Draft> {
    let node = refusal.node?;
    let directive = facts.tree.directive(node);
    let known = known_options(directive.name);
    let all = wrong_words(directive.name, directive.arguments, &known);
    let (wrong, others) = all.split_first()?;
    let of = printable(directive.name);
    let message = format!(
        "`{}` is no option of `{of}`: httpd does not start",
        wrong.text
    );
    let at = |wrong: &Wrong| Spot::Directive(Origin::Config(node), Part::Word(wrong.number));
    let mut draft = Draft::new(&RULE, at(wrong), message);
    for other in others {
        draft = draft.because(at(other), format!("and neither is `{}`", other.text));
    }
    let remedy = facts
        .mod_wsgi
        .and_then(|version| remedy(node, &all, &known, version));
    let known: Vec<&str> = known.iter().map(|option| option.name).collect();
    Some(match remedy {
        Some(remedy) => draft.remedy(remedy),
        None => draft.help(help(wrong, &known)),
    })
}

/// Returns the right names, where only one comes into question for each and this version has it.
fn remedy(node: NodeId, all: &[Wrong], known: &[&WsgiOption], version: Version) -> Option<Remedy> {
    let names = |wrong: &Wrong| Some((wrong.number, wrong.name.clone()?, meant(wrong, known)?));
    let pairs: Vec<(usize, Vec<u8>, &WsgiOption)> = all.iter().map(names).collect::<Option<_>>()?;
    let right: Vec<String> = pairs
        .iter()
        .filter(|(_, _, option)| option.releases.include(version))
        .map(|(_, _, option)| format!("`{}=`", option.name))
        .collect();
    let remedy = Remedy::safe(format!("write {}", right.join(" and ")));
    (right.len() == pairs.len()).then(|| {
        let pairs = pairs.into_iter();
        pairs.fold(remedy, |remedy, (number, name, option)| {
            remedy.replace(node, Part::Name(number), &name, option.name)
        })
    })
}

/// Returns the option that is meant. A quote before the name has another behind the value: there is more to correct than
/// the name.
fn meant<'known>(wrong: &Wrong, known: &[&'known WsgiOption]) -> Option<&'known WsgiOption> {
    let name = wrong.name.as_deref()?;
    if has_quote(name) {
        return None;
    }
    let lower = printable(&name.to_ascii_lowercase());
    let meant = sole_nearest(&lower, known.iter().map(|option| option.name))?;
    known.iter().find(|option| option.name == meant).copied()
}

/// Returns the options that a directive takes in some version.
fn known_options(directive: &[u8]) -> Vec<&'static WsgiOption> {
    if directive.eq_ignore_ascii_case(b"WSGIDaemonProcess") {
        return WsgiOption::of_daemon_process().iter().collect();
    }
    WsgiOption::of_directive(directive).collect()
}

/// Returns the words that are refused, up to the first that is not even written as an option.
fn wrong_words(directive: &[u8], arguments: &[u8], known: &[&WsgiOption]) -> Vec<Wrong> {
    let mut rest = arguments;
    let mut number = 1;
    word(&mut rest);
    let lower = directive.to_ascii_lowercase();
    if lower.starts_with(b"wsgiscriptalias") || lower == b"wsgihandlerscript" {
        word(&mut rest);
        number += 1;
    }
    let mut wrong = Vec::new();
    loop {
        number += 1;
        let Some(text) = Words::new(rest).next() else {
            return wrong;
        };
        let Some(Ok((name, _))) = parse_option(&mut rest) else {
            wrong.push(Wrong {
                number,
                text: printable(&text),
                name: None,
            });
            return wrong;
        };
        if !known.iter().any(|known| known.name.as_bytes() == name) {
            wrong.push(Wrong {
                number,
                text: format!("{}=", printable(name)),
                name: Some(name.to_owned()),
            });
        }
    }
}

fn help(wrong: &Wrong, known: &[&str]) -> String {
    let Some(name) = &wrong.name else {
        return "write options as `name=value`, without blanks around the `=`".to_owned();
    };
    if has_quote(name) {
        return "quotes stand behind the `=`, around the value alone: `name=\"value\"`".to_owned();
    }
    let lower = printable(&name.to_ascii_lowercase());
    if known.contains(&lower.as_str()) {
        return format!("write it small: `{lower}=`");
    }
    match nearest(&lower, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}=`?"),
        None => "mod_wsgi has no option of a similar name".to_owned(),
    }
}

fn has_quote(name: &[u8]) -> bool {
    name.iter().any(|byte| matches!(byte, b'"' | b'\''))
}
