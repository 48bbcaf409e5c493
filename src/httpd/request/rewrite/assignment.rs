//! [`Assignment`]: what `[E=...]` of a rule does to a variable (mod_rewrite.c: `do_expand_env`).

use crate::httpd::request::origin::{Doubt, Origin};

/// A variable, and what a rule does to it.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The variable's name.
    pub name: Vec<u8>,
    /// What it is from here on.
    pub value: Assigned,
    /// The rule.
    pub origin: Origin,
}

/// What becomes of a variable.
#[derive(Clone, Debug)]
pub enum Assigned {
    /// It has this value.
    Set(Vec<u8>),
    /// It is gone.
    Unset,
    /// It cannot be told.
    Unknown(Doubt),
}

impl Assignment {
    /// Reads `name:value`, `name` or `!name`.
    pub(super) fn parse(text: &[u8], origin: Origin) -> Self {
        let (name, value) = if let Some(name) = text.strip_prefix(b"!") {
            (name, Assigned::Unset)
        } else {
            let colon = text.iter().position(|byte| *byte == b':');
            let (name, value) = text.split_at(colon.unwrap_or(text.len()));
            let value = value.get(1..).unwrap_or_default().to_owned();
            (name, Assigned::Set(value))
        };
        Self {
            name: name.to_owned(),
            value,
            origin,
        }
    }

    /// Reads the same where it is not known what comes of it.
    pub(super) fn doubtful(text: &[u8], origin: Origin, doubt: Doubt) -> Self {
        Self {
            value: Assigned::Unknown(doubt),
            ..Self::parse(text, origin)
        }
    }
}
