//! The rules of directories and `.htaccess`, after the file was found (mod_rewrite.c: `hook_fixup`).

use super::rule_set::{Options, RuleSet};
use super::run::{End, Run};
use super::server::is_rewriting;
use super::substitution::is_absolute_url;
use super::{Outcome, Rewritten};
use crate::httpd::request::alias::AliasKind;
use crate::httpd::request::index_file::Index;
use crate::httpd::request::layout::directory_path;
use crate::httpd::request::merged::{Layer, LayerKind, Merged};
use crate::httpd::request::normalise::remove_dots;
use crate::httpd::request::options::OptionSet;
use crate::httpd::request::origin::Doubt;
use crate::httpd::request::pattern::is_wild;
use crate::httpd::request::router::{Resource, Router};
use crate::httpd::request::storage::{Storage, StorageKind};
use crate::httpd::server_config::{SectionKind, ServerId};
use crate::httpd::tree::path_bytes;
use crate::syntax::Words;

impl Router<'_> {
    /// Follows the rules of directories and `.htaccess`, after the file was found.
    pub fn rewrite_in_directory(
        &self,
        resource: Resource<'_>,
        storage: &Storage,
        merged: &Merged<'_>,
    ) -> Rewritten {
        let result = self.rewritten_in_directory(resource, storage, merged);
        result.unwrap_or_else(Rewritten::doubt)
    }

    fn rewritten_in_directory(
        &self,
        resource: Resource<'_>,
        storage: &Storage,
        merged: &Merged<'_>,
    ) -> Result<Rewritten, Doubt> {
        let Some(layer) = merged
            .layers
            .iter()
            .rfind(|layer| has_rewriting(layer, merged))
        else {
            return Ok(Rewritten::unchanged());
        };
        if matches!(layer.kind, LayerKind::Server(_)) || !merged.is_on("RewriteEngine")? {
            return Ok(Rewritten::unchanged());
        }
        if resource.request.rules_are_over {
            return Ok(Rewritten::unchanged());
        }
        let (directory, is_directory) = self.directory_of(layer);
        let file = path_bytes(&storage.file);
        // Rules of a directory that was asked for without its slash wait for the redirect that adds it.
        let rules = self.directory_rules(resource.server, merged)?;
        let is_early = directory.strip_suffix(b"/") == Some(file);
        if is_early && !rules.options().has(Options::NO_SLASH) {
            return Ok(Rewritten::unchanged());
        }
        let links = [
            OptionSet::FOLLOW_SYM_LINKS,
            OptionSet::SYM_LINKS_IF_OWNER_MATCH,
        ];
        if !merged.has_options(links[0])? && !merged.has_options(links[1])? {
            return Ok(Rewritten {
                outcome: Outcome::Status(403),
                ..Rewritten::unchanged()
            });
        }
        let mut run = Run::new(self, resource, merged, file.to_owned());
        run.path_info.clone_from(&storage.path_info);
        run.directory = Some(directory);
        let end = run.apply(&rules.rules);
        let outcome = if is_directory {
            self.directory_outcome(&run, end, file, &rules)?
        } else {
            self.elsewhere(&run, end)
        };
        let outcome = match outcome {
            Outcome::Path(path) => self
                .before_redirect(resource, storage, merged)?
                .unwrap_or(Outcome::Path(path)),
            outcome => outcome,
        };
        Ok(Rewritten {
            outcome,
            ..run.rewritten
        })
    }

    /// Returns the answer of another module that comes between the rules and the internal redirect that they ask for: of
    /// mod_alias, or of mod_dir where a directory lacks its slash.
    fn before_redirect(
        &self,
        resource: Resource<'_>,
        storage: &Storage,
        merged: &Merged<'_>,
    ) -> Result<Option<Outcome>, Doubt> {
        if let Some(hit) = self.directory_redirect(resource, merged)?
            && let AliasKind::Redirect(status) = hit.kind
        {
            return Ok(Some(Outcome::Status(status)));
        }
        if !matches!(storage.kind, StorageKind::Directory) || resource.path.ends_with(b"/") {
            return Ok(None);
        }
        let index = self.directory_index(resource, storage, merged);
        Ok(matches!(index, Index::Slash).then_some(Outcome::Status(301)))
    }

    /// Returns the path of the section that a layer's rules are in, with a slash at its end, as mod_rewrite takes it off,
    /// and whether it is that of a directory.
    fn directory_of(&self, layer: &Layer<'_>) -> (Vec<u8>, bool) {
        let with_slash = |path: &[u8]| {
            let slash: &[u8] = if path.ends_with(b"/") { b"" } else { b"/" };
            [path, slash].concat()
        };
        match (layer.kind, &layer.htaccess) {
            (LayerKind::Section(id), _) => {
                let section = self.config.section(id);
                if section.kind == SectionKind::Directory {
                    let path = directory_path(self.tree, &section.argument);
                    let is_plain = !is_wild(&path);
                    return (path, is_plain);
                }
                (with_slash(&section.argument), false)
            }
            (LayerKind::Htaccess, Some(file)) => {
                let parent = file.file.parent().map(path_bytes);
                (with_slash(parent.unwrap_or_default()), true)
            }
            _ => (b"/".to_vec(), false),
        }
    }

    /// Returns the rules of the last section, with what it takes over from those before.
    ///
    /// httpd merges the sections of one walk with each other before it merges them on top of those of the walks before,
    /// and what is inherited depends on that.
    fn directory_rules(&self, server: ServerId, merged: &Merged<'_>) -> Result<RuleSet, Doubt> {
        let mut rules = self.server_rules(server).without_rules();
        let mut of_walk: Option<RuleSet> = None;
        let mut walk = None;
        for layer in &merged.layers {
            if matches!(layer.kind, LayerKind::Server(_)) || !has_rewriting(layer, merged) {
                continue;
            }
            if let Some(doubt) = layer.certainty.doubt() {
                return Err(doubt.clone());
            }
            let own = RuleSet::of(layer.origins(), self.tree);
            let kind = self.walk_of(layer);
            if walk.replace(kind) != Some(kind)
                && let Some(before) = of_walk.take()
            {
                rules = before.on(&rules);
            }
            of_walk = Some(match of_walk {
                Some(before) => own.on(&before),
                None => own,
            });
        }
        Ok(match of_walk {
            Some(last) => last.on(&rules),
            None => rules,
        })
    }

    /// Returns the walk in which a layer is merged.
    fn walk_of(&self, layer: &Layer<'_>) -> Walk {
        let kind = match (layer.kind, &layer.htaccess) {
            (LayerKind::Section(id), _) => Some(self.config.section(id).kind),
            (LayerKind::HtaccessSection(index), Some(file)) => {
                file.sections.get(index).map(|section| section.kind)
            }
            _ => None,
        };
        match kind {
            Some(SectionKind::Files | SectionKind::FilesMatch) => Walk::Files,
            Some(SectionKind::Location | SectionKind::LocationMatch) => Walk::Locations,
            Some(SectionKind::If) => Walk::Ifs,
            _ => Walk::Directories,
        }
    }

    fn directory_outcome(
        &self,
        run: &Run<'_>,
        end: End,
        before: &[u8],
        rules: &RuleSet,
    ) -> Result<Outcome, Doubt> {
        if let Some(outcome) = self.early_outcome(run, end) {
            return Ok(outcome);
        }
        if !run.file.starts_with(b"/") {
            return Ok(Outcome::Status(400));
        }
        if run.file == before {
            return Ok(Outcome::Unchanged);
        }
        if let Some((_, rule)) = &run.rewritten.handler {
            // The handler takes the place of the one that would redirect (mod_rewrite.c: `hook_mimetype`).
            let why = "a handler takes the request before its new path counts";
            return Err(Doubt::at(rule.clone(), why));
        }
        let path = self.redirected_path(run, rules)?;
        let rule = run.rewritten.matched.last().cloned();
        if path.iter().any(|byte| matches!(byte, b'%' | b'?')) {
            return Err(Doubt {
                why: "the new path is decoded once more".to_owned(),
                origin: rule,
            });
        }
        Ok(remove_dots(&path, true).map_or(Outcome::Status(400), Outcome::Path))
    }

    /// Returns what becomes of a path whose rules have not made another one of it, but an answer or a URL.
    fn early_outcome(&self, run: &Run<'_>, end: End) -> Option<Outcome> {
        match end {
            End::Unchanged => Some(Outcome::Unchanged),
            End::Status(status) => Some(Outcome::Status(status)),
            End::Doubt(doubt) => Some(Outcome::Doubt(doubt)),
            End::Changed { proxy: true, .. } => Some(self.proxy_outcome()),
            // With `[R,PT]` the URL is taken for a path.
            End::Changed { passed_through, .. } if is_absolute_url(&run.file) => {
                let redirect = run.redirect.unwrap_or(302);
                Some(Outcome::Status(if passed_through { 400 } else { redirect }))
            }
            End::Changed { .. } => None,
        }
    }

    /// Returns what becomes of a path by rules that are not in a directory.
    fn elsewhere(&self, run: &Run<'_>, end: End) -> Outcome {
        self.early_outcome(run, end).unwrap_or_else(|| {
            let why = "a rule that is not in a directory changes the path";
            Outcome::Doubt(match run.rewritten.matched.last() {
                Some(rule) => Doubt::at(rule.clone(), why),
                None => Doubt::general(why),
            })
        })
    }

    /// Turns a file back into a path: by `RewriteBase`, the document root, or the alias that had led to it.
    fn redirected_path(&self, run: &Run<'_>, rules: &RuleSet) -> Result<Vec<u8>, Doubt> {
        let directory = run.directory.as_deref().unwrap_or_default();
        if let Some(base) = &rules.base {
            if let Some(path) = with_prefix_replaced(&run.file, directory, base) {
                return Ok(path);
            }
        } else {
            let root = self.root_directory(run.resource.server)?;
            let rest = run.file.strip_prefix(path_bytes(&root));
            if let Some(rest) = rest.filter(|rest| rest.starts_with(b"/")) {
                return Ok(rest.to_owned());
            }
        }
        if rules.options().has(Options::IGNORE_CONTEXT) {
            return Ok(run.file.clone());
        }
        let hit = self.mod_alias(run.resource)?;
        let Some(hit) = hit.filter(|hit| !matches!(hit.kind, AliasKind::Redirect(_))) else {
            return Ok(run.file.clone());
        };
        let line = hit.origin.directive(self.tree);
        let words: Vec<_> = Words::new(line.arguments).collect();
        match words.as_slice() {
            [fake, real] if !line.name.to_ascii_lowercase().ends_with(b"match") => {
                let path = with_prefix_replaced(&run.file, real, fake);
                Ok(path.unwrap_or_else(|| run.file.clone()))
            }
            _ => Ok(run.file.clone()),
        }
    }
}

