//! [`DirectiveEntry`]: what one module's command table says of one directive.

use super::{Allowed, Arity, Forbidden};

/// A directive as one module defines it.
#[derive(Debug, PartialEq, Eq)]
pub struct DirectiveEntry {
    /// The module's own spelling; a section as `<Directory`.
    pub name: &'static str,
    /// The module's source name, such as `mod_env.c`.
    pub module: &'static str,
    /// How many words it takes.
    pub arity: Arity,
    /// Where the module's table allows it.
    pub allowed: Allowed,
    /// Where its code refuses it whatever its arguments are.
    pub forbidden: Forbidden,
    /// The module's help, where a message that we give must be httpd's to the letter.
    pub help: Option<&'static str>,
    key: u64,
}

impl DirectiveEntry {
    /// Returns the entry, without help.
    pub(super) const fn new(
        name: &'static str,
        module: &'static str,
        arity: Arity,
        allowed: Allowed,
        forbidden: Forbidden,
    ) -> Self {
        Self {
            name,
            module,
            arity,
            allowed,
            forbidden,
            help: None,
            key: sort_key(name.as_bytes()),
        }
    }

    /// Returns the entry with the module's help.
    pub(super) const fn help(self, help: &'static str) -> Self {
        Self {
            help: Some(help),
            ..self
        }
    }

    /// Returns whether it is a section.
    pub fn is_section(&self) -> bool {
        self.name.starts_with('<')
    }

    /// Returns whether this is the directive called `name`, in any case.
    pub fn is_named(&self, name: &[u8]) -> bool {
        self.name.as_bytes().eq_ignore_ascii_case(name)
    }

    /// Returns the first eight bytes of the name, in lower case, as a number that sorts like them.
    pub(super) const fn key(&self) -> u64 {
        self.key
    }
}

/// Returns the first eight bytes of `name`, in lower case, as a number that sorts like them.
///
/// Comparing one number instead of letters makes a search in the table several times as fast.
pub(super) const fn sort_key(name: &[u8]) -> u64 {
    let mut key = 0;
    let mut rest = name;
    let mut place = 0;
    while place < 8 {
        key <<= 8;
        if let [first, after @ ..] = rest {
            key |= first.to_ascii_lowercase() as u64;
            rest = after;
        }
        place += 1;
    }
    key
}
