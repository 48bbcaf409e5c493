//! [`Program`]: a script, and the modules of its project that are loaded with it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::code::{Kind, Token, lines};
use super::import::{Import, imports};
use super::library::Libraries;
use crate::findings::environment::Settings;
use crate::findings::facts::{Asked, Facts};
use crate::httpd::{bytes_path, merge};
use crate::source::Text;
use crate::wsgi::{Status, Target};

/// How many files of a program are read at most, and how many imports away from the script.
const FILES: usize = 24;
const STEPS: usize = 3;

/// A program that processes load for requests.
pub(in crate::findings) struct Program<'s> {
    /// The applications that it is, all in the processes of one group.
    pub(in crate::findings) asked: Vec<Asked<'s>>,
    /// The script, then what it imports.
    pub(in crate::findings) sources: Vec<Source>,
    /// Whether these are all files of its project that are loaded with it.
    pub(in crate::findings) is_whole: bool,
    /// Where the modules of its project may be.
    pub(super) places: Vec<PathBuf>,
    /// Where else modules are looked for.
    pub(in crate::findings) libraries: Libraries,
}

/// A file of a program.
pub(in crate::findings) struct Source {
    pub(in crate::findings) path: PathBuf,
    pub(in crate::findings) text: Text,
    pub(super) imports: Vec<Import>,
}

impl<'s> Facts<'s> {
    /// Reads the programs of all applications that run; each once for each process group.
    pub(in crate::findings) fn read_programs(&self) -> Vec<Program<'s>> {
        let mut scripts: BTreeMap<(&[u8], PathBuf), Vec<Asked<'s>>> = BTreeMap::new();
        for asked in self.asked() {
            let runs = matches!(asked.answer.status, Status::Daemon | Status::Embedded);
            let is_script = asked.part.is_none() && asked.mounted.target == Target::File;
            let group = asked.answer.process_group.as_deref();
            let script = asked.mounted.script.as_deref();
            if let (Some(group), Some(script), true) = (group, script, runs && is_script) {
                let script = merge(&self.tree.server_root, script);
                scripts.entry((group, script)).or_default().push(asked);
            }
        }
        let mut libraries: BTreeMap<&[u8], Libraries> = BTreeMap::new();
        let common = OnceCell::new();
        let read = scripts.into_iter().filter_map(|((group, script), asked)| {
            let libraries = libraries.entry(group);
            let libraries = libraries.or_insert_with(|| {
                let group = self.inventory.daemon(group);
                Libraries::of(self, group, &common)
            });
            let first = Source::read(self, &script)?;
            let places = places(&first, libraries);
            let (sources, is_whole) = sources(self, first, &places);
            Some(Program {
                asked,
                sources,
                is_whole,
                places,
                libraries: libraries.clone(),
            })
        });
        read.collect()
    }
}

impl Program<'_> {
    /// Returns the script.
    pub(in crate::findings) fn script(&self) -> Option<&Source> {
        self.sources.first()
    }

    /// Returns what the program imports, with the file that does.
    pub(in crate::findings) fn imports(&self) -> impl Iterator<Item = (&Source, &Import)> {
        let sources = self.sources.iter();
        sources.flat_map(|source| source.imports.iter().map(move |import| (source, import)))
    }
}

/// Returns the directories in which the modules of a project may be: around the script, those that the script adds, and
/// those that the configuration names.
fn places(script: &Source, libraries: &Libraries) -> Vec<PathBuf> {
    let around = script.path.ancestors().skip(1).take(2);
    let mut places: Vec<PathBuf> = around.map(Path::to_owned).collect();
    places.extend(added_paths(&script.text));
    let is_project = |path: &&PathBuf| !path.ends_with("site-packages");
    places.extend(libraries.own.iter().filter(is_project).cloned());
    places
}

