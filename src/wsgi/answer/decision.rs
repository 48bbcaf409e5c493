//! What becomes of a file: the merged sections, the handler, the process group.

use super::Answer;
use super::access::{Asked, Denied};
use super::answerer::{Answerer, Onward, not_wsgi, path_text, refused_by_httpd, trace_rules};
use super::environment::Inherited;
use super::group::undecided;
use super::handler::{self, Before, Handler};
use super::serve::{Rules, environment};
use super::settings::{Settings, Topic, topic};
use super::trace;
use super::translation::{proxied_by_rule, unsafe_question_mark};
use crate::httpd::NodeId;
use crate::httpd::request::{
    Certainty, Doubt, Layer, LayerKind, Merged, Origin, Outcome, Resource, Rewritten, Storage,
    StorageKind,
};
use crate::wsgi::script_alias::ScriptAlias;

/// How many layers that may or may not apply are tried in every combination.
const MOST_DOUBTS: usize = 4;

/// The directives beside those of [`Topic`] that may change an answer.
const OTHERS: [&str; 10] = [
    "DirectoryIndex",
    "DirectorySlash",
    "FallbackResource",
    "Redirect",
    "RedirectMatch",
    "RewriteEngine",
    "RewriteOptions",
    "RewriteRule",
    "UseCanonicalName",
    "UseCanonicalPhysicalPort",
];

/// The topics where an undefined variable on a line leaves everything open; for the others it is asked where they count.
const WITH_VARIABLES: [Topic; 8] = [
    Topic::RestrictProcess,
    Topic::HandlerScript,
    Topic::SetHandler,
    Topic::ForceType,
    Topic::Extensions,
    Topic::Options,
    Topic::Authorization,
    Topic::HostAccess,
];

/// A file that a request leads to.
#[derive(Clone)]
pub(super) struct Case<'a> {
    pub(super) resource: Resource<'a>,
    pub(super) storage: &'a Storage,
    pub(super) alias: Option<&'a ScriptAlias>,
    pub(super) handler: Option<Handler>,
    pub(super) rewritten: &'a Rewritten,
    /// The trace so far.
    pub(super) answer: Answer,
    /// A process group that counts as if a section had set it last.
    pub(super) assumed_group: Option<(&'a [u8], NodeId)>,
    pub(super) onward: Onward<'a>,
    /// Whether it is asked where an application runs for those who get to it: what a rule may do does not count.
    pub(super) is_probe: bool,
}

