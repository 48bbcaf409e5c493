//! The parts of an application that sections send elsewhere.

use std::collections::BTreeMap;

use pcre2::bytes::RegexBuilder;

use super::MountedPart;
use super::aliases::{Ask, below};
use super::sample::candidates;
use crate::httpd::{
    ConfigTree, NodeId, Section, SectionId, SectionKind, ServerConfig, ServerId, path_bytes,
};
use crate::syntax::Words;
use crate::wsgi::answer::{Answer, Answerer, Probe};
use crate::wsgi::application::Target;
use crate::wsgi::script_alias::Hit;
use crate::wsgi::selection::is_below;

/// What a section may change for a part of an application.
const CHOOSING: [&str; 3] = ["WSGIProcessGroup", "WSGIRestrictProcess", "SetHandler"];

/// A directive in a section.
#[derive(Clone, Copy, Debug)]
struct Choice {
    node: NodeId,
    section: SectionId,
}

/// The directives in sections that may send a part elsewhere, by server.
#[derive(Debug)]
pub(super) struct Selections {
    choices: BTreeMap<ServerId, Vec<Choice>>,
}

impl Selections {
    pub(super) fn of(tree: &ConfigTree, config: &ServerConfig) -> Self {
        let mut choices: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for effective in &config.effective {
            let Some(section) = effective.scope.section else {
                continue;
            };
            let name = tree.directive(effective.node).name;
            let is = |known: &&str| known.as_bytes().eq_ignore_ascii_case(name);
            if CHOOSING.iter().any(is) {
                let of_server = choices.entry(effective.scope.server).or_default();
                of_server.push(Choice {
                    node: effective.node,
                    section,
                });
            }
        }
        Self { choices }
    }

    /// Returns the parts of an application that run elsewhere than the whole.
    pub(super) fn parts(
        &self,
        answerer: &Answerer<'_>,
        ask: &Ask<'_>,
        whole: &Answer,
    ) -> Vec<MountedPart> {
        let own = (ask.server != ServerId::MAIN).then_some(ask.server);
        let servers = std::iter::once(ServerId::MAIN).chain(own);
        let choices = servers
            .filter_map(|server| self.choices.get(&server))
            .flatten();
        let mut parts: Vec<MountedPart> = Vec::new();
        for choice in choices {
            let section = answerer.config().section(choice.section);
            if parts.iter().any(|part| part.section == section.node) {
                continue;
            }
            let Some(answer) = part_answer(answerer, ask, *choice, section) else {
                continue;
            };
            let same_place =
                answer.status == whole.status && answer.process_group == whole.process_group;
            if same_place || answer.is_taken() {
                continue;
            }
            parts.push(MountedPart {
                section: section.node,
                node: choice.node,
                place: section.argument.clone(),
                is_condition: section.kind == SectionKind::If,
                answer,
            });
        }
        parts
    }
}

/// Returns what becomes of a request in a section, if it is one for a part of the application.
fn part_answer(
    answerer: &Answerer<'_>,
    ask: &Ask<'_>,
    choice: Choice,
    section: &Section,
) -> Option<Answer> {
    match section.kind {
        SectionKind::Location if !is_pattern(&section.argument) => {
            let path = section.argument.as_slice();
            let mount = without_slash(&ask.path);
            let is_part = is_below(without_slash(path), mount) && path != ask.path;
            is_part.then(|| at_path(answerer, ask, path))?
        }
        SectionKind::LocationMatch => {
            let text = std::str::from_utf8(&section.argument).ok()?;
            let expression = RegexBuilder::new().dotall(true).build(text).ok()?;
            let matched = |path: &[u8]| expression.is_match(path).unwrap_or(false);
            if matched(&ask.path) {
                return None;
            }
            let mut paths = candidates(&section.argument).into_iter();
            let path = paths.find(|path| matched(path) && ask.alias.hit(path) != Hit::No)?;
            at_path(answerer, ask, &path)
        }
        SectionKind::Directory if ask.target == Target::Directory => {
            let directory = without_slash(&section.argument);
            let target = without_slash(&ask.alias.target);
            let inside = is_below(directory, target) && directory != target;
            inside.then(|| in_directory(answerer, ask, &below(directory, b"x.wsgi")))
        }
        SectionKind::Files if ask.target == Target::Directory && !is_pattern(&section.argument) => {
            let target = without_slash(&ask.alias.target);
            Some(in_directory(
                answerer,
                ask,
                &below(target, &section.argument),
            ))
        }
        SectionKind::If => under_condition(answerer, ask, choice),
        _ => None,
    }
}

/// Asks for another path of the same application.
fn at_path(answerer: &Answerer<'_>, ask: &Ask<'_>, path: &[u8]) -> Option<Answer> {
    let Hit::File(file) = ask.alias.hit(path) else {
        return None;
    };
    let script = if ask.target == Target::Directory {
        file
    } else {
        ask.script.clone()
    };
    let probe = Probe {
        path,
        script: &script,
        ..ask.probe()
    };
    Some(answerer.ask_alias(probe, ask.alias.node))
}

/// Asks for another script of a directory.
fn in_directory(answerer: &Answerer<'_>, ask: &Ask<'_>, script: &[u8]) -> Answer {
    let target = without_slash(&ask.alias.target);
    let rest = script.strip_prefix(target).unwrap_or_default();
    let path = [without_slash(&ask.alias.location), rest].concat();
    let probe = Probe {
        path: &path,
        script,
        ..ask.probe()
    };
    answerer.ask_alias(probe, ask.alias.node)
}

/// Asks as if the condition of an `<If>` held; an option of the alias beats what is in it.
fn under_condition(answerer: &Answerer<'_>, ask: &Ask<'_>, choice: Choice) -> Option<Answer> {
    let directive = answerer.tree().directive(choice.node);
    let is_group = directive.name.eq_ignore_ascii_case(b"WSGIProcessGroup");
    if !is_group || ask.alias.options.process_group.is_some() {
        return None;
    }
    let value = Words::new(directive.arguments).next()?;
    let probe = Probe {
        assumed_group: Some((&value, choice.node)),
        ..ask.probe()
    };
    Some(answerer.ask_alias(probe, ask.alias.node))
}

pub(super) fn without_slash(path: &[u8]) -> &[u8] {
    path.strip_suffix(b"/").unwrap_or(path)
}

pub(super) fn is_pattern(path: &[u8]) -> bool {
    path.iter().any(|byte| matches!(byte, b'*' | b'?' | b'['))
}

/// Returns the path below the document root of a server that a file has, if it is there.
pub(super) fn url_path(answerer: &Answerer<'_>, ask: &Probing<'_>, file: &[u8]) -> Option<Vec<u8>> {
    let root = answerer.document_root(ask.server, ask.request)?;
    let rest = file.strip_prefix(without_slash(path_bytes(&root)))?;
    rest.starts_with(b"/").then(|| rest.to_owned())
}

/// The server that is asked, and how.
pub(super) struct Probing<'a> {
    pub(super) server: ServerId,
    pub(super) request: &'a crate::httpd::request::Request,
}
