//! [`ExtensionUse`]: applications and the extensions that only one interpreter of a process can load.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::extension::{EXTENSIONS, Extension, extension_of};
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

/// The files of extensions by library, each read once.
#[derive(Default)]
struct Refusing {
    known: BTreeMap<(PathBuf, &'static str), Option<PathBuf>>,
}

impl Facts<'_> {
    /// Finds the extensions that programs need; of each the best evidence.
    pub(in crate::findings) fn find_extension_uses(&self) -> Vec<ExtensionUse> {
        let mut refusing = Refusing::default();
        let mut uses = Vec::new();
        for (number, program) in self.programs().iter().enumerate() {
            for extension in EXTENSIONS {
                let evidence = refusing.evidence(self, program, extension);
                uses.extend(evidence.map(|evidence| ExtensionUse {
                    program: number,
                    extension,
                    evidence,
                }));
            }
        }
        uses
    }
}

impl Refusing {
    fn evidence(
        &mut self,
        facts: &Facts<'_>,
        program: &Program<'_>,
        extension: &'static Extension,
    ) -> Option<Evidence> {
        let is_it = |module: &[u8]| extension_of(module) == Some(extension);
        let imported = program.imports().find(|(_, import)| is_it(&import.module));
        if let Some((source, import)) = imported {
            let mut libraries = program.libraries.all();
            libraries.find(|library| self.is_refusing(facts, library, extension))?;
            return Some(Evidence::Imported(source.path.clone(), import.line));
        }
        let mut own = program.libraries.own.iter();
        if let Some(library) = own.find(|library| self.is_refusing(facts, library, extension)) {
            return Some(Evidence::Installed(library.clone()));
        }
        let is_unknown = program.libraries.own.is_empty();
        let listed = is_unknown.then(|| listed(facts, program, extension));
        listed.flatten()
    }

    fn is_refusing(
        &mut self,
        facts: &Facts<'_>,
        library: &Path,
        extension: &'static Extension,
    ) -> bool {
        let key = (library.to_owned(), extension.module);
        let known = self.known.entry(key);
        known
            .or_insert_with(|| extension.refusing(facts, library))
            .is_some()
    }
}

/// Finds an extension in a `requirements.txt` beside a script or above.
fn listed(facts: &Facts<'_>, program: &Program<'_>, extension: &Extension) -> Option<Evidence> {
    let script = program.script()?;
    let mut around = script.path.ancestors().skip(1).take(2);
    around.find_map(|directory| {
        let path = directory.join("requirements.txt");
        let text = facts.read(&path)?;
        let mut lines = (1..).zip(text.split(|byte| *byte == b'\n'));
        let is_it = |line: &[u8]| {
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
            let end = line.iter().position(|byte| !is_name(byte));
            let name = line.get(..end.unwrap_or(line.len())).unwrap_or_default();
            let plain = |byte: &u8| {
                if *byte == b'_' {
                    b'-'
                } else {
                    byte.to_ascii_lowercase()
                }
            };
            name.iter().map(plain).eq(extension.distribution.bytes())
        };
        let (line, _) = lines.find(|(_, line)| is_it(line))?;
        Some(Evidence::Listed(path, line))
    })
}
