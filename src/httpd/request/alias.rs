//! What mod_alias makes of a path (mod_alias.c: `translate_alias_redir`): `Redirect` first, then `Alias`.
//!
//! The first match in the order of the configuration wins, not the longest; a virtual host's own come before those of the
//! main server.

use std::path::PathBuf;

use super::merged::{Certainty, Merged};
use super::origin::{Doubt, Origin};
use super::redirect::{self, Redirect};
use super::regex::substitute;
use super::router::{Resource, Router};
use super::sections;
use super::undefined::defined;
use crate::httpd::merge;
use crate::httpd::server_config::ServerId;
use crate::httpd::tree::NodeId;
use crate::syntax::Words;

/// A directive of mod_alias that takes a request.
#[derive(Clone, Debug)]
pub struct AliasHit {
    /// What it does.
    pub kind: AliasKind,
    /// The directive.
    pub origin: Origin,
}

/// What a directive of mod_alias does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AliasKind {
    /// `Alias`, `AliasMatch`: httpd's `r->filename`.
    Alias(PathBuf),
    /// `ScriptAlias`, `ScriptAliasMatch`: the same, for the handler `cgi-script`.
    ScriptAlias(PathBuf),
    /// `Redirect` and its kin: an answer with this status.
    Redirect(u16),
}

impl Router<'_> {
    /// Returns the directive of mod_alias that takes a request before mod_wsgi is asked.
    pub fn mod_alias(&self, resource: Resource<'_>) -> Result<Option<AliasHit>, Doubt> {
        self.mod_alias_for(resource, resource.path)
    }

    /// Returns the directive of mod_alias that takes a request whose path mod_rewrite has made another one (`[PT]`).
    ///
    /// The sections around it are still those of the path that `resource` has.
    pub fn mod_alias_for(
        &self,
        resource: Resource<'_>,
        path: &[u8],
    ) -> Result<Option<AliasHit>, Doubt> {
        let merged = self.location_sections(resource);
        if let Some(hit) = redirect::in_section(&merged)? {
            return Ok(Some(hit));
        }
        let servers = sections::own_then_main(resource.server);
        for node in servers.clone().flat_map(|server| self.alias_lines(server)) {
            if let Some(hit) = self.server_redirect(node, path)? {
                return Ok(Some(hit));
            }
        }
        if let Some(hit) = self.alias_in_section(&merged)? {
            return Ok(Some(hit));
        }
        for node in servers.flat_map(|server| self.alias_lines(server)) {
            if let Some(hit) = self.server_alias(node, path)? {
                return Ok(Some(hit));
            }
        }
        Ok(None)
    }

    /// Returns the lines of mod_alias at the level of a server.
    fn alias_lines(&self, server: ServerId) -> impl Iterator<Item = NodeId> {
        self.layout().server(server).aliases.iter().copied()
    }

    fn server_redirect(&self, node: NodeId, path: &[u8]) -> Result<Option<AliasHit>, Doubt> {
        let directive = self.tree.directive(node);
        let origin = Origin::Config(node);
        match Redirect::parse(directive.name, directive.arguments, false) {
            Some(redirect) => {
                defined(redirect.about(), node)?;
                redirect.hit(&self.expressions, origin, path)
            }
            None => Ok(None),
        }
    }

    fn server_alias(&self, node: NodeId, path: &[u8]) -> Result<Option<AliasHit>, Doubt> {
        let directive = self.tree.directive(node);
        let name = directive.name.to_ascii_lowercase();
        let (script, is_match) = match name.as_slice() {
            b"alias" => (false, false),
            b"scriptalias" => (true, false),
            b"aliasmatch" => (false, true),
            b"scriptaliasmatch" => (true, true),
            _ => return Ok(None),
        };
        let mut words = Words::new(directive.arguments);
        let (Some(fake), Some(real)) = (words.next(), words.next()) else {
            return Ok(None);
        };
        let origin = Origin::Config(node);
        defined(&fake, node)?;
        let file = if is_match {
            let found = self.expressions.find(&fake, path, false);
            let found = found.map_err(|why| Doubt::at(origin.clone(), why))?;
            found.map(|groups| substitute(&real, path, &groups))
        } else {
            let rest = after_prefix(path, &fake);
            rest.map(|rest| [&real, rest].concat())
        };
        let Some(file) = file else {
            return Ok(None);
        };
        defined(&real, node)?;
        Ok(Some(self.alias_hit(script, &file, origin)))
    }

    fn alias_hit(&self, script: bool, file: &[u8], origin: Origin) -> AliasHit {
        let file = merge(&self.tree.server_root, file);
        let kind = if script {
            AliasKind::ScriptAlias(file)
        } else {
            AliasKind::Alias(file)
        };
        AliasHit { kind, origin }
    }

    /// Returns what an `Alias` with one word in a `<Location>` around the path says (mod_alias.c: `try_alias`).
    fn alias_in_section(&self, merged: &Merged<'_>) -> Result<Option<AliasHit>, Doubt> {
        let mut hit = None;
        let mut doubt = None;
        for (origin, certainty) in merged.in_sections(&["Alias", "ScriptAlias"]) {
            match certainty {
                Certainty::Sure => (hit, doubt) = (Some(origin), None),
                Certainty::Doubt(why) => doubt = Some(why.clone()),
            }
        }
        if let Some(why) = doubt {
            return Err(why);
        }
        let Some(origin) = hit else {
            return Ok(None);
        };
        let directive = origin.directive(self.tree);
        let file = directive.first_word().unwrap_or_default();
        let preserve = merged.last_value("AliasPreservePath").value;
        let preserves = preserve.is_some_and(|(value, _)| value.eq_ignore_ascii_case(b"on"));
        if redirect::is_expression(&file) || preserves {
            let why = "what it stands for is worked out for each request";
            return Err(Doubt::at(origin.clone(), why));
        }
        let script = directive.name.eq_ignore_ascii_case(b"ScriptAlias");
        Ok(Some(self.alias_hit(script, &file, origin.clone())))
    }

    /// Returns the `Redirect` inside of a directory's section or `.htaccess` that answers after the file was found
    /// (mod_alias.c: `fixup_redir`).
    pub fn directory_redirect(
        &self,
        resource: Resource<'_>,
        merged: &Merged<'_>,
    ) -> Result<Option<AliasHit>, Doubt> {
        if let Some(hit) = redirect::in_section(merged)? {
            return Ok(Some(hit));
        }
        redirect::of_directories(merged, &self.expressions, resource.path)
    }
}

