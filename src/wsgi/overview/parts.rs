//! The parts of an application that sections send elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::MountedPart;
use super::aliases::{Ask, below};
use super::sample::{Literal, candidates_below, named_by, start_of};
use crate::httpd::request::Origin;
use crate::httpd::{
    ConfigTree, NodeId, Section, SectionId, SectionKind, ServerConfig, ServerId, path_bytes,
};
use crate::syntax::Words;
use crate::wsgi::answer::{Answer, Answerer, Probe, Status};
use crate::wsgi::application::Target;
use crate::wsgi::script_alias::Hit;
use crate::wsgi::selection::is_below;

/// What a directive in a section may change for a part of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Topic {
    ProcessGroup,
    RestrictProcess,
    SetHandler,
    ApplicationGroup,
    CallableObject,
}

impl Topic {
    const NAMES: [(&str, Self); 5] = [
        ("WSGIProcessGroup", Self::ProcessGroup),
        ("WSGIRestrictProcess", Self::RestrictProcess),
        ("SetHandler", Self::SetHandler),
        ("WSGIApplicationGroup", Self::ApplicationGroup),
        ("WSGICallableObject", Self::CallableObject),
    ];

    fn of(directive: &[u8]) -> Option<Self> {
        let is = |name: &str| name.as_bytes().eq_ignore_ascii_case(directive);
        let found = Self::NAMES.iter().find(|(name, _)| is(name))?;
        Some(found.1)
    }

    /// Returns whether an option of the alias says the same, and beats every section.
    fn is_option_of(self, ask: &Ask<'_>) -> bool {
        let options = &ask.alias.options;
        match self {
            Self::ProcessGroup => options.process_group.is_some(),
            Self::ApplicationGroup => options.application_group.is_some(),
            Self::CallableObject => options.callable_object.is_some(),
            Self::RestrictProcess | Self::SetHandler => false,
        }
    }
}

/// A directive in a section.
#[derive(Clone, Copy, Debug)]
struct Choice {
    node: NodeId,
    section: SectionId,
    topic: Topic,
}

/// The directives in sections that may send a part elsewhere, by server.
#[derive(Debug)]
pub(super) struct Selections {
    choices: BTreeMap<ServerId, Vec<Choice>>,
}

/// The parts that were found, and the sections of which it is not known whether there is one.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) found: Vec<MountedPart>,
    pub(super) open: BTreeSet<NodeId>,
}

/// Where a request for a part goes.
struct Place {
    path: Vec<u8>,
    script: Vec<u8>,
}

impl Selections {
    pub(super) fn of(tree: &ConfigTree, config: &ServerConfig) -> Self {
        let mut choices: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for effective in &config.effective {
            let Some(section) = effective.scope.section else {
                continue;
            };
            if let Some(topic) = Topic::of(tree.directive(effective.node).name) {
                let of_server = choices.entry(effective.scope.server).or_default();
                of_server.push(Choice {
                    node: effective.node,
                    section,
                    topic,
                });
            }
        }
        Self { choices }
    }

    /// Returns the parts of an application that run elsewhere than the whole.
    pub(super) fn parts(&self, answerer: &Answerer<'_>, ask: &Ask<'_>, whole: &Answer) -> Parts {
        let own = (ask.server != ServerId::MAIN).then_some(ask.server);
        let servers = std::iter::once(ServerId::MAIN).chain(own);
        let choices = servers
            .filter_map(|server| self.choices.get(&server))
            .flatten()
            .filter(|choice| !choice.topic.is_option_of(ask));
        let mut parts = Parts::default();
        for choice in choices {
            let section = answerer.config().section(choice.section);
            let is_told = parts.found.iter().any(|part| part.section == section.node);
            if is_told {
                continue;
            }
            match part_answer(answerer, ask, *choice) {
                Found::Answer(answer) if says_otherwise(*choice, &answer, whole) => {
                    parts.found.push(MountedPart {
                        section: section.node,
                        node: choice.node,
                        place: section.argument.clone(),
                        is_condition: section.kind == SectionKind::If,
                        answer: *answer,
                    });
                }
                Found::Answer(_) | Found::Nothing => {}
                Found::Open => {
                    parts.open.insert(choice.node);
                }
            }
        }
        parts
    }
}

