//! The applications that handlers make of files, as far as lines of the configuration tell.

use std::collections::BTreeSet;

use super::aliases::below;
use super::parts::{Probing, is_pattern, url_path, without_slash};
use super::{Mechanism, Mounted};
use crate::httpd::request::Request;
use crate::httpd::{
    ConfigTree, NodeId, SectionId, SectionKind, ServerConfig, ServerId, bytes_path, path_bytes,
};
use crate::syntax::Words;
use crate::wsgi::answer::{Answer, Answerer, Probe, Status};
use crate::wsgi::application::Target;
use crate::wsgi::handler_script::HandlerScript;

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
}

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
        for effective in &config.effective {
            let directive = tree.directive(effective.node);
            let scope = effective.scope;
            if directive.name.eq_ignore_ascii_case(b"Options")
                && let Some(section) = scope.section
                && names_exec_cgi(directive.arguments)
            {
                handlers.executable.push((scope.server, section));
            }
            if let Some((mechanism, name, script)) =
                meaning(directive.name, directive.arguments, &scripts)
            {
                handlers.lines.push(Line {
                    node: effective.node,
                    server: scope.server,
                    section: scope.section,
                    mechanism,
                    name,
                    script,
                    handler: rule_handler(directive.name, directive.arguments),
                    file: rule_file(directive.name, directive.arguments),
                });
            }
        }
        handlers
    }

    /// Adds what the lines of a server make of files.
    pub(super) fn mounted(
        &self,
        answerer: &Answerer<'_>,
        server: ServerId,
        request: &Request,
        applications: &mut Vec<Mounted>,
    ) {
        for line in self.lines.iter().filter(|line| line.server == server) {
            let probing = Probing { server, request };
            let asked = self.asked(answerer, line);
            let mut found = asked.into_iter().map(|section| {
                let (mount, answer) = ask(answerer, &probing, line, section);
                Mounted {
                    number: 0,
                    id: String::new(),
                    server,
                    mechanism: line.mechanism,
                    node: line.node,
                    defined_in: server,
                    mount,
                    script: line
                        .script
                        .as_ref()
                        .and(answer.script.clone().or(line.script.clone())),
                    target: Target::File,
                    answer,
                    parts: Vec::new(),
                }
            });
            let first = found.next();
            let others = found.filter(|other| other.answer.status != Status::NotWsgi);
            let others: Vec<_> = others.collect();
            let is_served = |first: &Mounted| first.answer.status != Status::NotWsgi;
            applications.extend(first.filter(|first| others.is_empty() || is_served(first)));
            applications.extend(others);
        }
    }

    /// Returns the sections in which a line is asked about: its own; for one at the level of a server also every
    /// directory in which scripts may run.
    fn asked(&self, answerer: &Answerer<'_>, line: &Line) -> Vec<Option<SectionId>> {
        let mut sections = vec![line.section];
        if line.section.is_none() && line.mechanism == Mechanism::Handler {
            let config = answerer.config();
            let executable = self.executable.iter().filter(|(server, section)| {
                let kind = config.section(*section).kind;
                (*server == line.server || line.server == ServerId::MAIN)
                    && matches!(kind, SectionKind::Directory | SectionKind::Location)
            });
            sections.extend(executable.map(|(_, section)| Some(*section)));
        }
        sections
    }
}