/// The walks of httpd through sections (request.c).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Walk {
    Directories,
    Files,
    Locations,
    Ifs,
}

/// Returns whether a layer has any directive of mod_rewrite: the last one that has, has all the rules. One that is passed
/// over because it is not allowed counts too, and then there are none (config.c: `ap_walk_config_sub`).
fn has_rewriting(layer: &Layer<'_>, merged: &Merged<'_>) -> bool {
    let of_file = layer.htaccess.as_ref();
    let of_file = of_file.filter(|_| layer.kind == LayerKind::Htaccess);
    let passed_over = of_file.is_some_and(|file| {
        let mut nodes = file.passed_over.iter();
        nodes.any(|node| is_rewriting(file.tree.name_of(*node)))
    });
    let mut origins = layer.origins();
    passed_over || origins.any(|origin| is_rewriting(origin.name(merged.tree)))
}

/// Puts another prefix in the place of a path's (mod_rewrite.c: `subst_prefix_path`).
fn with_prefix_replaced(path: &[u8], prefix: &[u8], replacement: &[u8]) -> Option<Vec<u8>> {
    let prefix = prefix.strip_suffix(b"/").unwrap_or(prefix);
    let rest = path.strip_prefix(prefix)?.strip_prefix(b"/")?;
    let slash: &[u8] = if replacement.ends_with(b"/") || replacement.is_empty() {
        b""
    } else {
        b"/"
    };
    Some([replacement, slash, rest].concat())
}
