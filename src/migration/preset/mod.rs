//! [`Preset`]: TOML files become the choices of a migration that nobody has to be asked for.
//!
//! The embedded ones stand in `presets/`; `balanced` documents the format. A preset is made of [`Layer`]s: its own text and
//! those that it extends.

mod application;
mod command_line;
mod daemon_options;
mod group;
mod layer;
mod library;
mod option_table;
mod shown;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use self::application::{ApplicationDecision, ApplicationGroupDecision, Wish};
pub(super) use self::command_line::text_with_key;
pub(super) use self::daemon_options::is_in_version;
pub use self::daemon_options::{Chosen, ChosenOption, DaemonOption, DaemonOptions, OptionValue};
pub use self::group::GroupDecision;
pub(super) use self::layer::Layer;
pub use self::library::{Library, ReadText, is_path};
pub(super) use self::library::{as_seen_from, is_from_embedded};
pub(super) use self::shown::lay_over;
use super::mpm::Mpm;
use super::template::TemplateError;
use crate::httpd::catalog::wsgi::Version;
use crate::source::{did_you_mean, nearest, quoted};

/// The choices of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// What it is called: the name of an embedded one, or the file's.
    pub name: String,
    /// What it is good for, in one sentence.
    pub description: String,
    /// Whether `WSGIRestrictEmbedded On` is set, where nothing stands in its way.
    pub restrict_embedded: bool,
    /// Whether it is said what restricts virtual hosts to the groups that their applications use.
    pub restrict_process: bool,
    /// The name of the file with the definitions, without its suffix.
    pub definitions_file: String,
    /// Which process groups are made.
    pub groups: Groups,
    /// What they are given.
    pub daemon: DaemonOptions,
    /// Who decided on each of the keys above.
    origins: BTreeMap<&'static str, String>,
}

/// Which process groups are made, and how they are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// What shares a process group.
    pub per: Grouping,
    /// The name of a new one: text for [`render_group_name`](super::render_group_name).
    pub name: String,
    /// Which application group the applications of a new one get.
    pub application_group: ApplicationGroupPolicy,
    /// The options that each should have of its own and that nobody can make up: somebody has to say them.
    pub asks_for: Vec<String>,
}

/// What shares a process group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    /// Nothing: every application has one of its own.
    Application,
}

/// Which application group an application gets with its new process group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationGroupPolicy {
    /// `%{GLOBAL}` where the script is a plain file and alone in its process group; else what it has.
    GlobalWhenAlone,
    /// What it has.
    Keep,
}

/// Why there is no preset.
#[derive(Debug, thiserror::Error)]
pub enum PresetError {
    /// None has this name.
    #[error("there is no preset `{name}`{}; there is {}", extended(extended_by.as_deref()), quoted(Preset::names()))]
    Unknown {
        /// The name.
        name: String,
        /// The preset that extends it.
        extended_by: Option<String>,
    },
    /// Its file cannot be read.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        #[source]
        reason: Reason,
    },
    /// It extends itself.
    #[error("the preset `{}` extends itself: {}", chain.first().map_or("", String::as_str), chain.join(" extends "))]
    Cycle {
        /// The presets, each of which extends the next.
        chain: Vec<String>,
    },
    /// It is not TOML, or says what cannot be said; the source draws the place.
    #[error("{title} cannot be read")]
    Invalid {
        /// How a person calls it.
        title: String,
        /// What is wrong, with line, column and the line itself.
        source: Box<toml_edit::de::Error>,
        /// What the user can do.
        help: Option<String>,
    },
    /// An option of the command line says what cannot be said.
    #[error("{title}: {message}")]
    Option {
        /// The option.
        title: String,
        /// What is wrong.
        message: String,
        /// What the user can do.
        help: Option<String>,
    },
    /// Neither it nor what it extends has a key that is needed.
    #[error("{title} has no `{key}`")]
    Missing {
        /// How a person calls it.
        title: String,
        /// The key, with its table.
        key: &'static str,
    },
    /// It is not what can be said there.
    #[error("{title} cannot be used")]
    Unusable {
        /// How a person calls it.
        title: String,
        /// What the user can do.
        help: String,
    },
    /// Both the answers and the command line name a preset.
    #[error("{title} extends `{extends}`, and `--preset {preset}` is another")]
    TwoPresets {
        /// How a person calls the answers.
        title: String,
        /// What they extend.
        extends: String,
        /// What the command line names.
        preset: String,
    },
    /// It speaks of single applications or process groups.
    #[error("{title} decides for `{id}` alone")]
    ForOneApplication {
        /// How a person calls it.
        title: String,
        /// The application or the process group.
        id: String,
    },
    /// Its expression for names makes none; the source draws the place.
    #[error("`groups.name` of {title} makes no name")]
    GroupName {
        /// How a person calls it.
        title: String,
        /// What is wrong.
        source: Box<TemplateError>,
    },
}

