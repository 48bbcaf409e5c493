//! [`Settled`]: whether flags and variables have the same value where a definition goes as where it stands.

use std::collections::BTreeMap;

use super::destination::earliest;
use crate::httpd::NodeId;
use crate::migration::situation::Situation;

/// What `Define` and `UnDefine` do, and where.
pub(super) struct Settled {
    /// All definitions go behind this line.
    earliest: Option<NodeId>,
    /// The lines that change a name, in upper case, in their order: values ignore case (core.c: `set_define`).
    changes: BTreeMap<Vec<u8>, Vec<Change>>,
}

/// A line that sets or unsets a name.
#[derive(Clone, Copy)]
struct Change {
    node: NodeId,
    unsets: bool,
}

impl Settled {
    pub(super) fn new(situation: &Situation<'_>) -> Self {
        let mut changes: BTreeMap<Vec<u8>, Vec<Change>> = BTreeMap::new();
        for directive in situation.tree.executed() {
            let sets = directive.name.eq_ignore_ascii_case(b"Define");
            let unsets = directive.name.eq_ignore_ascii_case(b"UnDefine");
            if sets || unsets {
                let name = directive.first_word().unwrap_or_default();
                let of_name = changes.entry(name.to_ascii_uppercase()).or_default();
                let node = directive.id;
                of_name.push(Change { node, unsets });
            }
        }
        Self {
            earliest: earliest(situation),
            changes,
        }
    }

    /// Returns the line that gives a name another meaning after the place where definitions may go.
    pub(super) fn changed_by(&self, name: &[u8]) -> Option<NodeId> {
        let mut changes = self.of(name).iter();
        let late = changes.find(|change| self.earliest.is_none_or(|first| change.node >= first))?;
        Some(late.node)
    }

    /// Returns whether a line unsets a name.
    pub(super) fn is_unset(&self, name: &[u8]) -> bool {
        self.of(name).iter().any(|change| change.unsets)
    }

    fn of(&self, name: &[u8]) -> &[Change] {
        let changes = self.changes.get(&name.to_ascii_uppercase());
        changes.map_or(&[], Vec::as_slice)
    }
}
