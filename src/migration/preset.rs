//! [`Preset`]: a TOML file becomes the choices of a migration that nobody has to be asked for.
//!
//! The embedded ones stand in `presets/`, whose files document the format.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::daemon_options::{DaemonOptions, Mpm};
use super::group_name::{NameContext, render_group_name};
use super::nearest::nearest;
use super::template::TemplateError;
use crate::httpd::catalog::wsgi::{Version, WsgiOption};

/// The presets that are part of the program.
const EMBEDDED: &[(&str, &str)] = &[("balanced", include_str!("../../presets/balanced.toml"))];

/// The keys of a preset and the table that each stands in; the options of `[daemon]` come from the catalog.
const KEYS: &[(&str, &str)] = &[
    ("", "description"),
    ("", "restrict-embedded"),
    ("", "definitions-file"),
    ("", "groups"),
    ("", "daemon"),
    ("groups", "per"),
    ("groups", "name"),
    ("groups", "application-group"),
    ("daemon", super::daemon_options::PREFORK),
];

/// The choices of a migration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Preset {
    /// What it is called: the name of an embedded one, or the file's.
    #[serde(skip)]
    pub name: String,
    /// What it is good for, in one sentence.
    pub description: String,
    /// Whether `WSGIRestrictEmbedded On` is set, where nothing stands in its way.
    pub restrict_embedded: bool,
    /// The name of the file with the definitions, without its suffix.
    #[serde(deserialize_with = "file_stem")]
    pub definitions_file: String,
    /// Which process groups are made.
    pub groups: Groups,
    /// What they are given.
    pub daemon: DaemonOptions,
}

/// Which process groups are made, and how they are called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Groups {
    /// What shares a process group.
    pub per: Grouping,
    /// The name of a new one: text for [`render_group_name`].
    pub name: String,
    /// Which application group the applications of a new one get.
    pub application_group: ApplicationGroupPolicy,
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
    #[error("there is no preset `{name}`; there is {}", listed(&Preset::names()))]
    Unknown {
        /// The name.
        name: String,
    },
    /// It is not TOML, or not a preset; the source draws the place.
    #[error("the preset `{name}` cannot be read")]
    Invalid {
        /// Its name.
        name: String,
        /// What is wrong, with line, column and the line itself.
        source: Box<toml_edit::de::Error>,
        /// What the user can do.
        help: Option<String>,
    },
    /// Its expression for names makes none; the source draws the place.
    #[error("`groups.name` of the preset `{name}` makes no name")]
    GroupName {
        /// Its name.
        name: String,
        /// What is wrong.
        source: Box<TemplateError>,
    },
}

impl Preset {
    /// Returns the names of the embedded presets.
    pub fn names() -> Vec<&'static str> {
        EMBEDDED.iter().map(|(name, _)| *name).collect()
    }

    /// Returns the embedded preset `name`.
    pub fn named(name: &str) -> Result<Self, PresetError> {
        match EMBEDDED.iter().find(|(known, _)| *known == name) {
            Some((name, text)) => Self::parse(name, text),
            None => Err(PresetError::Unknown {
                name: name.to_owned(),
            }),
        }
    }

    /// Reads the text of a preset that is called `name`.
    pub fn parse(name: &str, text: &str) -> Result<Self, PresetError> {
        let mut preset: Self =
            toml_edit::de::from_str(text).map_err(|source| PresetError::Invalid {
                name: name.to_owned(),
                help: help_with_key(&source, text),
                source: Box::new(source),
            })?;
        name.clone_into(&mut preset.name);
        match render_group_name(&preset.groups.name, &NameContext::sample()) {
            Ok(_) => Ok(preset),
            Err(source) => Err(PresetError::GroupName {
                name: name.to_owned(),
                source: Box::new(source),
            }),
        }
    }

    /// Returns the options of new process groups, and the names of those that the version does not have.
    pub fn options_for(
        &self,
        mpm: Mpm,
        version: Option<Version>,
    ) -> (Vec<(String, String)>, Vec<String>) {
        self.daemon.for_server(mpm, version)
    }
}

impl PresetError {
    /// Returns what the user can do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unknown { name } => nearest(name, Preset::names()).map(did_you_mean),
            Self::Invalid { help, .. } => help.clone(),
            Self::GroupName { .. } => None,
        }
    }
}

fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
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
fn file_stem<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let stem = String::deserialize(deserializer)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !stem.is_empty() && stem.bytes().all(is_plain) {
        return Ok(stem);
    }
    Err(D::Error::custom(
        "a file name without suffix is made of letters, digits, `-` and `_`",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BALANCED: &str = include_str!("../../presets/balanced.toml");

    fn error_in(text: &str) -> (String, Option<String>) {
        match Preset::parse("mine", text).unwrap_err() {
            PresetError::Invalid { source, help, .. } => (source.to_string(), help),
            error => panic!("{error}"),
        }
    }

    fn changed(from: &str, to: &str) -> String {
        assert!(BALANCED.contains(from), "{from}");
        BALANCED.replacen(from, to, 1)
    }

    #[test]
    fn every_embedded_preset_is_read_by_its_name() {
        for name in Preset::names() {
            assert_eq!(Preset::named(name).unwrap().name, name);
        }
    }

    #[test]
    fn the_keys_for_hints_are_those_of_the_format() {
        let document: toml_edit::DocumentMut = BALANCED.parse().unwrap();
        let keys_of = |table: &str| -> Vec<String> {
            let table = if table.is_empty() {
                document.as_table()
            } else {
                document[table].as_table().unwrap()
            };
            table.iter().map(|(key, _)| key.to_owned()).collect()
        };
        for (table, key) in KEYS {
            assert!(keys_of(table).contains(&(*key).to_owned()), "{key}");
        }
        let count = keys_of("").len() + keys_of("groups").len() + 1;
        assert_eq!(KEYS.len(), count);
    }

    #[test]
    fn an_unknown_preset_names_the_existing_ones_and_the_nearest() {
        let error = Preset::named("balancd").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no preset `balancd`; there is `balanced`"
        );
        assert_eq!(error.help().unwrap(), "did you mean `balanced`?");
        assert_eq!(Preset::named("").unwrap_err().help(), None);
    }

    #[test]
    fn an_unknown_key_is_drawn_with_the_nearest_known_one() {
        let (drawn, help) = error_in("descripton = 'x'\n");
        assert!(
            drawn.starts_with("TOML parse error at line 1, column 1\n"),
            "{drawn}"
        );
        assert!(
            drawn.contains("1 | descripton = 'x'\n  | ^^^^^^^^^^\n"),
            "{drawn}"
        );
        assert!(drawn.contains("unknown field `descripton`"), "{drawn}");
        assert_eq!(help.unwrap(), "did you mean `description`?");
    }

    #[test]
    fn an_unknown_option_is_drawn_with_the_nearest_known_one() {
        let (drawn, help) = error_in(&changed("\nthreads = ", "\n\"treads\" = "));
        assert!(drawn.contains("^^^^^^^^\n"), "{drawn}");
        assert!(
            drawn.contains("unknown option `treads` of WSGIDaemonProcess"),
            "{drawn}"
        );
        assert_eq!(help.unwrap(), "did you mean `threads`?");
    }

    #[test]
    fn a_known_key_in_the_wrong_table_is_sent_to_its_own() {
        let (_, help) = error_in("threads = 5\n");
        assert_eq!(help.unwrap(), "`threads` stands in the table `[daemon]`");
        let (_, help) = error_in(&format!("{BALANCED}\ndescription = 'again'\n"));
        assert_eq!(help.unwrap(), "`description` stands before the first table");
        let (_, help) = error_in("zzzzzz = 1\n");
        assert_eq!(help, None);
    }

    #[test]
    fn wrong_types_and_values_are_drawn() {
        let cases = [
            (
                "restrict-embedded = true",
                "restrict-embedded = 'On'",
                "invalid type: string \"On\", expected a boolean",
            ),
            (
                "per = \"application\"",
                "per = \"planet\"",
                "unknown variant `planet`, expected `application`",
            ),
            (
                "definitions-file = \"wsgi-daemons\"",
                "definitions-file = \"../wsgi\"",
                "a file name without suffix is made of letters, digits, `-` and `_`",
            ),
            ("\n[daemon]\n", "\n[daemon\n", "unclosed table"),
        ];
        for (from, to, message) in cases {
            let (drawn, help) = error_in(&changed(from, to));
            assert!(drawn.contains(message), "{drawn}");
            assert!(drawn.contains(to.trim()) && drawn.contains('^'), "{drawn}");
            assert_eq!(help, None);
        }
    }

    #[test]
    fn a_missing_key_is_named() {
        let (drawn, _) = error_in(&changed("restrict-embedded = true\n", ""));
        assert!(
            drawn.contains("missing field `restrict-embedded`"),
            "{drawn}"
        );
    }

    #[test]
    fn a_balanced_group_is_named_for_the_host_and_the_path() {
        let expression = Preset::named("balanced").unwrap().groups.name;
        let name = |host: &str, server_name: &str, path: &str| {
            let context = NameContext {
                host: host.into(),
                server_name: server_name.into(),
                path: path.into(),
                script: b"wsgi".to_vec(),
            };
            render_group_name(&expression, &context).unwrap()
        };
        assert_eq!(name("shop", "shop.example", ""), "shop");
        assert_eq!(name("shop", "shop.example", "api-v2"), "shop-api-v2");
        assert_eq!(name("www", "www.shop.example", "api"), "shop-api");
        assert_eq!(name("www", "www", ""), "www");
        assert_eq!(name("default", "", "wiki"), "default-wiki");
    }

    #[test]
    fn an_expression_for_names_is_tried_at_once() {
        let name = Preset::named("balanced").unwrap().groups.name;
        let error = Preset::parse("mine", &changed(&name, "{{ hots }}")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`groups.name` of the preset `mine` makes no name"
        );
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(
            source.contains("Variable `hots` is not defined"),
            "{source}"
        );
        assert!(source.contains("server_name"), "{source}");
    }
}
