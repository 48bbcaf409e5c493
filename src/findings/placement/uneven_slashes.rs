//! An alias with a slash at its end whose script has none.

use crate::findings::draft::{Draft, Part, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
use crate::source::printable;
use crate::syntax::Words;
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD307",
    name: "uneven-slashes",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "an alias ends with a slash and its script does not: what is below it is not found",
    page: Page {
        finds: "A `WSGIScriptAlias` whose path ends with `/` while the path of the script does not; the \
            path `/` alone is no such case, nor is a line that no request reaches.",
        matters: "mod_wsgi puts what follows the alias behind the path of the script: with \
            `WSGIScriptAlias /shop/ /srv/app.wsgi` the URL `/shop/cart` asks for the file `/srv/app.wsgicart`, and \
            httpd answers 404. `/shop` without the slash is not found either; `/shop/` alone works, so the mistake \
            is easily missed.",
        example: "WSGIScriptAlias /shop/ /srv/shop/app.wsgi\n",
        instead: "WSGIScriptAlias /shop /srv/shop/app.wsgi\n",
        remedy: "Write both with a slash at the end, or both without.",
        leave: "The application has one URL alone, the one with the slash.",
        sure: "Measured with mod_wsgi 4.9.4 (tests/findings).",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let lines = facts.named("WSGIScriptAlias");
    lines
        .filter_map(|(effective, directive)| {
            let mut words = Words::new(directive.arguments);
            let (path, script) = (words.next()?, words.next()?);
            let is_uneven = path.len() > 1 && path.ends_with(b"/") && !script.ends_with(b"/");
            (is_uneven && is_reached(facts, effective.node)).then(|| {
                let (path, script) = (printable(&path), printable(&script));
                let message = format!(
                    "what is below `{path}` is not found: it leads to files such as `{script}x`"
                );
                let short = path.trim_end_matches('/');
                Draft::new(&RULE, Spot::word(effective.node, 1), message)
                    .label("ends with a slash, and the script does not")
                    .remedy(Remedy::risky(format!("write `{short}`")).replace(
                        effective.node,
                        Part::Word(1),
                        path.as_bytes(),
                        short,
                    ))
            })
        })
        .collect()
}

/// Returns whether requests get to the script of a line: another alias, a redirect or a proxy may be in front of it.
fn is_reached(facts: &Facts<'_>, node: NodeId) -> bool {
    let mounted = facts.overview.applications.iter();
    let mut own = mounted.filter(|mounted| mounted.node == node);
    own.any(|mounted| mounted.answer.status != Status::NotWsgi)
}
