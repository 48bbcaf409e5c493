//! Directives in sections that may send a part of an application elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::aliases::Ask;
use super::{Asked, MountedPart};
use crate::httpd::request::Origin;
use crate::httpd::{ConfigTree, NodeId, Section, SectionId, SectionKind, ServerConfig, ServerId};
use crate::wsgi::answer::Answer;

/// What a directive in a section may change for a part of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    ProcessGroup,
    RestrictProcess,
    SetHandler,
    ApplicationGroup,
    CallableObject,
    /// A variable of the environment, which may name the process group.
    Variable,
}

impl Topic {
    const NAMES: [(&str, Self); 11] = [
        ("WSGIProcessGroup", Self::ProcessGroup),
        ("WSGIRestrictProcess", Self::RestrictProcess),
        ("SetHandler", Self::SetHandler),
        ("WSGIApplicationGroup", Self::ApplicationGroup),
        ("WSGICallableObject", Self::CallableObject),
        ("SetEnv", Self::Variable),
        ("UnsetEnv", Self::Variable),
        ("PassEnv", Self::Variable),
        ("SetEnvIf", Self::Variable),
        ("SetEnvIfNoCase", Self::Variable),
        ("SetEnvIfExpr", Self::Variable),
    ];

    pub(super) fn of(directive: &[u8]) -> Option<Self> {
        let is = |name: &str| name.as_bytes().eq_ignore_ascii_case(directive);
        let found = Self::NAMES.iter().find(|(name, _)| is(name))?;
        Some(found.1)
    }

    pub(super) fn chooses_groups(self) -> bool {
        matches!(
            self,
            Self::ProcessGroup | Self::RestrictProcess | Self::Variable
        )
    }

    /// Returns whether an option of the alias says the same, and beats every section.
    pub(super) fn is_option_of(self, ask: &Ask<'_>) -> bool {
        let options = &ask.alias.options;
        match self {
            Self::ProcessGroup => options.process_group.is_some(),
            Self::ApplicationGroup => options.application_group.is_some(),
            Self::CallableObject => options.callable_object.is_some(),
            Self::Variable => options
                .process_group
                .as_deref()
                .is_some_and(|group| !is_variable(group)),
            Self::RestrictProcess | Self::SetHandler => false,
        }
    }
}

/// A directive in a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) node: NodeId,
    pub(super) section: SectionId,
    pub(super) topic: Topic,
}

impl Choice {
    fn part(self, section: &Section, asked: Asked, answer: Answer) -> MountedPart {
        MountedPart {
            section: section.node,
            node: self.node,
            place: section.argument.clone(),
            is_condition: section.kind == SectionKind::If,
            asked,
            answer,
        }
    }
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

impl Parts {
    /// Adds what was found out about a section, if that is not what is true of the whole.
    pub(super) fn take(&mut self, choice: Choice, section: &Section, found: Found, whole: &Answer) {
        match found {
            Found::Answer(asked, answer) if says_otherwise(choice, &answer, whole) => {
                self.found.push(choice.part(section, asked, *answer));
            }
            Found::Answer(..) | Found::Nothing => {}
            Found::Open => {
                self.open.insert(choice.node);
            }
        }
    }
}

/// What was found out about a section.
pub(super) enum Found {
    /// This becomes of a request in it.
    Answer(Asked, Box<Answer>),
    /// It is about all of the application, or nothing of it.
    Nothing,
    /// No request was found that is in it, but there may be one.
    Open,
}

impl Selections {
    pub(super) fn of(tree: &ConfigTree, config: &ServerConfig) -> Self {
        let mut choices: BTreeMap<_, Vec<Choice>> = BTreeMap::new();
        let mut first = BTreeMap::new();
        let has_variables = chooses_by_variable(tree, config);
        for effective in config.named(&Topic::NAMES.map(|(name, _)| name)) {
            let Some(section) = effective.scope.section else {
                continue;
            };
            let topic = Topic::of(tree.name_of(effective.node));
            let counts = |topic: &Topic| has_variables || *topic != Topic::Variable;
            let Some(topic) = topic.filter(counts) else {
                continue;
            };
            let choice = Choice {
                node: effective.node,
                section,
                topic,
            };
            let of_server = choices.entry(effective.scope.server).or_default();
            let first = *first.entry((section, topic)).or_insert(of_server.len());
            match of_server.get_mut(first) {
                // Of several in one section the last counts.
                Some(earlier) if topic != Topic::Variable => *earlier = choice,
                _ => of_server.push(choice),
            }
        }
        Self { choices }
    }

    /// Returns what counts in a server: the main server's, then its own.
    pub(super) fn choices_in(&self, server: ServerId) -> impl Iterator<Item = &Choice> {
        let own = (server != ServerId::MAIN).then_some(server);
        let servers = std::iter::once(ServerId::MAIN).chain(own);
        servers
            .filter_map(|server| self.choices.get(&server))
            .flatten()
    }
}

/// Returns whether a process group is named by a variable anywhere.
fn chooses_by_variable(tree: &ConfigTree, config: &ServerConfig) -> bool {
    let mut of_wsgi = config.of_wsgi().into_iter();
    of_wsgi.any(|effective| is_variable(tree.directive(effective.node).arguments))
}

fn is_variable(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"%{ENV:").is_some()
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
        Topic::Variable => elsewhere,
        // A handler of WSGIHandlerScript brings a script of its own, and takes none of the options of the alias.
        Topic::SetHandler => part.status != whole.status || !runs_the_same(part, whole),
        Topic::ApplicationGroup => !elsewhere && part.application_group != whole.application_group,
        Topic::CallableObject => !elsewhere && part.callable != whole.callable,
    }
}

fn runs_the_same(part: &Answer, whole: &Answer) -> bool {
    part.script == whole.script
        && part.callable == whole.callable
        && part.application_group == whole.application_group
}

pub(super) fn is_line(origin: Option<&Origin>, node: NodeId) -> bool {
    matches!(origin, Some(Origin::Config(own)) if *own == node)
}
