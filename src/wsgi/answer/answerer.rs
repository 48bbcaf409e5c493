//! [`Answerer`]: follows a request through a server, as httpd does.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::blind_spots::BlindSpots;
use super::decision::Case;
use super::environment::Inherited;
use super::group::undecided;
use super::media_types::MediaTypes;
use super::proxy::Translators;
use super::settings::{Topic, topic};
use super::{Answer, Status};
use crate::host::Host;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::request::{Origin, Refused, Request, Resource, Rewritten, Router};
use crate::httpd::{ConfigTree, ServerConfig, ServerId};
use crate::wsgi::daemon_process::DaemonProcess;
use crate::wsgi::embedded_mode::Embedding;
use crate::wsgi::script_alias::ScriptAlias;

/// How many internal redirects are followed, as `LimitInternalRecursion` has it.
const DEPTH: u8 = 10;

/// Answers what becomes of requests.
pub struct Answerer<'s> {
    pub(super) router: &'s Router<'s>,
    pub(super) version: Option<Version>,
    /// All process groups, in the order of the configuration.
    defined: Vec<Arc<DaemonProcess>>,
    /// Those that count, by their names.
    pub(super) daemons: BTreeMap<Vec<u8>, Arc<DaemonProcess>>,
    pub(super) embedding: Embedding,
    /// The directives at the level of the main server that concern an answer.
    pub(super) main: Vec<(Topic, Origin)>,
    /// By server, and in each as they are tried.
    aliases: Vec<ScriptAlias>,
    pub(super) translators: Translators,
    pub(super) blind_spots: BlindSpots,
    media_types: OnceLock<MediaTypes>,
    /// `WSGICaseSensitivity Off`.
    pub(super) ignores_case: bool,
}

/// What a request brings along when it goes on as another.
#[derive(Clone, Copy)]
pub(super) struct Onward<'a> {
    /// How often it went on.
    pub(super) depth: u8,
    /// The alias that took it before mod_dir sent it on: its options still count (mod_dir's redirect keeps `r->notes`).
    pub(super) alias: Option<&'a ScriptAlias>,
    /// The variables of the request before.
    pub(super) inherited: Inherited<'a>,
}

impl Onward<'_> {
    /// Where every request starts.
    pub(super) const START: Self = Self {
        depth: 0,
        alias: None,
        inherited: Inherited::Nothing,
    };
}

impl<'s> Answerer<'s> {
    /// Prepares for requests; `version` is that of mod_wsgi, if it is known.
    pub fn new(router: &'s Router<'s>, version: Option<Version>) -> Self {
        let (tree, config) = (router.tree(), router.config());
        let mut answerer = Self {
            router,
            version,
            defined: Vec::new(),
            daemons: BTreeMap::new(),
            embedding: Embedding::of(tree, config, version),
            main: Vec::new(),
            aliases: Vec::new(),
            translators: Translators::default(),
            blind_spots: BlindSpots::of(tree, config),
            media_types: OnceLock::new(),
            ignores_case: false,
        };
        answerer.take_directives(tree, config);
        answerer.aliases.sort_by_key(|alias| alias.server);
        answerer
    }

    fn take_directives(&mut self, tree: &ConfigTree, config: &ServerConfig) {
        for effective in &config.effective {
            let directive = tree.directive(effective.node);
            let (node, scope) = (effective.node, effective.scope);
            let is = |name: &str| directive.name.eq_ignore_ascii_case(name.as_bytes());
            if scope.server == ServerId::MAIN
                && scope.section.is_none()
                && let Some(topic) = topic(directive.name)
            {
                self.main.push((topic, Origin::Config(node)));
            }
            if is("WSGIScriptAlias") || is("WSGIScriptAliasMatch") {
                let is_match = is("WSGIScriptAliasMatch");
                let alias = ScriptAlias::parse(node, scope.server, is_match, directive.arguments);
                self.aliases.extend(alias);
            } else if is("WSGIDaemonProcess") {
                let daemon = DaemonProcess::parse(node, scope.server, directive.arguments);
                if let Some(daemon) = daemon.map(Arc::new) {
                    self.defined.push(Arc::clone(&daemon));
                    self.daemons.entry(daemon.name.clone()).or_insert(daemon);
                }
            } else if is("WSGICaseSensitivity") {
                self.ignores_case = directive.arguments.eq_ignore_ascii_case(b"off");
            } else {
                self.translators.take(directive, scope);
            }
        }
    }

