//! One case of the suite: its expectations, and a copy of it that can be read.

use crate::support::oracle::answer::{Directive, Include, Refusal};
use crate::support::oracle::{Question, module_folder, replace};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// The modules that cases load, for machines without httpd: reading needs their names only.
const MODULES: [&str; 14] = [
    "mod_alias.so",
    "mod_auth_basic.so",
    "mod_authn_core.so",
    "mod_authn_file.so",
    "mod_authz_core.so",
    "mod_authz_host.so",
    "mod_cache.so",
    "mod_env.so",
    "mod_info.so",
    "mod_macro.so",
    "mod_mpm_event.so",
    "mod_mpm_prefork.so",
    "mod_proxy.so",
    "mod_wsgi.so",
];

/// What httpd makes of the case: `expected.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    pub(crate) includes: Vec<Include>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) vhosts: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) tokens: Vec<Tokens>,
    pub(crate) check: Check,
    #[serde(default)]
    run: Run,
    #[serde(default)]
    setup: Setup,
    #[serde(default)]
    generate: Vec<Generate>,
}

/// How raw argument text splits into words.
#[derive(Debug, Deserialize)]
pub(crate) struct Tokens {
    pub(crate) line: u32,
    pub(crate) raw: String,
    pub(crate) words: Vec<String>,
}

/// What `-t` says.
#[derive(Debug, Deserialize)]
pub(crate) struct Check {
    pub(crate) ok: bool,
    #[serde(flatten)]
    pub(crate) refusal: Option<Refusal>,
    pub(crate) outer: Option<Vec<String>>,
    pub(crate) outer_len: Option<usize>,
    pub(crate) first_line: Option<String>,
    #[serde(default)]
    pub(crate) first_line_truncated: bool,
    #[serde(default)]
    pub(crate) warnings: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Run {
    #[serde(default)]
    defines: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
struct Setup {
    #[serde(default)]
    mkdirs: Vec<String>,
}

/// A file too large to be kept: prefix, then `repeat` so many times, then suffix.
#[derive(Debug, Deserialize)]
struct Generate {
    path: String,
    #[serde(default)]
    prefix: String,
    repeat: String,
    count: usize,
    #[serde(default)]
    suffix: String,
}

/// A case of the suite.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) expected: Expected,
    folder: PathBuf,
}

/// A copy of a case below its own directory, removed when dropped.
pub(crate) struct Copied {
    folder: tempfile::TempDir,
    defines: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Case {
    /// Returns all cases, by name.
    pub(crate) fn all() -> Vec<Self> {
        let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/suite");
        let mut cases: Vec<Self> = entries(&suite).iter().map(|path| Self::at(path)).collect();
        cases.sort_by(|one, other| one.name.cmp(&other.name));
        assert_eq!(cases.len(), 332, "cases below {}", suite.display());
        cases
    }

    fn at(folder: &Path) -> Self {
        let name = folder.file_name().expect("a case has a name").to_str();
        let name = name.expect("names of cases are ASCII").to_owned();
        let text = fs::read_to_string(folder.join("expected.toml")).expect("expected.toml");
        let expected = toml_edit::de::from_str::<Expected>(&text);
        let expected = expected.unwrap_or_else(|error| panic!("{name}: {error}"));
        let check = &expected.check;
        assert_eq!(check.ok, check.refusal.is_none(), "{name}: one of the two");
        Self {
            expected,
            name,
            folder: folder.to_path_buf(),
        }
    }

    /// Copies the case to a directory of its own and fills in what is not kept.
    pub(crate) fn copied(&self) -> Copied {
        let folder = tempfile::Builder::new().prefix("conformance-").tempdir();
        let folder = folder.expect("a temporary directory");
        let root = folder.path();
        copy_folder(&self.folder, root, root);
        fs::remove_file(root.join("expected.toml")).expect("the copy has it too");
        for generate in &self.expected.generate {
            fs::write(root.join(&generate.path), generate.content(root)).expect("a new file");
        }
        fs::create_dir(root.join("logs")).expect("no case has logs");
        for name in &self.expected.setup.mkdirs {
            fs::create_dir_all(root.join(name)).expect("a new folder");
        }
        provide_modules(&root.join("modules"));
        let variables = self.expected.run.env.iter();
        let environment = variables
            .map(|(name, value)| (name.clone(), rooted_text(value, root)))
            .collect();
        Copied {
            defines: self.expected.run.defines.clone(),
            environment,
            folder,
        }
    }
}

impl Copied {
    /// Says where the copy is and how its httpd is called.
    pub(crate) fn question(&self) -> Question<'_> {
        Question {
            root: self.folder.path(),
            defines: &self.defines,
            environment: &self.environment,
        }
    }
}

impl Generate {
    fn content(&self, root: &Path) -> Vec<u8> {
        let mut content = rooted(self.prefix.as_bytes(), root);
        content.extend(self.repeat.as_bytes().repeat(self.count));
        content.extend(rooted(self.suffix.as_bytes(), root));
        content
    }
}

/// Links httpd's modules, or makes empty files with their names where there is no httpd.
pub(crate) fn provide_modules(place: &Path) {
    if let Some(modules) = module_folder() {
        symlink(modules, place).expect("a new link");
        return;
    }
    fs::create_dir(place).expect("a new folder");
    for module in MODULES {
        fs::write(place.join(module), b"").expect("a new file");
    }
}

fn copy_folder(from: &Path, to: &Path, root: &Path) {
    for path in entries(from) {
        let target = to.join(path.file_name().expect("an entry has a name"));
        let kind = fs::symlink_metadata(&path)
            .expect("an entry of the folder")
            .file_type();
        if kind.is_symlink() {
            symlink(fs::read_link(&path).expect("a link"), target).expect("a new link");
        } else if kind.is_dir() {
            fs::create_dir(&target).expect("a new folder");
            copy_folder(&path, &target, root);
        } else {
            let bytes = fs::read(&path).expect("a file of the case");
            fs::write(target, rooted(&bytes, root)).expect("a new file");
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

fn rooted(bytes: &[u8], root: &Path) -> Vec<u8> {
    replace(bytes, b"@ROOT@", root.as_os_str().as_encoded_bytes())
}

fn rooted_text(text: &str, root: &Path) -> String {
    let bytes = rooted(text.as_bytes(), root);
    String::from_utf8(bytes).expect("temporary directories have plain names")
}
