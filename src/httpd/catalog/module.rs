//! [`Module`]: the three names of one module, and how to get from one to another.

use super::modules::MODULES;

/// A module, under the names that a configuration may call it by.
///
/// `LoadModule` takes the identifier and the file, `<IfModule>` the identifier or the source name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module {
    /// The name of the module's structure: `env_module`.
    pub identifier: &'static str,
    /// The name of the source file it was compiled from: `mod_env.c`.
    pub source: &'static str,
    /// The usual name of the file to load, unless it is always built in: `mod_env.so`.
    pub file: Option<&'static str>,
    /// Whether all its directives are in the catalog.
    pub knows_all: bool,
}

impl Module {
    /// Returns all modules, sorted by identifier.
    pub fn all() -> &'static [Self] {
        MODULES
    }

    /// Returns the modules with this identifier, by its exact spelling.
    ///
    /// There are several where packagers compile the same module from files of different names:
    /// which one it is cannot be told from the identifier.
    pub fn by_identifier(identifier: &[u8]) -> &'static [Self] {
        let start = MODULES.partition_point(|module| module.identifier.as_bytes() < identifier);
        let candidates = MODULES.get(start..).unwrap_or_default();
        let count = candidates
            .iter()
            .take_while(|module| module.identifier.as_bytes() == identifier)
            .count();
        candidates.get(..count).unwrap_or_default()
    }

    /// Returns the module compiled from this source file, by its exact spelling.
    pub fn by_source(source: &[u8]) -> Option<&'static Self> {
        MODULES
            .iter()
            .find(|module| module.source.as_bytes() == source)
    }
}

/// The source names of the modules that every httpd has built in.
pub const ALWAYS_STATIC: &[&str] = &["core.c", "http_core.c", "mod_so.c"];

/// The source names of the modules that Debian's httpd has built in, in the order of `-l`.
pub const STATIC_ON_DEBIAN: &[&str] = &[
    "core.c",
    "mod_so.c",
    "mod_watchdog.c",
    "http_core.c",
    "mod_log_config.c",
    "mod_logio.c",
    "mod_version.c",
    "mod_unixd.c",
];

/// Guesses the source name of a module that the catalog does not list: `x_module` is `mod_x.c`.
///
/// The custom holds for most third-party modules and for none that is written in C++.
pub fn guess_source(identifier: &[u8]) -> Option<Vec<u8>> {
    let stem = identifier.strip_suffix(b"_module")?;
    Some([b"mod_", stem, b".c"].concat())
}

/// Guesses the identifier of a module that the catalog does not list: `mod_x.c` is `x_module`.
pub fn guess_identifier(source: &[u8]) -> Option<Vec<u8>> {
    let stem = source.strip_prefix(b"mod_")?.strip_suffix(b".c")?;
    Some([stem, b"_module"].concat())
}
