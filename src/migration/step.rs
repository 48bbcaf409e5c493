//! [`Step`]: one thing that a plan does, why, and how much of a person's attention it asks for.

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
}

impl Step {
    fn new(risk: Risk, title: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            reason: reason.into(),
            risk,
            at: Vec::new(),
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

    /// Adds places.
    pub(super) fn at(mut self, places: impl IntoIterator<Item = String>) -> Self {
        self.at.extend(places);
        self
    }
}
