//! Finding the file that a path stands for: mod_rewrite, mod_proxy, mod_alias, mod_wsgi, the document root.

use std::path::PathBuf;

use super::Answer;
use super::answerer::{Answerer, not_wsgi, path_text, trace_rules};
use super::group::undecided;
use super::handler::Handler;
use super::proxy::Proxied;
use crate::httpd::bytes_path;
use crate::httpd::request::{
    AliasKind, Doubt, Origin, Outcome, Request, Resource, Rewritten, undefined_in,
};
use crate::source::printable;
use crate::wsgi::script_alias::{Hit, ScriptAlias};

/// The file that a path stands for.
pub(super) struct Found<'a> {
    pub(super) filename: PathBuf,
    pub(super) alias: Option<&'a ScriptAlias>,
    pub(super) handler: Option<Handler>,
}

/// A request and its path after rewriting, and its file.
pub(super) struct Translated<'a> {
    pub(super) request: Request,
    pub(super) path: Vec<u8>,
    pub(super) file: Found<'a>,
    pub(super) rewritten: Rewritten,
}

impl Found<'_> {
    fn plain(filename: PathBuf) -> Self {
        Self {
            filename,
            alias: None,
            handler: None,
        }
    }
}

impl Answerer<'_> {
    /// Finds the file that a path stands for: mod_rewrite, mod_proxy, mod_alias, mod_wsgi, the document root, in the order
    /// of their hooks. The error is an answer that is found already.
    pub(super) fn translate(
        &self,
        resource: Resource<'_>,
        mut answer: Answer,
    ) -> Result<(Translated<'_>, Answer), Box<Answer>> {
        let rewritten = self.router.rewrite(resource);
        trace_rules(&mut answer, &rewritten);
        let rule = rewritten.matched.last().cloned();
        if let Some(doubt) = unsafe_question_mark(resource, &rewritten) {
            return Err(Box::new(undecided(answer, &doubt)));
        }
        let request = rewritten.applied_to(resource.request);
        let path = match &rewritten.outcome {
            Outcome::Unchanged => resource.path.to_owned(),
            Outcome::Path(path) => path.clone(),
            Outcome::File(file) => {
                let translated = Translated {
                    request,
                    path: resource.path.to_owned(),
                    file: Found::plain(file.clone()),
                    rewritten,
                };
                return Ok((translated, answer));
            }
            Outcome::Status(status) => {
                let why = format!("a RewriteRule answers {status}");
                return Err(Box::new(not_wsgi(answer, Some(*status), why, rule)));
            }
            Outcome::Proxy => return Err(Box::new(proxied_by_rule(answer, rule))),
            Outcome::Doubt(doubt) => return Err(Box::new(undecided(answer, doubt))),
        };
        let rewritten_resource = Resource {
            request: &request,
            path: &path,
            ..resource
        };
        let (file, answer) = self.file_of(rewritten_resource, resource.path, answer)?;
        let translated = Translated {
            request,
            path,
            file,
            rewritten,
        };
        Ok((translated, answer))
    }

    /// Finds the file as if no RewriteRule matched.
    pub(super) fn without_rules(
        &self,
        resource: Resource<'_>,
        answer: Answer,
    ) -> Result<(Translated<'_>, Answer), Box<Answer>> {
        let (file, answer) = self.file_of(resource, resource.path, answer)?;
        let translated = Translated {
            request: resource.request.clone(),
            path: resource.path.to_owned(),
            file,
            rewritten: Rewritten::unchanged(),
        };
        Ok((translated, answer))
    }

    /// Finds the file of a path that had been `located` before mod_rewrite: until a file is found, the sections around it
    /// are those of that path.
    fn file_of(
        &self,
        resource: Resource<'_>,
        located: &[u8],
        mut answer: Answer,
    ) -> Result<(Found<'_>, Answer), Box<Answer>> {
        let before = Resource {
            path: located,
            ..resource
        };
        let locations = self.router.location_sections(before);
        if let Some(doubt) = self.in_the_dark(before, &locations) {
            return Err(Box::new(undecided(answer, doubt)));
        }
        let tree = self.router.tree();
        match self
            .translators
            .proxied(resource.server, resource.path, &locations, tree)
        {
            Proxied::No => {}
            Proxied::By(origin) => {
                return Err(Box::new(proxied(answer, "a proxy takes it", Some(origin))));
            }
            Proxied::Doubt(doubt) => return Err(Box::new(undecided(answer, &doubt))),
        }
        let hit = match self.router.mod_alias_for(before, resource.path) {
            Err(doubt) => return Err(Box::new(undecided(answer, &doubt))),
            Ok(hit) => hit,
        };
        if let Some(hit) = hit {
            let (file, handler) = match hit.kind {
                AliasKind::Redirect(status) => {
                    let why = format!("a Redirect answers {status}");
                    return Err(Box::new(not_wsgi(
                        answer,
                        Some(status),
                        why,
                        Some(hit.origin),
                    )));
                }
                AliasKind::Alias(file) => (file, None),
                AliasKind::ScriptAlias(file) => (file, Some(b"cgi-script".to_vec())),
            };
            let effect = || format!("an alias leads to {}", printable(path_text(&file)));
            answer.trace.tell(Some(hit.origin.clone()), effect);
            let handler = handler.map(|name| Handler {
                name,
                origin: Some(hit.origin),
                is_type: false,
            });
            let found = Found {
                handler,
                ..Found::plain(file)
            };
            return Ok((found, answer));
        }
        self.script_or_document(resource, answer)
    }

    /// Asks mod_wsgi's aliases, those of the virtual host before those of the main server, and last the document root.
    fn script_or_document(
        &self,
        resource: Resource<'_>,
        mut answer: Answer,
    ) -> Result<(Found<'_>, Answer), Box<Answer>> {
        for alias in self.aliases(resource.server) {
            let origin = Origin::Config(alias.node);
            if let Some(why) = undefined_in(&alias.location) {
                return Err(Box::new(undecided(answer, &Doubt::at(origin, why))));
            }
            match alias.hit(resource.path) {
                Hit::No => {}
                Hit::Unknown => {
                    let why = "the expression cannot be tried here";
                    return Err(Box::new(undecided(answer, &Doubt::at(origin, why))));
                }
                Hit::File(file) => {
                    if let Some(why) = undefined_in(&alias.target) {
                        return Err(Box::new(undecided(answer, &Doubt::at(origin, why))));
                    }
                    let effect = || format!("mounts {}", printable(&file));
                    answer.trace.tell(Some(origin.clone()), effect);
                    let handler = Handler {
                        name: b"wsgi-script".to_vec(),
                        origin: Some(origin),
                        is_type: false,
                    };
                    let found = Found {
                        filename: bytes_path(&file).to_owned(),
                        alias: Some(alias),
                        handler: Some(handler),
                    };
                    return Ok((found, answer));
                }
            }
        }
        let elsewhere = self
            .translators
            .mapped_elsewhere(resource.server, resource.path);
        if let Some(doubt) = elsewhere {
            return Err(Box::new(undecided(answer, &doubt)));
        }
        match self.router.document_root(resource) {
            Ok(file) => {
                let text = || printable(path_text(&file));
                let effect = || format!("no alias takes it: the file is {}", text());
                answer.trace.tell(None, effect);
                Ok((Found::plain(file), answer))
            }
            Err(doubt) => Err(Box::new(undecided(answer, &doubt))),
        }
    }
}

pub(super) fn proxied_by_rule(answer: Answer, rule: Option<Origin>) -> Answer {
    proxied(answer, "a RewriteRule hands it to a proxy", rule)
}

fn proxied(answer: Answer, why: &str, by: Option<Origin>) -> Answer {
    Answer {
        is_taken_as_index: true,
        ..not_wsgi(answer, None, why.to_owned(), by)
    }
}

/// Returns why a path after rewriting is in doubt: from httpd 2.4.60 on, a URL with `%3f` may be refused then
/// (mod_rewrite.c: `UnsafeAllow3F`).
pub(super) fn unsafe_question_mark(resource: Resource<'_>, rewritten: &Rewritten) -> Option<Doubt> {
    let is_rewritten = matches!(rewritten.outcome, Outcome::Path(_) | Outcome::File(_));
    let lower = resource.request.path.to_ascii_lowercase();
    if !is_rewritten || memchr::memmem::find(&lower, b"%3f").is_none() {
        return None;
    }
    let why = "httpd may refuse a URL with an encoded question mark that a rule rewrites";
    Some(match rewritten.matched.last() {
        Some(rule) => Doubt::at(rule.clone(), why),
        None => Doubt::general(why),
    })
}
