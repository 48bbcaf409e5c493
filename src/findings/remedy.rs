//! [`Remedy`]: what would mend a finding, as its rule says it: by directive and part of a directive.

use super::draft::{Part, Spot};
use super::fix::Applicability;
use crate::httpd::NodeId;
use crate::httpd::request::Origin;

/// What would mend a finding.
#[derive(Debug)]
pub(super) struct Remedy {
    pub(super) applicability: Applicability,
    /// What it does, as a piece of help says it.
    pub(super) title: String,
    pub(super) amendments: Vec<Amendment>,
}

/// A change of a line.
#[derive(Debug)]
pub(super) struct Amendment {
    pub(super) spot: Spot,
    /// What stands there, byte for byte; where something else does, there is no fix.
    pub(super) said: Vec<u8>,
    pub(super) change: Change,
}

/// What becomes of what stands there.
#[derive(Debug)]
pub(super) enum Change {
    /// It becomes another text.
    Replace(String),
    /// It goes, with the blanks before it.
    Remove,
    /// Its whole line goes.
    Delete,
}

impl Remedy {
    /// Returns a remedy that may be written without being looked at.
    pub(super) fn safe(title: impl Into<String>) -> Self {
        Self::new(Applicability::Safe, title.into())
    }

    fn new(applicability: Applicability, title: String) -> Self {
        Self {
            applicability,
            title,
            amendments: Vec::new(),
        }
    }

    /// Writes another text for a part of a directive.
    #[must_use]
    pub(super) fn replace(self, node: NodeId, part: Part, said: &[u8], new: &str) -> Self {
        let spot = Spot::Directive(Origin::Config(node), part);
        self.amend(spot, said, Change::Replace(new.to_owned()))
    }

    /// Takes a word of a directive away.
    #[must_use]
    pub(super) fn remove(self, node: NodeId, word: usize, said: &[u8]) -> Self {
        self.amend(Spot::word(node, word), said, Change::Remove)
    }

    /// Takes the line of a directive of this name away.
    #[must_use]
    pub(super) fn delete(self, node: NodeId, name: &[u8]) -> Self {
        self.amend(Spot::word(node, 0), name, Change::Delete)
    }

    /// Changes what stands at a place.
    #[must_use]
    pub(super) fn amend(mut self, spot: Spot, said: &[u8], change: Change) -> Self {
        let said = said.to_owned();
        self.amendments.push(Amendment { spot, said, change });
        self
    }
}
