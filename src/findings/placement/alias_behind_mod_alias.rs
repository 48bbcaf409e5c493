//! An application behind an alias of mod_alias, or behind a proxy.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Directive, NodeId};
use crate::source::printable;
use crate::syntax::Words;
use crate::wsgi::{Mechanism, Status};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD306",
    name: "alias-behind-mod-alias",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "an application is never asked: `Alias`, `Redirect` or `ProxyPass` takes its URLs",
    page: Page {
        finds: "An application whose URLs a directive of mod_alias or mod_proxy takes: `Alias`, `ScriptAlias`, \
            `Redirect`, `ProxyPass` and their Match forms.",
        matters: "A proxy comes first, then the aliases of mod_alias, then those of mod_wsgi, wherever the lines \
            stand and however long the paths are: `Alias /shop` hides `WSGIScriptAlias /shop/api`.",
        example: "Alias /shop /srv/static\n\
            WSGIScriptAlias /shop/api /srv/shop/api.wsgi\n",
        instead: "Alias /shop/static /srv/static\n\
            WSGIScriptAlias /shop /srv/shop/api.wsgi\n",
        remedy: "Give the line that takes the URLs a path that the application does not need. In front of a \
            `ProxyPass`, `ProxyPass /shop/api !` leaves a path to the application.",
        leave: "The application is switched off like this on purpose, for instance by a `Redirect` or a \
            `ProxyPass` while it moves.",
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

/// The directives of mod_proxy that take URLs.
const PROXIES: [&str; 2] = ["ProxyPass", "ProxyPassMatch"];

/// Returns the line of mod_alias or mod_proxy that answers in place of an application.
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
    let is_taking = names.iter().chain(&PROXIES).any(|known| is(known, name));
    let is_whole = asked.part.is_none() && asked.mounted.mechanism == Mechanism::ScriptAlias;
    let is_taken = is_whole && is_taking && asked.answer.status == Status::NotWsgi;
    (is_taken && takes_all(facts, by, &asked.mounted.mount)).then_some(by)
}

/// Returns whether a line takes all that is below a path of which it takes one: by its path, or by an expression that ends open.
/// `^/(?!static)` leaves something to the application.
fn takes_all(facts: &Facts<'_>, node: NodeId, mount: &[u8]) -> bool {
    let name = facts.name(node);
    if PROXIES.iter().any(|proxy| is(proxy, name)) {
        return is_below_path(facts, node, mount) && !has_exceptions(facts);
    }
    let words: Vec<_> = Words::new(facts.tree.directive(node).arguments).collect();
    // A redirect may have its status in front.
    let mut paths = words.iter().take(words.len().saturating_sub(1).max(1));
    let path = paths.next_back();
    if !name.to_ascii_lowercase().ends_with(b"match") {
        return !path.is_some_and(|path| leaves_bare(path, mount));
    }
    path.is_some_and(|expression| {
        let text = expression.strip_prefix(b"^").unwrap_or(expression);
        let text = text.strip_suffix(b"$").unwrap_or(text);
        let start = [b"(.*)".as_slice(), b".*", b"(/.*)?", b"(/|$)"]
            .into_iter()
            .find_map(|end| text.strip_suffix(end))
            .unwrap_or(text);
        is_plain(start) && !leaves_bare(start, mount)
    })
}

/// Returns whether a line for `/x/` leaves `/x` itself to an application there.
fn leaves_bare(path: &[u8], mount: &[u8]) -> bool {
    let bare = path.strip_suffix(b"/");
    bare.is_some_and(|bare| !bare.is_empty() && bare == mount)
}

/// Returns whether a proxy takes all that is below a path: its own, or that of its `<Location>`.
fn is_below_path(facts: &Facts<'_>, node: NodeId, mount: &[u8]) -> bool {
    let directive = facts.tree.directive(node);
    let name = directive.name;
    let first = |directive: Directive<'_>| {
        let word = directive.first_word().unwrap_or_default();
        let path = word.strip_suffix(b">").unwrap_or(&word);
        is_plain(path) && !leaves_bare(path, mount)
    };
    match directive
        .section
        .map(|section| facts.tree.directive(section))
    {
        Some(section) if is("<Location", section.name) => first(section),
        Some(section) => {
            is("<VirtualHost", section.name) && is("ProxyPass", name) && first(directive)
        }
        None => is("ProxyPass", name) && first(directive),
    }
}

/// Returns whether some line leaves requests to others: `ProxyPass /path !`, or a variable `no-proxy` (mod_proxy.c:
/// `proxy_trans`), which `SetEnv` sets too late. Which application it is for is not looked at.
fn has_exceptions(facts: &Facts<'_>) -> bool {
    let mut effective = facts.config.effective.iter();
    effective.any(|effective| {
        let Directive {
            name, arguments, ..
        } = facts.tree.directive(effective.node);
        if PROXIES.iter().any(|proxy| is(proxy, name)) {
            return Words::new(arguments).take(2).any(|word| &*word == b"!");
        }
        memchr::memmem::find(&arguments.to_ascii_lowercase(), b"no-proxy").is_some()
            && !is("SetEnv", name)
    })
}

fn is_plain(path: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_~".contains(byte);
    !path.starts_with(b"~") && path.iter().all(is_plain)
}

fn is(known: &str, name: &[u8]) -> bool {
    known.as_bytes().eq_ignore_ascii_case(name)
}