/// Asks what becomes of a file in the reach of a section; the result has the section's argument.
fn ask(
    answerer: &Answerer<'_>,
    probing: &Probing<'_>,
    line: &Line,
    section: Option<SectionId>,
) -> (Vec<u8>, Answer) {
    let (mut directory, mut path, mut name) = (None, None, line.name.clone());
    let mut mount = Vec::new();
    for section in answerer.config().sections_from(section) {
        let argument = section.argument.clone();
        if mount.is_empty() {
            mount.clone_from(&argument);
        }
        let plain = !is_pattern(&argument);
        match section.kind {
            SectionKind::Directory if plain => directory = directory.or(Some(argument)),
            SectionKind::Location if plain => path = path.or(Some(argument)),
            SectionKind::Files if plain => name = argument,
            _ => {}
        }
    }
    if let Some(file) = line.file.as_deref() {
        directory = bytes_path(file)
            .parent()
            .map(|above| path_bytes(above).to_owned());
        name = bytes_path(file)
            .file_name()
            .map_or(name, |own| path_bytes(own.as_ref()).to_owned());
    }
    let root = || answerer.document_root(probing.server, probing.request);
    let directory = directory.unwrap_or_else(|| {
        let root = root().unwrap_or_default();
        path_bytes(&root).to_owned()
    });
    let file = below(&directory, &name);
    let path = match path {
        Some(path) => below(&path, &name),
        None => url_path(answerer, probing, &file).unwrap_or_else(|| below(b"", &name)),
    };
    let answer = answerer.ask_file(Probe {
        server: probing.server,
        request: probing.request,
        path: &path,
        script: &file,
        assumed_group: None,
        assumed_handler: line.handler.as_deref().map(|name| (name, line.node)),
    });
    let mount = match mount.as_slice() {
        [] => b"/".to_vec(),
        mount if mount == b"/" => mount.to_owned(),
        mount => without_slash(mount).to_owned(),
    };
    (mount, answer)
}

/// Returns the names, in lower case, that `WSGIHandlerScript` gives scripts.
fn handler_scripts(tree: &ConfigTree, config: &ServerConfig) -> BTreeSet<(Vec<u8>, Vec<u8>)> {
    let effective = config.effective.iter();
    let directives = effective.map(|effective| tree.directive(effective.node));
    let named =
        directives.filter(|directive| directive.name.eq_ignore_ascii_case(b"WSGIHandlerScript"));
    named
        .filter_map(|directive| HandlerScript::parse(directive.arguments))
        .map(|script| (script.name, script.script))
        .collect()
}

/// Returns what a line makes of files, if it makes a handler of mod_wsgi serve them.
fn meaning(
    directive: &[u8],
    arguments: &[u8],
    scripts: &BTreeSet<(Vec<u8>, Vec<u8>)>,
) -> Option<(Mechanism, Vec<u8>, Option<Vec<u8>>)> {
    let lower = directive.to_ascii_lowercase();
    let mut words = Words::new(arguments);
    let is_rule = lower == b"rewriterule";
    let value = match lower.as_slice() {
        b"sethandler" | b"addhandler" | b"addtype" | b"forcetype" => {
            words.next()?.to_ascii_lowercase()
        }
        b"rewriterule" => rule_handler(directive, arguments)?,
        _ => return None,
    };
    let name = match lower.as_slice() {
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
    let (_, script) = scripts.iter().find(|(own, _)| *own == value)?;
    Some((Mechanism::HandlerScript, name, Some(script.clone())))
}

/// Returns the handler that a rule names.
fn rule_handler(directive: &[u8], arguments: &[u8]) -> Option<Vec<u8>> {
    let is_rule = directive.eq_ignore_ascii_case(b"RewriteRule");
    let flags = Words::new(arguments).nth(2).filter(|_| is_rule)?;
    flag(&flags)
}

/// Returns the file to which a rule leads: an absolute path up to what it takes from the request.
fn rule_file(directive: &[u8], arguments: &[u8]) -> Option<Vec<u8>> {
    let is_rule = directive.eq_ignore_ascii_case(b"RewriteRule");
    let substitution = Words::new(arguments).nth(1).filter(|_| is_rule)?;
    let end = substitution
        .iter()
        .position(|byte| matches!(byte, b'$' | b'%'));
    let file = substitution.get(..end.unwrap_or(substitution.len()))?;
    let file = without_slash(file);
    (file.starts_with(b"/") && file.len() > 1).then(|| file.to_owned())
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
