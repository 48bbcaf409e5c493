//! [`Options`]: the value of `Options` as it is merged from section to section (core.c: `set_options`,
//! `merge_core_dir_configs`).

use super::merged::{Certainty, Layer, Merged};
use super::origin::Doubt;
use crate::httpd::tree::ConfigTree;
use crate::syntax::Words;

/// How many layers that may apply are tried with and without.
const MAX_DOUBTFUL: usize = 6;

/// A set of options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OptionSet(u8);

impl OptionSet {
    /// No option.
    pub const NONE: Self = Self(0);
    /// `Indexes`.
    pub const INDEXES: Self = Self(1);
    /// `Includes` and `IncludesNOEXEC`.
    pub const INCLUDES: Self = Self(2);
    /// `FollowSymLinks`.
    pub const FOLLOW_SYM_LINKS: Self = Self(4);
    /// `ExecCGI`.
    pub const EXEC_CGI: Self = Self(8);
    /// What tells `Includes` from `IncludesNOEXEC`.
    const INCLUDES_EXEC: Self = Self(16);
    /// `SymLinksIfOwnerMatch`.
    pub const SYM_LINKS_IF_OWNER_MATCH: Self = Self(32);
    /// `MultiViews`.
    pub const MULTI_VIEWS: Self = Self(64);
    /// `All`: without `MultiViews` and `SymLinksIfOwnerMatch`.
    const ALL: Self = Self(1 | 2 | 4 | 8 | 16);
    /// What may stand in a `.htaccess` when `AllowOverride Options` names nothing.
    pub(super) const EVERY: Self = Self(127);

    /// Returns whether all of `other` is in this.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns the options of both.
    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns what a name stands for, in any case.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_slice() {
            b"indexes" => Self::INDEXES,
            b"includes" => Self::INCLUDES.with(Self::INCLUDES_EXEC),
            b"includesnoexec" => Self::INCLUDES,
            b"followsymlinks" => Self::FOLLOW_SYM_LINKS,
            b"symlinksifownermatch" => Self::SYM_LINKS_IF_OWNER_MATCH,
            b"execcgi" => Self::EXEC_CGI,
            b"multiviews" => Self::MULTI_VIEWS,
            b"runscripts" => Self::MULTI_VIEWS.with(Self::EXEC_CGI),
            b"none" => Self::NONE,
            b"all" => Self::ALL,
            _ => return None,
        })
    }
}

/// The options of one section, or of all up to one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    /// Those in force.
    pub(super) set: OptionSet,
    /// Whether they were only added to and taken away from.
    relative: bool,
    added: OptionSet,
    removed: OptionSet,
}

impl Options {
    /// What is in force before the first directive.
    pub(super) fn at_start() -> Self {
        Self {
            set: OptionSet::FOLLOW_SYM_LINKS,
            ..Self::unset()
        }
    }

    fn unset() -> Self {
        Self {
            set: OptionSet::NONE,
            relative: true,
            added: OptionSet::NONE,
            removed: OptionSet::NONE,
        }
    }

    /// Merges what the directives of a layer say on top.
    pub(super) fn merge(&mut self, layer: &Layer<'_>, tree: &ConfigTree) {
        let mut own = Self::unset();
        for origin in layer.origins() {
            let directive = origin.directive(tree);
            if directive.name.eq_ignore_ascii_case(b"Options") {
                own.take(directive.arguments);
            }
        }
        if !own.relative {
            *self = own;
            return;
        }
        self.added = self.added.without(own.removed).with(own.added);
        self.removed = self.removed.without(own.added).with(own.removed);
        self.set = self.set.without(self.removed).with(self.added);
    }

    fn take(&mut self, arguments: &[u8]) {
        for (index, word) in Words::new(arguments).enumerate() {
            let (sign, name) = match word.split_first() {
                Some((sign @ (b'+' | b'-'), name)) => (Some(*sign), name),
                _ => (None, &*word),
            };
            let Some(option) = OptionSet::named(name) else {
                continue;
            };
            match sign {
                Some(b'-') => {
                    self.removed = self.removed.with(option);
                    self.added = self.added.without(option);
                    self.set = self.set.without(option);
                }
                Some(_) => {
                    self.added = self.added.with(option);
                    self.removed = self.removed.without(option);
                    self.set = self.set.with(option);
                }
                None => {
                    if index == 0 {
                        self.relative = false;
                        self.set = OptionSet::NONE;
                    }
                    self.set = self.set.with(option);
                }
            }
        }
    }
}

impl Merged<'_> {
    /// Says whether options are in force; not known if layers that may apply would change it.
    pub fn has_options(&self, wanted: OptionSet) -> Result<bool, Doubt> {
        let speaks = |layer: &&Layer<'_>| {
            layer.origins().any(|origin| {
                origin
                    .directive(self.tree)
                    .name
                    .eq_ignore_ascii_case(b"Options")
            })
        };
        let layers: Vec<&Layer<'_>> = self.layers.iter().filter(speaks).collect();
        let doubts: Vec<&Doubt> = layers
            .iter()
            .filter_map(|layer| layer.certainty.doubt())
            .collect();
        let outcome = |choice: usize| {
            let mut options = Options::at_start();
            let mut doubtful = 0;
            for layer in &layers {
                let applies = match layer.certainty {
                    Certainty::Sure => true,
                    Certainty::Doubt(_) => {
                        doubtful += 1;
                        choice >> (doubtful - 1) & 1 == 1
                    }
                };
                if applies {
                    options.merge(layer, self.tree);
                }
            }
            options.set.contains(wanted)
        };
        let first = outcome(0);
        let Some(doubt) = doubts.first() else {
            return Ok(first);
        };
        let same = doubts.len() <= MAX_DOUBTFUL
            && (1..1 << doubts.len()).all(|choice| outcome(choice) == first);
        if same {
            Ok(first)
        } else {
            Err((*doubt).clone())
        }
    }
}
