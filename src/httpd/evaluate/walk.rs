//! [`Walk`]: one pass over the directives, with what is known of each section so far.

use std::borrow::Cow;

use super::authorization::{self, Requirements};
use super::header::{Family, Header, family};
use super::refusal::bit;
use super::value::refused_value;
use crate::httpd::catalog::{self, Allowed, Forbidden};
use crate::httpd::read::Answer;
use crate::httpd::server_config::{
    Scope, Section, SectionId, SectionKind, Server, ServerConfig, ServerId, WalkError,
};
use crate::httpd::tree::{ConfigError, ConfigTree, Directive, NodeId, Phase, Place, Role, Unknown};

/// The state of the pass.
pub(super) struct Walk<'tree> {
    pub(super) tree: &'tree ConfigTree,
    pub(super) config: ServerConfig,
    /// The sections around the next directive, outermost first.
    pub(super) open: Vec<OpenSection>,
    last: Option<NodeId>,
    /// The words of one directive; kept for its memory.
    pub(super) words: Vec<Cow<'tree, [u8]>>,
}

/// A section that is being walked.
pub(super) struct OpenSection {
    pub(super) node: NodeId,
    depth: u32,
    inside: Surroundings,
    /// An error to be reported when its contents have been walked.
    late: Option<(Vec<u8>, Place)>,
    /// Which requests it is for, if it is for some only.
    pub(super) kind: Option<SectionKind>,
    /// What it requires, if it is one of authorization.
    pub(super) requirements: Option<Requirements>,
}

/// What is known of the place at which a directive stands.
#[derive(Clone, Copy)]
pub(super) struct Surroundings {
    pub(super) scope: Scope,
    pub(super) allowed: Allowed,
    /// What the sections around may forbid, by their kinds.
    pub(super) kinds: Forbidden,
    /// Whether httpd would not get there.
    refused: bool,
}

impl Surroundings {
    const AT_SERVER_LEVEL: Self = Self {
        scope: Scope {
            server: ServerId::MAIN,
            section: None,
        },
        allowed: Allowed::AT_SERVER_LEVEL,
        kinds: Forbidden::NOWHERE,
        refused: false,
    };

    fn refused(self) -> Self {
        Self {
            refused: true,
            ..self
        }
    }
}

impl<'tree> Walk<'tree> {
    pub(super) fn new(tree: &'tree ConfigTree) -> Self {
        let mut config = ServerConfig::default();
        config.servers.push(Server::default());
        Self {
            tree,
            config,
            open: Vec::new(),
            last: None,
            words: Vec::new(),
        }
    }

    pub(super) fn finish(mut self) -> ServerConfig {
        self.leave(0);
        self.config
    }

    /// Takes the next directive in reading order.
    pub(super) fn take(&mut self, directive: Directive<'tree>) {
        if directive.role == Role::Executed {
            return;
        }
        self.leave(directive.depth);
        self.last = Some(directive.id);
        let around = self.surroundings();
        if around.refused {
            return self.enter(directive, around);
        }
        let modules = &self.tree.modules;
        let mut entries = directive.entries.iter();
        let entry = entries.find(|entry| modules.by_source(entry.module.as_bytes()).is_some());
        let Some(entry) = entry else {
            return self.not_in_catalog(directive, around);
        };
        let wrong_place = self.wrong_place(entry, around);
        if let Some(message) = wrong_place.or_else(|| self.wrong_count(entry, directive)) {
            self.error(directive, message.into_bytes());
            return self.enter(directive, around.refused());
        }
        if directive.role == Role::Section {
            return self.section(directive, entry.name, around);
        }
        let refused_value = refused_value(entry.name, directive.arguments);
        let refused_value =
            refused_value.or_else(|| self.server_directive(directive, entry.name, around.scope));
        if let Some(message) = refused_value {
            return self.error(directive, message);
        }
        if entry.name == "Require"
            && let Some(message) =
                authorization::require(&mut self.open, directive.name, directive.arguments)
        {
            return self.error(directive, message.into_bytes());
        }
        // One that should have been executed while reading, had its module been there, is passed over
        // (conformance: cond-exec-on-read-late).
        if !entry.allowed.is_executed_on_read() {
            self.config.take_effect(&directive, around.scope);
        }
    }

    /// Leaves the sections that are not around a directive at `depth`.
    fn leave(&mut self, depth: u32) {
        while let Some(section) = self.open.pop_if(|section| section.depth >= depth) {
            let place = self.tree.directive(section.node).place;
            let requirements = section.requirements;
            let in_vain = requirements.and_then(|left| authorization::leave(&mut self.open, left));
            let in_vain = in_vain.map(|message| (message.into_bytes(), place));
            for (message, place) in section.late.into_iter().chain(in_vain) {
                self.config.errors.push(WalkError {
                    at: self.last,
                    error: error(message, place),
                });
            }
        }
    }

