//! [`Scopes`]: which section of the changed server is which of the one that is.

use std::collections::BTreeMap;

use super::Comparison;
use crate::httpd::{Scope, SectionId};

/// The sections that were found to be the same. A plan may add sections, so their numbers differ.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    same: BTreeMap<SectionId, SectionId>,
}

impl Scopes {
    /// Returns whether two scopes are the same, and stay so for the next directives.
    pub(super) fn agree(&mut self, comparison: &Comparison<'_>, one: Scope, other: Scope) -> bool {
        one.server == other.server && self.sections_agree(comparison, one.section, other.section)
    }

    fn sections_agree(
        &mut self,
        comparison: &Comparison<'_>,
        one: Option<SectionId>,
        other: Option<SectionId>,
    ) -> bool {
        let (mut one, mut other) = (one, other);
        loop {
            let (here, there) = match (one, other) {
                (None, None) => return true,
                (Some(here), Some(there)) => (here, there),
                _ => return false,
            };
            if let Some(known) = self.same.get(&here) {
                return *known == there;
            }
            let before = comparison.before.config.section(here);
            let after = comparison.after.config.section(there);
            let same = before.kind == after.kind
                && before.argument == after.argument
                && before.server == after.server;
            if !same {
                return false;
            }
            self.same.insert(here, there);
            (one, other) = (before.within, after.within);
        }
    }
}
