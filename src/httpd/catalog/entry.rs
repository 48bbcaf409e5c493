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
    ///
    /// `Alias` and `ScriptAlias` with two words refuse all of [`Forbidden::NOT_IN_DIR_CONTEXT`].
    pub forbidden: Forbidden,
    /// The module's help, where a message that we give must be httpd's to the letter.
    pub help: Option<&'static str>,
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

    /// Returns httpd's message on the number of `words`, or nothing if it accepts them (config.c: `invoke_cmd`).
    pub fn complaint(&self, words: &[impl AsRef<[u8]>]) -> Option<String> {
        let complaint = self.arity.complaint(words)?;
        let help = match self.help {
            Some(help) if self.arity.complains_with_help() => format!(", {help}"),
            _ => String::new(),
        };
        Some(format!("{} {complaint}{help}", self.name))
    }
}