/// Returns whether a directive makes the answer for a part another one than that for the whole.
fn says_otherwise(choice: Choice, part: &Answer, whole: &Answer) -> bool {
    if part.is_taken() {
        return false;
    }
    let elsewhere = part.status != whole.status || part.process_group != whole.process_group;
    match choice.topic {
        Topic::ProcessGroup | Topic::RestrictProcess => {
            elsewhere && is_line(part.decided_by.as_ref(), choice.node)
        }
        Topic::SetHandler => part.status != whole.status,
        Topic::ApplicationGroup => !elsewhere && part.application_group != whole.application_group,
        Topic::CallableObject => !elsewhere && part.callable != whole.callable,
    }
}

fn is_line(origin: Option<&Origin>, node: NodeId) -> bool {
    matches!(origin, Some(Origin::Config(own)) if *own == node)
}

/// What was found out about a section.
enum Found {
    /// This becomes of a request in it.
    Answer(Box<Answer>),
    /// It is about all of the application, or nothing of it.
    Nothing,
    /// No request was found that is in it, but there may be one.
    Open,
}

/// Asks for a request that is in the section, for a part of the application.
fn part_answer(answerer: &Answerer<'_>, ask: &Ask<'_>, choice: Choice) -> Found {
    let config = answerer.config();
    let chain: Vec<SectionId> = config.section_ids_from(Some(choice.section)).collect();
    let (conditions, plain): (Vec<SectionId>, Vec<SectionId>) = chain
        .iter()
        .partition(|id| config.section(**id).kind == SectionKind::If);
    let covers = |place: &Place| {
        plain
            .iter()
            .all(|id| answerer.covers(*id, &place.path, &place.script))
    };
    let whole = Place {
        path: ask.path.clone(),
        script: ask.script.clone(),
    };
    let is_whole = covers(&whole);
    if !conditions.is_empty() {
        return under_condition(answerer, ask, choice, is_whole);
    }
    if is_whole {
        return Found::Nothing;
    }
    let sections: Vec<&Section> = plain.iter().map(|id| config.section(*id)).collect();
    let places = places(ask, &sections).into_iter().filter(covers);
    // What a redirect or another rule takes says nothing of the rest of the section.
    let mut answers = places.map(|place| at(answerer, ask, &place)).peekable();
    let first = answers.peek().cloned();
    let served = answers.find(|answer| answer.status != Status::NotWsgi);
    match served.or(first) {
        Some(answer) => Found::Answer(Box::new(answer)),
        None if sections.iter().any(|section| is_apart(ask, section)) => Found::Nothing,
        None => Found::Open,
    }
}

/// Returns requests for parts of the application that may be in all of the sections.
fn places(ask: &Ask<'_>, sections: &[&Section]) -> Vec<Place> {
    let is_path = |section: &&&Section| {
        matches!(
            section.kind,
            SectionKind::Location | SectionKind::LocationMatch
        )
    };
    match sections.iter().find(is_path) {
        Some(section) if section.kind == SectionKind::LocationMatch => paths_at(
            ask,
            candidates_below(&section.argument, without_slash(&ask.alias.location)),
        ),
        Some(section) => paths_at(ask, named_by(&section.argument)),
        None if ask.target == Target::Directory => scripts_in(ask, sections),
        None => Vec::new(),
    }
}

/// Returns the places of those paths that the alias takes.
fn paths_at(ask: &Ask<'_>, paths: Vec<Vec<u8>>) -> Vec<Place> {
    let places = paths.into_iter().filter_map(|path| {
        let is_normal = memchr::memmem::find(&path, b"//").is_none();
        let Hit::File(file) = ask.alias.hit(&path) else {
            return None;
        };
        let script = match ask.target {
            Target::Directory => file,
            _ => ask.script.clone(),
        };
        is_normal.then_some(Place { path, script })
    });
    places.collect()
}

