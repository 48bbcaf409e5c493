//! The rules at the level of a server, before any alias (mod_rewrite.c: `hook_uri2file`).

use std::io;
use std::path::Path;

use super::rule_set::RuleSet;
use super::run::{End, Run};
use super::substitution::is_absolute_url;
use super::{Outcome, Rewritten};
use crate::httpd::request::origin::{Doubt, Origin};
use crate::httpd::request::router::{Resource, Router};
use crate::httpd::server_config::ServerId;
use crate::httpd::tree::{bytes_path, path_bytes};

impl Router<'_> {
    /// Follows the rules of the server, before any alias.
    pub fn rewrite(&self, resource: Resource<'_>) -> Rewritten {
        let server = resource.server;
        // A server without any directive of mod_rewrite has no rules, not even inherited ones.
        if resource.request.rules_are_over || !self.layout().server(server).has_rewriting {
            return Rewritten::unchanged();
        }
        let merged = self.location_sections(resource);
        match merged.is_on("RewriteEngine") {
            Ok(true) => {}
            Ok(false) => return Rewritten::unchanged(),
            Err(doubt) => return Rewritten::doubt(doubt),
        }
        let rules = self.server_rules(server);
        let mut run = Run::new(self, resource, &merged, resource.path.to_owned());
        let end = run.apply(&rules.rules);
        let outcome = self.outcome(&run, end);
        Rewritten {
            outcome,
            ..run.rewritten
        }
    }

    /// Returns the rules of a server, with what it takes over from the main one.
    pub(super) fn server_rules(&self, server: ServerId) -> RuleSet {
        let of = |server| {
            let lines = self.layout().server(server).directives.iter();
            RuleSet::of(lines.copied().map(Origin::Config), self.tree)
        };
        let main = of(ServerId::MAIN);
        if server == ServerId::MAIN {
            return main;
        }
        of(server).on(&main)
    }

    fn outcome(&self, run: &Run<'_>, end: End) -> Outcome {
        let (passed_through, proxy, output) = match end {
            End::Unchanged => return Outcome::Unchanged,
            End::Status(status) => return Outcome::Status(status),
            End::Doubt(doubt) => return Outcome::Doubt(doubt),
            End::Changed {
                passed_through,
                proxy,
                output,
            } => (passed_through, proxy, output),
        };
        if proxy {
            return self.proxy_outcome();
        }
        if passed_through {
            // With `[R,PT]` it is a whole URL, which no module takes for a path (core.c: `ap_core_translate`).
            return match run.file.first() {
                Some(b'/') => Outcome::Path(run.file.clone()),
                _ => Outcome::Status(400),
            };
        }
        if is_absolute_url(&run.file) {
            return Outcome::Status(run.redirect.unwrap_or(302));
        }
        match self.local_file(run, &output) {
            Ok(outcome) => outcome,
            Err(why) => Outcome::Doubt(match run.rewritten.matched.last() {
                Some(rule) => Doubt::at(rule.clone(), why.why),
                None => why,
            }),
        }
    }

    pub(super) fn proxy_outcome(&self) -> Outcome {
        match self.tree.modules.by_source(b"mod_proxy.c") {
            Some(_) => Outcome::Proxy,
            None => Outcome::Status(403),
        }
    }

    /// A new path is a file where its first part is there and was written in the rule; else it is below the document root
    /// (mod_rewrite.c: `prefix_stat`).
    fn local_file(&self, run: &Run<'_>, output: &[u8]) -> Result<Outcome, Doubt> {
        let file = run.file.as_slice();
        if !file.starts_with(b"/") {
            return Ok(Outcome::Status(400));
        }
        if file.starts_with(b"/~") {
            return Err(Doubt::general("the home of a user is not looked up here"));
        }
        let first = file.iter().skip(1).position(|byte| *byte == b'/');
        let first = file
            .get(..first.map_or(file.len(), |at| at + 1))
            .unwrap_or_default();
        if self.is_there(bytes_path(first))? {
            let root = self.root_directory(run.resource.server)?;
            if output.starts_with(first) || file.starts_with(path_bytes(&root)) {
                return Ok(Outcome::File(bytes_path(file).to_owned()));
            }
            return Err(Doubt::general(
                "whether the new path is a file or a path of the site depends on the version of httpd",
            ));
        }
        let resource = Resource {
            path: file,
            ..run.resource
        };
        self.document_root(resource).map(Outcome::File)
    }

    fn is_there(&self, path: &Path) -> Result<bool, Doubt> {
        match self.host.kind(path) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Doubt::general(format!("`{}`: {error}", path.display()))),
        }
    }
}

/// Returns whether a directive is one of mod_rewrite.
pub(in crate::httpd::request) fn is_rewriting(name: &[u8]) -> bool {
    let start = name.get(..7);
    start.is_some_and(|start| start.eq_ignore_ascii_case(b"Rewrite"))
}
