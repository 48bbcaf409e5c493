//! Our own answers: `which --format json` on the same files, for the same URLs.

use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::{Site, Url};
use serde::Deserialize;
use std::fmt;
use std::fs;
use std::net::SocketAddrV4;
use std::path::PathBuf;

/// What `which --format json` prints.
#[derive(Debug, Deserialize)]
struct Printed {
    schema: u32,
    answers: Vec<Ours>,
}

/// Where a virtual host begins.
#[derive(Debug, Deserialize)]
struct VirtualHost {
    file: PathBuf,
    line: usize,
}

/// The answer for one URL.
#[derive(Debug, Deserialize)]
pub(super) struct Ours {
    url: String,
    pub(super) status: String,
    pub(super) process_group: Option<String>,
    pub(super) application_group: Option<String>,
    pub(super) script: Option<String>,
    pub(super) callable: Option<String>,
    pub(super) mount: Option<String>,
    virtual_host: Option<VirtualHost>,
    pub(super) because: Option<String>,
    pub(super) trace: Vec<serde_json::Value>,
}

impl Ours {
    /// Returns what the application says of this virtual host: `SetEnv VIRTUAL_HOST NUMBER` in its
    /// first line; nothing for one whose place is in a macro.
    pub(super) fn host_number(&self) -> Option<String> {
        let Some(host) = &self.virtual_host else {
            return Some(String::new());
        };
        let text = fs::read_to_string(&host.file).unwrap_or_default();
        let mut lines = text.lines().skip(host.line - 1);
        let header = lines.next()?.trim_start();
        let number = lines
            .next()?
            .trim_start()
            .strip_prefix("SetEnv VIRTUAL_HOST ")?;
        header
            .starts_with("<VirtualHost")
            .then(|| number.to_owned())
    }
}

/// Asks for URLs; an output that is not the agreed JSON is an `Err`.
///
/// The address has to be said where a host has no port, which would mean port 80.
pub(super) fn answers(
    site: &Site,
    address: Option<SocketAddrV4>,
    urls: &[&Url],
) -> Result<Vec<Ours>, String> {
    let mut arguments: Vec<std::ffi::OsString> = Vec::new();
    arguments.extend(["which", "--format", "json"].map(Into::into));
    if let Some(address) = address {
        arguments.extend(["--address".into(), address.to_string().into()]);
    }
    arguments.extend(["--config".into(), site.config().into()]);
    arguments.extend(["--server-root".into(), site.server_root().into()]);
    let asked: Vec<String> = urls
        .iter()
        .map(|url| format!("http://{}{}", url.host, url.path))
        .collect();
    arguments.extend(asked.iter().map(Into::into));
    let output = wsgi_daemonize(&arguments);
    let printed: Printed = serde_json::from_slice(&output.stdout).map_err(|error| {
        let talk = printable(&output.stderr);
        format!(
            "no JSON ({error}); {}; standard error: {talk}",
            output.status
        )
    })?;
    if printed.schema != 1 {
        return Err(format!("schema {}", printed.schema));
    }
    let answered: Vec<&String> = printed.answers.iter().map(|answer| &answer.url).collect();
    if answered != asked.iter().collect::<Vec<_>>() {
        return Err(format!("answers for {answered:?} instead of {asked:?}"));
    }
    Ok(printed.answers)
}

impl fmt::Display for Ours {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, because) = (&self.status, self.because.as_deref().unwrap_or_default());
        writeln!(formatter, "{status} {because}")?;
        let values = [
            ("process_group", &self.process_group),
            ("application_group", &self.application_group),
            ("script", &self.script),
            ("callable", &self.callable),
            ("mount", &self.mount),
        ];
        for (name, value) in values {
            writeln!(formatter, "    {name}: {value:?}")?;
        }
        for step in &self.trace {
            let text = |name: &str| step.get(name).map(ToString::to_string).unwrap_or_default();
            let (file, line) = (text("file"), text("line"));
            let (directive, effect) = (text("directive"), text("effect"));
            writeln!(formatter, "    {file}:{line} {directive} {effect}")?;
        }
        Ok(())
    }
}
