//! [`Step`]: one thing that a plan does, why, and how much of a person's attention it asks for.

use std::path::PathBuf;

use super::decisions::Saying;

/// How much attention a step asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// The model shows that nothing else changes.
    Safe,
    /// It keeps what works, but what it changes besides is for a person to judge.
    Review,
    /// A person has to do something, too.
    Manual,
}

/// One thing that a plan does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub title: String,
    /// Why.
    pub reason: String,
    /// How much attention it asks for.
    pub risk: Risk,
    /// Where: `FILE:LINE`.
    pub at: Vec<String>,
    /// The lines that it changes: files, links resolved, and numbers.
    pub lines: Vec<(PathBuf, u32)>,
    /// What would leave it out; nothing if no decision can.
    pub unless: Vec<Saying>,
}

impl Step {
    fn new(risk: Risk, title: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            reason: reason.into(),
            risk,
            at: Vec::new(),
            lines: Vec::new(),
            unless: Vec::new(),
        }
    }

    /// Makes a step that changes nothing else.
    pub(super) fn safe(title: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(Risk::Safe, title, reason)
    }

    /// Makes a step that a person is to look at.
    pub(super) fn review(title: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(Risk::Review, title, reason)
    }

    /// Returns whether another step is for the same lines, for the same reason: a line in a macro, for instance, that sends each
    /// use elsewhere.
    pub(super) fn is_for_the_same_lines(&self, other: &Self) -> bool {
        !self.at.is_empty()
            && self.at == other.at
            && self.reason == other.reason
            && self.risk == other.risk
    }

    /// Makes one step of two.
    pub(super) fn join(&mut self, other: Self) {
        self.title.push_str("; ");
        self.title.push_str(&other.title);
        let known = &self.lines;
        let new: Vec<_> = other
            .lines
            .into_iter()
            .filter(|line| !known.contains(line))
            .collect();
        self.lines.extend(new);
        self.unless.extend(other.unless);
    }

    /// Adds places.
    pub(super) fn at(mut self, places: impl IntoIterator<Item = String>) -> Self {
        self.at.extend(places);
        self
    }

    /// Adds lines that it changes.
    pub(super) fn changing(mut self, lines: impl IntoIterator<Item = (PathBuf, u32)>) -> Self {
        self.lines.extend(lines);
        self
    }

    /// Adds what would leave it out.
    pub(super) fn unless(mut self, sayings: impl IntoIterator<Item = Saying>) -> Self {
        self.unless.extend(sayings);
        self
    }
}
