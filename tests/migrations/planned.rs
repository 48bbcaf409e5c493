//! What `plan` says to a server.

use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::Site;
use serde::Deserialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Output;

/// The outcome of one run.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) exit: Option<i32>,
    pub(super) said: String,
    /// What was printed on standard output, unless there is no plan.
    pub(super) printed: Printed,
}

/// What `plan --format json` prints, as far as it is needed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Printed {
    restriction: String,
    applications: Vec<Moved>,
    held: Vec<Held>,
    base: PathBuf,
    #[serde(default)]
    patch: String,
}

/// Where an application will run.
#[derive(Debug, Deserialize)]
struct Moved {
    script: Option<String>,
    after: Running,
}

#[derive(Debug, Deserialize)]
struct Running {
    mode: String,
}

#[derive(Debug, Deserialize)]
struct Held {
    what: String,
    why: String,
}

/// Returns the presets that there are.
pub(super) fn presets() -> Vec<String> {
    let listed = wsgi_daemonize(["presets", "list"]);
    let text = printable(&listed.stdout);
    // What is indented says more about the one above.
    let heads = text.lines().filter(|line| !line.starts_with(' '));
    let names = heads.filter_map(|line| line.split_whitespace().next());
    let names: Vec<String> = names.map(str::to_owned).collect();
    assert!(names.len() > 2, "{text}");
    names
}

/// Returns what the command line decides: the preset, and for some servers something of their own.
pub(super) fn decisions(site: &Site, preset: &str, seed: u64) -> Vec<String> {
    let mut decisions = by_preset_alone(preset);
    let embedded = embedded(site);
    let (ids, decision) = match seed % 7 {
        3 => (embedded.iter().take(1), "leave=true"),
        5 => (embedded.iter().take(9), "process-group=together"),
        6 => (embedded.iter().take(2), "application-group=keep"),
        _ => return decisions,
    };
    for id in ids {
        decisions.extend(["--application".to_owned(), format!("{id}:{decision}")]);
    }
    if seed.is_multiple_of(2) {
        decisions.extend(["--set", "daemon.threads=3"].map(str::to_owned));
    }
    decisions
}

/// Returns the ids of the applications in Apache's own processes.
fn embedded(site: &Site) -> Vec<String> {
    let output = run(site, "inspect", &["--format".to_owned(), "json".to_owned()]);
    let inspected: Inspected = match serde_json::from_slice(&output.stdout) {
        Ok(inspected) => inspected,
        Err(error) => panic!("{error}: {}", printable(&output.stderr)),
    };
    let applications = inspected.applications.into_iter();
    let embedded = applications.filter(|application| application.mode == "embedded");
    embedded.map(|application| application.id).collect()
}

/// What `inspect --format json` prints, as far as it is needed.
#[derive(Debug, Deserialize)]
struct Inspected {
    applications: Vec<Mounted>,
}

#[derive(Debug, Deserialize)]
struct Mounted {
    id: String,
    mode: String,
}

/// Returns what the preset alone decides.
pub(super) fn by_preset_alone(preset: &str) -> Vec<String> {
    vec!["--preset".to_owned(), preset.to_owned()]
}

fn run(site: &Site, verb: &str, options: &[String]) -> Output {
    let mut arguments: Vec<OsString> = vec![verb.into()];
    arguments.extend(options.iter().map(OsString::from));
    arguments.extend(["--config".into(), site.config().into()]);
    arguments.extend(["--server-root".into(), site.server_root().into()]);
    wsgi_daemonize(&arguments)
}

impl Planned {
    /// Returns the diff byte for byte: one that is no text is not in JSON.
    pub(super) fn diff_as_printed(site: &Site, decisions: &[String]) -> Vec<u8> {
        run(site, "plan", decisions).stdout
    }

    /// Plans a server as it stands, with what was decided on the command line.
    pub(super) fn of(site: &Site, decisions: &[String]) -> Self {
        let format = ["--format", "json"].map(str::to_owned);
        let output = run(site, "plan", &[decisions, &format].concat());
        let said = printable(&output.stderr);
        let printed = if output.stdout.is_empty() {
            Printed::default()
        } else {
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
        };
        Self {
            exit: output.status.code(),
            said,
            printed,
        }
    }

    /// Returns the diff alone, as it is printed for `patch`; an error says why there is none.
    pub(super) fn patch_alone(site: &Site, decisions: &[String]) -> Result<String, String> {
        let output = run(site, "plan", decisions);
        if output.status.success() {
            return Ok(printable(&output.stdout));
        }
        Err(printable(&output.stderr))
    }

    pub(super) fn diff(&self) -> &str {
        &self.printed.patch
    }

    /// Returns the directory in which the patch is to be applied.
    pub(super) fn base(&self) -> &Path {
        &self.printed.base
    }

    /// Tells whether less is proposed because a proof failed.
    pub(super) fn withdraws(&self) -> bool {
        self.said
            .contains("not all that was planned passed its proof")
    }

    /// Tells whether embedded mode stays free because something would fail without it.
    pub(super) fn holds_restriction(&self) -> bool {
        self.printed.restriction == "held"
    }

    /// Tells whether the plan says of a script that it may run in Apache's own processes still.
    pub(super) fn leaves(&self, script: &str) -> bool {
        let is_it = |written: &String| {
            // What an expression adds, and a slash, say nothing of the file.
            let plain = written.split('$').next().unwrap_or(written);
            let plain = plain.trim_end_matches('/');
            let name = |path: &str| path.rsplit('/').next().map(str::to_owned);
            script.starts_with(plain) || name(plain) == name(script)
        };
        // It does not list what `.htaccess` files make run.
        let is_about_files = |text: &String| text.contains(".htaccess");
        let mut held = self.printed.held.iter();
        if held.any(|held| is_about_files(&held.what) || is_about_files(&held.why)) {
            return true;
        }
        let mut applications = self.printed.applications.iter();
        applications
            .any(|moved| moved.after.mode != "daemon" && moved.script.as_ref().is_none_or(is_it))
    }

    /// Tells whether what was decided for single applications cannot be: two of them share a line, or a macro names the group.
    pub(super) fn is_impossible(&self) -> bool {
        self.exit == Some(2) && self.said.contains("and that cannot be: ")
    }

    /// Returns why things were held back.
    pub(super) fn held(&self) -> impl Iterator<Item = &str> {
        self.printed.held.iter().map(|held| held.why.as_str())
    }
}
