//! Files that this program writes: never where httpd would read them.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::commands::Problem;
use super::exit::ExitStatus;
use super::settings::{Settings, absolute};
use crate::host::{Host as _, Local, Overlay};
use crate::httpd::{self, ConfigTree};
use crate::report::Failure;
use crate::source::Text;

/// Why a file is not written.
const IT_WOULD_COUNT: &str =
    "httpd would read it as a part of this configuration; name another directory";

impl Settings {
    /// Writes a product to a file that was named on the command line.
    pub(super) fn write(&self, path: &Path, product: &[u8]) -> Result<(), Problem> {
        let path = absolute(path)?;
        let written = if self.would_be_read(&path) {
            Err(IT_WOULD_COUNT.to_owned())
        } else {
            Local::write(&path, product).map_err(|error| error.to_string())
        };
        written.map_err(|reason| {
            let mut failure = Failure::new(format!("cannot write `{}`", path.display()));
            failure.causes.push(reason);
            (ExitStatus::Usage, failure)
        })
    }

    /// Writes a file that must not be there yet; the error is the reason.
    pub(super) fn write_new(&self, file: &Path, product: &[u8]) -> Result<(), String> {
        let file = absolute(file).map_err(|(_, failure)| failure.message)?;
        if self.would_be_read(&file) {
            return Err(IT_WOULD_COUNT.to_owned());
        }
        Local::write_new(&file, product).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => "there is a file of this name already".to_owned(),
            io::ErrorKind::NotFound => "there is no such directory".to_owned(),
            io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
            _ => error.to_string(),
        })
    }

    /// Returns whether httpd would read a file of this machine if it were there: an `Include` of a directory, or with a
    /// pattern, takes whatever comes to stand there.
    fn would_be_read(&self, file: &Path) -> bool {
        let (Some(directory), Some(name)) = (file.parent(), file.file_name()) else {
            return false;
        };
        let real = Local::new().real_path(directory);
        let real = self.path_on_server(&real.unwrap_or_else(|_| directory.to_owned()));
        let names = BTreeSet::from([self.path_on_server(file), real.join(name)]);
        let Some(tree) = self.read_with(&names) else {
            return false;
        };
        // The directory may have further names by way of links.
        let around: BTreeSet<&Path> = tree
            .files()
            .filter_map(|(_, file)| file.path.parent())
            .collect();
        let is_it = |known: &&Path| self.host.real_path(known).is_ok_and(|known| known == real);
        let linked: BTreeSet<PathBuf> = around
            .into_iter()
            .filter(is_it)
            .map(|known| known.join(name))
            .filter(|known| !names.contains(known))
            .collect();
        let read_by = |names: &BTreeSet<PathBuf>| {
            let tree = self.read_with(names);
            tree.is_some_and(|tree| reads_one_of(&tree, names))
        };
        reads_one_of(&tree, &names) || !linked.is_empty() && read_by(&linked)
    }

    /// Reads the configuration as if there were files with nothing in them.
    fn read_with(&self, names: &BTreeSet<PathBuf>) -> Option<ConfigTree> {
        let mut host = Overlay::new(&self.host);
        for name in names {
            host.put_file(name, Text::new(b"".as_slice()));
        }
        httpd::read(&host, &self.runtime).ok()
    }
}

fn reads_one_of(tree: &ConfigTree, names: &BTreeSet<PathBuf>) -> bool {
    tree.files().any(|(_, file)| names.contains(&file.path))
}
