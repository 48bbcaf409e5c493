//! [`Naming`]: the names that macros give to process groups, each for one thing.

use std::collections::{BTreeMap, BTreeSet};

use super::clusters::Identity;
use super::group_names::{Names, is_plain};
use crate::migration::judgement::{MacroLine, macros_used_in_hiding};
use crate::migration::situation::Situation;

/// What a name is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// An application.
    Application(Identity),
    /// What sections with this word keep apart of applications: the twins of a section are one.
    Part(Vec<u8>, BTreeSet<Identity>),
}

/// The names so far.
pub(super) struct Naming {
    taken: Names,
    /// The names of macros' groups, in lower case, and what each is for.
    names: BTreeMap<Vec<u8>, Owner>,
    /// The macros that are used where nothing is known yet.
    hiding: BTreeSet<Vec<u8>>,
}

impl Naming {
    pub(super) fn new(situation: &Situation<'_>) -> Self {
        Self {
            taken: Names::taken(situation),
            names: BTreeMap::new(),
            hiding: macros_used_in_hiding(situation),
        }
    }

    /// Takes names, if they can be, and if what each is for has no other.
    pub(super) fn take(&mut self, wanted: impl IntoIterator<Item = (Vec<u8>, Owner)>) -> bool {
        let mut names = self.names.clone();
        for (name, owner) in wanted {
            if name.is_empty() || !is_plain(&name) || self.taken.has(&name) {
                return false;
            }
            let known = names.entry(name.to_ascii_lowercase());
            if *known.or_insert_with(|| owner.clone()) != owner {
                return false;
            }
        }
        let owners: BTreeSet<_> = names.values().collect();
        let fits = owners.len() == names.len();
        if fits {
            self.names = names;
        }
        fits
    }

    /// Returns whether a macro is also used under a condition that does not hold.
    pub(super) fn is_used_in_hiding(&self, line: &MacroLine<'_>) -> bool {
        self.hiding.contains(line.name)
    }
}
