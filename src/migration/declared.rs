//! [`Declared`]: which directives a plan changes, adds or takes away, beside those that define and delegate; the proof lets
//! these pass and no others.

use std::collections::{BTreeMap, BTreeSet};

use crate::httpd::{NodeId, Scope};
use crate::source::Span;

/// What a plan says that it does.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    /// Directives that get other arguments, and these.
    pub(super) edited: BTreeMap<NodeId, Vec<u8>>,
    /// Directives that go.
    pub(super) deleted: BTreeSet<NodeId>,
    /// Directives that come.
    pub(super) added: Vec<Added>,
}

/// A directive that comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Added {
    /// Where it has effect.
    pub(super) scope: Scope,
    /// Its name.
    pub(super) name: Vec<u8>,
    /// What stands behind that.
    pub(super) arguments: Vec<u8>,
}

impl Declared {
    /// Says that a stretch of a directive's arguments becomes other words.
    pub(super) fn edit(&mut self, node: NodeId, arguments: &[u8], place: Span, words: &[u8]) {
        let mut after = arguments.to_vec();
        after.splice(
            place.start as usize..place.end as usize,
            words.iter().copied(),
        );
        self.edited.insert(node, after);
    }
}
