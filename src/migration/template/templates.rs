//! [`Templates`]: the texts of `templates/`, of which one's own files can replace single ones.

use std::fmt;
use std::sync::Arc;

use tera::{Context, Kwargs, State, Tera, TeraResult};

use super::TemplateError;
use super::filters::{httpd_quote, in_comment, wrapped};
use crate::source::{did_you_mean, nearest};

/// What ends the name of a template's file.
const SUFFIX: &str = ".tera";

/// The template that makes a text of all definitions; it includes the others.
const DEFINITIONS: &str = "definitions.conf";

/// The templates of the program, by the name that they include each other by.
const EMBEDDED: &[(&str, &str)] = &[
    (
        DEFINITIONS,
        include_str!("../../../templates/definitions.conf.tera"),
    ),
    (
        "header.conf",
        include_str!("../../../templates/header.conf.tera"),
    ),
];

/// The templates in use.
#[derive(Clone)]
pub struct Templates {
    tera: Arc<Tera>,
}

impl Templates {
    /// Returns the templates of the program.
    pub fn embedded() -> Result<Self, TemplateError> {
        Self::with(&[])
    }

    /// Puts files, by their names, in the place of the program's templates; what is no template is refused.
    pub fn with(files: &[(String, String)]) -> Result<Self, TemplateError> {
        let mut tera = engine();
        let own = |name: &str| {
            let file = format!("{name}{SUFFIX}");
            let mut files = files.iter();
            files.find(|(known, _)| *known == file)
        };
        for (name, _) in files {
            if !Self::names().contains(name) {
                return Err(TemplateError::Unknown { name: name.clone() });
            }
        }
        let texts = EMBEDDED
            .iter()
            .map(|(name, text)| (*name, own(name).map_or(*text, |(_, text)| text.as_str())));
        tera.add_raw_templates(texts)?;
        Ok(Self {
            tera: Arc::new(tera),
        })
    }

    /// Returns the names of the files.
    pub fn names() -> Vec<String> {
        let names = EMBEDDED.iter();
        names.map(|(name, _)| format!("{name}{SUFFIX}")).collect()
    }

    /// Renders the text of all definitions.
    pub(super) fn definitions(&self, context: &Context) -> TeraResult<String> {
        self.tera.render(DEFINITIONS, context)
    }
}

impl TemplateError {
    /// Returns what the user can do.
    pub fn help(&self) -> Option<String> {
        let Self::Unknown { name } = self else {
            return None;
        };
        let names = Templates::names();
        nearest(name, names.iter().map(String::as_str)).map(did_you_mean)
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Templates").finish_non_exhaustive()
    }
}

fn engine() -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on([""; 0]);
    tera.register_filter("httpd_quote", |value: &str, _: Kwargs, _: &State| {
        httpd_quote(value)
    });
    tera.register_filter("in_comment", |text: &str, _: Kwargs, _: &State| {
        in_comment(text)
    });
    tera.register_filter("wrapped", |words: &str, _: Kwargs, _: &State| {
        wrapped(words)
    });
    tera
}
