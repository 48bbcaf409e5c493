//! [`Translators`]: the modules beside mod_alias and mod_rewrite that take a path for themselves.

use std::collections::BTreeMap;

use pcre2::bytes::{Regex, RegexBuilder};

use crate::httpd::request::{Certainty, Doubt, Merged, Origin};
use crate::httpd::{ConfigTree, Directive, NodeId, Scope, ServerId};
use crate::syntax::Words;
use crate::wsgi::script_alias::matched_length;

/// A `ProxyPass` or `ProxyPassMatch` at the level of a server.
#[derive(Debug)]
struct ProxyRule {
    node: NodeId,
    path: Path,
    /// Whether it takes the path out of the proxy's hands (`!`).
    is_exception: bool,
}

#[derive(Debug)]
enum Path {
    Below(Vec<u8>),
    Matching(Option<Regex>),
}

/// What a proxy makes of a path.
#[derive(Debug)]
pub(super) enum Proxied {
    /// Nothing.
    No,
    /// It takes it, because of this line.
    By(Origin),
    /// It cannot be told.
    Doubt(Doubt),
}

/// The lines that map paths before or after mod_wsgi does.
#[derive(Debug, Default)]
pub(super) struct Translators {
    proxies: BTreeMap<ServerId, Vec<ProxyRule>>,
    /// `VirtualDocumentRoot` and its kin.
    mass_hosting: BTreeMap<ServerId, NodeId>,
    /// `UserDir`.
    user_directories: BTreeMap<ServerId, NodeId>,
}

impl Translators {
    /// Takes a directive at the level of a server, if it is about this.
    pub(super) fn take(&mut self, directive: Directive<'_>, scope: Scope) {
        if scope.section.is_some() {
            return;
        }
        let is = |name: &str| directive.name.eq_ignore_ascii_case(name.as_bytes());
        if is("ProxyPass") || is("ProxyPassMatch") {
            let rule = ProxyRule::parse(directive, is("ProxyPassMatch"));
            self.proxies.entry(scope.server).or_default().extend(rule);
        } else if is("VirtualDocumentRoot") || is("VirtualDocumentRootIP") {
            self.mass_hosting.insert(scope.server, directive.id);
        } else if is("UserDir") {
            self.user_directories.insert(scope.server, directive.id);
        }
    }

    /// Returns what mod_proxy makes of a path: first `ProxyPass` in a `<Location>`, then the main server's lines, then
    /// those of the virtual host (mod_proxy.c: `proxy_trans`).
    pub(super) fn proxied(
        &self,
        server: ServerId,
        path: &[u8],
        locations: &Merged<'_>,
        tree: &ConfigTree,
    ) -> Proxied {
        let of_server = (server != ServerId::MAIN).then(|| self.proxies.get(&server));
        let of_main = self.proxies.get(&ServerId::MAIN);
        // Unlike those of mod_alias and mod_wsgi (mod_proxy.c: `merge_proxy_config`).
        let rules = of_main.into_iter().chain(of_server.flatten()).flatten();
        match in_location(locations, tree) {
            Proxied::No => {}
            found => return found,
        }
        for rule in rules {
            match rule.takes(path) {
                Some(false) => {}
                Some(true) if rule.is_exception => return Proxied::No,
                Some(true) => return Proxied::By(Origin::Config(rule.node)),
                None => {
                    let why = "the expression cannot be tried here";
                    return Proxied::Doubt(Doubt::at(Origin::Config(rule.node), why));
                }
            }
        }
        Proxied::No
    }

    /// Returns why the file that no alias names is not known: another module chooses it.
    pub(super) fn mapped_elsewhere(&self, server: ServerId, path: &[u8]) -> Option<Doubt> {
        let of = |lines: &BTreeMap<ServerId, NodeId>| {
            let line = lines.get(&server).or(lines.get(&ServerId::MAIN));
            line.copied()
        };
        if let Some(node) = of(&self.user_directories).filter(|_| path.starts_with(b"/~")) {
            let why = "a user's directory is not looked up";
            return Some(Doubt::at(Origin::Config(node), why));
        }
        let node = of(&self.mass_hosting)?;
        let why = "the document root depends on the request";
        Some(Doubt::at(Origin::Config(node), why))
    }
}

/// Returns what a `ProxyPass` inside of a `<Location>` makes of a request in it.
fn in_location(locations: &Merged<'_>, tree: &ConfigTree) -> Proxied {
    let mut found = Proxied::No;
    for name in ["ProxyPass", "ProxyPassMatch"] {
        for (origin, certainty) in locations.all(name) {
            if !is_inside(locations, &origin) {
                continue;
            }
            let first = origin.directive(tree).first_word();
            let is_exception = first.is_some_and(|word| word.as_ref() == b"!");
            found = match certainty {
                Certainty::Doubt(doubt) => Proxied::Doubt(doubt.clone()),
                Certainty::Sure if is_exception => Proxied::No,
                Certainty::Sure => Proxied::By(origin),
            };
        }
    }
    found
}

/// Returns whether a directive stands in a section, not at the level of a server.
fn is_inside(merged: &Merged<'_>, origin: &Origin) -> bool {
    let layer = merged
        .layers
        .iter()
        .find(|layer| layer.htaccess.is_none() && layer.directives.contains(&origin.node()));
    layer.is_some_and(|layer| !matches!(layer.kind, crate::httpd::request::LayerKind::Server(_)))
}

impl ProxyRule {
    fn parse(directive: Directive<'_>, is_match: bool) -> Option<Self> {
        let mut words = Words::new(directive.arguments);
        let path = words.next()?;
        let target = words.next()?;
        let path = if is_match {
            let text = std::str::from_utf8(&path).ok();
            Path::Matching(text.and_then(|text| RegexBuilder::new().dotall(true).build(text).ok()))
        } else {
            Path::Below(path.into_owned())
        };
        Some(Self {
            node: directive.id,
            path,
            is_exception: target.as_ref() == b"!",
        })
    }

    fn takes(&self, path: &[u8]) -> Option<bool> {
        match &self.path {
            Path::Below(above) => Some(matched_length(path, above) > 0),
            Path::Matching(expression) => expression.as_ref()?.is_match(path).ok(),
        }
    }
}