/// Reads the modules of a project that its script imports; also returns whether none is left.
fn sources(facts: &Facts<'_>, first: Source, places: &[PathBuf]) -> (Vec<Source>, bool) {
    let mut sources = vec![first];
    let mut from = 0;
    for _ in 0..STEPS {
        let upto = sources.len();
        let named: Vec<PathBuf> = sources
            .iter()
            .skip(from)
            .flat_map(|source| source.named(facts, places))
            .collect();
        for path in named {
            let is_known = sources.iter().any(|source| source.path == path);
            if !is_known && sources.len() < FILES {
                sources.extend(Source::read(facts, &path));
            }
        }
        from = upto;
    }
    // Of what the last step found it is not known what it imports.
    let is_whole = from == sources.len();
    (sources, is_whole)
}

impl Source {
    fn read(facts: &Facts<'_>, path: &Path) -> Option<Self> {
        let text = facts.read(path)?;
        let mut imports = imports(&text);
        imports.extend(Settings::find(&text).map(|settings| Import {
            module: settings.value,
            line: settings.line,
        }));
        Some(Self {
            path: path.to_owned(),
            text,
            imports,
        })
    }

    /// Returns the files that the modules named in it may be.
    fn named(&self, facts: &Facts<'_>, places: &[PathBuf]) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut known: BTreeMap<&[u8], Vec<&Path>> = BTreeMap::new();
        for import in &self.imports {
            let dots = import
                .module
                .iter()
                .take_while(|byte| **byte == b'.')
                .count();
            let name = import.module.get(dots..).unwrap_or_default();
            if dots > 0 {
                let package = self.path.ancestors().nth(dots);
                found.extend(
                    package
                        .into_iter()
                        .flat_map(|package| files_of(package, name)),
                );
                continue;
            }
            let first = name.split(|byte| *byte == b'.').next().unwrap_or_default();
            let around = known.entry(first).or_insert_with(|| {
                let is_elsewhere = ELSEWHERE.iter().any(|known| known.as_bytes() == first);
                let places = places.iter().filter(|_| !is_elsewhere);
                let has_it = places.filter(|place| has_module(facts, place, first));
                has_it.map(PathBuf::as_path).collect()
            });
            found.extend(around.iter().flat_map(|place| files_of(place, name)));
        }
        found
    }
}

/// Modules that are in no project: those that most scripts import.
const ELSEWHERE: [&str; 14] = [
    "__future__",
    "collections",
    "datetime",
    "django",
    "flask",
    "functools",
    "json",
    "logging",
    "os",
    "pathlib",
    "re",
    "site",
    "sys",
    "typing",
];

/// Returns whether a directory has a module or a package of a name.
fn has_module(facts: &Facts<'_>, place: &Path, name: &[u8]) -> bool {
    let package = place.join(bytes_path(name));
    facts.is_directory(&package) || facts.is_file(&package.with_extension("py"))
}

/// Returns the files that a module below a directory may be; the package itself where there is no name.
fn files_of(directory: &Path, name: &[u8]) -> Vec<PathBuf> {
    if name.is_empty() {
        return vec![directory.join("__init__.py")];
    }
    let relative: Vec<&[u8]> = name.split(|byte| *byte == b'.').collect();
    let module = directory.join(bytes_path(&relative.join(&b'/')));
    vec![module.with_extension("py"), module.join("__init__.py")]
}

/// Returns the directories that a script adds to those in which modules are looked for.
fn added_paths(text: &[u8]) -> Vec<PathBuf> {
    let lines = lines(text).filter(|line| adds(&line.tokens));
    let texts = lines.flat_map(|line| {
        let texts = line
            .tokens
            .into_iter()
            .filter_map(|token| match token.kind {
                Kind::Text(text) => Some(text),
                _ => None,
            });
        texts.collect::<Vec<_>>()
    });
    let paths = texts.filter(|text| text.starts_with(b"/") && text.len() > 1);
    paths.map(|path| bytes_path(path).to_owned()).collect()
}

/// Returns whether a line names `sys.path` or `site.addsitedir`.
fn adds(tokens: &[Token<'_>]) -> bool {
    let is = |token: &Token<'_>, name: &[u8]| token.kind == Kind::Name(name);
    tokens.iter().any(|token| is(token, b"addsitedir"))
        || tokens.windows(3).any(|three| match three {
            [module, dot, name] => {
                is(module, b"sys") && dot.kind == Kind::Mark(b".") && is(name, b"path")
            }
            _ => false,
        })
}
