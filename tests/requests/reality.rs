//! What the real server makes of a URL, in the words of `which`.

use crate::support::printable;
use crate::support::request::{Answer, get};
use crate::support::site::{Site, Url};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::string::FromUtf8Error;

/// The meanings of an answer; the names are those of `which --format json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Daemon,
    Embedded,
    Refused,
    Unreachable,
    ConfigError,
    NotWsgi,
    /// The child died over it.
    Crash,
    /// The script was run, in which process is not told, and has no such callable.
    NoCallable,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Daemon => "daemon",
            Self::Embedded => "embedded",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::ConfigError => "config-error",
            Self::NotWsgi => "not-wsgi",
            Self::Crash => "crash",
            Self::NoCallable => "no-callable",
        }
    }
}

/// What mod_wsgi logs of a script that is not there, behind the names of its process group and interpreter.
const UNREADABLE: &str = "'): Could not read/compile source file '";
const NO_CALLABLE: &str = "' does not contain WSGI application '";

/// One observed answer.
#[derive(Debug)]
pub(crate) struct Reality {
    pub(crate) status: Status,
    /// What the application told.
    pub(crate) facts: BTreeMap<String, String>,
    pub(crate) http: Option<u16>,
    /// What was logged meanwhile.
    pub(crate) log: String,
}

/// Asks the URLs of a running server, and reads its error log beside.
pub(crate) struct Observer<'a> {
    site: &'a Site,
    /// How much of each log was read.
    read: BTreeMap<PathBuf, usize>,
}

impl<'a> Observer<'a> {
    pub(crate) fn new(site: &'a Site) -> Self {
        let read = BTreeMap::new();
        let mut observer = Self { site, read };
        observer.logged();
        observer
    }

    /// Returns what was logged since the last call, by the main server and by virtual hosts.
    fn logged(&mut self) -> String {
        let entries = fs::read_dir(self.site.logs()).expect("the logs have a folder");
        let logs = entries.map(|entry| entry.expect("it can be read").path());
        let logs = logs.filter(|log| log.to_string_lossy().ends_with("error.log"));
        let mut new = String::new();
        for log in logs {
            let bytes = fs::read(&log).unwrap_or_default();
            let read = self.read.entry(log).or_default();
            new.push_str(&printable(bytes.get(*read..).unwrap_or_default()));
            *read = bytes.len();
        }
        new
    }

    /// Asks for URLs whose hosts are filled in already, up to the third that kills a child.
    ///
    /// A new child is born once a second only.
    pub(crate) fn ask_all(mut self, urls: &[Url]) -> Vec<Reality> {
        let mut answers: Vec<Reality> = Vec::new();
        for url in urls {
            let crashes = answers
                .iter()
                .filter(|answer| answer.status == Status::Crash);
            if crashes.count() >= 3 {
                break;
            }
            answers.push(self.ask(url));
        }
        answers
    }

    fn ask(&mut self, url: &Url) -> Reality {
        self.logged();
        let answer = get(self.site.address(url), &url.host, &url.path);
        let log = self.logged();
        let is_text = |error: &io::Error| {
            let cause = error.get_ref();
            cause.is_none_or(|cause| !cause.is::<FromUtf8Error>())
        };
        assert!(answer.as_ref().err().is_none_or(is_text), "{url:?}");
        let Ok(answer) = answer else {
            return Reality {
                status: Status::Crash,
                facts: BTreeMap::new(),
                http: None,
                log,
            };
        };
        let unread = unread_script(&log).filter(|_| answer.status == 500);
        let (status, facts) = unread.unwrap_or_else(|| {
            let status = status(&answer, &log);
            (status, facts(status, &answer, &log))
        });
        Reality {
            status,
            facts,
            http: Some(answer.status),
            log,
        }
    }
}

fn facts(status: Status, answer: &Answer, log: &str) -> BTreeMap<String, String> {
    match status {
        Status::Daemon | Status::Embedded => told(answer),
        Status::Unreachable => missed_group(log),
        Status::NoCallable => missed_callable(log),
        _ => BTreeMap::new(),
    }
}

fn told(answer: &Answer) -> BTreeMap<String, String> {
    let facts = answer.facts().into_iter();
    facts
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Reads `process called 'NAME'`, where the name is that of the group that was wanted.
fn missed_group(log: &str) -> BTreeMap<String, String> {
    let named = log
        .split_once("process called '")
        .and_then(|(_, rest)| rest.split_once("' "));
    // What is not ASCII is escaped in the log.
    let plain = named.filter(|(name, _)| !name.contains('\\'));
    let name = plain.map(|(name, _)| ("process_group".to_owned(), name.to_owned()));
    name.into_iter().collect()
}

/// Reads `Target WSGI script 'FILE' does not contain WSGI application 'NAME'.`
fn missed_callable(log: &str) -> BTreeMap<String, String> {
    let (_, rest) = log
        .split_once("Target WSGI script '")
        .expect("the sign is there");
    let (script, rest) = rest.split_once(NO_CALLABLE).expect("the sign is there");
    let name = rest.split_once("'.").expect("a name ends").0;
    let facts = [("script", script), ("callable", name)];
    let owned = facts.map(|(name, value)| (name.to_owned(), value.to_owned()));
    owned.into_iter().collect()
}

/// Reads `process='NAME', application='NAME'): Could not read/compile source file 'FILE'`: who runs a script that cannot be
/// loaded. Where no client is named, it is loaded ahead of requests.
fn unread_script(log: &str) -> Option<(Status, BTreeMap<String, String>)> {
    let is_for_client = |line: &&str| line.contains("[client ") || line.contains("[remote ");
    let mut lines = log.lines().filter(is_for_client);
    let (before, after) = lines.find_map(|line| line.split_once(UNREADABLE))?;
    let (_, names) = before.rsplit_once("process='")?;
    let (process_group, application_group) = names.split_once("', application='")?;
    let (script, _) = after.split_once('\'')?;
    let status = if process_group.is_empty() {
        Status::Embedded
    } else {
        Status::Daemon
    };
    let facts = [
        ("process_group", process_group),
        ("application_group", application_group),
        ("script", script),
    ];
    // What is not ASCII is escaped in the log.
    let plain = facts.into_iter().filter(|(_, value)| !value.contains('\\'));
    let owned = plain.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some((status, owned.collect()))
}

fn status(answer: &Answer, log: &str) -> Status {
    let facts = answer.facts();
    if answer.status == 200 && facts.get("wsgi") == Some(&"yes") {
        return match facts.get("process_group") {
            Some(&"") => Status::Embedded,
            _ => Status::Daemon,
        };
    }
    if answer.status != 500 {
        return Status::NotWsgi;
    }
    let reasons = [
        ("Embedded mode of mod_wsgi disabled", Status::Refused),
        ("No WSGI daemon process called", Status::Unreachable),
        (
            "cannot be accessed by this WSGI application",
            Status::Unreachable,
        ),
        (NO_CALLABLE, Status::NoCallable),
        ("[core:alert]", Status::ConfigError),
    ];
    let found = reasons.iter().find(|(sign, _)| log.contains(sign));
    found.map_or(Status::NotWsgi, |(_, status)| *status)
}

impl fmt::Display for Reality {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let http = self.http.unwrap_or_default();
        writeln!(formatter, "{} ({http})", self.status.name())?;
        let brief = |name: &&String| !name.starts_with("environ ");
        for (name, value) in self.facts.iter().filter(|(name, _)| brief(name)) {
            writeln!(formatter, "    {name}: {value:?}")?;
        }
        for line in self.log.lines() {
            writeln!(formatter, "    {line}")?;
        }
        Ok(())
    }
}
