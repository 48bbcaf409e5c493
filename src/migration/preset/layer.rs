//! [`Layer`]: one text that decides something: a preset, the answers for single applications and process groups, an option of
//! the command line.
//!
//! A layer may leave anything to those below it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::application::ApplicationDecision;
use super::daemon_options::DaemonOptions;
use super::group::GroupDecision;
use super::option_table::PREFORK;
use super::{ApplicationGroupPolicy, Grouping, PresetError};
use crate::httpd::catalog::wsgi::WsgiOption;
use crate::migration::grouping::{NameContext, render_group_name};
use crate::migration::questions::Recorded;
use crate::source::{did_you_mean, nearest};

/// The keys of a layer and the table that each stands in; the options of `[daemon]` come from the catalog.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("", "extends"),
    ("", "description"),
    ("", "restrict-embedded"),
    ("", "restrict-process"),
    ("", "definitions-file"),
    ("", "groups"),
    ("", "daemon"),
    ("", "application"),
    ("", "process-group"),
    ("groups", "per"),
    ("groups", "name"),
    ("groups", "application-group"),
    ("groups", "asks-for"),
    ("daemon", PREFORK),
    ("application.\"ID\"", "leave"),
    ("application.\"ID\"", "process-group"),
    ("application.\"ID\"", "application-group"),
    ("process-group.\"NAME\"", "leave"),
];

/// What one text says.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::migration) struct Layer {
    /// How a person calls it: ``the preset `balanced` ``.
    #[serde(skip)]
    pub(in crate::migration) title: String,
    /// Whether its `[daemon]` holds under every MPM, whatever lies below.
    #[serde(skip)]
    pub(super) insists: bool,
    pub(in crate::migration) extends: Option<String>,
    pub(super) description: Option<String>,
    pub(super) restrict_embedded: Option<bool>,
    pub(super) restrict_process: Option<bool>,
    #[serde(default, deserialize_with = "file_stem")]
    pub(super) definitions_file: Option<String>,
    #[serde(default)]
    pub(super) groups: LayerGroups,
    #[serde(default)]
    pub(super) daemon: DaemonOptions,
    #[serde(default)]
    pub(in crate::migration) application: BTreeMap<String, ApplicationDecision>,
    #[serde(default)]
    pub(in crate::migration) process_group: BTreeMap<String, GroupDecision>,
    /// What was asked and answered; it decides nothing that is not said above.
    #[serde(default)]
    pub(in crate::migration) interview: Vec<Recorded>,
}

/// What a layer says of process groups.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct LayerGroups {
    pub(super) per: Option<Grouping>,
    pub(super) name: Option<String>,
    pub(super) application_group: Option<ApplicationGroupPolicy>,
    #[serde(default, deserialize_with = "option_names")]
    pub(super) asks_for: Option<Vec<String>>,
}

impl Layer {
    /// Reads an option of the command line, which means what it says under every MPM.
    pub(in crate::migration) fn parse_option(title: &str, text: &str) -> Result<Self, PresetError> {
        let mut layer = Self::parse(title, text).map_err(without_drawing)?;
        layer.insists = true;
        Ok(layer)
    }

    /// Returns the single applications and process groups that it speaks of.
    pub(super) fn single(&self) -> impl Iterator<Item = &str> {
        let all = self.application.keys().chain(self.process_group.keys());
        all.map(String::as_str)
    }

    /// Returns whether what was decided for one application stands in the way of what this says of all.
    pub(in crate::migration) fn is_overruled_by(&self, decision: &ApplicationDecision) -> bool {
        let mut own = decision.options.iter();
        let groups = &self.groups;
        own.any(|own| {
            self.daemon
                .options
                .iter()
                .any(|option| option.name == own.name)
        }) || groups.name.is_some() && decision.process_group.is_some()
            || groups.application_group.is_some() && decision.application_group.is_some()
    }

    /// Reads a text.
    pub(in crate::migration) fn parse(title: &str, text: &str) -> Result<Self, PresetError> {
        let mut layer: Self =
            toml_edit::de::from_str(text).map_err(|source| PresetError::Invalid {
                title: title.to_owned(),
                help: help_with_key(&source, text),
                source: Box::new(source),
            })?;
        title.clone_into(&mut layer.title);
        layer.daemon.are_from(title);
        for decision in layer.application.values_mut() {
            decision.is_from(title);
        }
        for decision in layer.process_group.values_mut() {
            title.clone_into(&mut decision.from);
        }
        if let Some(expression) = &layer.groups.name {
            render_group_name(expression, &NameContext::sample()).map_err(|source| {
                PresetError::GroupName {
                    title: title.to_owned(),
                    source: Box::new(source),
                }
            })?;
        }
        Ok(layer)
    }
}

/// Nobody has written the lines that an option becomes: what is wrong is told without them.
fn without_drawing(error: PresetError) -> PresetError {
    match error {
        PresetError::Invalid {
            title,
            source,
            help,
        } => PresetError::Option {
            title,
            message: source.message().to_owned(),
            help,
        },
        other => other,
    }
}

/// Returns what was probably meant by a key that is not known in its table.
fn help_with_key(error: &toml_edit::de::Error, text: &str) -> Option<String> {
    let is_key = ["unknown field", "unknown option"]
        .iter()
        .any(|start| error.message().starts_with(start));
    let key = text.get(error.span().filter(|_| is_key)?)?;
    let key = key.trim_matches(['"', '\'']);
    let options = WsgiOption::of_daemon_process().iter();
    let known = KEYS
        .iter()
        .copied()
        .chain(options.map(|option| ("daemon", option.name)));
    let found = nearest(key, known.clone().map(|(_, known)| known))?;
    if found != key {
        return Some(did_you_mean(found));
    }
    let (table, _) = known.into_iter().find(|(_, known)| *known == key)?;
    Some(match table {
        "" => format!("`{key}` stands before the first table"),
        _ => format!("`{key}` stands in the table `[{table}]`"),
    })
}

/// Takes a name that is a file's everywhere.
fn file_stem<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let stem = String::deserialize(deserializer)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !stem.is_empty() && stem.bytes().all(is_plain) {
        return Ok(Some(stem));
    }
    Err(D::Error::custom(
        "a file name without suffix is made of letters, digits, `-` and `_`",
    ))
}

/// Takes a list of names of options.
fn option_names<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<String>>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let names = names.into_iter().map(super::option_table::option_name);
    names.collect::<Result<_, _>>().map(Some)
}
