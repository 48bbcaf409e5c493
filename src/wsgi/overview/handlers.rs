//! The applications that handlers make of files, as far as lines of the configuration tell.

use std::collections::BTreeSet;

use super::choices::Selections;
use super::files::{Handled, Probing, fixed_start};
use super::{Mechanism, Mounted};
use crate::httpd::request::{Doubt, Origin, Request};
use crate::httpd::{
    ConfigTree, Directive, NodeId, Section, SectionId, SectionKind, ServerConfig, ServerId, Unknown,
};
use crate::source::printable;
use crate::syntax::Words;
use crate::wsgi::answer::{Answerer, Status};
use crate::wsgi::application::Target;
use crate::wsgi::application_key::{KeyParts, place_of_handler};
use crate::wsgi::handler_script::HandlerScript;
use crate::wsgi::selection::without_slash;

/// A line that makes a handler of mod_wsgi serve files.
#[derive(Clone, Debug)]
struct Line {
    node: NodeId,
    server: ServerId,
    section: Option<SectionId>,
    mechanism: Mechanism,
    /// The name of a file that it is about, as far as it says one.
    name: Vec<u8>,
    script: Option<Vec<u8>>,
    /// The handler that a rule names.
    handler: Option<Vec<u8>>,
    /// The file that a rule names, where its path is plain to see.
    file: Option<Vec<u8>>,
    /// The handler of a `WSGIHandlerScript`, and the server in which that stands: these name the application.
    handler_script: Option<(Vec<u8>, ServerId)>,
}

/// A `WSGIHandlerScript`.
struct NamedScript {
    server: ServerId,
    script: HandlerScript,
}

/// The directives that make scripts of files, and the one that lets handlers run them.
const MAKING_SCRIPTS: [&str; 6] = [
    "AddHandler",
    "AddType",
    "ForceType",
    "Options",
    "RewriteRule",
    "SetHandler",
];

/// The lines that make handlers serve files.
#[derive(Debug)]
pub(super) struct Handlers {
    lines: Vec<Line>,
    /// The directories in which `Options` name `ExecCGI`.
    executable: Vec<(ServerId, SectionId)>,
}

impl Handlers {
    pub(super) fn of(tree: &ConfigTree, config: &ServerConfig) -> Self {
        let scripts = handler_scripts(tree, config);
        let mut handlers = Self {
            lines: Vec::new(),
            executable: Vec::new(),
        };
        for effective in config.named(&MAKING_SCRIPTS) {
            let directive = tree.directive(effective.node);
            let scope = effective.scope;
            if directive.name.eq_ignore_ascii_case(b"Options")
                && let Some(section) = scope.section
                && names_exec_cgi(directive.arguments)
            {
                handlers.executable.push((scope.server, section));
            }
            let of_server = in_reach(&scripts, scope.server);
            if let Some((mechanism, name, named)) = meaning(directive, of_server) {
                handlers.lines.push(Line {
                    node: effective.node,
                    server: scope.server,
                    section: scope.section,
                    mechanism,
                    name,
                    script: named.map(|named| named.script.script.clone()),
                    handler_script: named.map(|named| (named.script.name.clone(), named.server)),
                    handler: rule_handler(directive.name, directive.arguments),
                    file: rule_file(directive.name, directive.arguments),
                });
            }
        }
        handlers
    }

    /// Says of which lines of the main server it is not told what they make of files in virtual hosts.
    pub(super) fn untold(&self, tree: &ConfigTree, config: &ServerConfig) -> Vec<Unknown> {
        if config.servers().nth(1).is_none() {
            return Vec::new();
        }
        let of_main = self
            .lines
            .iter()
            .filter(|line| line.server == ServerId::MAIN);
        let unknown = of_main.map(|line| {
            let directive = tree.directive(line.node);
            let what = format!(
                "`{} {}` counts in every virtual host; where its scripts run there is not listed: ask `which`",
                printable(directive.name),
                printable(directive.arguments),
            );
            Unknown {
                what,
                place: directive.place,
            }
        });
        unknown.collect()
    }

