//! [`ExtensionUse`]: applications and the extensions that only one interpreter of a process can load.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::extension::{EXTENSIONS, Extension, extension_loaded_by};
use super::program::Program;
use crate::findings::facts::Facts;

/// An extension that a program needs, or may need.
pub(in crate::findings) struct ExtensionUse {
    /// The program's place in the list of all.
    pub(in crate::findings) program: usize,
    pub(in crate::findings) extension: &'static Extension,
    pub(in crate::findings) evidence: Evidence,
}

/// By what that is known.
#[derive(Clone, Debug)]
pub(in crate::findings) enum Evidence {
    /// A line of the program imports it.
    Imported(PathBuf, u32),
    /// It is in a library that the configuration names for the program.
    Installed(PathBuf),
    /// A `requirements.txt` beside the program lists it.
    Listed(PathBuf, u32),
}

/// The extensions of libraries that refuse a second interpreter, each library looked at once.
#[derive(Default)]
struct Refusing {
    known: BTreeMap<PathBuf, Vec<&'static Extension>>,
}

impl Facts<'_> {
    /// Finds the extensions that programs need; of each the best evidence.
    pub(in crate::findings) fn find_extension_uses(&self) -> Vec<ExtensionUse> {
        let mut refusing = Refusing::default();
        let mut uses = Vec::new();
        for (number, program) in self.programs().iter().enumerate() {
            let found = refusing.evidence(self, program).into_iter();
            uses.extend(found.map(|(extension, evidence)| ExtensionUse {
                program: number,
                extension,
                evidence,
            }));
        }
        uses
    }
}

impl Refusing {
    /// Returns the extensions of a program, each once.
    fn evidence(
        &mut self,
        facts: &Facts<'_>,
        program: &Program<'_>,
    ) -> Vec<(&'static Extension, Evidence)> {
        let mut found: Vec<(&'static Extension, Evidence)> = Vec::new();
        let mut add = |extension: &'static Extension, evidence: Evidence| {
            if !found.iter().any(|(known, _)| *known == extension) {
                found.push((extension, evidence));
            }
        };
        for (source, import) in program.imports() {
            let Some(extension) = extension_loaded_by(&import.module) else {
                continue;
            };
            if self.is_found(facts, program, extension) {
                let path = source.path.clone();
                add(extension, Evidence::Imported(path, import.line));
            }
        }
        for library in &program.libraries.own {
            for extension in self.of(facts, library) {
                add(extension, Evidence::Installed(library.clone()));
            }
        }
        if program.libraries.own.is_empty() {
            for (extension, evidence) in listed(facts, program) {
                add(extension, evidence);
            }
        }
        found
    }

    /// Returns whether it is an extension that a program gets by its name, not a module of its own project that comes first,
    /// or a release that refuses nothing.
    fn is_found(
        &mut self,
        facts: &Facts<'_>,
        program: &Program<'_>,
        extension: &'static Extension,
    ) -> bool {
        let libraries = program.libraries.all();
        let mut places = program.places.iter().map(PathBuf::as_path).chain(libraries);
        let first = places.find_map(|place| {
            let is_refusing = self.of(facts, place).contains(&extension);
            (is_refusing || extension.has_name(facts, place)).then_some(is_refusing)
        });
        first == Some(true)
    }

    /// Returns the extensions of a library.
    fn of(&mut self, facts: &Facts<'_>, library: &Path) -> &[&'static Extension] {
        if !self.known.contains_key(library) {
            let all = EXTENSIONS.iter();
            let refusing = all.filter(|extension| extension.is_refusing(facts, library));
            self.known.insert(library.to_owned(), refusing.collect());
        }
        self.known.get(library).map_or(&[], Vec::as_slice)
    }
}

/// Finds the extensions that a `requirements.txt` beside a script, or in the folder above, lists.
fn listed(facts: &Facts<'_>, program: &Program<'_>) -> Vec<(&'static Extension, Evidence)> {
    let Some(script) = program.script() else {
        return Vec::new();
    };
    let around = script.path.ancestors().skip(1).take(2);
    let mut files = around.filter_map(|directory| {
        let path = directory.join("requirements.txt");
        Some((facts.read(&path)?, path))
    });
    let Some((text, path)) = files.next() else {
        return Vec::new();
    };
    let lines = (1..).zip(text.split(|byte| *byte == b'\n'));
    let found = lines.filter_map(|(number, line)| {
        let extension = extension_required_by(line)?;
        Some((extension, Evidence::Listed(path.clone(), number)))
    });
    found.collect()
}

/// Returns the extension that a line of a `requirements.txt` names: `Pydantic_Core>=2` is pydantic-core.
fn extension_required_by(line: &[u8]) -> Option<&'static Extension> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let end = line.iter().position(|byte| !is_name(byte));
    let name = line.get(..end.unwrap_or(line.len()))?;
    let plain = |byte: &u8| match byte {
        b'_' => b'-',
        other => other.to_ascii_lowercase(),
    };
    let mut all = EXTENSIONS.iter();
    all.find(|extension| name.iter().map(plain).eq(extension.distribution.bytes()))
}
