//! `check --format sarif`: SARIF 2.1.0, as the platforms for code read it (OASIS, sarif-v2.1.0-os).

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::Checked;
use crate::findings::{
    Applicability, Certainty, FileEdit, Finding, Fix, Label, RULES, Rule, Severity,
};
use crate::httpd::path_bytes;

/// Returns the findings of one run, with all rules that could have found something.
pub fn sarif(checked: Checked<'_>) -> Value {
    let findings = checked.findings.iter();
    let results: Vec<Value> = findings.map(|finding| result(checked, finding)).collect();
    let rules: Vec<Value> = RULES.iter().map(|rule| descriptor(rule)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    let page = rule.page;
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": format!("{} {}", page.finds, page.matters) },
        "help": { "text": page.remedy },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "precision": match rule.certainty {
            Certainty::Shown => "very-high",
            Certainty::Likely => "medium",
        }},
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn result(checked: Checked<'_>, finding: &Finding) -> Value {
    let index = RULES.iter().position(|rule| rule.code == finding.rule.code);
    let mut text = finding.message.clone();
    for help in &finding.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    let mut result = json!({
        "ruleId": finding.rule.code,
        "level": level(finding.rule.severity),
        "message": { "text": text },
        "locations": [location(checked, &finding.primary)],
    });
    if let (Some(index), Some(object)) = (index, result.as_object_mut()) {
        object.insert("ruleIndex".to_owned(), json!(index));
        let related = finding.related.iter().map(|label| location(checked, label));
        let related: Vec<Value> = related.collect();
        // What is only to be shown is not offered to be written.
        let fix = finding.fix.as_ref();
        let fix = fix.filter(|fix| fix.applicability > Applicability::DisplayOnly);
        if let Some(fix) = fix {
            object.insert("fixes".to_owned(), json!([proposal(checked, fix)]));
        }
        if !related.is_empty() {
            object.insert("relatedLocations".to_owned(), json!(related));
        }
    }
    result
}

/// Returns a fix, with the changes of each file together (3.55 to 3.57).
fn proposal(checked: Checked<'_>, fix: &Fix) -> Value {
    let changes = fix.edits.chunk_by(|one, other| one.file == other.file);
    let changes: Vec<Value> = changes
        .filter_map(|edits| {
            let file = checked.on_this_machine(&edits.first()?.file);
            let replacements: Vec<Value> = edits.iter().map(replacement).collect();
            Some(json!({ "artifactLocation": { "uri": uri(&file) }, "replacements": replacements }))
        })
        .collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": changes,
        "properties": { "applicability": fix.applicability.name() },
    })
}

fn replacement(change: &FileEdit) -> Value {
    let ((start, column), (end, end_column)) = change.range();
    json!({
        "deletedRegion": { "startLine": start, "startColumn": column, "endLine": end, "endColumn": end_column },
        "insertedContent": { "text": change.text() },
    })
}

fn location(checked: Checked<'_>, label: &Label) -> Value {
    let at = &label.location;
    let (start, end) = at.columns();
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&checked.on_this_machine(&at.file)) },
            "region": { "startLine": at.line, "startColumn": start, "endColumn": end },
        },
    });
    if let (false, Some(object)) = (label.text.is_empty(), location.as_object_mut()) {
        object.insert("message".to_owned(), json!({ "text": label.text }));
    }
    location
}

/// Returns the URI of a file (RFC 8089).
fn uri(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in path_bytes(path) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(*byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(
            uri(Path::new("/etc/a b%.conf")),
            "file:///etc/a%20b%25.conf"
        );
    }
}