impl Answerer<'_> {
    /// Decides what becomes of a file. A section that may or may not apply matters only if the answer changes with it.
    pub(super) fn decide(&self, case: Case<'_>) -> Answer {
        if let StorageKind::Unknown(doubt) = &case.storage.kind {
            return undecided(case.answer, doubt);
        }
        let merged = match self.router.sections(case.resource, case.storage) {
            Ok(merged) => merged,
            Err(refused) => return refused_by_httpd(case.answer, refused),
        };
        if let Some(doubt) = &merged.unknown {
            return undecided(case.answer, doubt);
        }
        if let Some(doubt) = self.in_the_dark(case.resource, &merged) {
            return undecided(case.answer, doubt);
        }
        let doubts: Vec<(usize, Doubt)> = merged
            .layers
            .iter()
            .enumerate()
            .filter_map(|(index, layer)| match &layer.certainty {
                Certainty::Doubt(doubt) if self.matters(layer) => Some((index, doubt.clone())),
                _ => None,
            })
            .collect();
        let Some((_, first)) = doubts.first() else {
            return self.decide_for_sure(case, &sure(merged, |_| true));
        };
        if doubts.len() > MOST_DOUBTS {
            return undecided(case.answer, first);
        }
        let mut found: Option<Answer> = None;
        for chosen in 0..1_u32 << doubts.len() {
            let applies = |layer: usize| match doubts.iter().position(|(own, _)| *own == layer) {
                Some(bit) => chosen & (1 << bit) != 0,
                None => true,
            };
            let answer = self.decide_for_sure(case.clone(), &sure(merged.clone(), applies));
            match &found {
                None => found = Some(answer),
                Some(earlier) if earlier.agrees(&answer) => {}
                Some(_) => return undecided(case.answer, first),
            }
        }
        found.unwrap_or(case.answer)
    }

    /// Returns why nothing is sure about a request in these sections, if something in one of them cannot be followed.
    pub(super) fn in_the_dark(
        &self,
        resource: Resource<'_>,
        merged: &Merged<'_>,
    ) -> Option<&Doubt> {
        let mut layers = merged.layers.iter();
        let of_section = layers.find_map(|layer| match layer.kind {
            LayerKind::Section(id) => self.blind_spots.of_section(id),
            _ => None,
        });
        of_section.or_else(|| self.blind_spots.of_server(resource.server))
    }

    /// Returns whether a layer has anything that concerns an answer.
    fn matters(&self, layer: &Layer<'_>) -> bool {
        layer.origins().any(|origin| {
            let name = origin.name(self.router.tree());
            topic(name).is_some()
                || OTHERS
                    .iter()
                    .any(|other| other.as_bytes().eq_ignore_ascii_case(name))
        })
    }

    /// Decides with layers that all apply.
    fn decide_for_sure(&self, case: Case<'_>, merged: &Merged<'_>) -> Answer {
        let settings = Settings::of(merged, self.router.tree(), &self.main);
        if let Some(doubt) = settings.undefined(&WITH_VARIABLES) {
            return undecided(case.answer, &doubt);
        }
        match self.denied(&case, merged, &settings) {
            Ok(None) => {}
            Ok(Some(Denied { status, why, by })) => {
                let mut answer = not_wsgi(case.answer, Some(status), why.to_owned(), Some(by));
                trace::error_page(&mut answer, merged, self.router.tree());
                return answer;
            }
            Err(doubt) => return undecided(case.answer, &doubt),
        }
        let mut case = case;
        let rewritten = match self.before_handlers(&mut case, merged, &settings) {
            Ok(rewritten) => rewritten,
            Err(answer) => return *answer,
        };
        let handler = match self.handler(&case, &settings, &rewritten) {
            Ok(handler) => handler,
            Err(doubt) => return undecided(case.answer, &doubt),
        };
        let rules = Rules {
            merged,
            settings: &settings,
            in_directory: &rewritten,
        };
        let has_handler = handler.as_ref().is_some_and(|handler| !handler.is_type);
        let checks_handler = settings.is(Topic::DirectoryCheckHandler, "On");
        if !(checks_handler && has_handler)
            && let Some(answer) = self.index(&case, &rules, has_handler)
        {
            return answer;
        }
        let is_file = matches!(case.storage.kind, StorageKind::File);
        let mut answer = self.serve(case, &rules, handler);
        trace::error_page(&mut answer, merged, self.router.tree());
        answer.is_taken_as_index |= is_file;
        answer
    }

    fn denied(
        &self,
        case: &Case<'_>,
        merged: &Merged<'_>,
        settings: &Settings<'_>,
    ) -> Result<Option<Denied>, Doubt> {
        let rules = Rules {
            merged,
            settings,
            in_directory: &Rewritten::unchanged(),
        };
        let asked = Asked {
            router: self.router,
            resource: case.resource,
            storage: case.storage,
            merged,
            settings,
            environment: &|| environment(case, &rules),
            inherited: case.onward.inherited,
            is_probe: case.is_probe,
        };
        asked.denied()
    }

    /// `Redirect` and RewriteRules of sections. The error is an answer that is found already.
    fn before_handlers(
        &self,
        case: &mut Case<'_>,
        merged: &Merged<'_>,
        settings: &Settings<'_>,
    ) -> Result<Rewritten, Box<Answer>> {
        let answer = || case.answer.clone();
        match self.router.directory_redirect(case.resource, merged) {
            Err(doubt) => return Err(Box::new(undecided(answer(), &doubt))),
            Ok(None) => {}
            Ok(Some(hit)) => {
                let status = match hit.kind {
                    crate::httpd::request::AliasKind::Redirect(status) => Some(status),
                    _ => None,
                };
                let why = "a Redirect answers".to_owned();
                return Err(Box::new(not_wsgi(answer(), status, why, Some(hit.origin))));
            }
        }
        let rewritten = self
            .router
            .rewrite_in_directory(case.resource, case.storage, merged);
        trace_rules(&mut case.answer, &rewritten);
        let rule = rewritten.matched.last().cloned();
        let answer = || case.answer.clone();
        if let Some(doubt) = unsafe_question_mark(case.resource, &rewritten) {
            return Err(Box::new(undecided(answer(), &doubt)));
        }
        match &rewritten.outcome {
            Outcome::Unchanged => Ok(rewritten),
            Outcome::Path(path) => {
                let rules = Rules {
                    merged,
                    settings,
                    in_directory: &rewritten,
                };
                Err(Box::new(self.redirected(case, &rules, path)))
            }
            Outcome::File(_) => {
                let why = "a rule of a section leads to a file";
                let doubt = match rule {
                    Some(rule) => Doubt::at(rule, why),
                    None => Doubt::general(why),
                };
                Err(Box::new(undecided(answer(), &doubt)))
            }
            Outcome::Status(status) => {
                let why = format!("a RewriteRule answers {status}");
                Err(Box::new(not_wsgi(answer(), Some(*status), why, rule)))
            }
            Outcome::Proxy => Err(Box::new(proxied_by_rule(answer(), rule))),
            Outcome::Doubt(_) if case.is_probe => Ok(Rewritten::unchanged()),
            Outcome::Doubt(doubt) => Err(Box::new(undecided(answer(), doubt))),
        }
    }

    /// Follows the internal redirect that mod_rewrite asks for. mod_dir does not take a candidate whose file is not there,
    /// whatever would become of it (mod_dir.c: `fixup_dir`).
    fn redirected(&self, case: &Case<'_>, rules: &Rules<'_>, path: &[u8]) -> Answer {
        let answer = case.answer.clone();
        let is_candidate = case.resource.request.is_sub_request();
        if is_candidate && !matches!(case.storage.kind, StorageKind::File) {
            let why = "there is no such file, which a RewriteRule would replace".to_owned();
            let rule = rules.in_directory.matched.last().cloned();
            return not_wsgi(answer, None, why, rule);
        }
        let environment = environment(case, rules);
        let request = rules.in_directory.applied_to(case.resource.request);
        let request = request.redirected(case.storage, path);
        let resource = Resource {
            request: &request,
            path,
            ..case.resource
        };
        let onward = Onward {
            depth: case.onward.depth + 1,
            alias: None,
            inherited: Inherited::Renamed(&environment),
        };
        let mut answer = self.follow(resource, answer, onward);
        answer.is_taken_as_index |= is_candidate;
        answer
    }

    fn handler(
        &self,
        case: &Case<'_>,
        settings: &Settings<'_>,
        in_directory: &Rewritten,
    ) -> Result<Option<Handler>, Doubt> {
        let of = |given: Option<&(Vec<u8>, Origin)>| {
            given.map(|(name, origin)| Handler {
                name: name.to_ascii_lowercase(),
                origin: Some(origin.clone()),
                is_type: false,
            })
        };
        let chosen = in_directory
            .handler
            .as_ref()
            .or(case.rewritten.handler.as_ref());
        let media_type = in_directory
            .media_type
            .as_ref()
            .or(case.rewritten.media_type.as_ref());
        let name = name_with_extensions(case.storage, settings);
        let types = self.media_types();
        let is_file = matches!(case.storage.kind, StorageKind::File);
        let before = Before {
            aliased: case.handler.clone(),
            rewritten: of(chosen),
            rewritten_type: of(media_type),
            file_name: name.as_deref(),
            by_content: types.by_content(case.resource.server).filter(|_| is_file),
        };
        handler::handler(settings, before, types)
    }
}

/// Keeps the layers that apply, as sure ones.
fn sure(mut merged: Merged<'_>, applies: impl Fn(usize) -> bool) -> Merged<'_> {
    let mut index = 0;
    merged.layers.retain_mut(|layer| {
        let kept = applies(index);
        index += 1;
        layer.certainty = Certainty::Sure;
        kept
    });
    merged
}

/// Returns the name whose extensions mod_mime looks at; a directory has none.
fn name_with_extensions(storage: &Storage, settings: &Settings<'_>) -> Option<Vec<u8>> {
    if matches!(storage.kind, StorageKind::Directory) {
        return None;
    }
    let last = |path: &[u8]| {
        let start = path.iter().rposition(|byte| *byte == b'/');
        path.get(start.map_or(0, |at| at + 1)..)
            .unwrap_or_default()
            .to_owned()
    };
    let file = path_text(&storage.file);
    if settings.is(Topic::MimeUsePathInfo, "On") {
        return Some(last(&[file, &storage.path_info].concat()));
    }
    Some(last(file))
}
