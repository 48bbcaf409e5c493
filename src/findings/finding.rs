//! [`Finding`]: what a rule found, and where.

use std::path::Path;

use super::draft::Draft;
use super::facts::Facts;
use super::fix::{Applicability, Fix};
use super::location::Location;
use super::rule::Rule;

/// A place, and what is to be seen there.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What; nothing where the message says it.
    pub text: String,
}

/// What a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Where it is.
    pub primary: Label,
    /// Other places that it rests on.
    pub related: Vec<Label>,
    /// What to do.
    pub help: Vec<String>,
    /// What would mend it, if that is known.
    pub fix: Option<Fix>,
}

impl Finding {
    /// Looks the places up; nothing when the first one is not there.
    pub(super) fn from_draft(facts: &Facts<'_>, draft: Draft) -> Option<Self> {
        let mut labels = Vec::new();
        for (spot, text) in &draft.labels {
            let located = Location::of(facts, spot)?;
            let text = text.clone();
            labels.push(Label {
                location: located.location,
                text,
            });
            labels.extend(located.used.map(|location| Label {
                location,
                text: "the macro is used here".to_owned(),
            }));
        }
        let mut labels = labels.into_iter();
        let remedy = draft.remedy.as_ref();
        Some(Self {
            rule: draft.rule,
            message: draft.message,
            primary: labels.next()?,
            related: labels.collect(),
            help: draft.help,
            fix: remedy.and_then(|remedy| Fix::from_remedy(facts, remedy)),
        })
    }

    /// Returns what findings are ordered by.
    pub(super) fn key(&self) -> (&Path, u32, u32, &'static str, &str) {
        let at = &self.primary.location;
        (&at.file, at.line, at.column, self.rule.code, &self.message)
    }

    /// Returns how far its fix may be trusted, if it has one.
    pub fn applicability(&self) -> Option<Applicability> {
        self.fix.as_ref().map(|fix| fix.applicability)
    }

    /// Returns all places, the first one first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.related)
    }
}
