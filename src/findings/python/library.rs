//! [`Libraries`]: the directories in which the processes of a group look for modules.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::findings::environment::python_of_module;
use crate::findings::facts::Facts;
use crate::findings::machine::{entries, plain_path};
use crate::syntax::Words;
use crate::wsgi::DaemonProcess;

/// The directories, those that come first first.
#[derive(Clone, Debug, Default)]
pub(in crate::findings) struct Libraries {
    /// What the configuration names: `python-path`, and the packages of `python-home`.
    pub(in crate::findings) own: Vec<PathBuf>,
    /// What Python has by itself, where no home is named.
    pub(in crate::findings) common: Vec<PathBuf>,
}

impl Libraries {
    /// Returns those of a process group; of Apache's own processes where there is none. The common ones are looked up
    /// once.
    pub(super) fn of(
        facts: &Facts<'_>,
        group: Option<&DaemonProcess>,
        common: &OnceCell<Vec<PathBuf>>,
    ) -> Self {
        let said = |directive: &str| {
            let lines = facts.named(directive).last();
            lines.and_then(|(_, line)| Some(Words::new(line.arguments).next()?.into_owned()))
        };
        let path = match group {
            Some(group) => group.option("python-path").map(<[u8]>::to_vec),
            None => said("WSGIPythonPath"),
        };
        let home = group.and_then(|group| group.option("python-home"));
        let home = home.map(<[u8]>::to_vec).or_else(|| said("WSGIPythonHome"));
        let mut own: Vec<PathBuf> = path
            .iter()
            .flat_map(|list| entries(list))
            .filter_map(|entry| plain_path(entry).map(Path::to_owned))
            .collect();
        let common = match &home {
            Some(home) => {
                let packages = plain_path(home).map(|home| packages_of(facts, home));
                own.extend(packages.into_iter().flatten());
                Vec::new()
            }
            None => common.get_or_init(|| common_libraries(facts)).clone(),
        };
        Self { own, common }
    }

    /// Returns all directories.
    pub(super) fn all(&self) -> impl Iterator<Item = &Path> {
        self.own.iter().chain(&self.common).map(PathBuf::as_path)
    }
}

/// Returns where the packages of a virtual environment or an installation are.
fn packages_of(facts: &Facts<'_>, home: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for library in ["lib", "lib64"] {
        let library = home.join(library);
        for entry in facts.host.list(&library).unwrap_or_default() {
            if entry.name.as_encoded_bytes().starts_with(b"python") {
                found.push(library.join(entry.name).join("site-packages"));
            }
        }
    }
    found
}

/// Returns where the packages of the system are, by the Python in mod_wsgi: as Debian, as Fedora, and as pip has them.
fn common_libraries(facts: &Facts<'_>) -> Vec<PathBuf> {
    let Some((major, minor)) = python_of_module(facts) else {
        return Vec::new();
    };
    [
        format!("/usr/local/lib/python{major}.{minor}/dist-packages"),
        format!("/usr/local/lib64/python{major}.{minor}/site-packages"),
        format!("/usr/local/lib/python{major}.{minor}/site-packages"),
        format!("/usr/lib/python{major}/dist-packages"),
        format!("/usr/lib64/python{major}.{minor}/site-packages"),
        format!("/usr/lib/python{major}.{minor}/site-packages"),
    ]
    .map(PathBuf::from)
    .to_vec()
}
