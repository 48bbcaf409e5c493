//! [`Walk`]: one pass over the directives, with what is known of each section so far.

use super::header::{Family, Header, family};
use crate::httpd::catalog::{self, Allowed, DirectiveEntry, Forbidden};
use crate::httpd::read::Answer;
use crate::httpd::server_config::{
    Effective, Scope, Section, SectionId, SectionKind, Server, ServerConfig, ServerId, WalkError,
};
use crate::httpd::tree::{ConfigError, ConfigTree, Directive, NodeId, Phase, Place, Role, Unknown};
use crate::syntax::Words;

/// The state of the pass.
pub(super) struct Walk<'tree> {
    tree: &'tree ConfigTree,
    config: ServerConfig,
    /// The sections around the next directive, outermost first.
    open: Vec<OpenSection>,
    last: Option<NodeId>,
}

/// A section that is being walked.
struct OpenSection {
    node: NodeId,
    depth: u32,
    scope: Scope,
    allowed: Allowed,
    /// An error to be reported when its contents have been walked.
    late: Option<(Vec<u8>, Place)>,
    /// Whether httpd would not get inside.
    refused: bool,
}

impl<'tree> Walk<'tree> {
    pub(super) fn new(tree: &'tree ConfigTree) -> Self {
        let config = ServerConfig {
            servers: vec![Server::default()],
            ..ServerConfig::default()
        };
        Self {
            tree,
            config,
            open: Vec::new(),
            last: None,
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
        let (scope, allowed, refused) = self.surroundings();
        if refused {
            return self.enter(directive, scope, allowed, true);
        }
        let modules = &self.tree.modules;
        let entry = directive
            .entries
            .iter()
            .find(|entry| modules.by_source(entry.module.as_bytes()).is_some());
        let Some(entry) = entry else {
            return self.not_in_catalog(directive, scope, allowed);
        };
        if let Some(message) = self
            .wrong_place(entry, allowed)
            .or_else(|| wrong_count(entry, directive))
        {
            self.error(directive, message);
            return self.enter(directive, scope, allowed, true);
        }
        if directive.role == Role::Section {
            return self.section(directive, entry.name, scope, allowed);
        }
        if let Some(message) = self.server_directive(directive, scope) {
            return self.error(directive, message);
        }
        // One that should have been executed while reading, had its module been there, is passed over
        // (conformance: cond-exec-on-read-late).
        if entry.allowed.is_executed_on_read() {
            return;
        }
        let node = directive.id;
        self.config.effective.push(Effective { node, scope });
    }

    /// Leaves the sections that are not around a directive at `depth`.
    fn leave(&mut self, depth: u32) {
        while let Some(section) = self.open.pop_if(|section| section.depth >= depth) {
            if let Some((message, place)) = section.late {
                self.config.errors.push(WalkError {
                    at: self.last,
                    error: error(message, place),
                });
            }
        }
    }

    /// Returns the scope of the next directive, what is allowed there, and whether httpd does not get there.
    fn surroundings(&self) -> (Scope, Allowed, bool) {
        if let Some(section) = self.open.last() {
            return (section.scope, section.allowed, section.refused);
        }
        let scope = Scope {
            server: ServerId::MAIN,
            section: None,
        };
        (scope, Allowed::AT_SERVER_LEVEL, false)
    }

    /// Goes inside a section without giving it a meaning of its own.
    fn enter(&mut self, directive: Directive<'_>, scope: Scope, allowed: Allowed, refused: bool) {
        if directive.role == Role::Section {
            self.open.push(OpenSection {
                node: directive.id,
                depth: directive.depth,
                scope,
                allowed,
                late: None,
                refused,
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
    fn not_in_catalog(&mut self, directive: Directive<'_>, scope: Scope, allowed: Allowed) {
        let is_section = directive.role == Role::Section;
        if of_other_mod_wsgi(directive.name) {
            if !is_section {
                let node = directive.id;
                self.config.effective.push(Effective { node, scope });
            }
            return self.enter(directive, scope, allowed, false);
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
        self.enter(directive, scope, allowed, true);
    }

    /// Says why a directive may not stand here (config.c: `invoke_cmd`; core.c: `ap_check_cmd_context`).
    fn wrong_place(&self, entry: &DirectiveEntry, allowed: Allowed) -> Option<Vec<u8>> {
        if !entry.allowed.meets(allowed) {
            let text = match self.open.last() {
                Some(section) => {
                    let around = self.tree.directive(section.node).name;
                    let around = catalog::lookup(around)
                        .first()
                        .map_or(around, |entry| entry.name.as_bytes());
                    [
                        entry.name.as_bytes(),
                        b" not allowed in ",
                        around,
                        b"> context",
                    ]
                    .concat()
                }
                None => format!("{} not allowed here", entry.name).into_bytes(),
            };
            return Some(text);
        }
        let name = if entry.is_section() {
            format!("{}>", entry.name)
        } else {
            entry.name.to_owned()
        };
        let within = self.forbidding_section(entry.forbidden)?;
        Some(format!("{name} cannot occur within {within} section").into_bytes())
    }

    /// Returns the name of the section around that forbids a directive, as the message has it.
    fn forbidding_section(&self, forbidden: Forbidden) -> Option<String> {
        let (scope, ..) = self.surroundings();
        if forbidden.contains(Forbidden::NOT_IN_VIRTUALHOST) && scope.server != ServerId::MAIN {
            return Some("<VirtualHost>".to_owned());
        }
        let sections = || self.config.sections_from(scope.section);
        let limited = self
            .open
            .iter()
            .any(|open| is_limiting(self.tree.directive(open.node).name));
        if forbidden.contains(Forbidden::NOT_IN_LIMIT) && limited {
            return Some("<Limit> or <LimitExcept>".to_owned());
        }
        let directory_like = sections().any(|section| section.kind != SectionKind::Limit);
        if forbidden.contains(Forbidden::NOT_IN_DIR_CONTEXT) && directory_like {
            return Some("<Directory/Location/Files>".to_owned());
        }
        let forbidding = sections().find(|section| forbidden.contains(bit(section.kind)))?;
        let name = self.tree.directive(forbidding.node).name;
        let name = catalog::lookup(name).first().map(|entry| entry.name)?;
        Some(format!("{name}>"))
    }

    fn section(
        &mut self,
        directive: Directive<'_>,
        spelling: &str,
        scope: Scope,
        allowed: Allowed,
    ) {
        let family = family(directive.name);
        let header = Header::parse(spelling, family, directive.arguments);
        if let Some(message) = header.error {
            self.error(directive, message);
            return self.enter(directive, scope, allowed, true);
        }
        let (scope, allowed) = match family {
            Family::Transparent => (scope, allowed),
            Family::Authorization => (scope, Allowed::OR_AUTHCFG),
            Family::Definition => (scope, Allowed::AT_SERVER_LEVEL.or(Allowed::IN_SECTION)),
            Family::VirtualHost => (self.add_server(directive.id, header.words), allowed),
            Family::Requests { kind, expression } => {
                let kind = if header.tilde || expression {
                    with_expression(kind)
                } else {
                    kind
                };
                let argument = header.words.into_iter().next().unwrap_or_default();
                let inside = match kind {
                    SectionKind::Proxy => Allowed::IN_PROXY,
                    SectionKind::Limit => allowed,
                    _ => Allowed::IN_SECTION,
                };
                (
                    self.add_section(directive.id, kind, argument, scope),
                    inside,
                )
            }
        };
        self.enter(directive, scope, allowed, false);
        if let (Some(message), Some(open)) = (header.late_error, self.open.last_mut()) {
            open.late = Some((message, directive.place));
        }
    }

    fn add_server(&mut self, header: NodeId, addresses: Vec<Vec<u8>>) -> Scope {
        let id = u32::try_from(self.config.servers.len()).unwrap_or(u32::MAX);
        self.config.servers.push(Server {
            header: Some(header),
            addresses,
            ..Server::default()
        });
        Scope {
            server: ServerId(id),
            section: None,
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
            within: around.section,
        });
        Scope {
            server: around.server,
            section: Some(SectionId(id)),
        }
    }

    /// Takes what makes up a server itself; the result is an error's message.
    fn server_directive(&mut self, directive: Directive<'_>, scope: Scope) -> Option<Vec<u8>> {
        let is = |name: &str| directive.name.eq_ignore_ascii_case(name.as_bytes());
        let is_alias = is("ServerAlias");
        if !is_alias && !is("ServerName") {
            return None;
        }
        if is_alias && scope.server == ServerId::MAIN {
            return Some(b"ServerAlias only used in <VirtualHost>".to_vec());
        }
        let server = self.config.servers.get_mut(scope.server.0 as usize)?;
        let words = Words::new(directive.arguments).map(std::borrow::Cow::into_owned);
        if is_alias {
            server.aliases.extend(words);
        } else {
            let mut words = words;
            server.name = words.next().map(|name| (host_name(&name), directive.id));
        }
        None
    }
}

/// Returns the host in a `ServerName`: without scheme and port (core.c: `server_hostname_port`).
fn host_name(name: &[u8]) -> Vec<u8> {
    let host = match memchr::memmem::find(name, b"://") {
        Some(at) => name.get(at + 3..).unwrap_or_default(),
        None => name,
    };
    let port = host.iter().rposition(|byte| *byte == b':');
    let is_port = |at: &usize| {
        let port = host.get(at + 1..).unwrap_or_default();
        !port.is_empty() && port.iter().all(u8::is_ascii_digit)
    };
    let end = port.filter(is_port).unwrap_or(host.len());
    host.get(..end).unwrap_or_default().to_owned()
}

/// Returns whether another version of mod_wsgi has a directive that the catalog's does not.
fn of_other_mod_wsgi(name: &[u8]) -> bool {
    name.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"WSGI"))
        && catalog::wsgi::WsgiDirective::named(name).is_some()
}

fn error(message: Vec<u8>, place: Place) -> ConfigError {
    ConfigError {
        phase: Phase::Walk,
        message,
        place: Some(place),
    }
}

/// Says what is wrong with the number of words, if anything.
fn wrong_count(entry: &DirectiveEntry, directive: Directive<'_>) -> Option<Vec<u8>> {
    let mut rest = directive.arguments;
    let mut words = Vec::new();
    while !rest.is_empty() {
        words.push(crate::syntax::word(&mut rest));
    }
    let words: Vec<&[u8]> = words.iter().map(AsRef::as_ref).collect();
    let complaint = entry.arity.complaint(&words)?;
    let help = match entry.help {
        Some(help) if entry.arity.complains_with_help() => format!(", {help}"),
        _ => String::new(),
    };
    Some(format!("{} {complaint}{help}", entry.name).into_bytes())
}

/// Returns whether what may not stand in `<Limit>` may not stand in a section: `<RequireAll>` and its kin count as one
/// (conformance: ctx-files-in-requireany).
fn is_limiting(name: &[u8]) -> bool {
    match family(name) {
        Family::Authorization => true,
        Family::Requests { kind, .. } => kind == SectionKind::Limit,
        _ => false,
    }
}

fn bit(kind: SectionKind) -> Forbidden {
    match kind {
        SectionKind::Directory | SectionKind::DirectoryMatch => Forbidden::NOT_IN_DIRECTORY,
        SectionKind::Location | SectionKind::LocationMatch => Forbidden::NOT_IN_LOCATION,
        SectionKind::Files | SectionKind::FilesMatch | SectionKind::If => Forbidden::NOT_IN_FILES,
        SectionKind::Limit => Forbidden::NOT_IN_LIMIT,
        SectionKind::Proxy => Forbidden::NOT_IN_PROXY,
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