/// A reason in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Reason(pub String);

impl Preset {
    /// Returns the names of the embedded presets, the one that is used when nobody names one first.
    pub fn names() -> Vec<&'static str> {
        library::names()
    }

    /// Returns the embedded preset `name`.
    pub fn named(name: &str) -> Result<Self, PresetError> {
        let no_files = |_: &std::path::Path| Err("no files are read here".to_owned());
        Library::new(&no_files).preset(name)
    }

    /// Lays texts over each other, the lowest first.
    pub(super) fn from_layers(name: &str, layers: &[Layer]) -> Result<Self, PresetError> {
        let mut merging = Merging {
            layers,
            origins: BTreeMap::new(),
        };
        let mut daemon = DaemonOptions::default();
        for layer in layers {
            if layer.insists {
                daemon.insist(&layer.daemon);
            } else {
                daemon.extend(&layer.daemon);
            }
        }
        Ok(Self {
            name: name.to_owned(),
            description: merging.key("description", |layer| layer.description.as_ref())?,
            restrict_embedded: merging.key("restrict-embedded", |layer| {
                layer.restrict_embedded.as_ref()
            })?,
            restrict_process: merging
                .key("restrict-process", |layer| layer.restrict_process.as_ref())?,
            definitions_file: merging
                .key("definitions-file", |layer| layer.definitions_file.as_ref())?,
            groups: Groups {
                per: merging.key("groups.per", |layer| layer.groups.per.as_ref())?,
                name: merging.key("groups.name", |layer| layer.groups.name.as_ref())?,
                application_group: merging.key("groups.application-group", |layer| {
                    layer.groups.application_group.as_ref()
                })?,
                asks_for: merging.key("groups.asks-for", |layer| layer.groups.asks_for.as_ref())?,
            },
            daemon,
            origins: merging.origins,
        })
    }

    /// Returns the options of a new process group on a server; `own` is what was decided for it alone.
    pub fn options_for(&self, mpm: Mpm, version: Option<Version>, own: &[DaemonOption]) -> Chosen {
        self.daemon.for_server(mpm, version, own)
    }

    /// Returns who decided on a key.
    pub(super) fn origin(&self, key: &str) -> &str {
        self.origins.get(key).map_or("", String::as_str)
    }
}

/// The keys of a preset on their way out of its layers.
struct Merging<'layers> {
    layers: &'layers [Layer],
    origins: BTreeMap<&'static str, String>,
}

impl Merging<'_> {
    /// Returns what the highest layer with a key says.
    fn key<T: Clone>(
        &mut self,
        key: &'static str,
        of: impl Fn(&Layer) -> Option<&T>,
    ) -> Result<T, PresetError> {
        let mut layers = self.layers.iter().rev();
        let found = layers.find_map(|layer| Some((layer, of(layer)?)));
        if let Some((layer, value)) = found {
            self.origins.insert(key, layer.title.clone());
            return Ok(value.clone());
        }
        let highest = self.layers.last();
        Err(PresetError::Missing {
            title: highest.map_or_else(String::new, |layer| layer.title.clone()),
            key,
        })
    }
}

impl PresetError {
    /// Returns what the user can do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unknown { name, .. } => nearest(name, Preset::names()).map(did_you_mean),
            Self::Invalid { help, .. } | Self::Option { help, .. } => help.clone(),
            Self::Unusable { help, .. } => Some(help.clone()),
            Self::TwoPresets { .. } => Some("leave one of them away".to_owned()),
            Self::Missing { .. } => {
                Some("write it, or `extends = \"balanced\"` for all that is not written".to_owned())
            }
            Self::ForOneApplication { .. } => {
                Some("give such a file with `--answers FILE`".to_owned())
            }
            Self::Unreadable { .. } | Self::Cycle { .. } | Self::GroupName { .. } => None,
        }
    }
}

fn extended(by: Option<&str>) -> String {
    by.map_or_else(String::new, |by| format!(", which `{by}` extends"))
}
