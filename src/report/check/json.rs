//! `check --format json`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Checked;
use crate::findings::{FileEdit, Finding, Fix, Label, Severity};
use crate::httpd::path_bytes;
use crate::report::inspect::version_text;
use crate::source::printable;

/// `check --format json`.
#[derive(Debug, Serialize)]
pub struct CheckJson {
    schema: u32,
    server: ServerJson,
    findings: Vec<FindingJson>,
    unknown: Vec<UnknownJson>,
    summary: SummaryJson,
}

#[derive(Debug, Serialize)]
pub(super) struct ServerJson {
    config: String,
    server_root: String,
    mod_wsgi: Option<String>,
    /// Whether httpd reads the configuration to its end; if not, most rules were not asked.
    read: bool,
}

#[derive(Debug, Serialize)]
struct FindingJson {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    certainty: &'static str,
    message: String,
    file: String,
    line: u32,
    column: usize,
    end_column: usize,
    label: Option<String>,
    related: Vec<PlaceJson>,
    help: Vec<String>,
    fix: Option<FixJson>,
}

#[derive(Debug, Serialize)]
struct FixJson {
    applicability: &'static str,
    title: String,
    edits: Vec<EditJson>,
}

#[derive(Debug, Serialize)]
struct EditJson {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: String,
}

#[derive(Debug, Serialize)]
pub(super) struct PlaceJson {
    file: String,
    line: u32,
    column: usize,
    end_column: usize,
    label: String,
}

#[derive(Debug, Serialize)]
struct UnknownJson {
    what: String,
    file: String,
    line: u32,
}

#[derive(Debug, Serialize)]
struct SummaryJson {
    error: usize,
    warning: usize,
    advice: usize,
    by_code: BTreeMap<&'static str, usize>,
}

impl CheckJson {
    /// Returns everything that was found.
    pub fn new(checked: Checked<'_>) -> Self {
        let tree = checked.lines.tree;
        let mut by_code = BTreeMap::new();
        for finding in checked.findings {
            *by_code.entry(finding.rule.code).or_default() += 1;
        }
        let unknown = tree.unknown.iter().chain(&checked.lines.config.unknown);
        Self {
            schema: 1,
            server: server_json(checked),
            findings: checked.findings.iter().map(finding_json).collect(),
            unknown: unknown
                .map(|unknown| UnknownJson {
                    what: unknown.what.clone(),
                    file: printable(&tree.source_name(unknown.place.source)),
                    line: unknown.place.line,
                })
                .collect(),
            summary: SummaryJson {
                error: checked.count(Severity::Error),
                warning: checked.count(Severity::Warning),
                advice: checked.count(Severity::Advice),
                by_code,
            },
        }
    }
}

pub(super) fn server_json(checked: Checked<'_>) -> ServerJson {
    let tree = checked.lines.tree;
    let main = tree.files().next();
    ServerJson {
        config: main.map_or_else(String::new, |(_, file)| printable(path_bytes(&file.path))),
        server_root: printable(path_bytes(&tree.server_root)),
        mod_wsgi: checked.mod_wsgi.map(version_text),
        read: tree.error.is_none(),
    }
}

fn finding_json(finding: &Finding) -> FindingJson {
    let rule = finding.rule;
    let at = &finding.primary.location;
    let (column, end_column) = at.columns();
    let label = &finding.primary.text;
    FindingJson {
        code: rule.code,
        name: rule.name,
        severity: rule.severity.name(),
        certainty: rule.certainty.name(),
        message: finding.message.clone(),
        file: printable(path_bytes(&at.file)),
        line: at.line,
        column,
        end_column,
        label: (!label.is_empty()).then(|| label.clone()),
        related: finding.related.iter().map(place_json).collect(),
        help: finding.help.clone(),
        fix: finding.fix.as_ref().map(fix_json),
    }
}

fn fix_json(fix: &Fix) -> FixJson {
    FixJson {
        applicability: fix.applicability.name(),
        title: fix.title.clone(),
        edits: fix.edits.iter().map(edit_json).collect(),
    }
}

fn edit_json(change: &FileEdit) -> EditJson {
    let ((line, column), (end_line, end_column)) = change.range();
    EditJson {
        file: printable(path_bytes(&change.file)),
        line,
        column,
        end_line,
        end_column,
        text: change.text().to_owned(),
    }
}

pub(super) fn place_json(label: &Label) -> PlaceJson {
    let (column, end_column) = label.location.columns();
    PlaceJson {
        file: printable(path_bytes(&label.location.file)),
        line: label.location.line,
        column,
        end_column,
        label: label.text.clone(),
    }
}