/// Returns scripts in a directory of scripts that the sections may name.
fn scripts_in(ask: &Ask<'_>, sections: &[&Section]) -> Vec<Place> {
    let target = without_slash(&ask.alias.target);
    let mut directories = vec![target.to_vec()];
    let mut names = vec![b"x.wsgi".to_vec()];
    for section in sections {
        let argument = without_slash(&section.argument);
        match section.kind {
            SectionKind::Directory => directories = named_by(argument),
            SectionKind::DirectoryMatch => directories = candidates_below(argument, target),
            SectionKind::Files => names = named_by(argument),
            SectionKind::FilesMatch => names = candidates_below(argument, b""),
            _ => {}
        }
    }
    let scripts = directories.iter().flat_map(|directory| {
        let name = |name: &Vec<u8>| below(directory, name.strip_prefix(b"/").unwrap_or(name));
        names.iter().map(name)
    });
    let places = scripts.filter_map(|script| {
        let rest = script.strip_prefix(target)?;
        let path = [without_slash(&ask.alias.location), rest].concat();
        rest.starts_with(b"/").then_some(Place { path, script })
    });
    places.collect()
}

/// Returns whether no request for the application can be in a section: what it names lies elsewhere.
fn is_apart(ask: &Ask<'_>, section: &Section) -> bool {
    let argument = without_slash(&section.argument);
    let is_file = ask.target == Target::File && !ask.alias.target.contains(&b'$');
    match section.kind {
        SectionKind::Location if !is_pattern(argument) => {
            !is_below(argument, without_slash(&ask.alias.location)) || ask.alias.is_match
        }
        SectionKind::Location => {
            lies_elsewhere(&Literal::of_pattern(argument), &ask.alias.location)
        }
        SectionKind::LocationMatch => lies_elsewhere(&start_of(argument), &ask.alias.location),
        SectionKind::Directory
        | SectionKind::DirectoryMatch
        | SectionKind::Files
        | SectionKind::FilesMatch
            if is_file =>
        {
            true
        }
        SectionKind::Directory if !is_pattern(argument) => {
            !is_below(argument, without_slash(&ask.alias.target))
        }
        SectionKind::Directory => lies_elsewhere(&Literal::of_pattern(argument), &ask.alias.target),
        SectionKind::DirectoryMatch => lies_elsewhere(&start_of(argument), &ask.alias.target),
        SectionKind::Limit | SectionKind::Proxy => true,
        SectionKind::Files | SectionKind::FilesMatch | SectionKind::If => false,
    }
}

/// Returns whether what starts with a text cannot lie at or below a path.
fn lies_elsewhere(start: &Literal, path: &[u8]) -> bool {
    let path = without_slash(path);
    !start.text.starts_with(path) && !path.starts_with(&start.text)
}

/// Asks for a part of the application.
fn at(answerer: &Answerer<'_>, ask: &Ask<'_>, place: &Place) -> Answer {
    let probe = Probe {
        path: &place.path,
        script: &place.script,
        ..ask.probe()
    };
    answerer.ask_alias(probe, ask.alias.node)
}

/// Asks as if the conditions held, where the sections around them are about the application.
fn under_condition(
    answerer: &Answerer<'_>,
    ask: &Ask<'_>,
    choice: Choice,
    is_whole: bool,
) -> Found {
    if choice.topic != Topic::ProcessGroup || !is_whole {
        return Found::Nothing;
    }
    let directive = answerer.tree().directive(choice.node);
    let Some(value) = Words::new(directive.arguments).next() else {
        return Found::Nothing;
    };
    let probe = Probe {
        assumed_group: Some((&value, choice.node)),
        ..ask.probe()
    };
    Found::Answer(Box::new(answerer.ask_alias(probe, ask.alias.node)))
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
