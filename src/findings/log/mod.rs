//! The lines of an error log become [`LogEntry`]s: each message with the lines of the configuration behind it.
//!
//! A line names a script, a process group, a directory; the configuration has the lines about these. What is read is not
//! kept: a log may be longer than the memory, and has as many entries as messages have different lines behind them.

mod atlas;
mod causes;
mod line;

use std::collections::{BTreeMap, BTreeSet};
use std::mem::{Discriminant, discriminant};

use self::atlas::Atlas;
use self::causes::Cause;
use self::line::Line;
use super::facts::Facts;
use super::finding::{Finding, Label};
use super::messages::{Found, Message, Names, code_in, found_in};
use crate::httpd::bytes_path;
use crate::httpd::catalog::wsgi::WsgiDirective;
use crate::source::printable;

/// How many threads and processes of a log are remembered at a time.
const REMEMBERED: usize = 4096;

/// How many names that the configuration does not have are kept for a message.
const EXAMPLES: usize = 3;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its number, from 1.
    pub number: u64,
    /// When, as the log has it.
    pub time: Option<String>,
}

/// A message of the log, and what is behind it.
#[derive(Debug)]
pub struct LogEntry<'r> {
    /// The message.
    pub message: &'static Message,
    /// How its first line words it.
    pub said: String,
    /// How many lines have it.
    pub count: u64,
    /// The first of them.
    pub first: Logged,
    /// The last of them.
    pub last: Logged,
    /// The lines of the configuration.
    pub places: Vec<Label>,
    /// Scripts, process groups and directories that it names and that the configuration does not have: a few of them.
    pub strange: Vec<String>,
    /// What `check` finds about these lines.
    pub findings: Vec<&'r Finding>,
}

/// What a log comes to.
#[derive(Debug)]
pub struct LogReport<'r> {
    /// How many lines were read.
    pub lines: u64,
    /// The messages, in the order in which they turn up.
    pub entries: Vec<LogEntry<'r>>,
    /// mod_wsgi's codes that are not known here.
    pub unknown_codes: Vec<String>,
}

/// A log that is being read.
pub struct Log<'f, 's> {
    facts: &'f Facts<'s>,
    atlas: Atlas<'f, 's>,
    lines: u64,
    /// By the message's wording and what is behind it.
    entries: BTreeMap<(&'static str, Vec<Cause>), Entry>,
    /// What is behind the last line of a thread: lines that name nothing belong to the one in front of them.
    threads: BTreeMap<Vec<u8>, Vec<Cause>>,
    /// What is behind a process.
    processes: BTreeMap<u32, Vec<Cause>>,
    /// The line that httpd is about to complain about.
    refused: Option<Cause>,
    unknown_codes: BTreeSet<String>,
}

/// The lines of one message with the same causes.
struct Entry {
    message: &'static Message,
    said: String,
    count: u64,
    first: Logged,
    last: Logged,
    strange: BTreeSet<String>,
}

impl<'f, 's> Log<'f, 's> {
    /// Begins to read a log of the server.
    pub fn new(facts: &'f Facts<'s>) -> Self {
        Self {
            facts,
            atlas: Atlas::new(facts),
            lines: 0,
            entries: BTreeMap::new(),
            threads: BTreeMap::new(),
            processes: BTreeMap::new(),
            refused: None,
            unknown_codes: BTreeSet::new(),
        }
    }

    /// Reads a line.
    pub fn read(&mut self, text: &[u8]) {
        self.lines += 1;
        let line = Line::new(text);
        let refused = self.refused.take();
        if let Some((file, number)) = line.refused() {
            self.refused = Some(Cause::Refused(bytes_path(file).to_owned(), number));
        }
        if let Some((process, group)) = line.started() {
            let names = Names::of_group(group);
            let causes = self.atlas.causes(&names, &[]);
            remember(&mut self.processes, process, causes);
        }
        let Some(found) = found_in(text) else {
            let unknown = code_in(text).filter(|_| self.unknown_codes.len() < REMEMBERED);
            self.unknown_codes.extend(unknown);
            return;
        };
        let causes = match refused {
            Some(refused) => vec![refused],
            None => self.causes(&line, &found.names),
        };
        self.note(&found, causes, line.time);
    }

