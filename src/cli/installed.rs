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
    let mut layouts = LAYOUTS.iter();
    let found = layouts.find(|(config, _)| matches!(host.kind(Path::new(config)), Ok(Kind::File)));
    if let Some((config, root)) = found {
        return Ok((PathBuf::from(config), PathBuf::from(root)));
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