    fn surroundings(&self) -> Surroundings {
        let innermost = self.open.last();
        innermost.map_or(Surroundings::AT_SERVER_LEVEL, |section| section.inside)
    }

    /// Goes inside a section.
    fn enter(&mut self, directive: Directive<'_>, inside: Surroundings) {
        if directive.role == Role::Section {
            self.open.push(OpenSection {
                node: directive.id,
                depth: directive.depth,
                inside,
                late: None,
                kind: None,
                requirements: None,
            });
        }
    }

    fn error(&mut self, directive: Directive<'_>, message: Vec<u8>) {
        self.config.errors.push(WalkError {
            at: Some(directive.id),
            error: error(message, directive.place),
        });
    }

    /// Takes a directive that no loaded module of the catalog has.
    ///
    /// It is an error if all modules are known. Else it belongs to one that is not: a plain directive of such a module
    /// is none of ours, but what a section of it does with its contents cannot be told.
    fn not_in_catalog(&mut self, directive: Directive<'_>, around: Surroundings) {
        let is_section = directive.role == Role::Section;
        if of_other_mod_wsgi(directive.name) {
            if !is_section {
                self.config.take_effect(&directive, around.scope);
            }
            return self.enter(directive, around);
        }
        if self.tree.modules.know(directive.name) == Answer::No {
            let text = "', perhaps misspelled or defined by a module not included in the server configuration";
            let message = [b"Invalid command '", directive.name, text.as_bytes()].concat();
            self.error(directive, message);
        } else if is_section {
            self.config.unknown.push(Unknown {
                what: format!(
                    "what `{}>` does with its contents: it may belong to a loaded module that is not known",
                    directive.name.escape_ascii()
                ),
                place: directive.place,
            });
        }
        self.enter(directive, around.refused());
    }

    fn section(&mut self, directive: Directive<'_>, spelling: &'static str, around: Surroundings) {
        let family = family(spelling);
        let header = Header::parse(spelling, family, directive.arguments);
        if let Some(message) = header.error {
            self.error(directive, message);
            return self.enter(directive, around.refused());
        }
        let mut inside = around;
        match family {
            Family::Transparent => {}
            // What may not stand in <Limit> may not stand there either (conformance: ctx-files-in-requireany).
            Family::Authorization => {
                inside.allowed = Allowed::OR_AUTHCFG;
                inside.kinds = around.kinds.or(Forbidden::NOT_IN_LIMIT);
            }
            Family::Definition => {
                inside.allowed = Allowed::AT_SERVER_LEVEL.or(Allowed::IN_SECTION);
            }
            Family::VirtualHost => inside.scope = self.add_server(directive.id, header.words),
            Family::Requests { kind, expression } => {
                let kind = if header.tilde || expression {
                    with_expression(kind)
                } else {
                    kind
                };
                let argument = header.words.into_iter().next().unwrap_or_default();
                inside.scope = self.add_section(directive.id, kind, argument, around.scope);
                inside.kinds = around.kinds.or(bit(kind));
                inside.allowed = match kind {
                    SectionKind::Proxy => Allowed::IN_PROXY,
                    SectionKind::Limit => around.allowed,
                    _ => Allowed::IN_SECTION,
                };
            }
        }
        self.enter(directive, inside);
        if let Some(open) = self.open.last_mut() {
            open.late = header.late_error.map(|message| (message, directive.place));
            match family {
                Family::Authorization => open.requirements = Some(Requirements::of(spelling)),
                Family::Requests { kind, .. } => open.kind = Some(kind),
                _ => {}
            }
        }
    }

    fn add_section(
        &mut self,
        node: NodeId,
        kind: SectionKind,
        argument: Vec<u8>,
        around: Scope,
    ) -> Scope {
        let id = u32::try_from(self.config.sections.len()).unwrap_or(u32::MAX);
        self.config.sections.push(Section {
            node,
            kind,
            argument,
            server: around.server,
            within: around.section,
        });
        Scope {
            server: around.server,
            section: Some(SectionId(id)),
        }
    }
}

/// Returns whether another version of mod_wsgi has a directive that the catalog's does not.
fn of_other_mod_wsgi(name: &[u8]) -> bool {
    catalog::wsgi::is_wsgi(name) && catalog::wsgi::WsgiDirective::named(name).is_some()
}

fn error(message: Vec<u8>, place: Place) -> ConfigError {
    ConfigError {
        phase: Phase::Walk,
        message,
        place: Some(place),
    }
}

fn with_expression(kind: SectionKind) -> SectionKind {
    match kind {
        SectionKind::Directory => SectionKind::DirectoryMatch,
        SectionKind::Location => SectionKind::LocationMatch,
        SectionKind::Files => SectionKind::FilesMatch,
        other => other,
    }
}
