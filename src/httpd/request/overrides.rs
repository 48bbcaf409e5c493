//! [`Overrides`]: what a `.htaccess` may say (core.c: `set_override`, `set_override_list`; request.c: `core_opts_merge`).

use super::merged::Layer;
use super::options::OptionSet;
use crate::httpd::catalog::{Allowed, DirectiveEntry};
use crate::httpd::tree::ConfigTree;
use crate::syntax::Words;

/// What `AllowOverride` and `AllowOverrideList` come to in a directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Overrides {
    classes: Classes,
    /// The options that `Options` may name.
    pub(super) options: OptionSet,
    list: Option<Vec<Vec<u8>>>,
    /// Whether what is not allowed is passed over.
    pub(super) forgives_forbidden: bool,
    /// Whether what is not known is passed over.
    pub(super) forgives_unknown: bool,
}

/// The classes of directives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Classes {
    /// No `AllowOverride` at all: httpd looks into the file and refuses everything in it.
    Unset,
    /// These bits of [`Allowed`], in the order of [`CLASSES`].
    Set(u8),
}

const CLASSES: &[(&[u8], Allowed)] = &[
    (b"limit", Allowed::OR_LIMIT),
    (b"options", Allowed::OR_OPTIONS),
    (b"fileinfo", Allowed::OR_FILEINFO),
    (b"authconfig", Allowed::OR_AUTHCFG),
    (b"indexes", Allowed::OR_INDEXES),
];

const ALL: u8 = 0b1_1111;

impl Overrides {
    /// Returns what is allowed before the first directive.
    pub(super) fn at_start() -> Self {
        Self {
            classes: Classes::Unset,
            options: OptionSet::EVERY,
            list: None,
            forgives_forbidden: false,
            forgives_unknown: false,
        }
    }

    /// Takes what the directives of a layer say.
    pub(super) fn merge(&mut self, layer: &Layer<'_>, tree: &ConfigTree) {
        let mut is_first = true;
        for origin in layer.origins() {
            let directive = origin.directive(tree);
            if directive.name.eq_ignore_ascii_case(b"AllowOverride") {
                if std::mem::take(&mut is_first) {
                    self.options = OptionSet::EVERY;
                }
                self.take_classes(directive.arguments);
            } else if directive.name.eq_ignore_ascii_case(b"AllowOverrideList") {
                let words = Words::new(directive.arguments);
                let names = words.filter(|word| !word.eq_ignore_ascii_case(b"None"));
                self.list = Some(names.map(|word| word.to_ascii_lowercase()).collect());
            }
        }
    }

    fn take_classes(&mut self, arguments: &[u8]) {
        let mut set = 0;
        (self.forgives_forbidden, self.forgives_unknown) = (false, false);
        for word in Words::new(arguments) {
            let word = word.to_ascii_lowercase();
            let (class, value) = match word.iter().position(|byte| *byte == b'=') {
                Some(at) => (word.get(..at), word.get(at + 1..)),
                None => (Some(word.as_slice()), None),
            };
            let class = class.unwrap_or_default();
            match class {
                b"all" | b"none" => {
                    set = if class == b"all" { ALL } else { 0 };
                    (self.forgives_forbidden, self.forgives_unknown) = (false, false);
                }
                b"nonfatal" => {
                    let value = value.unwrap_or_default();
                    self.forgives_forbidden |= matches!(value, b"override" | b"all");
                    self.forgives_unknown |= matches!(value, b"unknown" | b"all");
                }
                _ => set |= bit_of(class),
            }
            if class == b"options" {
                self.options = value.map_or(OptionSet::EVERY, listed_options);
            }
        }
        self.classes = Classes::Set(set);
    }

    /// Returns whether httpd looks for a `.htaccess` at all.
    pub(super) fn looks(&self) -> bool {
        self.classes != Classes::Set(0)
            || self.forgives_forbidden
            || self.forgives_unknown
            || self.list.as_ref().is_some_and(|list| !list.is_empty())
    }

    /// Returns whether a directive may stand in a `.htaccess` (config.c: `invoke_cmd`).
    pub(super) fn allow(&self, entry: &DirectiveEntry) -> bool {
        let may_be_listed = entry.allowed.meets(Allowed::IN_SECTION);
        let listed = self.list.as_ref().is_some_and(|list| {
            let mut list = list.iter();
            may_be_listed && list.any(|name| entry.is_named(name))
        });
        let Classes::Set(set) = self.classes else {
            return listed;
        };
        let mut classes = CLASSES.iter().enumerate();
        listed
            || classes
                .any(|(index, (_, class))| set >> index & 1 == 1 && entry.allowed.meets(*class))
    }
}

fn bit_of(class: &[u8]) -> u8 {
    let index = CLASSES.iter().position(|(name, _)| *name == class);
    index.map_or(0, |index| 1 << index)
}

fn listed_options(list: &[u8]) -> OptionSet {
    let names = list.split(|byte| *byte == b',');
    names
        .filter_map(OptionSet::named)
        .fold(OptionSet::NONE, OptionSet::with)
}