    /// Returns what is behind a line, and remembers it for those behind it.
    fn causes(&mut self, line: &Line<'_>, names: &Names<'_>) -> Vec<Cause> {
        if names.is_empty() {
            let of_process = line
                .crashed()
                .and_then(|number| self.processes.get(&number));
            let of_thread = line.thread.and_then(|thread| self.threads.get(thread));
            return of_process.or(of_thread).cloned().unwrap_or_default();
        }
        let causes = self.atlas.causes(names, &line.hosts());
        if let Some(thread) = line.thread {
            remember(&mut self.threads, thread.to_owned(), causes.clone());
        }
        causes
    }

    fn note(&mut self, found: &Found<'_>, causes: Vec<Cause>, time: Option<&[u8]>) {
        let wording = found.message.texts.first().copied().unwrap_or_default();
        let is_strange = causes.is_empty();
        let line = Logged {
            number: self.lines,
            time: time.map(printable),
        };
        let entry = self.entries.entry((wording, causes));
        let entry = entry.or_insert_with(|| Entry {
            message: found.message,
            said: printable(found.said),
            count: 0,
            first: line.clone(),
            last: line.clone(),
            strange: BTreeSet::new(),
        });
        entry.count += 1;
        entry.last = line;
        if is_strange && entry.strange.len() < EXAMPLES {
            entry.strange.extend(found.names.shown());
        }
    }

    /// Returns what was read, with what was found about the same lines.
    pub fn report<'r>(&self, findings: &'r [Finding]) -> LogReport<'r> {
        let mut entries: Vec<LogEntry<'r>> = self
            .entries
            .iter()
            .map(|((_, causes), entry)| self.explained(causes, entry, findings))
            .collect();
        entries.sort_by_key(|entry| entry.first.number);
        LogReport {
            lines: self.lines,
            entries,
            unknown_codes: self.unknown_codes.iter().cloned().collect(),
        }
    }

    /// Joins a message with the findings that explain it.
    fn explained<'r>(
        &self,
        causes: &[Cause],
        entry: &Entry,
        findings: &'r [Finding],
    ) -> LogEntry<'r> {
        let places: Vec<(&Cause, Vec<Label>)> = causes
            .iter()
            .map(|cause| (cause, cause.labels(self.facts)))
            .collect();
        let labels: Vec<&Label> = places.iter().flat_map(|(_, labels)| labels).collect();
        let findings: Vec<&Finding> = findings
            .iter()
            .filter(|finding| entry.message.rules.contains(&finding.rule.code))
            .filter(|finding| explains(finding, &labels, entry.strange.is_empty()))
            .collect();
        LogEntry {
            message: entry.message,
            said: entry.said.clone(),
            count: entry.count,
            first: entry.first.clone(),
            last: entry.last.clone(),
            places: meant(&places, &findings),
            strange: entry.strange.iter().cloned().collect(),
            findings,
        }
    }
}

/// Returns whether a finding is about one of the lines behind a message, or about the whole server. A message that names
/// nothing may come from any of the findings about its kind.
fn explains(finding: &Finding, places: &[&Label], names_nothing: bool) -> bool {
    let about = printable(&finding.primary.location.directive());
    let about = WsgiDirective::named(about.as_bytes());
    places.iter().any(|place| is_about(finding, place))
        || about.is_some_and(WsgiDirective::is_global_only)
        || (places.is_empty() && names_nothing)
}

/// Returns whether a finding rests on the line of a place.
fn is_about(finding: &Finding, place: &Label) -> bool {
    let mut own = finding.labels();
    own.any(|label| label.location.is_on_line_of(&place.location))
}

/// Leaves out lines where findings are about others of their kind: a script has several applications, and one of them is
/// meant.
fn meant(places: &[(&Cause, Vec<Label>)], findings: &[&Finding]) -> Vec<Label> {
    let is_found = |labels: &[Label]| {
        let mut all = findings.iter();
        all.any(|finding| labels.iter().any(|label| is_about(finding, label)))
    };
    let found: Vec<Discriminant<Cause>> = places
        .iter()
        .filter(|(_, labels)| is_found(labels))
        .map(|(cause, _)| discriminant(*cause))
        .collect();
    places
        .iter()
        .filter(|(cause, labels)| !found.contains(&discriminant(*cause)) || is_found(labels))
        .flat_map(|(_, labels)| labels)
        .cloned()
        .collect()
}

/// Remembers what is behind something; all is forgotten when that is too much.
fn remember<K: Ord>(known: &mut BTreeMap<K, Vec<Cause>>, key: K, causes: Vec<Cause>) {
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(key, causes);
}
