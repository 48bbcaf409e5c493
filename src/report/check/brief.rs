//! Findings in few lines: how many there are, and the worst of them.

use std::fmt::Write as _;

use super::Checked;
use crate::findings::{Finding, Severity};
use crate::report::page::{Page, count};

/// Writes how many findings there are, and the worst: each rule once, the errors first, no advice.
pub(in crate::report) fn brief(page: &mut Page, checked: Checked<'_>, most: usize) {
    if checked.findings.is_empty() {
        page.wrapped(0, "`wsgi-daemonize check` finds nothing wrong.");
        return;
    }
    page.wrapped(
        0,
        &format!("Found by `wsgi-daemonize check`: {}", counts(checked)),
    );
    worst(page, checked, most);
}

/// Writes the worst findings: each rule once, the errors first, no advice.
pub(in crate::report) fn worst(page: &mut Page, checked: Checked<'_>, most: usize) {
    let mut worst: Vec<Vec<&Finding>> = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        let found = checked.findings.iter();
        for finding in found.filter(|finding| finding.rule.severity == severity) {
            let mut known = worst.iter_mut();
            match known.find(|same| same.iter().all(|one| one.rule.code == finding.rule.code)) {
                Some(same) => same.push(finding),
                None => worst.push(vec![finding]),
            }
        }
    }
    for same in worst.iter().take(most) {
        page.wrapped_at(2, 6, &line(checked, same));
    }
    if let Some(more) = worst.len().checked_sub(most + 1) {
        page.wrapped(2, &format!("and {} of other kinds", more + 1));
    }
}

/// Returns the first of some findings of a rule: `error[WD202] sites-enabled/shop.conf:4: …`.
fn line(checked: Checked<'_>, same: &[&Finding]) -> String {
    let Some(first) = same.first() else {
        return String::new();
    };
    let at = &first.primary.location;
    let mut text = format!(
        "{}[{}] {}:{}: {}",
        first.rule.severity.name(),
        first.rule.code,
        checked.path(&at.file),
        at.line,
        first.message
    );
    if let Some(more) = same.len().checked_sub(2) {
        let _ = write!(text, " ({} more like it)", more + 1);
    }
    text
}

/// Returns how many findings there are: `1 error, 3 warnings`.
pub(super) fn counts(checked: Checked<'_>) -> String {
    let of = |severity| match (severity, checked.count(severity)) {
        (_, 0) => None,
        (Severity::Error, number) => Some(count(number, "error")),
        (Severity::Warning, number) => Some(count(number, "warning")),
        (Severity::Advice, 1) => Some("1 piece of advice".to_owned()),
        (Severity::Advice, number) => Some(format!("{number} pieces of advice")),
    };
    let counts: Vec<String> = Severity::ALL.into_iter().filter_map(of).collect();
    counts.join(", ")
}
