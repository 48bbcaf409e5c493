//! [`Decisions`]: what was decided before a plan is made: a preset, and what differs for single applications.

mod answers;
mod decided;
mod error;
mod saying;
mod unheeded;

pub use answers::answers;
pub use decided::{About, Decided};
pub use error::DecisionError;
pub(in crate::migration) use saying::BY_A_PERSON;
pub use saying::Saying;
pub(in crate::migration) use saying::leaving;
use unheeded::overruled;
pub(super) use unheeded::unheeded;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::migration::grouping::Group;
use crate::migration::held::Obstacle;
use crate::migration::judgement::Refusal;
use crate::migration::preset::{
    ApplicationDecision, GroupDecision, Layer, Library, Preset, PresetError, as_seen_from,
    text_with_key,
};
use crate::migration::situation::Situation;
use crate::migration::template::{TemplateError, Templates};
use crate::source::{nearest, printable};
use crate::wsgi::{Application, DaemonProcess};
use error::meant;

/// What was decided before a plan is made. The same decisions on the same server make the same plan.
#[derive(Clone, Debug)]
pub struct Decisions {
    /// What holds for all applications.
    pub preset: Preset,
    /// How far the plan goes.
    pub stage: Stage,
    /// The preset below the answers, by its name or path.
    base: String,
    /// The text of the answers.
    answers: Option<String>,
    /// What the command line says for all applications, as TOML.
    set: Vec<String>,
    /// What does not count, although it was said.
    pub(in crate::migration) notes: Vec<String>,
    /// The templates in place of the program's.
    templates: Option<Templates>,
    /// What holds for single ones, by their keys ([`ApplicationKeys`](crate::wsgi::ApplicationKeys)).
    applications: BTreeMap<String, ApplicationDecision>,
    /// What holds for process groups that are there, by their names.
    groups: BTreeMap<String, GroupDecision>,
}

/// How far a plan goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// It delegates, and restricts embedded mode.
    #[default]
    All,
    /// It delegates; the restriction is left for a second plan.
    Delegate,
}

/// What somebody says of a plan before it is made, as it is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'said> {
    /// The name of a preset or its path.
    pub preset: Option<&'said str>,
    /// A file with answers, and its text.
    pub answers: Option<(&'said str, &'said str)>,
    /// `KEY=VALUE` for all applications.
    pub set: &'said [String],
    /// `ID:KEY=VALUE` for one application.
    pub applications: &'said [String],
    /// `NAME:KEY=VALUE` for one process group that is there.
    pub groups: &'said [String],
    /// What a person answered to questions.
    pub answered: &'said [Saying],
}

static NOTHING: ApplicationDecision = ApplicationDecision::NOTHING;

impl Decisions {
    /// Puts together what was said: the answers stand above the preset, the command line above both.
    pub fn gather(library: &Library<'_>, said: Said<'_>) -> Result<Self, PresetError> {
        let mut above = Vec::new();
        if let Some((path, text)) = said.answers {
            above.push(Layer::parse(
                &format!("the file of answers `{path}`"),
                text,
            )?);
        }
        let name = base(said, above.first())?;
        let answers = above.first().cloned();
        let mut set = Vec::new();
        let mut notes = Vec::new();
        for option in said.set {
            let (layer, text) = Layer::of_set(option)?;
            notes.extend(
                answers
                    .as_ref()
                    .and_then(|answers| overruled(&layer, answers)),
            );
            above.push(layer);
            set.push(text);
        }
        for option in said.applications {
            above.push(Layer::of_application(option)?);
        }
        for option in said.groups {
            above.push(Layer::of_process_group(option)?);
        }
        for saying in said.answered {
            match saying {
                Saying::Preset(_) => {}
                Saying::Set { key, value } => {
                    above.push(Layer::with_key(BY_A_PERSON, key, value)?);
                    set.push(text_with_key(key, value, &format!("  # {BY_A_PERSON}")));
                }
                Saying::Application { id, key, value } => {
                    above.push(Layer::with_key_of(BY_A_PERSON, id, key, value)?);
                }
                Saying::ProcessGroup { name, key, value } => {
                    above.push(Layer::with_key_of_group(BY_A_PERSON, name, key, value)?);
                }
            }
        }
        let mut layers = library.layers(&name)?;
        layers.extend(above.iter().cloned());
        let mut decisions = Self::by(Preset::from_layers(&name, &layers)?);
        decisions.answers = said.answers.map(|(_, text)| text.to_owned());
        decisions.set = set;
        decisions.notes = notes;
        for layer in above {
            for (id, decision) in layer.application {
                let known = decisions.applications.entry(id).or_default();
                known.extend(decision);
            }
            for (name, decision) in layer.process_group {
                let known = decisions.groups.entry(name).or_default();
                known.extend(decision);
            }
        }
        Ok(decisions)
    }

