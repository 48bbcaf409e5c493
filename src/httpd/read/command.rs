//! [`Command`]: a directive that httpd executes while it reads, with its arguments.

use std::borrow::Cow;

use crate::httpd::catalog::{Allowed, Arity, DirectiveEntry, Forbidden};
use crate::httpd::tree::Place;
use crate::syntax::word;

/// What a directive does that is executed while it is read (http_config.h: `EXEC_ON_READ`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnRead {
    Define,
    UnDefine,
    ServerRoot,
    DefaultRuntimeDir,
    Include,
    IncludeOptional,
    LoadModule,
    IfModule,
    IfDefine,
    IfFile,
    IfDirective,
    IfSection,
    IfVersion,
    Macro,
    Use,
    UndefMacro,
    /// Code in another language; what it does to the configuration cannot be known.
    Perl,
    /// A section whose text is code of another language, for requests.
    Foreign,
    /// Executed, but nothing that concerns the tree.
    Quiet,
}

/// mod_perl's directives that are executed while they are read; the catalog has httpd's own modules and mod_wsgi.
const OF_PERL: &[DirectiveEntry] = &[
    of_perl("<Perl"),
    of_perl("PerlModule"),
    of_perl("PerlRequire"),
];

const fn of_perl(name: &'static str) -> DirectiveEntry {
    DirectiveEntry {
        name,
        module: "mod_perl.c",
        arity: Arity::Raw,
        allowed: Allowed::EXEC_ON_READ,
        forbidden: Forbidden::NOWHERE,
        help: None,
    }
}

impl OnRead {
    /// Returns what a directive does, by its module's spelling.
    fn of(spelling: &str) -> Self {
        match spelling {
            "Define" => Self::Define,
            "UnDefine" => Self::UnDefine,
            "ServerRoot" => Self::ServerRoot,
            "DefaultRuntimeDir" => Self::DefaultRuntimeDir,
            "Include" => Self::Include,
            "IncludeOptional" => Self::IncludeOptional,
            "LoadModule" => Self::LoadModule,
            "<IfModule" => Self::IfModule,
            "<IfDefine" => Self::IfDefine,
            "<IfFile" => Self::IfFile,
            "<IfDirective" => Self::IfDirective,
            "<IfSection" => Self::IfSection,
            "<IfVersion" => Self::IfVersion,
            "<Macro" => Self::Macro,
            "Use" => Self::Use,
            "UndefMacro" => Self::UndefMacro,
            "<Perl" | "PerlModule" | "PerlRequire" => Self::Perl,
            // The others are mod_lua's.
            section if section.starts_with('<') => Self::Foreign,
            _ => Self::Quiet,
        }
    }
}

/// Returns what the directive `name` is that the catalog has under `entries`, if it is executed while it is read.
pub(super) fn on_read(
    name: &[u8],
    entries: &'static [DirectiveEntry],
) -> Option<&'static DirectiveEntry> {
    if let [first, ..] = entries {
        return first.allowed.is_executed_on_read().then_some(first);
    }
    OF_PERL.iter().find(|entry| entry.is_named(name))
}

/// A directive to be carried out now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Command<'line> {
    /// What it does.
    pub(super) what: OnRead,
    /// The text behind its name.
    pub(super) arguments: &'line [u8],
    /// Its line.
    pub(super) place: Place,
    entry: &'static DirectiveEntry,
}

impl<'line> Command<'line> {
    pub(super) fn new(
        entry: &'static DirectiveEntry,
        arguments: &'line [u8],
        place: Place,
    ) -> Self {
        Self {
            what: OnRead::of(entry.name),
            arguments,
            place,
            entry,
        }
    }

    /// Returns its name as its module spells it.
    pub(super) fn name(&self) -> &'static str {
        self.entry.name
    }

    /// Splits the arguments, of which the directive takes `N` at most; absent ones are empty. The error is httpd's message.
    pub(super) fn words<const N: usize>(&self) -> Result<[Cow<'line, [u8]>; N], Vec<u8>> {
        let mut rest = self.arguments;
        let mut words = Vec::new();
        while !rest.is_empty() {
            words.push(word(&mut rest));
        }
        if let Some(complaint) = self.entry.complaint(&words) {
            return Err(complaint.into_bytes());
        }
        let mut words = words.into_iter();
        Ok(std::array::from_fn(|_| words.next().unwrap_or_default()))
    }
}
