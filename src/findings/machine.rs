//! What the machine has where a configuration points.

use std::io::ErrorKind;
use std::path::Path;

use super::facts::Facts;
use super::rule::Rule;
use crate::host::{Entry, Kind, Opened};
use crate::httpd::bytes_path;
use crate::source::Text;
use crate::wsgi::{Application, Target};

/// What is not missed on a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMissed {
    /// Nothing is: the server is at home on another one.
    Anything,
    /// Nothing in directories that every machine has, because no script of the configuration is there.
    InCommonDirectories,
}

impl Facts<'_> {
    /// Returns what rules do not miss on this machine, if some of them look for files.
    pub fn not_missed(&self, rules: &[&Rule]) -> Option<NotMissed> {
        let applications = &self.inventory.applications;
        let is_about_something = !applications.is_empty() || !self.inventory.daemons.is_empty();
        if !is_about_something || !rules.iter().any(|rule| rule.looks_for_files(self)) {
            return None;
        }
        if !self.is_of_this_machine() {
            return Some(NotMissed::Anything);
        }
        let is_missing = |application: &Application| application.target == Target::Missing;
        let misses_none = !self.has_a_script() && applications.iter().any(is_missing);
        misses_none.then_some(NotMissed::InCommonDirectories)
    }

    /// Returns whether nothing is at a path although what is around it is there.
    ///
    /// What is missing says nothing where a configuration is only looked at: on a machine that has not even mod_wsgi's
    /// module; and, in a directory that every machine has, where no script of the configuration is there.
    pub(super) fn lacks(&self, path: &Path) -> bool {
        let gone = |path: &Path| {
            let kind = self.host.kind(path);
            kind.is_err_and(|error| error.kind() == ErrorKind::NotFound)
        };
        let around = around(path);
        self.is_of_this_machine()
            && gone(path)
            && self.is_directory(around)
            && (!is_everywhere(around) || self.has_a_script())
    }

    /// Returns the symbolic link in a path that leads to nothing.
    pub(super) fn link_to_nothing<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        let outermost = path
            .ancestors()
            .filter(|path| self.host.kind(path).is_err());
        let broken = outermost.last().filter(|_| self.is_of_this_machine())?;
        let entries = self.host.list(broken.parent()?).ok()?;
        let is_link =
            |entry: &Entry| entry.kind == Kind::Link && Some(&*entry.name) == broken.file_name();
        entries.iter().any(is_link).then_some(broken)
    }

    /// Returns whether the server is at home on the machine: the module file that it loads is there.
    pub(super) fn is_of_this_machine(&self) -> bool {
        let module = self.tree.modules.by_identifier(b"wsgi_module");
        module.is_some_and(|module| {
            let file = module.file.as_ref();
            file.is_none_or(|file| self.host.kind(file).is_ok())
        })
    }

    /// Returns whether the machine has what the server runs: its module, and a script.
    pub(super) fn has_its_files(&self) -> bool {
        self.is_of_this_machine() && self.has_a_script()
    }

    /// Returns whether one of the scripts of the configuration is there.
    fn has_a_script(&self) -> bool {
        let mut applications = self.inventory.applications.iter();
        applications.any(|application| application.target == Target::File)
    }

    /// Returns whether a directory is at a path.
    pub(super) fn is_directory(&self, path: &Path) -> bool {
        matches!(self.host.kind(path), Ok(Kind::Directory))
    }

    /// Returns whether a file is at a path.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        matches!(self.host.kind(path), Ok(Kind::File))
    }

    /// Reads a file, if it can be read.
    pub(super) fn read(&self, path: &Path) -> Option<Text> {
        match self.host.open(path) {
            Ok(Opened::File(text)) => Some(text),
            _ => None,
        }
    }
}

/// Returns the path that a value is: from the root on, and nothing in it that is still to be filled in.
pub(super) fn plain_path(value: &[u8]) -> Option<&Path> {
    let is_open = memchr::memmem::find(value, b"${").is_some() || value.contains(&b'%');
    (value.starts_with(b"/") && !is_open).then(|| bytes_path(value))
}

/// Directories that every machine has, besides those below the root.
const EVERYWHERE: [&str; 11] = [
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/share",
    "/usr/src",
    "/var/lib",
    "/var/log",
    "/var/www",
    "/var/www/html",
];

fn is_everywhere(directory: &Path) -> bool {
    let is_below_root = directory.ancestors().count() == 2;
    is_below_root || EVERYWHERE.iter().any(|known| directory == Path::new(known))
}

/// Returns what is around a path; nothing is around what stands directly below the root, since every machine has that.
fn around(path: &Path) -> &Path {
    let parent = path.parent().unwrap_or(path);
    if parent.parent().is_none() {
        return Path::new("");
    }
    parent
}

/// Returns the paths of a list such as that of `python-path`.
pub(super) fn entries(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let entries = list.split(|byte| *byte == b':');
    entries.filter(|entry| !entry.is_empty())
}
