//! [`Settings`]: arguments and machine, resolved.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that looks at the current directory"
)]

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use super::arguments::SourceOptions;
use super::commands::Problem;
use super::exit::ExitStatus;
use crate::host::{Host as _, Kind, Local, Opened};
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::{self, ConfigTree, Envvars, ReadError, Runtime};
use crate::report::Failure;
use crate::wsgi;

/// Which server to look at, and what it is started with.
pub(super) struct Settings {
    pub(super) host: Local,
    pub(super) runtime: Runtime,
}

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

impl Settings {
    /// Resolves the options; a wrong one is a usage error.
    pub(super) fn new(options: &SourceOptions) -> Result<Self, Problem> {
        let host = match &options.root {
            None => Local::new(),
            Some(root) => Local::below(absolute(root)?),
        };
        let (config, default_root) = match &options.config {
            Some(config) => {
                let config = match options.root {
                    None => absolute(config)?,
                    Some(_) => Path::new("/").join(config),
                };
                let root = default_root(&config);
                (config, root)
            }
            None => find_server(&host)?,
        };
        let server_root = match (&options.server_root, &options.root) {
            (Some(given), None) => absolute(given)?,
            (Some(given), Some(_)) => Path::new("/").join(given),
            (None, _) => default_root,
        };
        let mut settings = Self {
            host,
            runtime: Runtime {
                config,
                server_root,
                defines: options
                    .define
                    .iter()
                    .map(|name| name.clone().into_bytes())
                    .collect(),
                environment: BTreeMap::new(),
                notes: Vec::new(),
            },
        };
        settings.read_envvars(options.envvars.as_deref())?;
        for pair in &options.env {
            let Some((name, value)) = pair.split_once('=') else {
                let failure = Failure::new(format!("`--env {pair}` has no `=`"))
                    .help("give a name and a value: `--env APACHE_LOG_DIR=/var/log/apache2`");
                return Err((ExitStatus::Usage, failure));
            };
            let environment = &mut settings.runtime.environment;
            environment.insert(name.as_bytes().to_owned(), value.as_bytes().to_owned());
        }
        Ok(settings)
    }

    /// Reads the configuration.
    pub(super) fn read(&self) -> Result<ConfigTree, Problem> {
        httpd::read(&self.host, &self.runtime).map_err(|error| {
            let failure = Failure::from_error(&error);
            let help = match &error {
                ReadError::Unreadable { source, .. }
                    if source.kind() == std::io::ErrorKind::PermissionDenied =>
                {
                    "read it as a user who may, for instance with sudo"
                }
                _ => "name the main configuration file with `--config FILE`",
            };
            (ExitStatus::Configuration, failure.help(help))
        })
    }

    /// Writes a product to a file that was named on the command line.
    pub(super) fn write(path: &Path, product: &[u8]) -> Result<(), Problem> {
        let path = absolute(path)?;
        Local::write(&path, product).map_err(|error| {
            let mut failure = Failure::new(format!("cannot write `{}`", path.display()));
            failure.causes.push(error.to_string());
            (ExitStatus::Usage, failure)
        })
    }

    /// Takes the environment from an envvars file: the one given, or the one beside the main file.
    fn read_envvars(&mut self, given: Option<&Path>) -> Result<(), Problem> {
        let beside = self.runtime.config.with_file_name("envvars");
        let path = match given {
            Some(given) => absolute(given)?,
            None => beside,
        };
        match self.host.open(&path) {
            Ok(Opened::File(text)) => {
                let envvars = Envvars::parse(&text);
                self.runtime.environment.extend(envvars.variables);
                self.runtime
                    .notes
                    .extend(envvars.not_understood.into_iter().map(|(line, text)| {
                        format!("{}:{line}: needs a shell: {text}", path.display())
                    }));
                Ok(())
            }
            Err(error) if given.is_some() => {
                let mut failure = Failure::new(format!("cannot read `{}`", path.display()));
                failure.causes.push(error.to_string());
                Err((ExitStatus::Usage, failure))
            }
            _ => Ok(()),
        }
    }
}

/// Reads `--mod-wsgi-version`.
pub(super) fn mod_wsgi_version(options: &SourceOptions) -> Result<Option<Version>, Problem> {
    let Some(text) = &options.mod_wsgi_version else {
        return Ok(None);
    };
    if let Some(version) = wsgi::parse_version(text.as_bytes()) {
        return Ok(Some(version));
    }
    let failure = Failure::new(format!("`{text}` is not a version"))
        .help("write it as `--mod-wsgi-version 4.9.4`");
    Err((ExitStatus::Usage, failure))
}

fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    let directory =
        env::current_dir().map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
    Ok(httpd::merge(&directory, httpd::path_bytes(path)))
}

/// Finds the installed server by its distribution's layout.
fn find_server(host: &Local) -> Result<(PathBuf, PathBuf), Problem> {
    let mut layouts = LAYOUTS.iter();
    let found = layouts.find(|(config, _)| matches!(host.kind(Path::new(config)), Ok(Kind::File)));
    found
        .map(|(config, root)| (PathBuf::from(config), PathBuf::from(root)))
        .ok_or_else(|| {
            let failure = Failure::new("no Apache httpd configuration was found on this machine")
                .help("name its main file with `--config FILE`, for instance `--config /etc/apache2/apache2.conf`");
            (ExitStatus::Configuration, failure)
        })
}

/// Returns the server root for a main file: its distribution's, or the directory that holds `conf/`, or its own.
fn default_root(config: &Path) -> PathBuf {
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
