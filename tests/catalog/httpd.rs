//! [`Httpd`]: the installed server, run on configurations made up for the catalog's tests.
#![expect(
    clippy::format_push_string,
    reason = "configurations are short, and the plain form reads best"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use wsgi_daemonize::httpd::catalog::wsgi::{MEASURED_VERSION, Version};
use wsgi_daemonize::httpd::catalog::{HTTPD_VERSION, Module};

use crate::support::say;

/// The source names of the MPMs, of which one can be loaded at a time.
pub(super) const MPMS: [&str; 3] = ["event.c", "worker.c", "prefork.c"];

/// Modules whose symbols others are linked against.
const LOADED_FIRST: [&str; 4] = ["mod_proxy.c", "mod_dav.c", "mod_cache.c", "mod_session.c"];

/// An installed httpd, with a directory of its own for configurations.
pub(super) struct Httpd {
    program: PathBuf,
    modules: PathBuf,
    root: tempfile::TempDir,
}

impl Httpd {
    /// Returns the installed httpd; nothing, and a line that says so, if there is none.
    pub(super) fn installed() -> Option<Self> {
        let first = |paths: &[&str]| paths.iter().map(PathBuf::from).find(|path| path.exists());
        let program = first(&["/usr/sbin/apache2", "/usr/sbin/httpd"]);
        let modules = first(&["/usr/lib/apache2/modules", "/usr/lib64/httpd/modules"]);
        if let (Some(program), Some(modules)) = (program, modules) {
            let root = tempfile::tempdir().unwrap();
            std::fs::create_dir(root.path().join("logs")).unwrap();
            return Some(Self {
                program,
                modules,
                root,
            });
        }
        skip("no httpd is installed");
        None
    }

    /// Runs httpd with `options` on `configuration`; returns its exit, standard output and error.
    pub(super) fn run(&self, configuration: &str, options: &[&str]) -> (bool, String, String) {
        let file = self.root.path().join("httpd.conf");
        std::fs::write(&file, configuration).unwrap();
        let output = Command::new(&self.program)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LANG", "C")
            .arg("-d")
            .arg(self.root.path())
            .arg("-f")
            .arg(&file)
            .args(options)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.success(),
            text(output.stdout),
            text(output.stderr),
        )
    }

    /// Returns the message that httpd rejects `configuration` with, if it does; all it says where that
    /// has another form.
    pub(super) fn complaint(&self, configuration: &str) -> Option<String> {
        let (accepted, _, stderr) = self.run(configuration, &["-t"]);
        if accepted {
            return None;
        }
        let mut lines = stderr.lines();
        while let Some(line) = lines.next() {
            if line.starts_with("AH00526: ") {
                return lines.next().map(str::to_owned);
            }
            if let Some((_, message)) = line.split_once(": Syntax error on line ") {
                return message
                    .split_once(": ")
                    .map(|(_, message)| message.to_owned());
            }
        }
        Some(stderr)
    }

    /// Returns the source names of the modules that are built in.
    pub(super) fn built_in(&self) -> BTreeSet<String> {
        let (_, stdout, _) = self.run("", &["-l"]);
        let names = stdout.lines().filter_map(|line| line.strip_prefix("  "));
        names.map(str::to_owned).collect()
    }

    pub(super) fn version(&self) -> Version {
        let (_, stdout, _) = self.run("", &["-v"]);
        let (_, version) = stdout.split_once("Apache/").unwrap();
        version_in(version.split_whitespace().next().unwrap())
    }

    /// Returns the version of mod_wsgi, which stands in its file before the format that prints it.
    pub(super) fn mod_wsgi_version(&self) -> Option<Version> {
        let bytes = std::fs::read(self.modules.join("mod_wsgi.so")).ok()?;
        let place = bytes
            .windows(11)
            .position(|window| window == b"mod_wsgi/%s")?;
        let before = bytes[..place].strip_suffix(b"\0")?;
        let start = before.iter().rposition(|&byte| byte == 0)? + 1;
        Some(version_in(std::str::from_utf8(&before[start..]).unwrap()))
    }

    /// Returns whether the tables were measured on exactly these versions.
    pub(super) fn is_the_measured_one(&self) -> bool {
        let ours = self.version() == HTTPD_VERSION
            && self
                .mod_wsgi_version()
                .is_none_or(|version| version == MEASURED_VERSION);
        if !ours {
            say("another version than the catalog's: compared is what both know");
        }
        ours
    }

    /// Returns the modules to be had together with `mpm`: the built-in ones and those with a file.
    pub(super) fn available(&self, mpm: &str) -> Vec<&'static Module> {
        let built_in = self.built_in();
        let mut modules: Vec<_> = Module::all()
            .iter()
            .filter(|module| module.knows_all)
            .filter(|module| module.source == mpm || !MPMS.contains(&module.source))
            .filter(|module| built_in.contains(module.source) || self.file(module).exists())
            .collect();
        modules.sort_by_key(|module| !LOADED_FIRST.contains(&module.source));
        modules
    }

    /// Returns a configuration that loads an MPM and the modules of these source names.
    pub(super) fn loading_only(&self, sources: &[&str]) -> String {
        let mut modules = self.available("event.c");
        modules.retain(|module| module.source == "event.c" || sources.contains(&module.source));
        self.loading(&modules)
    }

    /// Returns where the file of `module` would be.
    pub(super) fn file(&self, module: &Module) -> PathBuf {
        self.modules
            .join(module.file.unwrap_or("a built-in module has no file"))
    }

    /// Returns a configuration that loads `modules`, but for those that are built in.
    pub(super) fn loading(&self, modules: &[&Module]) -> String {
        let built_in = self.built_in();
        let mut text = "ServerName localhost\n".to_owned();
        for module in modules
            .iter()
            .filter(|module| !built_in.contains(module.source))
        {
            let file = self.file(module);
            text += &format!("LoadModule {} {}\n", module.identifier, file.display());
        }
        text
    }
}

/// Says that a test is skipped, and why, or fails if nothing may be skipped.
pub(super) fn skip(reason: &str) {
    let must_run = std::env::var_os("WSGI_DAEMONIZE_NO_SKIP").is_some_and(|value| value == "1");
    assert!(!must_run, "{reason}");
    say(&format!("a test of the catalog is skipped: {reason}"));
}

fn version_in(text: &str) -> Version {
    let parts: Vec<_> = text.split('.').map(|part| part.parse().unwrap()).collect();
    (parts[0], parts[1], parts[2])
}