    /// Returns what names the applications of each line: the section in which it stands, or the handler.
    pub(super) fn keys<'lines>(
        &'lines self,
        config: &'lines ServerConfig,
    ) -> impl Iterator<Item = KeyParts<'lines>> {
        self.lines.iter().map(move |line| {
            let (mount, section, server) = if let Some((name, server)) = &line.handler_script {
                (name.as_slice(), None, *server)
            } else {
                let (mount, section) = place_of_handler(config, line.section);
                (mount, section, line.server)
            };
            KeyParts {
                node: line.node,
                server,
                kind: line.mechanism.into(),
                mount,
                script: line.script.as_deref().unwrap_or_default(),
                section,
            }
        })
    }

    /// Adds what the lines of a server make of files.
    pub(super) fn mounted(
        &self,
        answerer: &Answerer<'_>,
        server: ServerId,
        request: &Request,
        selections: &Selections,
        applications: &mut Vec<Mounted>,
    ) -> BTreeSet<NodeId> {
        let mut open = BTreeSet::new();
        for line in self.lines.iter().filter(|line| line.server == server) {
            let probing = Probing {
                answerer,
                server,
                request,
                handler: line.handler.as_deref().map(|name| (name, line.node)),
            };
            let chains = self.chains(answerer.config(), line);
            let mut found = chains.into_iter().map(|chain| asked(&probing, line, chain));
            let first = found.next();
            let is_served =
                |one: &Mounted| one.asked.is_some() && one.answer.status != Status::NotWsgi;
            let others: Vec<_> = found.filter(|(_, other)| is_served(other)).collect();
            let first = first.filter(|(_, first)| others.is_empty() || is_served(first));
            // Where the whole section is served, its files are no applications of their own.
            let is_whole =
                line.section.is_some() && first.as_ref().is_some_and(|(_, first)| is_served(first));
            let others = if is_whole { Vec::new() } else { others };
            for (chain, mut mounted) in first.into_iter().chain(others) {
                let handled = Handled {
                    chain: &chain,
                    name: &line.name,
                    file: line.file.as_deref(),
                };
                if mounted.asked.is_some() {
                    let parts = selections.parts_of_files(&probing, &handled, &mounted.answer);
                    mounted.parts = parts.found;
                    open.extend(parts.open);
                }
                applications.push(mounted);
            }
        }
        open
    }

    /// Returns the sections in which a line is asked about, innermost first: its own; for one at the level of a server also
    /// those in which scripts may run; within a section also those for files that may run.
    fn chains(&self, config: &ServerConfig, line: &Line) -> Vec<Vec<SectionId>> {
        let own: Vec<SectionId> = config.section_ids_from(line.section).collect();
        let mut chains = vec![own.clone()];
        if line.mechanism != Mechanism::Handler {
            return chains;
        }
        let executable = self.executable.iter().filter(|(server, section)| {
            let is_files = config.section(*section).kind == SectionKind::Files;
            let is_seen = *server == line.server || line.server == ServerId::MAIN;
            is_seen && (is_files || line.section.is_none()) && !own.contains(section)
        });
        chains.extend(executable.map(|(_, section)| {
            let around = config.section_ids_from(Some(*section));
            around.chain(own.iter().copied()).collect()
        }));
        chains
    }
}

/// Asks what becomes of a file in the reach of sections. Where none is found, there may be one: nothing is known of it.
fn asked(probing: &Probing<'_>, line: &Line, chain: Vec<SectionId>) -> (Vec<SectionId>, Mounted) {
    let config = probing.answerer.config();
    let sections: Vec<&Section> = chain.iter().map(|id| config.section(*id)).collect();
    // What a rule leads to need not be where the rule stands; what a proxy serves is no file.
    let may_be_elsewhere = line.mechanism == Mechanism::RewriteRule
        || sections
            .iter()
            .any(|section| section.kind == SectionKind::Proxy);
    let sample = match probing.sample(&chain, &line.name, line.file.as_deref()) {
        Err(sample) if may_be_elsewhere => Some(sample),
        found => found.ok(),
    };
    let answer = if let Some(sample) = &sample {
        probing.ask(sample, None)
    } else {
        let why = "no file was found that its sections are about";
        let doubt = Doubt::at(Origin::Config(line.node), why);
        probing.answerer.undecided(probing.server, &doubt)
    };
    let mount = match sections.first().map(|section| section.argument.as_slice()) {
        None | Some(b"" | b"/") => b"/".to_vec(),
        Some(mount) => without_slash(mount).to_owned(),
    };
    let script = line.script.as_ref();
    let mounted = Mounted {
        number: 0,
        id: String::new(),
        server: line.server,
        mechanism: line.mechanism,
        node: line.node,
        defined_in: line.server,
        mount,
        script: script.and(answer.script.clone().or(line.script.clone())),
        target: Target::File,
        asked: sample,
        answer,
        parts: Vec::new(),
    };
    (chain, mounted)
}