    /// Returns the machine.
    pub(in crate::wsgi) fn host(&self) -> &'s dyn Host {
        self.router.host()
    }

    /// Returns the directives as they were read.
    pub(in crate::wsgi) fn tree(&self) -> &'s ConfigTree {
        self.router.tree()
    }

    /// Returns the servers and sections.
    pub(in crate::wsgi) fn config(&self) -> &'s ServerConfig {
        self.router.config()
    }

    /// Returns the version of mod_wsgi, if it is known.
    pub(in crate::wsgi) fn version(&self) -> Option<Version> {
        self.version
    }

    /// Returns what the configuration says about embedded mode.
    pub fn embedding(&self) -> &Embedding {
        &self.embedding
    }

    /// Answers what becomes of a request.
    pub fn answer(&self, request: &Request) -> Answer {
        let chosen = self.router.choose_server(request);
        let mut answer = Answer::bare(Status::NotWsgi, chosen.server);
        let server = chosen.at.map(Origin::Config);
        answer.trace.tell(server, || chosen.because.clone());
        if let Some(doubt) = &chosen.unknown {
            return undecided(answer, doubt);
        }
        if let Some(doubt) = self.blind_spots.of_server(chosen.server) {
            return undecided(answer, doubt);
        }
        if let Err(refused) = self.router.receive(request, &chosen) {
            return refused_by_httpd(answer, refused);
        }
        if self.router.takes_no_tls(request, &chosen) {
            let effect =
                "no SSLEngine On here: the encryption of the URL must end in front of httpd";
            answer.trace.tell(None, || effect.to_owned());
        }
        match self.router.normalise(request, chosen.server) {
            Err(refused) => refused_by_httpd(answer, refused),
            Ok(path) => {
                let resource = Resource {
                    request,
                    server: chosen.server,
                    path: &path,
                };
                self.follow(resource, answer, Onward::START)
            }
        }
    }

    /// Follows a path through the server; `answer` has the trace so far.
    pub(super) fn follow(
        &self,
        resource: Resource<'_>,
        answer: Answer,
        onward: Onward<'_>,
    ) -> Answer {
        if onward.depth > DEPTH {
            let why = format!("more than {DEPTH} internal redirects");
            return not_wsgi(answer, Some(500), why, None);
        }
        let translated = match self.translate(resource, answer) {
            Ok(translated) => translated,
            Err(answer) => return *answer,
        };
        let (translated, answer) = translated;
        let resource = Resource {
            request: &translated.request,
            path: &translated.path,
            ..resource
        };
        let storage = self.router.map_to_storage(&translated.file.filename);
        self.decide(Case {
            resource,
            storage: &storage,
            alias: translated.file.alias,
            handler: translated.file.handler,
            rewritten: &translated.rewritten,
            answer,
            assumed_group: None,
            is_probe: false,
            onward,
        })
    }

    /// Returns all process groups, in the order of the configuration.
    pub(in crate::wsgi) fn defined(&self) -> &[Arc<DaemonProcess>] {
        &self.defined
    }

    /// Returns the aliases that are tried in a server, in their order.
    pub(in crate::wsgi) fn aliases(&self, server: ServerId) -> impl Iterator<Item = &ScriptAlias> {
        let own = (server != ServerId::MAIN).then(|| self.aliases_in(server));
        let main = self.aliases_in(ServerId::MAIN);
        own.unwrap_or_default().iter().chain(main)
    }

    /// Returns the aliases of a server itself.
    fn aliases_in(&self, server: ServerId) -> &[ScriptAlias] {
        let start = self.aliases.partition_point(|alias| alias.server < server);
        let from = self.aliases.get(start..).unwrap_or_default();
        let length = from.partition_point(|alias| alias.server == server);
        from.get(..length).unwrap_or_default()
    }

    /// Returns the media types of files.
    pub(super) fn media_types(&self) -> &MediaTypes {
        let router = self.router;
        let read = || MediaTypes::read(router.host(), router.tree(), router.config());
        self.media_types.get_or_init(read)
    }
}

pub(super) fn trace_rules(answer: &mut Answer, rewritten: &Rewritten) {
    for rule in &rewritten.matched {
        let effect = || "this rule matches".to_owned();
        answer.trace.tell(Some(rule.clone()), effect);
    }
}

/// Returns the answer that no application is asked.
pub(super) fn not_wsgi(
    mut answer: Answer,
    status: Option<u16>,
    because: String,
    by: Option<Origin>,
) -> Answer {
    answer.trace.tell(by.clone(), || because.clone());
    Answer {
        http_status: status,
        because: Some(because),
        decided_by: by,
        handled_by: answer.handled_by,
        trace: answer.trace,
        ..Answer::bare(Status::NotWsgi, answer.server)
    }
}

/// Returns the answer for what httpd refuses by itself.
pub(super) fn refused_by_httpd(answer: Answer, refused: Refused) -> Answer {
    let is_mistake = refused.config_error;
    let status = Some(refused.status);
    let mut answer = not_wsgi(answer, status, refused.because, refused.origin);
    if is_mistake {
        answer.status = Status::ConfigError;
    }
    answer
}

pub(super) fn path_text(path: &std::path::Path) -> &[u8] {
    crate::httpd::path_bytes(path)
}
