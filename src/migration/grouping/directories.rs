//! The directories that options of new process groups name: whether the machine has them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Group;
use crate::host::Kind;
use crate::httpd::{merge, path_bytes};
use crate::migration::decisions::DecisionError;
use crate::migration::preset::{Chosen, ChosenOption};
use crate::migration::situation::Situation;
use crate::source::{printable, quoted};

/// The options that name a directory without which a process cannot begin, and what becomes of it: the first two end it
/// (mod_wsgi wsgi_daemon.c: `wsgi_setup_access`), without the third Python does not start (mod_wsgi.md 1). All are left to
/// start again and again, and requests wait.
const NEEDED: &[&str] = &["chroot", "home", "python-home"];

/// What is at a path.
enum Found {
    Directory,
    SomethingElse,
    Nothing,
    Unknown(String),
}

/// Makes sure that the directories that somebody chose are there. Returns what there is to say.
pub(super) fn look_up(
    situation: &Situation<'_>,
    group: &Group,
    chosen: &Chosen,
) -> Result<Vec<String>, DecisionError> {
    let option = |name: &str| chosen.options.iter().find(|option| option.name == name);
    let root = option("chroot").map_or("/", |root| root.value.as_str());
    let mut notes = Vec::new();
    for option in NEEDED.iter().filter_map(|name| option(name)) {
        let path = match option.name.as_str() {
            "chroot" => PathBuf::from(&option.value),
            _ => below(root, &option.value),
        };
        match found(situation, &path) {
            Found::Directory if option.name == "python-home" => {
                holds_a_python(situation, option, &path)?;
            }
            Found::Directory => {}
            Found::Nothing => return Err(missing(option, &path, "is not there")),
            Found::SomethingElse => return Err(missing(option, &path, "is not a directory")),
            Found::Unknown(reason) => notes.push(format!(
                "whether `{}` of `{}` is there is not known ({reason}); without it no request is answered",
                path.display(),
                option.name
            )),
        }
    }
    if let Some(root) = option("chroot") {
        holds_the_scripts(situation, group, root)?;
    }
    notes.extend(option("python-path").and_then(|option| note_of_path(situation, root, option)));
    Ok(notes)
}

/// Makes sure that a Python's modules may be in its home: that has them in `lib` or `lib64` (measured: without, requests wait).
fn holds_a_python(
    situation: &Situation<'_>,
    home: &ChosenOption,
    path: &Path,
) -> Result<(), DecisionError> {
    let is_missing = |name| matches!(found(situation, &path.join(name)), Found::Nothing);
    if is_missing("lib") && is_missing("lib64") {
        return Err(missing(home, &path.join("lib"), "is not there"));
    }
    Ok(())
}

/// Makes sure that all scripts are below another root directory: their paths must begin with it and a slash, so that neither
/// `/` nor a slash at its end will do (measured: 500, "not located within chroot directory").
fn holds_the_scripts(
    situation: &Situation<'_>,
    group: &Group,
    root: &ChosenOption,
) -> Result<(), DecisionError> {
    let start = [root.value.as_bytes(), b"/"].concat();
    let applications = group.users().map(|id| situation.inventory.application(id));
    let mut paths = applications
        .filter(|application| !application.path.is_empty())
        .map(|application| merge(&situation.tree.server_root, &application.path));
    match paths.find(|path| !path_bytes(path).starts_with(&start)) {
        None => Ok(()),
        Some(path) => Err(DecisionError::Unfit {
            from: root.from.clone(),
            what: format!("`chroot={}`", root.value),
            why: format!(
                "requests would get a 500, because `{}` does not begin with `{}`",
                path.display(),
                printable(&start)
            ),
        }),
    }
}

fn missing(option: &ChosenOption, path: &Path, what: &str) -> DecisionError {
    DecisionError::Unfit {
        from: option.from.clone(),
        what: format!("`{}={}`", option.name, option.value),
        why: format!(
            "`{}` {what}, so that the processes would end as soon as they start",
            path.display()
        ),
    }
}

/// Python goes on without a directory of its path; what it would import from there is missing.
fn note_of_path(situation: &Situation<'_>, root: &str, option: &ChosenOption) -> Option<String> {
    let paths = option.value.split(':').filter(|path| path.starts_with('/'));
    let missing =
        paths.filter(|path| matches!(found(situation, &below(root, path)), Found::Nothing));
    let missing = quoted(missing);
    (!missing.is_empty())
        .then(|| format!("{missing} of `python-path` is not there: Python passes over it"))
}

/// Returns where a path is when the root directory is another.
fn below(root: &str, path: &str) -> PathBuf {
    Path::new(root).join(path.trim_start_matches('/'))
}

fn found(situation: &Situation<'_>, path: &Path) -> Found {
    match situation.host.kind(path) {
        Ok(Kind::Directory) => Found::Directory,
        Ok(_) => Found::SomethingElse,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Found::Nothing
        }
        Err(error) => Found::Unknown(error.to_string()),
    }
}
