//! What `plan` says to a server.

use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::Site;
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

impl Planned {
    /// Plans a server as it stands.
    pub(super) fn of(site: &Site, preset: &str) -> Self {
        let mut arguments: Vec<OsString> = Vec::new();
        arguments.extend(["plan", "--preset", preset, "--config"].map(OsString::from));
        arguments.extend([site.config().into(), "--server-root".into()]);
        arguments.push(site.server_root().into());
        Self::from(&wsgi_daemonize(&arguments))
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
