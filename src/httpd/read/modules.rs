//! Modules: which are loaded at one point of reading, and what that says about directives.

use std::path::PathBuf;

use crate::httpd::catalog;
use crate::httpd::catalog::{Module, guess_source};
use crate::httpd::tree::Place;

/// The modules of the server at one point of reading.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    loaded: Vec<LoadedModule>,
}

/// A module of the server.
#[derive(Clone, Debug)]
pub struct LoadedModule {
    /// Its identifier, the first word of `LoadModule`: `wsgi_module`.
    pub identifier: Vec<u8>,
    /// The name of its source, as `<IfModule>` may name it: `mod_wsgi.c`. There are several where packagers
    /// disagree, and it is guessed where the catalog does not have the module.
    pub sources: Vec<Vec<u8>>,
    /// Whether the catalog has all its directives.
    pub catalogued: bool,
    /// The file that it was loaded from; none for a built-in one.
    pub file: Option<PathBuf>,
    /// The line that loaded it; none for a built-in one.
    pub place: Option<Place>,
}

/// What can be said of a name when modules may know things that the catalog does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// A module that is not in the catalog might make it so.
    Unknown,
}

impl LoadedModule {
    /// Returns whether the name of its source is known, not guessed.
    fn is_certain(&self) -> bool {
        self.sources.len() == 1
            && (self.place.is_none() || !Module::by_identifier(&self.identifier).is_empty())
    }
}

impl Modules {
    /// Returns the modules that are part of the program.
    pub(super) fn built_in(sources: &[&str]) -> Self {
        let loaded = sources.iter().map(|source| LoadedModule {
            identifier: identifier_of(source),
            sources: vec![source.as_bytes().to_owned()],
            catalogued: true,
            file: None,
            place: None,
        });
        Self {
            loaded: loaded.collect(),
        }
    }

    /// Adds a module.
    pub(super) fn load(&mut self, identifier: &[u8], file: PathBuf, place: Place) {
        let known = Module::by_identifier(identifier);
        let mut sources: Vec<_> = known
            .iter()
            .map(|module| module.source.as_bytes().to_owned())
            .collect();
        if known.is_empty() {
            sources.extend(guess_source(identifier));
        }
        self.loaded.push(LoadedModule {
            identifier: identifier.to_owned(),
            sources,
            catalogued: !known.is_empty() && known.iter().all(|module| module.knows_all),
            file: Some(file),
            place: Some(place),
        });
    }

    /// Replaces the modules that were taken to be part of the program by those that are.
    pub(super) fn correct_built_in(&mut self, sources: &[&str]) {
        let loaded = std::mem::take(&mut self.loaded);
        let loaded = loaded.into_iter().filter(|module| module.place.is_some());
        *self = Self::built_in(sources);
        self.loaded.extend(loaded);
    }

    /// Returns the module with this identifier.
    pub fn by_identifier(&self, identifier: &[u8]) -> Option<&LoadedModule> {
        let mut loaded = self.loaded.iter();
        loaded.find(|module| module.identifier == identifier)
    }

    /// Returns the module with this source name.
    pub fn by_source(&self, source: &[u8]) -> Option<&LoadedModule> {
        let mut loaded = self.loaded.iter();
        loaded.find(|module| module.sources.iter().any(|own| own == source))
    }

    /// Returns all modules, built-in ones first, then in the order of their `LoadModule` lines.
    pub fn iter(&self) -> impl Iterator<Item = &LoadedModule> {
        self.loaded.iter()
    }

    /// Says whether `<IfModule name>` holds: `name` is a source or an identifier, in its exact case
    /// (core.c: `test_ifmod_section`).
    pub fn has(&self, name: &[u8]) -> Answer {
        if self.by_identifier(name).is_some() {
            return Answer::Yes;
        }
        if let Some(module) = self.by_source(name) {
            return if module.is_certain() {
                Answer::Yes
            } else {
                Answer::Unknown
            };
        }
        let may_be_a_source = name.ends_with(b".c") && Module::by_source(name).is_none();
        if may_be_a_source && self.loaded.iter().any(|module| !module.is_certain()) {
            return Answer::Unknown;
        }
        Answer::No
    }

    /// Says whether a loaded module knows the directive `name` (a section's starts with `<`), in any case.
    pub fn know(&self, name: &[u8]) -> Answer {
        let mut entries = catalog::lookup(name).iter();
        if entries.any(|entry| self.by_source(entry.module.as_bytes()).is_some()) {
            return Answer::Yes;
        }
        if self.loaded.iter().all(|module| module.catalogued) {
            Answer::No
        } else {
            Answer::Unknown
        }
    }
}

/// Returns the identifier of a built-in module.
fn identifier_of(source: &str) -> Vec<u8> {
    match Module::by_source(source.as_bytes()) {
        Some(module) => module.identifier.as_bytes().to_owned(),
        None => source.as_bytes().to_owned(),
    }
}
