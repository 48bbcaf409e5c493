//! [`Remedy`]: what would mend a finding, as its rule says it: by directive and part of a directive.

use super::draft::{Part, Spot};
use super::fix::Applicability;
use crate::httpd::NodeId;
use crate::httpd::request::Origin;
use crate::wsgi::DaemonProcess;

/// The number of the word of a `WSGIDaemonProcess` that is its first option.
pub(super) const OPTIONS: usize = 2;

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
    /// Its whole line goes to a place in front of the line of another directive.
    MoveBefore(NodeId),
    /// These words come at the end of its line.
    Append(String),
}

/// Returns whether a name can be written without quotes, and is no variable.
pub(super) fn is_plain(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !name.is_empty() && name.bytes().all(is_plain)
}

impl Remedy {
    /// Returns a remedy that may be written without being looked at.
    pub(super) fn safe(title: impl Into<String>) -> Self {
        Self::new(Applicability::Safe, title.into())
    }

    /// Returns a remedy that somebody has to agree to.
    pub(super) fn risky(title: impl Into<String>) -> Self {
        Self::new(Applicability::Unsafe, title.into())
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

    /// Writes another value for an option of a process group.
    #[must_use]
    pub(super) fn set_option(self, group: &DaemonProcess, name: &str, value: &str) -> Self {
        self.replace_option(group, name, &format!("{name}={value}"))
    }

    /// Writes other words in the place of an option of a process group.
    #[must_use]
    pub(super) fn replace_option(self, group: &DaemonProcess, name: &str, words: &str) -> Self {
        self.amend_option(group, name, Change::Replace(words.to_owned()))
    }

    /// Takes an option of a process group away.
    #[must_use]
    pub(super) fn remove_option(self, group: &DaemonProcess, name: &str) -> Self {
        self.amend_option(group, name, Change::Remove)
    }

    /// Changes an option of a process group: the last one of this name, which counts.
    fn amend_option(self, group: &DaemonProcess, name: &str, change: Change) -> Self {
        let mut options = group.options.iter().enumerate().rev();
        let found = options.find(|(_, (own, _))| own == name.as_bytes());
        let Some((index, (name, value))) = found else {
            return self;
        };
        let said = [name.as_slice(), b"=", value].concat();
        self.amend(Spot::word(group.node, index + OPTIONS), &said, change)
    }

    /// Writes words at the end of the line of a directive of this name.
    #[must_use]
    pub(super) fn append(self, node: NodeId, name: &[u8], words: &str) -> Self {
        self.amend(Spot::word(node, 0), name, Change::Append(words.to_owned()))
    }

    /// Takes the line of a directive of this name away.
    #[must_use]
    pub(super) fn delete(self, node: NodeId, name: &[u8]) -> Self {
        self.amend(Spot::word(node, 0), name, Change::Delete)
    }

    /// Moves the line of a directive of this name in front of another one's.
    #[must_use]
    pub(super) fn move_before(self, node: NodeId, name: &[u8], other: NodeId) -> Self {
        self.amend(Spot::word(node, 0), name, Change::MoveBefore(other))
    }

    /// Changes what stands at a place.
    #[must_use]
    pub(super) fn amend(mut self, spot: Spot, said: &[u8], change: Change) -> Self {
        let said = said.to_owned();
        self.amendments.push(Amendment { spot, said, change });
        self
    }
}
