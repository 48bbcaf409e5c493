//! What mod_dir makes of a directory, and of what is missing.

use super::answerer::{Answerer, Onward, not_wsgi};
use super::decision::Case;
use super::environment::Inherited;
use super::group::undecided;
use super::serve::{Rules, environment};
use super::{Answer, Status};
use crate::httpd::request::{Index, Origin, Resource, StorageKind};

impl Answerer<'_> {
    /// Returns the answer of mod_dir, if it has one: an index of a directory; for what is missing, unless a handler is set,
    /// `FallbackResource`. A directory without an index falls back, too, because its missing index does.
    pub(super) fn index(
        &self,
        case: &Case<'_>,
        rules: &Rules<'_>,
        has_handler: bool,
    ) -> Option<Answer> {
        let merged = rules.merged;
        let index = match case.storage.kind {
            StorageKind::Directory => {
                self.router
                    .directory_index(case.resource, case.storage, merged)
            }
            StorageKind::Missing if !has_handler => {
                self.router.fallback_resource(case.resource, merged)
            }
            _ => return None,
        };
        match index {
            Index::Nothing => None,
            Index::Slash => {
                let why = "httpd redirects to the URL with a slash at its end".to_owned();
                Some(not_wsgi(case.answer.clone(), Some(301), why, None))
            }
            Index::Doubt(doubt) => Some(undecided(case.answer.clone(), &doubt)),
            Index::Candidates(paths, origin) => {
                self.candidates(case, rules, &paths, origin.as_ref())
            }
        }
    }

    /// Asks for the paths that mod_dir tries: the first that leads to a regular file counts, or one that is redirected; a
    /// refusal counts if nothing else does.
    fn candidates(
        &self,
        case: &Case<'_>,
        rules: &Rules<'_>,
        paths: &[Vec<u8>],
        origin: Option<&Origin>,
    ) -> Option<Answer> {
        let environment = environment(case, rules);
        let before = rules.in_directory.applied_to(case.resource.request);
        let mut refused = None;
        for path in paths {
            let mut answer = case.answer.clone();
            let effect = || format!("goes on as {}", crate::source::printable(path));
            answer.trace.tell(origin.cloned(), effect);
            let request = before.sub_request(case.storage, path);
            let resource = Resource {
                request: &request,
                path,
                ..case.resource
            };
            let onward = Onward {
                depth: case.onward.depth + 1,
                alias: case.alias.or(case.onward.alias),
                inherited: Inherited::All(&environment),
            };
            let answer = self.follow(resource, answer, onward);
            match answer.http_status {
                _ if answer.status == Status::Undecided => return Some(answer),
                // mod_dir only looks as far as to the file; what its handler answers comes later.
                _ if answer.is_taken_as_index => return Some(answer),
                Some(300..400) => return Some(answer),
                Some(404) | None => {}
                Some(_) => refused = Some(answer),
            }
        }
        refused
    }
}
