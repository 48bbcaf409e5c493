//! [`RuleSet`]: the rules of one section or server, and what `RewriteOptions` makes them take over from those before
//! (mod_rewrite.c: `config_server_merge`, `config_perdir_merge`).

use super::rule::{Rule, rules};
use crate::httpd::request::origin::Origin;
use crate::httpd::tree::ConfigTree;
use crate::syntax::Words;

/// The options that count here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Options(u8);

impl Options {
    const NONE: Self = Self(0);
    const INHERIT: Self = Self(1);
    const INHERIT_BEFORE: Self = Self(2);
    const INHERIT_DOWN: Self = Self(4);
    const INHERIT_DOWN_BEFORE: Self = Self(8);
    const IGNORE_INHERIT: Self = Self(16);
    /// `AllowNoSlash`.
    pub(super) const NO_SLASH: Self = Self(32);
    const MERGE_BASE: Self = Self(64);
    /// `IgnoreContextInfo`.
    pub(super) const IGNORE_CONTEXT: Self = Self(128);

    fn named(name: &[u8]) -> Self {
        match name.to_ascii_lowercase().as_slice() {
            b"inherit" => Self::INHERIT,
            b"inheritbefore" => Self::INHERIT_BEFORE,
            b"inheritdown" => Self::INHERIT_DOWN,
            b"inheritdownbefore" => Self::INHERIT_DOWN_BEFORE,
            b"ignoreinherit" => Self::IGNORE_INHERIT,
            b"allownoslash" => Self::NO_SLASH,
            b"mergebase" => Self::MERGE_BASE,
            b"ignorecontextinfo" => Self::IGNORE_CONTEXT,
            _ => Self::NONE,
        }
    }

    /// Returns whether an option is among them.
    pub(super) fn has(self, option: Self) -> bool {
        self.0 & option.0 != 0
    }
}

/// Rules in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleSet {
    /// The rules.
    pub(super) rules: Vec<Rule>,
    /// The path of `RewriteBase`.
    pub(super) base: Option<Vec<u8>>,
    /// The options in force; none where `RewriteOptions` was never given.
    options: Option<Options>,
}

impl RuleSet {
    /// Returns the rules among some directives.
    pub(super) fn of(origins: impl Iterator<Item = Origin>, tree: &ConfigTree) -> Self {
        let origins: Vec<Origin> = origins.collect();
        let mut set = Self::default();
        for origin in &origins {
            let directive = origin.directive(tree);
            let mut words = Words::new(directive.arguments);
            if directive.name.eq_ignore_ascii_case(b"RewriteBase") {
                set.base = words.next().map(std::borrow::Cow::into_owned);
            } else if directive.name.eq_ignore_ascii_case(b"RewriteOptions") {
                let before = set.options.unwrap_or_default();
                let all = words.fold(before, |all, word| Options(all.0 | Options::named(&word).0));
                set.options = Some(all);
            }
        }
        set.rules = rules(origins.into_iter(), tree);
        set
    }

    /// Returns the same without rules, for what takes over options only.
    pub(super) fn without_rules(self) -> Self {
        Self {
            rules: Vec::new(),
            base: None,
            ..self
        }
    }

    /// Returns the options in force.
    pub(super) fn options(&self) -> Options {
        self.options.unwrap_or_default()
    }

    /// Returns these rules merged on top of others.
    pub(super) fn on(self, below: &Self) -> Self {
        let options = self.options.or(below.options);
        let own = options.unwrap_or_default();
        let may_come_down = !own.has(Options::IGNORE_INHERIT);
        let comes = |option| may_come_down && below.options().has(option);
        let rules = if own.has(Options::INHERIT) || comes(Options::INHERIT_DOWN) {
            [self.rules, below.rules.clone()].concat()
        } else if own.has(Options::INHERIT_BEFORE) || comes(Options::INHERIT_DOWN_BEFORE) {
            [below.rules.clone(), self.rules].concat()
        } else {
            self.rules
        };
        let base = match self.base {
            None if own.has(Options::MERGE_BASE) => below.base.clone(),
            base => base,
        };
        Self {
            rules,
            base,
            options,
        }
    }
}
