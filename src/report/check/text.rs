//! Findings as a compiler shows them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer};

use super::Checked;
use super::brief::counts;
use super::snippet::Excerpt;
use crate::findings::{Applicability, Finding, Severity};
use crate::host::at_once;
use crate::report::style::Look;

/// Returns the findings for a person, and a summary behind them.
pub fn check_text(checked: Checked<'_>, look: Look) -> String {
    let (former, latter) = checked.findings.split_at(checked.findings.len() / 2);
    let (mut text, rest) = at_once(
        || all_rendered(checked, former, look),
        || all_rendered(checked, latter, look),
    );
    text.push_str(&rest);
    text.push_str(&summary(checked));
    text
}

fn all_rendered(checked: Checked<'_>, findings: &[Finding], look: Look) -> String {
    let renderer = look.renderer();
    let mut text = String::new();
    for finding in findings {
        text.push_str(&rendered(checked, finding, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn rendered(checked: Checked<'_>, finding: &Finding, renderer: &Renderer) -> String {
    let title = level(finding.rule.severity).primary_title(finding.message.as_str());
    let title = title.id(finding.rule.code);
    let mut group = Group::with_title(title);
    for excerpt in Excerpt::of(finding.labels()) {
        let path = checked.path(excerpt.file);
        group = group.element(excerpt.snippet(path));
    }
    for help in &finding.help {
        group = group.element(Level::HELP.message(with_way(finding, help)));
    }
    renderer.render(&[group])
}

/// Returns a piece of help; where this program can do what it says, with the option for that.
fn with_way<'f>(finding: &'f Finding, help: &'f str) -> Cow<'f, str> {
    let fix = finding.fix.as_ref().filter(|fix| fix.title == help);
    match fix.map(|fix| fix.applicability) {
        Some(Applicability::Safe) => Cow::Owned(format!("{help} (`--diff` does that)")),
        Some(Applicability::Unsafe) => {
            Cow::Owned(format!("{help} (`--diff --unsafe-fixes` does that)"))
        }
        Some(Applicability::DisplayOnly) | None => Cow::Borrowed(help),
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::NOTE.with_name("advice"),
    }
}

/// Returns the kind of the mark under a label.
pub(super) fn kind(is_primary: bool) -> AnnotationKind {
    if is_primary {
        AnnotationKind::Primary
    } else {
        AnnotationKind::Context
    }
}

/// Returns how many findings there are, in all and by rule.
fn summary(checked: Checked<'_>) -> String {
    if checked.findings.is_empty() {
        return "nothing was found\n".to_owned();
    }
    let mut text = format!("{}\n", counts(checked));
    let mut by_code: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for finding in checked.findings {
        let entry = by_code
            .entry(finding.rule.code)
            .or_insert((finding.rule.name, 0));
        entry.1 += 1;
    }
    for (code, (name, number)) in by_code {
        let _ = writeln!(text, "  {code} {number:>4}  {name}");
    }
    text.push_str("`wsgi-daemonize explain CODE` says more\n");
    text
}
