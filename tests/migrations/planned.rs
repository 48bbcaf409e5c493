//! What `plan` says to a server.

use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::Site;
use serde::Deserialize;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Output;

/// The outcome of one run.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) exit: Option<i32>,
    pub(super) diff: Vec<u8>,
    pub(super) said: String,
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
    let mut decisions = vec!["--preset".to_owned(), preset.to_owned()];
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

fn run(site: &Site, verb: &str, options: &[String]) -> Output {
    let mut arguments: Vec<OsString> = vec![verb.into()];
    arguments.extend(options.iter().map(OsString::from));
    arguments.extend(["--config".into(), site.config().into()]);
    arguments.extend(["--server-root".into(), site.server_root().into()]);
    wsgi_daemonize(&arguments)
}

impl Planned {
    /// Plans a server as it stands, with what was decided on the command line.
    pub(super) fn of(site: &Site, decisions: &[String]) -> Self {
        Self::from(&run(site, "plan", decisions))
    }

    fn from(output: &Output) -> Self {
        Self {
            exit: output.status.code(),
            diff: output.stdout.clone(),
            said: printable(&output.stderr),
        }
    }

    /// Returns the directory in which the patch is to be applied, as the summary says.
    pub(super) fn base(&self) -> Option<PathBuf> {
        let (_, rest) = self.said.split_once("patch -d ")?;
        let base: &OsStr = rest.split_once(" -p1")?.0.as_ref();
        Some(base.into())
    }

    /// Tells whether embedded mode stays free because something would fail without it.
    pub(super) fn holds_restriction(&self) -> bool {
        self.said.contains("Held back: `WSGIRestrictEmbedded On`")
    }

    /// Returns why things were held back or left alone, each by the first line of the sentence.
    pub(super) fn held(&self) -> Vec<&str> {
        let lines = self.said.lines();
        lines
            .filter_map(|line| line.trim().strip_prefix("why: "))
            .collect()
    }
}