fn handler_scripts(tree: &ConfigTree, config: &ServerConfig) -> Vec<NamedScript> {
    let effective = config.named(&["WSGIHandlerScript"]).into_iter();
    let named = effective.filter_map(|effective| {
        let arguments = tree.directive(effective.node).arguments;
        Some(NamedScript {
            server: effective.scope.server,
            script: HandlerScript::parse(arguments)?,
        })
    });
    named.collect()
}

/// Returns the scripts that a server can name: its own, then those of the main server, then the others, which are named where
/// their sections are.
fn in_reach(
    scripts: &[NamedScript],
    server: ServerId,
) -> impl Iterator<Item = &NamedScript> + Clone {
    let of = move |wanted: ServerId| scripts.iter().filter(move |named| named.server == wanted);
    of(server).chain(of(ServerId::MAIN)).chain(scripts)
}

/// Returns what a line makes of files, if it makes a handler of mod_wsgi serve them.
fn meaning<'scripts>(
    directive: Directive<'_>,
    mut scripts: impl Iterator<Item = &'scripts NamedScript>,
) -> Option<(Mechanism, Vec<u8>, Option<&'scripts NamedScript>)> {
    let lower = directive.lower_name();
    let mut words = Words::new(directive.arguments);
    let is_rule = &*lower == b"rewriterule";
    let value = match &*lower {
        b"sethandler" | b"addhandler" | b"addtype" | b"forcetype" => {
            words.next()?.to_ascii_lowercase()
        }
        b"rewriterule" => rule_handler(directive.name, directive.arguments)?,
        _ => return None,
    };
    let name = match &*lower {
        b"addhandler" | b"addtype" => {
            let extension = words.next()?.into_owned();
            let extension = extension.strip_prefix(b".").unwrap_or(&extension);
            [b"x.", extension].concat()
        }
        _ => b"x.wsgi".to_vec(),
    };
    if value == b"wsgi-script" || value == b"application/x-httpd-wsgi" {
        let mechanism = if is_rule {
            Mechanism::RewriteRule
        } else {
            Mechanism::Handler
        };
        return Some((mechanism, name, None));
    }
    let named = scripts.find(|named| named.script.name == value)?;
    Some((Mechanism::HandlerScript, name, Some(named)))
}

/// Returns the handler that a rule names.
pub(super) fn rule_handler(directive: &[u8], arguments: &[u8]) -> Option<Vec<u8>> {
    if !directive.eq_ignore_ascii_case(b"RewriteRule") {
        return None;
    }
    flag(&Words::new(arguments).nth(2)?)
}

/// Returns the file to which a rule leads.
fn rule_file(directive: &[u8], arguments: &[u8]) -> Option<Vec<u8>> {
    if !directive.eq_ignore_ascii_case(b"RewriteRule") {
        return None;
    }
    fixed_start(&Words::new(arguments).nth(1)?)
}

/// Returns the handler that the flags of a rule name.
fn flag(flags: &[u8]) -> Option<Vec<u8>> {
    let inside = flags.strip_prefix(b"[")?.strip_suffix(b"]")?;
    inside.split(|byte| *byte == b',').find_map(|flag| {
        let at = flag.iter().position(|byte| *byte == b'=')?;
        let (name, value) = (flag.get(..at)?.trim_ascii(), flag.get(at + 1..)?);
        let is_handler = name.eq_ignore_ascii_case(b"H") || name.eq_ignore_ascii_case(b"handler");
        is_handler.then(|| value.trim_ascii().to_ascii_lowercase())
    })
}

fn names_exec_cgi(arguments: &[u8]) -> bool {
    let is = |word: &[u8], known: &[u8]| word.eq_ignore_ascii_case(known);
    Words::new(arguments).any(|word| {
        is(&word, b"ExecCGI") || is(&word, b"+ExecCGI") || is(&word, b"All") || is(&word, b"+All")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_its_handler_in_a_flag() {
        assert_eq!(flag(b"[L,H=wsgi-script]"), Some(b"wsgi-script".to_vec()));
        assert_eq!(flag(b"[L, Handler=X ]"), Some(b"x".to_vec()));
        assert_eq!(flag(b"[PT]"), None);
        assert_eq!(flag(b"H=x"), None);
    }
}
