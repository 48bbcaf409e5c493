//! [`Held`]: something that a plan leaves as it is, and the [`Obstacle`] in its way.

/// What stands in the way of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// Why the change cannot be made.
    why: String,
    /// What a person can do about it.
    clear: String,
    /// Whether somebody wants it there.
    is_wanted: bool,
}

impl Obstacle {
    pub(super) fn new(why: impl Into<String>, clear: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            clear: clear.into(),
            is_wanted: false,
        }
    }

    /// Makes it the reason for another one.
    pub(super) fn because_of(mut self, other: &str) -> Self {
        self.why = format!("{other}: {}", self.why);
        self
    }

    /// Notes that somebody wants it there.
    pub(super) fn wanted(mut self) -> Self {
        self.is_wanted = true;
        self
    }
}

/// Something that the plan leaves as it is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// What would clear it.
    pub clear: String,
    /// The line that stands in the way: `FILE:LINE`.
    pub at: String,
    /// Whether somebody decided that it stays as it is.
    pub is_wanted: bool,
}

impl Held {
    pub(super) fn new(what: impl Into<String>, obstacle: Obstacle, at: String) -> Self {
        let Obstacle {
            why,
            clear,
            is_wanted,
        } = obstacle;
        Self {
            what: what.into(),
            why,
            clear,
            at,
            is_wanted,
        }
    }
}
