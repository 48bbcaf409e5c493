//! Asking for an application as if its script were there.

use std::path::PathBuf;

use super::answerer::{Answerer, Onward, not_wsgi};
use super::decision::Case;
use super::group::undecided;
use super::{Answer, Status, Trace};
use crate::httpd::bytes_path;
use crate::httpd::request::{AliasKind, Doubt, Origin, Request, Resource, Rewritten, Storage};
use crate::httpd::{NodeId, SectionId, ServerId};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(in crate::wsgi) struct Probe<'a> {
    pub(in crate::wsgi) server: ServerId,
    pub(in crate::wsgi) request: &'a Request,
    /// The path of the URL.
    pub(in crate::wsgi) path: &'a [u8],
    /// The script that counts as there.
    pub(in crate::wsgi) script: &'a [u8],
    /// A process group that a line chooses although its section is not known to apply.
    pub(in crate::wsgi) assumed_group: Option<(&'a [u8], NodeId)>,
    /// The handler of a rule that counts as matching.
    pub(in crate::wsgi) assumed_handler: Option<(&'a [u8], NodeId)>,
}

impl Answerer<'_> {
    /// Answers what becomes of a request that the alias `expected` ought to take. Its script counts as there.
    pub(in crate::wsgi) fn ask_alias(&self, probe: Probe<'_>, expected: NodeId) -> Answer {
        let answer = silent_answer(probe.server);
        let resource = Resource {
            request: probe.request,
            server: probe.server,
            path: probe.path,
        };
        let translated = match self.translate(resource, answer.clone()) {
            // A rule that may or may not match leaves the application where it is for those who get to it.
            Err(refused) if refused.status == Status::Undecided => {
                self.without_rules(resource, answer)
            }
            translated => translated,
        };
        let (translated, answer) = match translated {
            Ok(found) => found,
            Err(answer) => return *answer,
        };
        let Some(alias) = translated.file.alias.filter(|alias| alias.node == expected) else {
            let by = translated
                .file
                .alias
                .map(|alias| Origin::Config(alias.node));
            let by = by.or(answer.trace.last_line().cloned());
            let why = Answer::TAKEN.to_owned();
            return not_wsgi(answer, None, why, by);
        };
        let filename = crate::httpd::path_bytes(&translated.file.filename);
        let path_info = filename.strip_prefix(probe.script).unwrap_or_default();
        let storage = Storage::assumed(bytes_path(probe.script), path_info);
        self.decide(Case {
            resource: Resource {
                request: &translated.request,
                path: &translated.path,
                ..resource
            },
            storage: &storage,
            alias: Some(alias),
            handler: translated.file.handler,
            rewritten: &translated.rewritten,
            answer,
            assumed_group: probe.assumed_group,
            onward: Onward::START,
            is_probe: true,
        })
    }

    /// Returns the answer that no application is asked.
    pub(in crate::wsgi) fn bare_answer(&self, server: ServerId) -> Answer {
        debug_assert!(self.config().servers().any(|(id, _)| id == server));
        Answer::bare(Status::NotWsgi, server)
    }

    /// Returns the answer that it cannot be told.
    pub(in crate::wsgi) fn undecided(&self, server: ServerId, doubt: &Doubt) -> Answer {
        undecided(self.bare_answer(server), doubt)
    }

    /// Returns the ports on which connections for a server arrive.
    pub(in crate::wsgi) fn ports_of(&self, server: ServerId) -> Vec<u16> {
        self.router.ports_of(server)
    }

    /// Returns whether a request gets to a server where that is asked for.
    pub(in crate::wsgi) fn gets_to(&self, server: ServerId, request: &Request) -> bool {
        self.router.gets_to(server, request)
    }

    /// Returns whether a section, taken for itself, is about a path and its script.
    pub(in crate::wsgi) fn covers(&self, section: SectionId, path: &[u8], script: &[u8]) -> bool {
        self.router.covers(section, path, script)
    }

    /// Returns the document root of a server, if that is known.
    pub(in crate::wsgi) fn document_root(
        &self,
        server: ServerId,
        request: &Request,
    ) -> Option<PathBuf> {
        let resource = Resource {
            request,
            server,
            path: b"/",
        };
        self.router.document_root(resource).ok()
    }

    /// Returns the file to which mod_alias or the document root leads a path, if that is known.
    pub(in crate::wsgi) fn file_at(
        &self,
        server: ServerId,
        request: &Request,
        path: &[u8],
    ) -> Option<PathBuf> {
        let resource = Resource {
            request,
            server,
            path,
        };
        let hit = self.router.mod_alias(resource).ok()?;
        match hit.map(|hit| hit.kind) {
            Some(AliasKind::Alias(file) | AliasKind::ScriptAlias(file)) => Some(file),
            Some(AliasKind::Redirect(_)) => None,
            None => self.router.document_root(resource).ok(),
        }
    }

    /// Answers what becomes of a request for a file that no alias of mod_wsgi leads to. The file counts as there.
    pub(in crate::wsgi) fn ask_file(&self, probe: Probe<'_>) -> Answer {
        let storage = Storage::assumed(bytes_path(probe.script), &[]);
        let handler = probe.assumed_handler;
        let rewritten = Rewritten {
            handler: handler.map(|(name, node)| (name.to_owned(), Origin::Config(node))),
            ..Rewritten::unchanged()
        };
        self.decide(Case {
            resource: Resource {
                request: probe.request,
                server: probe.server,
                path: probe.path,
            },
            storage: &storage,
            alias: None,
            handler: None,
            rewritten: &rewritten,
            answer: silent_answer(probe.server),
            assumed_group: probe.assumed_group,
            onward: Onward::START,
            is_probe: true,
        })
    }
}

/// Returns the answer to start with: nobody reads what leads to that of a probe.
fn silent_answer(server: ServerId) -> Answer {
    Answer {
        trace: Trace::silent(),
        ..Answer::bare(Status::NotWsgi, server)
    }
}
