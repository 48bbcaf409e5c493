//! The installed httpd: found once, then asked to check or to run a site.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::server::Server;
use super::site::Site;
use super::{printable, say};

/// Set by `tests/run`: what is missing is then a failure, not a reason to skip.
const NO_SKIP: &str = "WSGI_DAEMONIZE_NO_SKIP";

/// Names another folder of modules, such as one with mpm-itk.
const MODULES: &str = "WSGI_DAEMONIZE_MODULES";

/// Reads the site's `envvars` as Debian's apache2ctl does, then becomes httpd.
const WITH_ENVVARS: &str = r#"if [ -f "$1" ]; then . "$1"; fi; shift; exec "$@""#;

/// A real httpd's program and the modules that belong to it.
#[derive(Debug)]
pub(crate) struct Httpd {
    program: PathBuf,
    modules: PathBuf,
}

impl Httpd {
    /// Returns the installed httpd, or nothing after saying that the test is skipped.
    ///
    /// The sites load Debian's selection of modules, hence Debian's httpd is meant.
    pub(crate) fn installed() -> Option<Self> {
        let httpd = Self {
            program: "/usr/sbin/apache2".into(),
            modules: std::env::var_os(MODULES)
                .map_or_else(|| "/usr/lib/apache2/modules".into(), PathBuf::from),
        };
        let missing = [httpd.program.clone(), httpd.modules.join("mod_wsgi.so")]
            .into_iter()
            .find(|file| !file.exists());
        let Some(missing) = missing else {
            return Some(httpd);
        };
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        let reason = format!("{} is not installed", missing.display());
        assert!(
            std::env::var_os(NO_SKIP).is_none_or(|value| value != "1"),
            "{NO_SKIP}=1, but {reason}"
        );
        say(&format!("{test}: skipped, because {reason}"));
        None
    }

    /// Returns a module that only some machines have, or nothing after saying that the test is skipped.
    pub(crate) fn module(&self, name: &str) -> Option<PathBuf> {
        let path = self.modules.join(name);
        if path.exists() {
            return Some(path);
        }
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        say(&format!("{test}: skipped, because {name} is not installed"));
        None
    }

    pub(crate) fn modules(&self) -> &Path {
        &self.modules
    }

    /// Returns whether `process` (a path below `/proc`) is one of this httpd's.
    pub(crate) fn runs_in(&self, process: &Path) -> bool {
        std::fs::read_link(process.join("exe")).is_ok_and(|program| program == self.program)
    }

    /// Runs `-t`; the error is what httpd says.
    pub(crate) fn check(&self, site: &Site) -> Result<(), String> {
        succeeded(&self.run(site, &["-t"]))
    }

    /// Starts a server of `site` and waits until it listens.
    pub(crate) fn start<'a>(&'a self, site: &'a Site) -> Server<'a> {
        if let Err(message) = succeeded(&self.run(site, &["-k", "start"])) {
            panic!(
                "httpd does not start: {message}\n{}",
                super::server::logs(site)
            );
        }
        let server = Server::started(self, site);
        server.wait_until_it_listens();
        server
    }

    fn run(&self, site: &Site, arguments: &[&str]) -> Output {
        let server_root = site.server_root();
        Command::new("/bin/sh")
            .args(["-c", WITH_ENVVARS, "sh"])
            .arg(server_root.join("envvars"))
            .arg(&self.program)
            .arg("-d")
            .arg(&server_root)
            .arg("-f")
            .arg(site.config())
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LANG", "C")
            .env("APACHE_CONFDIR", &server_root)
            .current_dir("/")
            .stdin(Stdio::null())
            .output()
            .expect("a shell can be run")
    }
}

fn succeeded(output: &Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{}\n{}{}",
        output.status,
        printable(&output.stdout),
        printable(&output.stderr)
    ))
}
