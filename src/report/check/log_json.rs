//! `check --log --format json`.

use serde::Serialize;

use super::Checked;
use super::json::{PlaceJson, ServerJson, place_json, server_json};
use crate::findings::{Finding, LogEntry, LogReport, Logged};
use crate::httpd::path_bytes;
use crate::source::printable;

/// `check --log --format json`.
#[derive(Debug, Serialize)]
pub struct LogJson {
    schema: u32,
    server: ServerJson,
    lines: u64,
    messages: Vec<MessageJson>,
    unknown_codes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct MessageJson {
    codes: &'static [&'static str],
    said: String,
    means: &'static str,
    remedy: &'static str,
    count: u64,
    first: LoggedJson,
    last: LoggedJson,
    places: Vec<PlaceJson>,
    strange: Vec<String>,
    rules: &'static [&'static str],
    findings: Vec<FoundJson>,
}

#[derive(Debug, Serialize)]
struct LoggedJson {
    line: u64,
    time: Option<String>,
}

#[derive(Debug, Serialize)]
struct FoundJson {
    code: &'static str,
    severity: &'static str,
    message: String,
    file: String,
    line: u32,
}

impl LogJson {
    /// Returns what stands in a log, and what is behind it.
    pub fn new(checked: Checked<'_>, report: &LogReport<'_>) -> Self {
        Self {
            schema: 1,
            server: server_json(checked),
            lines: report.lines,
            messages: report.entries.iter().map(message_json).collect(),
            unknown_codes: report.unknown_codes.clone(),
        }
    }
}

fn message_json(entry: &LogEntry<'_>) -> MessageJson {
    let message = entry.message;
    MessageJson {
        codes: message.codes,
        said: entry.said.clone(),
        means: message.means,
        remedy: message.remedy,
        count: entry.count,
        first: logged_json(&entry.first),
        last: logged_json(&entry.last),
        places: entry.places.iter().map(place_json).collect(),
        strange: entry.strange.clone(),
        rules: message.rules,
        findings: entry
            .findings
            .iter()
            .map(|finding| found_json(finding))
            .collect(),
    }
}

fn logged_json(logged: &Logged) -> LoggedJson {
    LoggedJson {
        line: logged.number,
        time: logged.time.clone(),
    }
}

fn found_json(finding: &Finding) -> FoundJson {
    FoundJson {
        code: finding.rule.code,
        severity: finding.rule.severity.name(),
        message: finding.message.clone(),
        file: printable(path_bytes(&finding.primary.location.file)),
        line: finding.primary.location.line,
    }
}
