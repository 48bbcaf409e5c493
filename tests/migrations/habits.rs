//! What some servers have and others have not: each of these alone may keep a plan from being whole.

/// Something that a server has, wherever it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// Definitions and aliases in conditions.
    Conditions,
    /// Whole sites in macros.
    Macros,
    /// Sections that send a part of an application elsewhere.
    Parts,
    /// Scripts that run because a handler is set for them.
    Handlers,
    /// The same by `.htaccess` files.
    Overrides,
    /// `WSGIScriptAliasMatch`.
    Matches,
    /// Aliases of the main server, which every virtual host has.
    MainAliases,
    /// A path for imports at server level.
    PythonPath,
    /// Scripts loaded at start.
    Imports,
    /// Lists of the groups that may be asked for.
    ProcessLists,
    /// Embedded mode restricted already, or said to be free.
    Restriction,
    /// Lines that end as on another system.
    OtherLineEnds,
    /// Virtual hosts with logs of their own.
    OwnLogs,
    /// Daemons as another user, with a folder of their own.
    Users,
    /// A script that is asked who may come in.
    Hooks,
    /// Groups chosen by a name that the request brings.
    Expansions,
    /// A file that several virtual hosts include.
    Snippets,
    /// Paths that a variable stands for.
    Variables,
    /// Rewriting that makes something run.
    Rewriting,
    /// Applications that share an interpreter by its name.
    SharedInterpreters,
    /// Aliases of which an earlier one takes the URLs.
    HiddenAliases,
}

/// So many servers in a hundred have it.
pub(super) const HABITS: [(usize, Habit); 21] = [
    (20, Habit::Conditions),
    (15, Habit::Macros),
    (25, Habit::Parts),
    (12, Habit::Handlers),
    (8, Habit::Overrides),
    (12, Habit::Matches),
    (18, Habit::MainAliases),
    (20, Habit::PythonPath),
    (12, Habit::Imports),
    (8, Habit::ProcessLists),
    (12, Habit::Restriction),
    (10, Habit::OtherLineEnds),
    (35, Habit::OwnLogs),
    (20, Habit::Users),
    (9, Habit::Hooks),
    (8, Habit::Expansions),
    (12, Habit::Snippets),
    (12, Habit::Variables),
    (8, Habit::Rewriting),
    (12, Habit::SharedInterpreters),
    (8, Habit::HiddenAliases),
];
