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
        finds: "A word behind `WSGIDaemonProcess`, `WSGIScriptAlias` or `WSGIImportScript` that is not an option mod_wsgi takes.",
        matters: "httpd refuses to start with \"Invalid option to WSGI …\", and does not say which word it means. Options are \
            written `name=value` without blanks around the `=`, their names are written small, and only the value may be \
            quoted.",
        example: "WSGIDaemonProcess shop Threads=5\n",
        instead: "WSGIDaemonProcess shop threads=5\n",
        remedy: "Correct the word.",
        leave: "Never: httpd does not start.",
        sure: "The options of mod_wsgi 1.0 to 6.0.5 are known by version; the refusal is compared with a real server.",
    },
    needs: Needs::Lines,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let refusals = facts.refusals.iter();
    let of_options = refusals.filter(|refusal| refusal.mistake == Mistake::Option);
    of_options
        .filter_map(|refusal| draft(facts, refusal))
        .collect()
}

/// The first word that is refused, and its number.
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
    let wrong = first_wrong(directive.name, directive.arguments, &known)?;
    let of = printable(directive.name);
    let message = format!(
        "`{}` is no option of `{of}`: httpd does not start",
        wrong.text
    );
    let spot = Spot::Directive(Origin::Config(node), Part::Word(wrong.number));
    let draft = Draft::new(&RULE, spot, message);
    let remedy = facts
        .mod_wsgi
        .and_then(|version| remedy(node, &wrong, &known, version));
    let known: Vec<&str> = known.iter().map(|option| option.name).collect();
    Some(match remedy {
        Some(remedy) => draft.remedy(remedy),
        None => draft.help(help(&wrong, &known)),
    })
}

/// Returns the right name, where only one comes into question and this version has it.
fn remedy(node: NodeId, wrong: &Wrong, known: &[&WsgiOption], version: Version) -> Option<Remedy> {
    let name = wrong.name.as_deref()?;
    let lower = printable(&name.to_ascii_lowercase());
    let names = known.iter().map(|option| option.name);
    let meant = sole_nearest(&lower, names)?;
    let option = known.iter().find(|option| option.name == meant)?;
    option.releases.include(version).then(|| {
        let title = format!("write `{meant}=`");
        Remedy::safe(title).replace(node, Part::Name(wrong.number), name, meant)
    })
}

/// Returns the options that a directive takes in some version.
fn known_options(directive: &[u8]) -> Vec<&'static WsgiOption> {
    if directive.eq_ignore_ascii_case(b"WSGIDaemonProcess") {
        return WsgiOption::of_daemon_process().iter().collect();
    }
    WsgiOption::of_directive(directive).collect()
}

fn first_wrong(directive: &[u8], arguments: &[u8], known: &[&WsgiOption]) -> Option<Wrong> {
    let mut rest = arguments;
    let mut number = 1;
    word(&mut rest);
    if directive
        .to_ascii_lowercase()
        .starts_with(b"wsgiscriptalias")
    {
        word(&mut rest);
        number += 1;
    }
    loop {
        number += 1;
        let text = Words::new(rest).next()?;
        let Some(Ok((name, _))) = parse_option(&mut rest) else {
            let text = printable(&text);
            return Some(Wrong {
                number,
                text,
                name: None,
            });
        };
        if !known.iter().any(|known| known.name.as_bytes() == name) {
            let text = format!("{}=", printable(name));
            let name = Some(name.to_owned());
            return Some(Wrong { number, text, name });
        }
    }
}

fn help(wrong: &Wrong, known: &[&str]) -> String {
    let Some(name) = &wrong.name else {
        return "write options as `name=value`, without blanks around the `=`".to_owned();
    };
    let lower = printable(&name.to_ascii_lowercase());
    if known.contains(&lower.as_str()) {
        return format!("write it small: `{lower}=`");
    }
    match nearest(&lower, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}=`?"),
        None => "mod_wsgi has no option of a similar name".to_owned(),
    }
}
