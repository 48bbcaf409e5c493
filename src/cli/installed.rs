//! Where distributions keep the main configuration file, and which server root belongs to it.

use std::path::{Path, PathBuf};

use super::commands::Problem;
use super::exit::ExitStatus;
use crate::host::{Host as _, Kind, Local};
use crate::report::Failure;

/// A main configuration file, and the server root that its distribution uses.
const LAYOUTS: &[(&str, &str)] = &[
    ("/etc/apache2/apache2.conf", "/etc/apache2"),
    ("/etc/httpd/conf/httpd.conf", "/etc/httpd"),
    ("/etc/apache2/httpd.conf", "/etc/apache2"),
    ("/usr/local/etc/apache24/httpd.conf", "/usr/local"),
    ("/usr/local/apache2/conf/httpd.conf", "/usr/local/apache2"),
    (
        "/opt/homebrew/etc/httpd/httpd.conf",
        "/opt/homebrew/opt/httpd",
    ),
];

/// Finds the installed server by its distribution's layout.
pub(super) fn find(host: &Local, root: Option<&Path>) -> Result<(PathBuf, PathBuf), Problem> {
    if let Some(found) = all(host).next() {
        return Ok(found);
    }
    let place = match root {
        None => "on this machine".to_owned(),
        Some(root) => format!("below `{}`", root.display()),
    };
    let failure = Failure::new(format!("no Apache httpd configuration was found {place}")).help(
        "name its main file with `--config FILE`, for instance `--config /etc/apache2/apache2.conf`",
    );
    Err((ExitStatus::Configuration, failure))
}

/// Finds all installed servers: of each server root the first main file, and Debian's further instances
/// (`README.multiple-instances` of its package: `/etc/apache2-NAME`).
pub(super) fn all(host: &Local) -> impl Iterator<Item = (PathBuf, PathBuf)> {
    let is_there = |config: &Path| matches!(host.kind(config), Ok(Kind::File));
    let layouts = LAYOUTS.iter();
    let layouts = layouts.map(|(config, root)| (PathBuf::from(config), PathBuf::from(root)));
    let instances = || {
        let entries = host.list(Path::new("/etc")).unwrap_or_default();
        let mut names: Vec<_> = entries.into_iter().map(|entry| entry.name).collect();
        names.retain(|name| name.as_encoded_bytes().starts_with(b"apache2-"));
        names.sort_unstable();
        let roots = names.into_iter().map(|name| Path::new("/etc").join(name));
        roots.map(|root| (root.join("apache2.conf"), root))
    };
    let instances = std::iter::once_with(instances).flatten();
    let mut roots: Vec<PathBuf> = Vec::new();
    layouts.chain(instances).filter(move |(config, root)| {
        let is_new = !roots.contains(root) && is_there(config);
        if is_new {
            roots.push(root.clone());
        }
        is_new
    })
}

/// Returns the server root for a main file: its distribution's, or the directory that holds `conf/`, or its own.
pub(super) fn default_root(config: &Path) -> PathBuf {
    let mut layouts = LAYOUTS.iter();
    if let Some((_, root)) = layouts.find(|(known, _)| Path::new(known) == config) {
        return PathBuf::from(root);
    }
    let directory = config.parent().unwrap_or(Path::new("/"));
    match directory.file_name() {
        Some(name) if name == "conf" => directory.parent().unwrap_or(directory).to_owned(),
        _ => directory.to_owned(),
    }
}