    /// Leaves everything to a preset.
    pub fn by(preset: Preset) -> Self {
        Self {
            stage: Stage::All,
            base: preset.name.clone(),
            preset,
            answers: None,
            templates: None,
            set: Vec::new(),
            notes: Vec::new(),
            applications: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    /// Takes these templates in place of the program's.
    #[must_use]
    pub fn with_templates(mut self, templates: Templates) -> Self {
        self.templates = Some(templates);
        self
    }

    /// Returns the templates in use.
    pub(in crate::migration) fn templates(&self) -> Result<Templates, TemplateError> {
        self.templates.clone().map_or_else(Templates::embedded, Ok)
    }

    /// Returns the preset below the answers, by its name or path.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Returns the text of the answers.
    pub(in crate::migration) fn answers_text(&self) -> Option<&str> {
        self.answers.as_deref()
    }

    /// Returns what the command line says for all applications, as TOML.
    pub(in crate::migration) fn set_texts(&self) -> impl Iterator<Item = &str> {
        self.set.iter().map(String::as_str)
    }

    /// Returns what was decided for single applications.
    pub(in crate::migration) fn applications(
        &self,
    ) -> impl Iterator<Item = (&str, &ApplicationDecision)> {
        let applications = self.applications.iter();
        applications.map(|(id, decision)| (id.as_str(), decision))
    }

    /// Returns what was decided for process groups that are there.
    pub(in crate::migration) fn groups(&self) -> impl Iterator<Item = (&str, &GroupDecision)> {
        let groups = self.groups.iter();
        groups.map(|(name, decision)| (name.as_str(), decision))
    }

    /// Returns what was decided for an application: by the id that it shares with its twins, and above that by its own.
    pub fn of(
        &self,
        situation: &Situation<'_>,
        application: &Application,
    ) -> Cow<'_, ApplicationDecision> {
        if self.applications.is_empty() {
            return Cow::Borrowed(&NOTHING);
        }
        let keys = situation.inventory.keys();
        let of_all = self.applications.get(keys.key(application.node));
        let own = keys.with_port(application.node);
        match (of_all, own.and_then(|name| self.applications.get(name))) {
            (Some(of_all), Some(own)) => {
                let mut decision = of_all.clone();
                decision.extend(own.clone());
                Cow::Owned(decision)
            }
            (of_all, own) => Cow::Borrowed(own.or(of_all).unwrap_or(&NOTHING)),
        }
    }

    /// Returns whether somebody sends an application to a process group without its twins, or wants other options for that: by
    /// the name that is its own.
    pub(super) fn are_for_it_alone(
        &self,
        situation: &Situation<'_>,
        application: &Application,
    ) -> bool {
        let name = situation.inventory.keys().with_port(application.node);
        let decision = name.and_then(|name| self.applications.get(name));
        decision.is_some_and(|decision| {
            decision.process_group.is_some() || !decision.options.is_empty()
        })
    }

    /// Returns what an application is called where its decisions are written down.
    pub(in crate::migration) fn name<'server>(
        &self,
        situation: &Situation<'server>,
        application: &Application,
    ) -> &'server str {
        let keys = situation.inventory.keys();
        let own = keys.with_port(application.node);
        let own = own.filter(|_| self.are_for_it_alone(situation, application));
        own.unwrap_or_else(|| keys.key(application.node))
    }

    /// Returns what an application is called by who decided for it: by its own name, if anybody used that.
    fn name_said<'server>(
        &self,
        situation: &Situation<'server>,
        application: &Application,
    ) -> &'server str {
        let keys = situation.inventory.keys();
        let own = keys.with_port(application.node);
        let own = own.filter(|own| self.applications.contains_key(*own));
        own.unwrap_or_else(|| keys.key(application.node))
    }

    /// Makes sure that all decisions are about applications and process groups that are there.
    pub(in crate::migration) fn are_about(
        &self,
        situation: &Situation<'_>,
    ) -> Result<(), DecisionError> {
        self.are_about_groups(situation)?;
        if self.applications.is_empty() {
            return Ok(());
        }
        let known: BTreeSet<&str> = situation.inventory.keys().all().collect();
        let mut decided = self.applications.iter();
        match decided.find(|(id, _)| !known.contains(id.as_str())) {
            None => Ok(()),
            Some((id, decision)) => Err(DecisionError::NoApplication {
                id: id.clone(),
                from: decision.from.clone(),
                meant: meant(id, &known).map(ToOwned::to_owned),
                known: known.into_iter().map(ToOwned::to_owned).collect(),
            }),
        }
    }

    fn are_about_groups(&self, situation: &Situation<'_>) -> Result<(), DecisionError> {
        let daemons = situation.inventory.daemons.iter();
        let known: BTreeSet<String> = daemons.map(|daemon| printable(&daemon.name)).collect();
        let mut decided = self.groups.iter();
        let Some((name, decision)) = decided.find(|(name, _)| !known.contains(*name)) else {
            return Ok(());
        };
        Err(DecisionError::NoProcessGroup {
            name: name.clone(),
            from: decision.from.clone(),
            meant: nearest(name, known.iter().map(String::as_str)).map(ToOwned::to_owned),
            known,
        })
    }

    /// Lets a definition pass that is to move to the main server; the error says that somebody wants it where it is.
    pub(in crate::migration) fn let_move(&self, daemon: &DaemonProcess) -> Result<(), Obstacle> {
        let decision = self.groups.get(&printable(&daemon.name));
        match decision.and_then(GroupDecision::left_by) {
            Some(by) => {
                let why = format!("{by} leaves it there");
                Err(Obstacle::new(why, undone(by)).wanted())
            }
            None => Ok(()),
        }
    }

    /// Lets an application pass that is to be delegated; the error says that somebody wants it left alone.
    pub(in crate::migration) fn let_through(
        &self,
        situation: &Situation<'_>,
        application: &Application,
    ) -> Result<(), Refusal> {
        let decision = self.of(situation, application);
        let Some(by) = decision.left_by() else {
            return Ok(());
        };
        let why = format!("{by} leaves it alone");
        let obstacle = Obstacle::new(why, undone(by)).wanted();
        Err((obstacle, application.node))
    }

    /// Returns the error for a group whose application cannot have the main interpreter.
    pub(in crate::migration) fn not_global(
        &self,
        situation: &Situation<'_>,
        group: &Group,
    ) -> DecisionError {
        let applications = group.applications.iter();
        let applications = applications.map(|id| situation.inventory.application(*id));
        let mut others: BTreeSet<&str> = BTreeSet::new();
        let mut wanting = None;
        for application in applications {
            let name = self.name(situation, application);
            let decision = self.of(situation, application);
            others.insert(name);
            if wanting.is_none()
                && let Some(by) = decision.global_by()
            {
                wanting = Some((name, by.to_owned()));
            }
        }
        let (id, from) = wanting.unwrap_or_default();
        others.remove(id);
        DecisionError::NotGlobal {
            from,
            id: id.to_owned(),
            group: printable(&group.name),
            others: others.into_iter().map(ToOwned::to_owned).collect(),
        }
    }
}

