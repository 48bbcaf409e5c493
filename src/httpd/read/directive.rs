//! Directives that httpd executes while it reads: which they are, and how their arguments are counted.

use std::borrow::Cow;

use crate::syntax::word;

/// A directive that is executed while it is read (http_config.h: `EXEC_ON_READ`).
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

/// A row of the table: the directive, its name in lower case, as its module spells it, and the module.
type Row = (OnRead, &'static str, &'static str, &'static str);

const ON_READ: &[Row] = &[
    (OnRead::Define, "define", "Define", "core.c"),
    (OnRead::UnDefine, "undefine", "UnDefine", "core.c"),
    (OnRead::ServerRoot, "serverroot", "ServerRoot", "core.c"),
    (
        OnRead::DefaultRuntimeDir,
        "defaultruntimedir",
        "DefaultRuntimeDir",
        "core.c",
    ),
    (OnRead::Include, "include", "Include", "core.c"),
    (
        OnRead::IncludeOptional,
        "includeoptional",
        "IncludeOptional",
        "core.c",
    ),
    (OnRead::LoadModule, "loadmodule", "LoadModule", "mod_so.c"),
    (OnRead::Quiet, "loadfile", "LoadFile", "mod_so.c"),
    (OnRead::IfModule, "<ifmodule", "<IfModule", "core.c"),
    (OnRead::IfDefine, "<ifdefine", "<IfDefine", "core.c"),
    (OnRead::IfFile, "<iffile", "<IfFile", "core.c"),
    (
        OnRead::IfDirective,
        "<ifdirective",
        "<IfDirective",
        "core.c",
    ),
    (OnRead::IfSection, "<ifsection", "<IfSection", "core.c"),
    (
        OnRead::IfVersion,
        "<ifversion",
        "<IfVersion",
        "mod_version.c",
    ),
    (OnRead::Macro, "<macro", "<Macro", "mod_macro.c"),
    (OnRead::Use, "use", "Use", "mod_macro.c"),
    (
        OnRead::UndefMacro,
        "undefmacro",
        "UndefMacro",
        "mod_macro.c",
    ),
    (
        OnRead::Quiet,
        "macroignoreemptyargs",
        "MacroIgnoreEmptyArgs",
        "mod_macro.c",
    ),
    (
        OnRead::Quiet,
        "macroignorebadnesting",
        "MacroIgnoreBadNesting",
        "mod_macro.c",
    ),
    (OnRead::Perl, "<perl", "<Perl", "mod_perl.c"),
    (OnRead::Perl, "perlmodule", "PerlModule", "mod_perl.c"),
    (OnRead::Perl, "perlrequire", "PerlRequire", "mod_perl.c"),
    (
        OnRead::Foreign,
        "<luahookaccesschecker",
        "<LuaHookAccessChecker",
        "mod_lua.c",
    ),
    (
        OnRead::Foreign,
        "<luahookauthchecker",
        "<LuaHookAuthChecker",
        "mod_lua.c",
    ),
    (
        OnRead::Foreign,
        "<luahookcheckuserid",
        "<LuaHookCheckUserID",
        "mod_lua.c",
    ),
    (
        OnRead::Foreign,
        "<luahookfixups",
        "<LuaHookFixups",
        "mod_lua.c",
    ),
    (
        OnRead::Foreign,
        "<luahookmaptostorage",
        "<LuaHookMapToStorage",
        "mod_lua.c",
    ),
    (
        OnRead::Foreign,
        "<luahookpretranslatename",
        "<LuaHookPreTranslateName",
        "mod_lua.c",
    ),
    (
        OnRead::Foreign,
        "<luahooktranslatename",
        "<LuaHookTranslateName",
        "mod_lua.c",
    ),
    (
        OnRead::Foreign,
        "<luahooktypechecker",
        "<LuaHookTypeChecker",
        "mod_lua.c",
    ),
    (
        OnRead::Foreign,
        "<luaquickhandler",
        "<LuaQuickHandler",
        "mod_lua.c",
    ),
    (
        OnRead::Quiet,
        "luaauthzprovider",
        "LuaAuthzProvider",
        "mod_lua.c",
    ),
];

/// Returns the directive of this name that is executed while reading, and the module that has it.
pub(super) fn on_read(name: &[u8]) -> Option<(OnRead, &'static str, &'static str)> {
    // Nearly every line is an ordinary directive: look no further than its first letters.
    let (first, second) = match name {
        [b'<', first, ..] => (b'<', first.to_ascii_lowercase()),
        [first, ..] => (first.to_ascii_lowercase(), 0),
        [] => return None,
    };
    let mut rows = ON_READ.iter().filter(|(_, lower, ..)| {
        let lower = lower.as_bytes();
        lower.first() == Some(&first) && (first != b'<' || lower.get(1) == Some(&second))
    });
    rows.find(|(_, lower, ..)| name.eq_ignore_ascii_case(lower.as_bytes()))
        .map(|(directive, _, spelling, module)| (*directive, *spelling, *module))
}

/// Splits arguments as `TAKE1` does (config.c: `invoke_cmd`); the error is the message.
pub(super) fn take_one<'text>(
    spelling: &str,
    help: &str,
    arguments: &'text [u8],
) -> Result<Cow<'text, [u8]>, Vec<u8>> {
    let mut rest = arguments;
    let first = word(&mut rest);
    if first.is_empty() || !rest.is_empty() {
        return Err(format!("{spelling} takes one argument, {help}").into_bytes());
    }
    Ok(first)
}

/// A word and, perhaps, a second one.
type OneOrTwo<'text> = (Cow<'text, [u8]>, Option<Cow<'text, [u8]>>);

/// Splits arguments as `TAKE12` does; an empty second word counts as absent.
pub(super) fn take_one_or_two<'text>(
    spelling: &str,
    help: &str,
    arguments: &'text [u8],
) -> Result<OneOrTwo<'text>, Vec<u8>> {
    let mut rest = arguments;
    let first = word(&mut rest);
    let second = word(&mut rest);
    if first.is_empty() || !rest.is_empty() {
        return Err(format!("{spelling} takes 1-2 arguments, {help}").into_bytes());
    }
    Ok((first, (!second.is_empty()).then_some(second)))
}

/// Splits arguments as `TAKE2` does.
pub(super) fn take_two<'text>(
    spelling: &str,
    help: &str,
    arguments: &'text [u8],
) -> Result<[Cow<'text, [u8]>; 2], Vec<u8>> {
    let mut rest = arguments;
    let first = word(&mut rest);
    let second = word(&mut rest);
    if first.is_empty() || second.is_empty() || !rest.is_empty() {
        return Err(format!("{spelling} takes two arguments, {help}").into_bytes());
    }
    Ok([first, second])
}
