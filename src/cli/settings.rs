//! [`Settings`]: arguments and machine, resolved.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that looks at the current directory"
)]

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::arguments::SourceOptions;
use super::commands::Problem;
use super::exit::ExitStatus;
use super::installed;
use super::output::Output;
use crate::host::{Host as _, Kind, Local, Opened};
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::{self, ConfigTree, Envvars, ReadError, Runtime};
use crate::report::Failure;
use crate::source::{printable, quoted};
use crate::wsgi;

/// Which server to look at, and what it is started with.
pub(super) struct Settings {
    pub(super) host: Local,
    /// The folder that the server was copied to.
    root: Option<PathBuf>,
    pub(super) runtime: Runtime,
}

/// What to do when the main file is not where it was looked for.
const NAME_IT: &str = "name the main configuration file with `--config FILE`";

impl Settings {
    /// Resolves the options; a wrong one is a usage error.
    pub(super) fn new(options: &SourceOptions) -> Result<Self, Problem> {
        let (root, host) = machine(options)?;
        let (config, default_root) = match &options.config {
            Some(config) => {
                let config = on_server(config, options)?;
                let root = installed::default_root(&config);
                (config, root)
            }
            None => installed::find(&host, options.root.as_deref())?,
        };
        let server_root = match &options.server_root {
            Some(given) => on_server(given, options)?,
            None => default_root,
        };
        let defines = options.define.iter();
        let mut settings = Self {
            host,
            root,
            runtime: Runtime {
                config,
                server_root,
                defines: defines.map(|name| name.clone().into_bytes()).collect(),
                environment: BTreeMap::new(),
                is_environment_partial: false,
                notes: Vec::new(),
            },
        };
        let envvars = options.envvars.as_deref();
        let envvars = envvars.map(|given| on_server(given, options)).transpose()?;
        settings.read_envvars(envvars.as_deref())?;
        if options.config.is_none() {
            settings.note_other_servers();
        }
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

    /// Returns the main files of all servers that are installed.
    pub(super) fn installed(options: &SourceOptions) -> Result<Vec<PathBuf>, Problem> {
        let (_, host) = machine(options)?;
        Ok(installed::all(&host).map(|(config, _)| config).collect())
    }

    /// Notes which servers there are besides, when nobody has said which is meant.
    fn note_other_servers(&mut self) {
        let others = installed::all(&self.host).map(|(config, _)| config);
        let others = others.filter(|config| *config != self.runtime.config);
        let others = quoted(others.map(|config| config.display().to_string()));
        if !others.is_empty() {
            let note = format!(
                "this is about `{}`; `--config` names another server: {others}",
                self.runtime.config.display()
            );
            self.runtime.notes.push(note);
        }
    }

    /// Says what could not be known of the environment.
    pub(super) fn tell_notes(&self, output: &mut Output) {
        for note in &self.runtime.notes {
            output.talk(&format!("note: {note}\n"));
        }
    }

    /// Reads a file of text that was named on the command line, on this machine; the error is the reason.
    pub(super) fn read_text(path: &Path) -> Result<String, String> {
        let path = absolute(path).map_err(|(_, failure)| failure.message)?;
        match Local::new().open(&path) {
            Ok(Opened::File(text)) => {
                String::from_utf8(text.to_vec()).map_err(|error| error.to_string())
            }
            Ok(_) => Err("it is not a regular file".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Returns a path of this machine from its top.
    pub(super) fn absolute_path(path: &Path) -> Result<String, Problem> {
        Ok(absolute(path)?.display().to_string())
    }

    /// Reads a file of text that was named on the command line, on this machine.
    pub(super) fn read_named(path: &Path) -> Result<String, Problem> {
        Self::read_text(path).map_err(|reason| unreadable(path, reason))
    }

    /// Opens a file that was named on the command line, on this machine, to be read piece by piece.
    pub(super) fn stream(path: &Path) -> Result<impl BufRead, Problem> {
        Local::stream(&absolute(path)?).map_err(|error| unreadable(path, error.to_string()))
    }

    /// Reads the templates of a directory that was named on the command line: file names and texts.
    pub(super) fn read_templates(directory: &Path) -> Result<Vec<(String, String)>, Problem> {
        let entries = Local::new().list(&absolute(directory)?);
        let entries = entries.map_err(|error| unreadable(directory, error.to_string()))?;
        let mut templates = Vec::new();
        for entry in entries {
            let path = directory.join(&entry.name);
            let name = printable(httpd::path_bytes(Path::new(&entry.name)));
            if path.extension().is_some_and(|end| end == "tera") {
                templates.push((name, Self::read_named(&path)?));
            }
        }
        if templates.is_empty() {
            let reason = "it has no file whose name ends in `.tera`";
            return Err(unreadable(directory, reason.to_owned()));
        }
        Ok(templates)
    }

    /// Reads the configuration.
    pub(super) fn read(&self) -> Result<ConfigTree, Problem> {
        self.read_file().map_err(|error| {
            let failure = Failure::from_error(&error);
            let help = match &error {
                ReadError::Unreadable { source, .. }
                    if source.kind() == std::io::ErrorKind::PermissionDenied =>
                {
                    "read it as a user who may, for instance with sudo".to_owned()
                }
                ReadError::NotAFile { path } => self.main_file_in(path),
                ReadError::Unreadable { path, .. } => match &self.root {
                    None => NAME_IT.to_owned(),
                    Some(_) => format!(
                        "it was looked for at `{}`; `--config` is a path of the server that `--root` has a copy of",
                        self.on_this_machine(path).display()
                    ),
                },
            };
            (ExitStatus::Configuration, failure.help(help))
        })
    }

    /// A pipe is not opened: that would wait for somebody to write into it. httpd refuses it, too.
    fn read_file(&self) -> Result<ConfigTree, ReadError> {
        let path = self.runtime.config.clone();
        if self.host.kind(&path).is_ok_and(|kind| kind == Kind::Other) {
            return Err(ReadError::NotAFile { path });
        }
        httpd::read(&self.host, &self.runtime)
    }

    /// Returns what to do when a directory was given for a file.
    fn main_file_in(&self, directory: &Path) -> String {
        let mut names = ["apache2.conf", "httpd.conf", "conf/httpd.conf"].iter();
        let is_there = |path: &PathBuf| matches!(self.host.kind(path), Ok(Kind::File));
        let found = names.find_map(|name| Some(directory.join(name)).filter(is_there));
        match found {
            Some(file) => format!("did you mean `--config {}`?", file.display()),
            None => NAME_IT.to_owned(),
        }
    }

    /// Returns the folder that the server was copied to, if it was.
    pub(super) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Returns where a path of the server is on this machine: below the folder it was copied to, if it was.
    pub(super) fn on_this_machine(&self, path: &Path) -> PathBuf {
        match &self.root {
            None => path.to_owned(),
            Some(root) => root.join(path.strip_prefix("/").unwrap_or(path)),
        }
    }

    /// Returns what the server calls a path of this machine.
    pub(super) fn path_on_server(&self, path: &Path) -> PathBuf {
        let inside = self
            .root
            .as_deref()
            .and_then(|root| path.strip_prefix(root).ok());
        inside.map_or_else(|| path.to_owned(), |inside| Path::new("/").join(inside))
    }

    /// Returns where an interview about this server is kept that is not at its end: in the user's directory for such
    /// things, not where one stands, which httpd may read. Each server has a file of its own.
    pub(super) fn session_file(&self) -> Option<PathBuf> {
        let given = env::var_os("XDG_STATE_HOME").map(PathBuf::from);
        let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".local/state"));
        let directory = given.filter(|path| path.is_absolute()).or_else(home)?;
        let name = format!("interview-{:016x}.toml", digest(&self.server_in_words()));
        directory
            .is_absolute()
            .then(|| directory.join("wsgi-daemonize").join(name))
    }

    /// Returns what tells this server from others: its main file, its server root, and where it was copied to.
    fn server_in_words(&self) -> String {
        let root = self.root.as_deref().unwrap_or(Path::new("/"));
        let paths = [&self.runtime.config, &self.runtime.server_root, root];
        let paths = paths.map(|path| printable(httpd::path_bytes(path)));
        let [config, server_root, root] = paths;
        format!("--config {config} --server-root {server_root} --root {root}")
    }

    /// Returns the arguments of this program, without its name.
    pub(super) fn arguments() -> Vec<OsString> {
        env::args_os().skip(1).collect()
    }

    /// Returns whether the terminal can do no more than lines.
    pub(super) fn is_dumb_terminal() -> bool {
        env::var_os("TERM").is_none_or(|name| name == "dumb" || name.is_empty())
    }

    /// Returns whether a file of this machine is there.
    pub(super) fn is_there(file: &Path) -> bool {
        matches!(Local::new().kind(file), Ok(Kind::File))
    }

    /// Keeps an interview. One that cannot be kept goes on all the same.
    pub(super) fn keep(&self, file: &Path, text: &str) {
        let text = format!("# About {}\n{text}", self.server_in_words());
        Local::write_private(file, text.as_bytes()).unwrap_or_default();
    }

    /// Takes an interview away that was kept, if it was.
    pub(super) fn remove(file: &Path) {
        Local::remove(file).unwrap_or_default();
    }

    /// Takes the environment from an envvars file: the one given, or the one beside the main file.
    fn read_envvars(&mut self, given: Option<&Path>) -> Result<(), Problem> {
        let beside = self.runtime.config.with_file_name("envvars");
        let path = given.map_or(beside, Path::to_owned);
        let reason = match self.host.open(&path) {
            Ok(Opened::File(text)) => {
                self.take_envvars(&path, &text);
                return Ok(());
            }
            Ok(_) => "it is not a regular file".to_owned(),
            Err(error) => error.to_string(),
        };
        if given.is_none() {
            return Ok(());
        }
        Err(unreadable(&path, reason))
    }

    fn take_envvars(&mut self, path: &Path, text: &[u8]) {
        let envvars = Envvars::parse(text);
        self.runtime.environment.extend(envvars.variables);
        self.runtime.is_environment_partial = !envvars.not_understood.is_empty();
        let not_understood = envvars.not_understood.into_iter();
        self.runtime.notes.extend(
            not_understood
                .map(|(line, text)| format!("{}:{line}: needs a shell: {text}", path.display())),
        );
    }
}

/// Returns a number for a text, which is another one for another text: FNV-1a, of 64 bits.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Returns the failure for a file that was named on the command line and cannot be read.
pub(super) fn unreadable(path: &Path, reason: String) -> Problem {
    let mut failure = Failure::new(format!("cannot read `{}`", path.display()));
    failure.causes.push(reason);
    (ExitStatus::Usage, failure)
}

/// Reads `--mod-wsgi-version`.
pub(super) fn mod_wsgi_version(options: &SourceOptions) -> Result<Option<Version>, Problem> {
    version("--mod-wsgi-version", options.mod_wsgi_version.as_deref())
}

/// Reads an option that is a version.
pub(super) fn version(option: &str, text: Option<&str>) -> Result<Option<Version>, Problem> {
    let Some(text) = text else {
        return Ok(None);
    };
    if let Some(version) = wsgi::parse_version(text.as_bytes()) {
        return Ok(Some(version));
    }
    let failure = Failure::new(format!("`{text}` is not a version"))
        .help(format!("write it as `{option} 4.9.4`"));
    Err((ExitStatus::Usage, failure))
}

/// Returns the path of a file of the server that is looked at: below `--root` paths start at its top.
fn on_server(path: &Path, options: &SourceOptions) -> Result<PathBuf, Problem> {
    match options.root {
        None => absolute(path),
        Some(_) => Ok(Path::new("/").join(path)),
    }
}

/// Returns the folder that a server was copied to, if it was, and the machine that it is on.
fn machine(options: &SourceOptions) -> Result<(Option<PathBuf>, Local), Problem> {
    let root = options.root.as_deref().map(directory).transpose()?;
    let host = root.clone().map_or_else(Local::new, Local::below);
    Ok((root, host))
}

/// Returns the folder that a server was copied to.
fn directory(path: &Path) -> Result<PathBuf, Problem> {
    let absolute = absolute(path)?;
    if matches!(Local::new().kind(&absolute), Ok(Kind::Directory)) {
        return Ok(absolute);
    }
    let failure = Failure::new(format!("`--root {}` is not a directory", path.display()))
        .help("name the folder that holds the copy of the server's `/`");
    Err((ExitStatus::Usage, failure))
}

pub(super) fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    let directory =
        env::current_dir().map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
    Ok(httpd::merge(&directory, httpd::path_bytes(path)))
}
