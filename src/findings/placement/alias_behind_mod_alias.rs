//! An application behind an alias of mod_alias.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
use crate::source::printable;
use crate::syntax::Words;
use crate::wsgi::{Mechanism, Status};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD306",
    name: "alias-behind-mod-alias",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "an application is never asked: `Alias` or `Redirect` takes its URLs",
    page: Page {
        finds: "An application whose URLs a directive of mod_alias takes: `Alias`, `ScriptAlias`, \
            `Redirect` and their Match forms.",
        matters: "The aliases of mod_alias come before those of mod_wsgi, wherever the lines stand and \
            however long the paths are: `Alias /shop` hides `WSGIScriptAlias /shop/api`.",
        example: "Alias /shop /srv/static\n\
            WSGIScriptAlias /shop/api /srv/shop/api.wsgi\n",
        instead: "Alias /shop/static /srv/static\n\
            WSGIScriptAlias /shop /srv/shop/api.wsgi\n",
        remedy: "Give the alias of mod_alias a path that the application does not need.",
        leave: "The application is switched off like this on purpose, for instance by a `Redirect` while \
            it moves.",
        sure: "It is what `wsgi-daemonize which` answers for the URL, and that is compared with a real \
            server.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let hidden = facts.by_line(|asked| alias_in_front(facts, asked).is_some());
    let drafts = hidden.iter().filter_map(|asked| {
        let first = asked.first()?;
        let by = alias_in_front(facts, first)?;
        let name = printable(facts.name(by));
        let message = format!("{} is never asked: `{name}` takes its URLs", called(asked));
        Some(
            Draft::new(&RULE, Spot::directive(first.node()), message)
                .because(Spot::directive(by), "this comes first, wherever it stands")
                .help(format!(
                    "give `{name}` a path that the application does not need"
                )),
        )
    });
    drafts.collect()
}

/// Returns the line of mod_alias that answers in place of an application.
fn alias_in_front(facts: &Facts<'_>, asked: &Asked<'_>) -> Option<NodeId> {
    let by = asked.decided_by()?;
    let name = facts.name(by);
    let names = [
        "Alias",
        "AliasMatch",
        "ScriptAlias",
        "ScriptAliasMatch",
        "Redirect",
        "RedirectMatch",
        "RedirectPermanent",
        "RedirectTemp",
    ];
    let is_alias = names
        .iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    let is_whole = asked.part.is_none() && asked.mounted.mechanism == Mechanism::ScriptAlias;
    let is_taken = is_whole && is_alias && asked.answer.status == Status::NotWsgi;
    (is_taken && takes_all(facts, by, name)).then_some(by)
}

/// Returns whether a line takes all that is below a path of which it takes one: by its path, or by an expression that ends open.
/// `^/(?!static)` leaves something to the application.
fn takes_all(facts: &Facts<'_>, node: NodeId, name: &[u8]) -> bool {
    if !name.to_ascii_lowercase().ends_with(b"match") {
        return true;
    }
    let words: Vec<_> = Words::new(facts.tree.directive(node).arguments).collect();
    // A redirect may have its status in front.
    let mut expressions = words.iter().take(words.len().saturating_sub(1).max(1));
    expressions.next_back().is_some_and(|expression| {
        let text = expression.strip_prefix(b"^").unwrap_or(expression);
        let text = text.strip_suffix(b"$").unwrap_or(text);
        let start = [b"(.*)".as_slice(), b".*", b"(/.*)?", b"(/|$)"]
            .into_iter()
            .find_map(|end| text.strip_suffix(end))
            .unwrap_or(text);
        start
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/-_~".contains(byte))
    })
}
