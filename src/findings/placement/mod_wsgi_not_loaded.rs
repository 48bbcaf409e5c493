//! Applications on a server without mod_wsgi.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Condition, Place};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD309",
    name: "mod-wsgi-not-loaded",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "applications stand in `<IfModule>`, and mod_wsgi is not loaded: they are not there",
    page: Page {
        finds: "An `<IfModule>` for mod_wsgi with directives of mod_wsgi inside, on a server that does \
            not load mod_wsgi up to there.",
        matters: "httpd skips all of it without a word. URLs of the applications answer 404, or show the \
            files of a `DocumentRoot`: the source of the application, perhaps.",
        example: "# mod_wsgi is not loaded\n\
            <IfModule mod_wsgi.c>\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi\n\
            </IfModule>\n",
        instead: "<IfModule mod_wsgi.c>\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi\n\
            </IfModule>\n",
        remedy: "Load mod_wsgi before these lines (on Debian: `a2enmod wsgi`), and leave `<IfModule>` \
            out, so that httpd says when it is missing.",
        leave: "The file is used for several servers, and this one is not to have the application.",
        sure: "The condition is evaluated as httpd does.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let conditions = facts.tree.conditions().iter();
    let hidden = conditions.filter(|condition| is_for_wsgi(condition));
    hidden
        .filter_map(|condition| draft(facts, condition))
        .collect()
}

fn is_for_wsgi(condition: &Condition) -> bool {
    let arguments = condition.arguments.trim_ascii();
    let arguments = arguments
        .strip_suffix(b">")
        .unwrap_or(arguments)
        .trim_ascii();
    let names: [&[u8]; 2] = [b"mod_wsgi.c", b"wsgi_module"];
    !condition.holds
        && condition.name.eq_ignore_ascii_case(b"<IfModule")
        && names.contains(&arguments)
}

fn draft(facts: &Facts<'_>, condition: &Condition) -> Option<Draft> {
    let tree = facts.tree;
    let document = &tree.file(tree.file_of(condition.place)?).document;
    let end = condition.hidden_up_to?.line;
    let inside = document
        .lines()
        .iter()
        .filter(|line| line.number > condition.place.line && line.number < end);
    let mounts = inside.filter(|line| {
        let name = document.logical(line).to_ascii_lowercase();
        name.starts_with(b"wsgiscriptalias") || name.starts_with(b"wsgidaemonprocess")
    });
    let first = mounts.map(|line| line.number).next()?;
    let place = Place {
        line: first,
        ..condition.place
    };
    let message = "these applications are not there: mod_wsgi is not loaded up to here";
    Some(
        Draft::new(&RULE, Spot::Line(condition.place), message)
            .because(Spot::Line(place), "httpd skips this")
            .help("load mod_wsgi in front of it"),
    )
}