pub(super) fn is_alias_line(name: &[u8]) -> bool {
    let starts = |start: &[u8]| {
        let own = name.get(..start.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(start))
    };
    starts(b"redirect") || starts(b"alias") || starts(b"scriptalias")
}

/// Returns what of a path is behind a prefix; any number of slashes in one matches any number in the other
/// (mod_alias.c: `alias_matches`).
pub(crate) fn after_prefix<'path>(path: &'path [u8], prefix: &[u8]) -> Option<&'path [u8]> {
    let (mut rest, mut wanted) = (path, prefix);
    while let [first, after @ ..] = wanted {
        rest = rest.strip_prefix(&[*first])?;
        wanted = after;
        if *first == b'/' {
            rest = without_slashes(rest);
            wanted = without_slashes(wanted);
        }
    }
    let whole = prefix.ends_with(b"/") || rest.is_empty() || rest.starts_with(b"/");
    (whole && rest.len() < path.len()).then_some(rest)
}

fn without_slashes(mut text: &[u8]) -> &[u8] {
    while let [b'/', rest @ ..] = text {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::httpd::request::tests::{Server, text};

    /// What mod_alias says of a URL of a server.
    fn ask(configuration: &str, url: &str) -> String {
        let hit = Server::new(configuration).ask(url, |router, resource| {
            let hit = router.mod_alias(resource);
            hit.map_err(|doubt| doubt.why)
        });
        match hit {
            Err(why) => format!("unknown: {why}"),
            Ok(None) => "nothing".to_owned(),
            Ok(Some(hit)) => match hit.kind {
                AliasKind::Alias(file) => text(file),
                AliasKind::ScriptAlias(file) => format!("script {}", text(file)),
                AliasKind::Redirect(status) => status.to_string(),
            },
        }
    }

    #[test]
    fn the_first_alias_wins_and_not_the_longest() {
        let server = "Alias /a /srv/a\nAlias /a/b /srv/b";
        assert_eq!(ask(server, "http://h/a/b/c"), "/srv/a/b/c");
        assert_eq!(ask(server, "http://h/a"), "/srv/a");
        assert_eq!(ask(server, "http://h/ab"), "nothing");
    }

    #[test]
    fn a_prefix_with_a_slash_at_its_end_wants_one() {
        let server = "Alias /a/ /srv/a/";
        assert_eq!(ask(server, "http://h/a/x"), "/srv/a/x");
        assert_eq!(ask(server, "http://h/a"), "nothing");
    }

    #[test]
    fn a_virtual_hosts_aliases_come_before_those_of_the_main_server() {
        let server = "Alias /a /srv/main\nAlias /m /srv/m\n\
                      <VirtualHost *>\nAlias /a /srv/own\n</VirtualHost>";
        assert_eq!(ask(server, "http://h/a"), "/srv/own");
        assert_eq!(ask(server, "http://h/m"), "/srv/m");
    }

    #[test]
    fn redirects_come_before_aliases() {
        let server = "Alias /a /srv/a\nRedirect permanent /a/b http://x/\n\
                      Redirect gone /a/g\nRedirectTemp /a/t /x\nRedirect 404 /a/n";
        assert_eq!(ask(server, "http://h/a/b"), "301");
        assert_eq!(ask(server, "http://h/a/g/x"), "410");
        assert_eq!(ask(server, "http://h/a/t"), "302");
        assert_eq!(ask(server, "http://h/a/n"), "404");
        assert_eq!(ask(server, "http://h/a/x"), "/srv/a/x");
    }

    #[test]
    fn expressions_are_not_anchored() {
        let server = "AliasMatch /icons/(.*)$ /srv/i/$1\nScriptAliasMatch ^/cgi(.*) bin$1\n\
                      RedirectMatch 301 \\.php$ http://x/";
        assert_eq!(ask(server, "http://h/x/icons/a.png"), "/srv/i/a.png");
        assert_eq!(ask(server, "http://h/cgi/a"), "script /etc/apache2/bin/a");
        assert_eq!(ask(server, "http://h/a.php"), "301");
    }

    #[test]
    fn a_location_has_aliases_and_redirects_of_its_own() {
        let server = "<Location /a>\nAlias /srv/x\n</Location>\n\
                      <Location /r>\nRedirect http://x/\n</Location>\n\
                      <Location /g>\nRedirect 410\n</Location>\n\
                      <Location /e>\nAlias \"/srv/%{HTTP_HOST}\"\n</Location>";
        assert_eq!(ask(server, "http://h/a/b"), "/srv/x");
        assert_eq!(ask(server, "http://h/r"), "302");
        assert_eq!(ask(server, "http://h/g"), "410");
        assert!(ask(server, "http://h/e").starts_with("unknown"));
    }
}
