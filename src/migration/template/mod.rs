//! [`Definitions`] become the text of the file with all daemon process groups, by a template of `templates/`.
//!
//! What httpd could not read back as it is meant is refused before, by name; so a text that comes out holds.

mod filters;
mod read_back;
mod templates;

use serde::Serialize;
use tera::Context;

use self::filters::to_bytes;
pub(super) use self::filters::{inexpressible, to_text};
use self::read_back::read_back;
pub use self::templates::Templates;
use super::definitions::closing_tag;
use crate::source::Text;
use crate::syntax::Document;

/// The text with the definitions of all daemon process groups, or of those that are new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    /// Whether it is a file of its own; else it is a block within another one.
    pub standalone: bool,
    /// Whether `WSGIRestrictEmbedded On` stands in it.
    pub restrict_embedded: bool,
    /// The value of a `WSGISocketPrefix` in it.
    pub socket_prefix: Option<&'static str>,
    /// The groups, in the order of the text.
    pub groups: Vec<Definition>,
}

/// One daemon process group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// One that was not there before.
    New {
        /// Its name.
        name: Vec<u8>,
        /// Its options and their values, as mod_wsgi shall read them.
        options: Vec<(Vec<u8>, Vec<u8>)>,
        /// What runs in it, for a person.
        serves: Vec<Vec<u8>>,
    },
    /// One that stood elsewhere.
    Moved {
        /// Its physical lines with the comments above, each without its `\n`.
        lines: Vec<Vec<u8>>,
        /// The headers of the conditions around it, outermost first: `<IfDefine TEST>`.
        conditions: Vec<Vec<u8>>,
        /// Where it stood, for a person.
        from: Vec<u8>,
    },
}

/// Why a template makes no text.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// tera says why, and draws the place in the template.
    #[error(transparent)]
    Tera(#[from] tera::Error),
    /// A value cannot be written so that httpd reads it back.
    #[error("{what} cannot be written: {reason}")]
    Inexpressible {
        /// Which value.
        what: String,
        /// Why.
        reason: &'static str,
    },
    /// There is no such template.
    #[error("there is no template `{name}`; there is {}", Templates::names().join(", "))]
    Unknown {
        /// Its name.
        name: String,
    },
    /// What a template made is not what was to be written.
    #[error("the text of the template `definitions.conf` {difference}")]
    Changed {
        /// How it differs.
        difference: String,
    },
    /// The text has a character that is no byte.
    #[error("the template has `{0}`, which is not one byte in Latin-1")]
    NotAByte(char),
}

impl Definitions {
    /// Renders the text by the templates of the program.
    pub fn render(&self) -> Result<Vec<u8>, TemplateError> {
        self.render_with(&Templates::embedded()?)
    }

    /// Renders the text: whole lines, without a blank one at either end. It is read again before it is accepted: a template
    /// decides how it looks, not what it says.
    pub fn render_with(&self, templates: &Templates) -> Result<Vec<u8>, TemplateError> {
        self.groups.iter().try_for_each(Definition::check)?;
        let view = View {
            standalone: self.standalone,
            restrict_embedded: self.restrict_embedded,
            socket_prefix: self.socket_prefix,
            groups: self.groups.iter().map(GroupView::of).collect(),
        };
        let rendered = templates.definitions(&Context::from_serialize(&view)?)?;
        let bytes = to_bytes(&rendered).map_err(TemplateError::NotAByte)?;
        let blank = bytes.iter().take_while(|byte| **byte == b'\n').count();
        let mut text = bytes.get(blank..).unwrap_or_default().to_vec();
        while text.last() == Some(&b'\n') {
            text.pop();
        }
        text.push(b'\n');
        read_back(self, &text)?;
        Ok(text)
    }
}

impl Definition {
    fn check(&self) -> Result<(), TemplateError> {
        match self {
            Self::New { name, options, .. } => check_new(name, options),
            Self::Moved {
                lines,
                conditions,
                from,
            } => check_moved(lines, conditions, from),
        }
    }
}

fn check_new(name: &[u8], options: &[(Vec<u8>, Vec<u8>)]) -> Result<(), TemplateError> {
    let group = format!("the process group `{}`", name.escape_ascii());
    if name.is_empty() {
        return refuse(group, "it has no name");
    }
    if let Some(reason) = inexpressible(name) {
        return refuse(group, reason);
    }
    for (option, value) in options {
        let what = format!("the option `{}` of {group}", option.escape_ascii());
        // wsgi_config.c: wsgi_parse_option takes the name as it stands, up to the `=`.
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        if option.is_empty() || !option.iter().all(is_name) {
            return refuse(what, "mod_wsgi has no such names");
        }
        if let Some(reason) = inexpressible(value) {
            return refuse(what, reason);
        }
    }
    Ok(())
}

/// Lines go out as they came; they must stay lines, and leave the one behind them alone.
fn check_moved(
    lines: &[Vec<u8>],
    conditions: &[Vec<u8>],
    from: &[u8],
) -> Result<(), TemplateError> {
    let what = || format!("the definition from {}", from.escape_ascii());
    if lines
        .iter()
        .chain(conditions)
        .any(|line| line.contains(&b'\n'))
    {
        return refuse(what(), "a line end stands within a line");
    }
    let mut text = lines.join(&b'\n');
    text.push(b'\n');
    let document = Document::parse(Text::new(text));
    if document.lines().last().is_some_and(|line| line.dangling) {
        return refuse(what(), "its last line is continued");
    }
    Ok(())
}

fn refuse(what: String, reason: &'static str) -> Result<(), TemplateError> {
    Err(TemplateError::Inexpressible { what, reason })
}

/// What the template sees of [`Definitions`].
#[derive(Serialize)]
struct View {
    standalone: bool,
    restrict_embedded: bool,
    socket_prefix: Option<&'static str>,
    groups: Vec<GroupView>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum GroupView {
    New {
        name: String,
        options: Vec<OptionView>,
        serves: Vec<String>,
    },
    Moved {
        opening: Vec<String>,
        lines: Vec<String>,
        closing: Vec<String>,
        from: String,
    },
}

#[derive(Serialize)]
struct OptionView {
    name: String,
    value: String,
}

impl GroupView {
    fn of(definition: &Definition) -> Self {
        let texts = |values: &[Vec<u8>]| values.iter().map(|value| to_text(value)).collect();
        match definition {
            Definition::New {
                name,
                options,
                serves,
            } => Self::New {
                name: to_text(name),
                options: options
                    .iter()
                    .map(|(name, value)| OptionView {
                        name: to_text(name),
                        value: to_text(value),
                    })
                    .collect(),
                serves: texts(serves),
            },
            Definition::Moved {
                lines,
                conditions,
                from,
            } => Self::Moved {
                opening: texts(conditions),
                lines: texts(lines),
                closing: conditions
                    .iter()
                    .rev()
                    .map(|header| to_text(&closing_tag(header)))
                    .collect(),
                from: to_text(from),
            },
        }
    }
}
