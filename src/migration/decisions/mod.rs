//! [`Decisions`]: what was decided before a plan is made: a preset, and what differs for single applications.

mod answers;
mod decided;

pub use answers::answers;
pub use decided::Decided;

use std::collections::{BTreeMap, BTreeSet};

use crate::migration::held::Obstacle;
use crate::migration::judgement::Refusal;
use crate::migration::preset::{
    ApplicationDecision, Layer, Library, Preset, PresetError, as_seen_from,
};
use crate::migration::situation::Situation;
use crate::migration::template::{TemplateError, Templates};
use crate::source::{did_you_mean, nearest};
use crate::wsgi::Application;

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
    /// The templates in place of the program's.
    templates: Option<Templates>,
    /// What holds for single ones, by their keys ([`ApplicationKeys`](crate::wsgi::ApplicationKeys)).
    applications: BTreeMap<String, ApplicationDecision>,
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
}

/// Why decisions cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// There is no such application.
    #[error("{from} decides for `{id}`, and there is no such application")]
    NoApplication {
        /// The key.
        id: String,
        /// Who decided.
        from: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// What was chosen cannot be theirs.
    #[error("{from} wants {what}, and that cannot be: {why}")]
    Unfit {
        /// Who decided.
        from: String,
        /// What.
        what: String,
        /// Why not.
        why: String,
    },
    /// Two applications share a process group and are to be different.
    #[error(
        "`{one}` and `{other}` share a process group, and `{option}` is to be different for them"
    )]
    Conflict {
        /// In what.
        option: String,
        /// An application.
        one: String,
        /// The other one.
        other: String,
    },
}

static NOTHING: ApplicationDecision = ApplicationDecision::NOTHING;

impl Decisions {
    /// Puts together what was said: the answers stand above the preset, the command line above both.
    pub fn gather(library: &Library<'_>, said: Said<'_>) -> Result<Self, PresetError> {
        let mut above = Vec::new();
        if let Some((path, text)) = said.answers {
            above.push(Layer::parse(&format!("the answers in `{path}`"), text)?);
        }
        let name = base(said, above.first())?;
        let mut set = Vec::new();
        for option in said.set {
            let (layer, text) = Layer::of_set(option)?;
            above.push(layer);
            set.push(text);
        }
        for option in said.applications {
            above.push(Layer::of_application(option)?);
        }
        let mut layers = library.layers(&name)?;
        layers.extend(above.iter().cloned());
        let mut decisions = Self::by(Preset::from_layers(&name, &layers)?);
        decisions.answers = said.answers.map(|(_, text)| text.to_owned());
        decisions.set = set;
        for layer in above {
            for (id, decision) in layer.application {
                let known = decisions.applications.entry(id).or_default();
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
            applications: BTreeMap::new(),
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

    /// Returns what was decided for the application of this key.
    pub fn of(&self, key: &str) -> &ApplicationDecision {
        self.applications.get(key).unwrap_or(&NOTHING)
    }

    /// Makes sure that all decisions are about applications that are there.
    pub(in crate::migration) fn are_about(
        &self,
        situation: &Situation<'_>,
    ) -> Result<(), DecisionError> {
        if self.applications.is_empty() {
            return Ok(());
        }
        let keys = keys(situation);
        let mut decided = self.applications.iter();
        match decided.find(|(id, _)| !keys.contains(id.as_str())) {
            None => Ok(()),
            Some((id, decision)) => Err(DecisionError::NoApplication {
                id: id.clone(),
                from: decision.from.clone(),
                nearest: nearest(id, keys.iter().copied()).map(ToOwned::to_owned),
            }),
        }
    }

    /// Lets an application pass that is to be delegated; the error says that somebody wants it left alone.
    pub(in crate::migration) fn let_through(
        &self,
        situation: &Situation<'_>,
        application: &Application,
    ) -> Result<(), Refusal> {
        let decision = self.of(situation.inventory.key(application));
        if decision.leave != Some(true) {
            return Ok(());
        }
        let why = format!("{} leaves it alone", decision.from);
        Err((Obstacle::new(why, "take `leave` away"), application.node))
    }

    /// Returns the error for an application that cannot have the main interpreter.
    pub(in crate::migration) fn not_global(&self, key: &str) -> DecisionError {
        DecisionError::Unfit {
            from: self.of(key).from.clone(),
            what: format!("the main interpreter for `{key}`"),
            why: "for that it has to be one script that an alias mounts, alone in a new process group, and no line may \
                  say which interpreter it has"
                .to_owned(),
        }
    }
}

/// Returns what applications are called.
fn keys<'server>(situation: &Situation<'server>) -> BTreeSet<&'server str> {
    let aliases = situation.inventory.keys().all();
    let applications = situation.overview.applications.iter();
    let applications = applications.map(|application| application.id.as_str());
    aliases.chain(applications).collect()
}

/// Returns the preset that is meant: the one that the answers extend, or the one that is named, or the first.
fn base(said: Said<'_>, answers: Option<&Layer>) -> Result<String, PresetError> {
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

impl DecisionError {
    /// Returns what the user can do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoApplication {
                nearest: Some(nearest),
                ..
            } => Some(did_you_mean(nearest)),
            Self::NoApplication { .. } => Some(
                "`wsgi-daemonize inspect --format json` has the id of each application".to_owned(),
            ),
            Self::Conflict { .. } | Self::Unfit { .. } => None,
        }
    }
}