/// Returns how a decision to leave something is undone.
fn undone(from: &str) -> &'static str {
    if from == BY_A_PERSON {
        "go back to that question, or take `leave` out of the answers later"
    } else {
        "take `leave` away"
    }
}

/// Returns the preset that is meant: the one that the answers extend, or the one that is named, or the first.
fn base(said: Said<'_>, answers: Option<&Layer>) -> Result<String, PresetError> {
    let answered = said.answered.iter().rev();
    let mut answered = answered.filter_map(|saying| match saying {
        Saying::Preset(name) => Some(name),
        Saying::Set { .. } | Saying::Application { .. } | Saying::ProcessGroup { .. } => None,
    });
    if let Some(name) = answered.next() {
        return Ok(name.clone());
    }
    let extends = answers.and_then(|answers| Some((answers, answers.extends.as_ref()?)));
    let Some((answers, extends)) = extends else {
        let default = Preset::names().into_iter().next().unwrap_or_default();
        return Ok(said.preset.unwrap_or(default).to_owned());
    };
    match said.preset {
        Some(preset) if preset != extends => Err(PresetError::TwoPresets {
            title: answers.title.clone(),
            extends: extends.clone(),
            preset: preset.to_owned(),
        }),
        _ => {
            let (path, _) = said.answers.unwrap_or_default();
            Ok(as_seen_from(path, extends))
        }
    }
}
