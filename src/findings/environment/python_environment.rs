//! Where a configuration says that Python and its modules are, and what is there.

use std::path::Path;

use crate::findings::draft::{Part, Spot};
use crate::findings::facts::Facts;
use crate::httpd::NodeId;
use crate::httpd::request::Origin;

/// A version of Python: 3.11 is (3, 11).
pub(in crate::findings) type PythonVersion = (u8, u8);

/// A path of the configuration.
pub(super) struct Named {
    pub(super) node: NodeId,
    pub(super) part: Part,
    pub(super) value: Vec<u8>,
}

impl Named {
    /// Returns the word that names it.
    pub(super) fn spot(&self) -> Spot {
        Spot::Directive(Origin::Config(self.node), self.part.clone())
    }
}

/// Returns what an option of process groups and a directive say.
fn named(facts: &Facts<'_>, option: &str, directive: &str) -> Vec<Named> {
    let of_group = facts.inventory.daemons.iter().filter_map(|group| {
        Some(Named {
            node: group.node,
            part: Part::Option(option.as_bytes().to_vec()),
            value: group.option(option)?.to_vec(),
        })
    });
    let of_server = facts.named(directive).filter_map(|(effective, directive)| {
        Some(Named {
            node: effective.node,
            part: Part::Word(1),
            value: directive.first_word()?.into_owned(),
        })
    });
    of_group.chain(of_server).collect()
}

/// Returns what is said to be Python's home.
pub(super) fn homes(facts: &Facts<'_>) -> Vec<Named> {
    named(facts, "python-home", "WSGIPythonHome")
}

/// Returns the lists of directories in which Python is to look for modules.
pub(super) fn python_paths(facts: &Facts<'_>) -> Vec<Named> {
    named(facts, "python-path", "WSGIPythonPath")
}

/// Returns whether a directory can be Python's home: a virtual environment, or an installation with its library.
pub(super) fn is_home(facts: &Facts<'_>, directory: &Path) -> bool {
    let has_library = |name: &str| {
        let library = facts.host.list(&directory.join(name)).unwrap_or_default();
        let mut names = library.iter().map(|entry| entry.name.as_encoded_bytes());
        names.any(|name| name.starts_with(b"python") || name.starts_with(b"pypy"))
    };
    is_environment(facts, directory) || has_library("lib") || has_library("lib64")
}

/// Returns whether a directory is a virtual environment.
pub(super) fn is_environment(facts: &Facts<'_>, directory: &Path) -> bool {
    let marks = ["pyvenv.cfg", "bin/activate_this.py"];
    marks
        .iter()
        .any(|mark| facts.is_file(&directory.join(mark)))
}

/// Returns the version that a virtual environment was made for, as its `pyvenv.cfg` says.
pub(super) fn environment_version(facts: &Facts<'_>, directory: &Path) -> Option<PythonVersion> {
    let text = facts.read(&directory.join("pyvenv.cfg"))?;
    let mut lines = text.split(|byte| *byte == b'\n');
    lines.find_map(|line| {
        let at = line.iter().position(|byte| *byte == b'=')?;
        let (name, value) = line.split_at(at);
        let is_version = matches!(name.trim_ascii(), b"version" | b"version_info");
        version(value.get(1..)?.trim_ascii()).filter(|_| is_version)
    })
}

/// Returns the Python that the loaded mod_wsgi has in it, as its module file names the library: `libpython3.11.so.1.0`.
pub(in crate::findings) fn python_of_module(facts: &Facts<'_>) -> Option<PythonVersion> {
    let module = facts.tree.modules.by_identifier(b"wsgi_module")?;
    let file = facts.read(module.file.as_deref()?)?;
    let start: &[u8] = b"libpython";
    let mut found = memchr::memmem::find_iter(&file, start);
    found.find_map(|at| {
        let rest = file.get(at + start.len()..)?;
        let end = memchr::memmem::find(rest.get(..32).unwrap_or(rest), b".so")?;
        version(rest.get(..end)?)
    })
}

/// Returns the version in a path: that of a directory such as `python3.9`.
pub(super) fn version_in_path(path: &[u8]) -> Option<PythonVersion> {
    let mut names = path.split(|byte| *byte == b'/');
    names.find_map(|name| version(name.strip_prefix(b"python")?))
}

/// Reads `3.11`, and what begins so: `3.11.2`.
fn version(text: &[u8]) -> Option<PythonVersion> {
    let text = std::str::from_utf8(text).ok()?;
    let mut numbers = text.split('.');
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next()?;
    let digits = minor.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    Some((major, digits.parse().ok()?))
}

/// Returns a version as one writes it.
pub(super) fn shown((major, minor): PythonVersion) -> String {
    format!("{major}.{minor}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(version(b"3.11"), Some((3, 11)));
        assert_eq!(version(b"3.9.2.final.0"), Some((3, 9)));
        assert_eq!(version(b"3.7m"), Some((3, 7)));
        assert_eq!(version(b"3"), None);
        assert_eq!(version(b""), None);
        let path = b"/srv/v/lib/python3.9/site-packages";
        assert_eq!(version_in_path(path), Some((3, 9)));
        assert_eq!(version_in_path(b"/srv/python/lib/python3/x"), None);
    }
}
