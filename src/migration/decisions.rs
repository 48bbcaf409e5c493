//! [`Decisions`]: what was decided before a plan is made: a preset, and what differs for single applications.

use std::collections::BTreeMap;

use super::preset::Preset;

/// What was decided before a plan is made. The same decisions on the same server make the same plan.
#[derive(Clone, Debug)]
pub struct Decisions {
    /// What holds for all applications.
    pub preset: Preset,
    /// What holds for single ones, by their keys ([`ApplicationKeys`](crate::wsgi::ApplicationKeys)).
    applications: BTreeMap<String, ApplicationDecision>,
}

/// What was decided for one application. It says nothing of what the preset decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationDecision {
    /// It stays as it is.
    pub leave: bool,
    /// The process group in which it is to run: one that is there, or the name of a new one. Applications with the same
    /// name share it.
    pub group: Option<String>,
    /// The application group that it is to have.
    pub application_group: Option<ApplicationGroupDecision>,
    /// Options of its group, in place of the preset's or besides them.
    pub options: Vec<(String, String)>,
}

/// Which application group one application is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationGroupDecision {
    /// What it has.
    Keep,
    /// `%{GLOBAL}`, the main interpreter.
    Global,
}

/// Of an application for which nothing was decided.
static NOTHING: ApplicationDecision = ApplicationDecision {
    leave: false,
    group: None,
    application_group: None,
    options: Vec::new(),
};

impl Decisions {
    /// Leaves everything to a preset.
    pub fn by(preset: Preset) -> Self {
        Self {
            preset,
            applications: BTreeMap::new(),
        }
    }

    /// Returns what was decided for the application of this key.
    pub fn of(&self, key: &str) -> &ApplicationDecision {
        self.applications.get(key).unwrap_or(&NOTHING)
    }

    /// Returns the decision for the application of this key, to be changed.
    pub fn for_application(&mut self, key: &str) -> &mut ApplicationDecision {
        self.applications.entry(key.to_owned()).or_default()
    }
}
