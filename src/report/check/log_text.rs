//! An error log for a person: each message once, with the lines of the configuration behind it.

use annotate_snippets::{Group, Level, Message};

use super::Checked;
use super::snippet::Excerpt;
use crate::findings::{LogEntry, LogReport, Logged};
use crate::report::page::{Page, count};
use crate::report::style::Look;

/// How many lines of the configuration are shown for a message.
const PLACES: usize = 6;

/// Returns the messages of a log, and a summary behind them.
pub fn log_text(checked: Checked<'_>, report: &LogReport<'_>, look: Look) -> String {
    let renderer = look.renderer();
    let mut text = String::new();
    for entry in &report.entries {
        text.push_str(&renderer.render(&[group(checked, entry, look.columns)]));
        text.push_str("\n\n");
    }
    text.push_str(&summary(report));
    text
}

fn summary(report: &LogReport<'_>) -> String {
    let known: u64 = report.entries.iter().map(|entry| entry.count).sum();
    let tied = report
        .entries
        .iter()
        .filter(|entry| !entry.places.is_empty());
    format!(
        "{} lines, {known} with a message that is known here: {}, {} of them with a line of the configuration behind it\n",
        report.lines,
        count(report.entries.len(), "message"),
        tied.count(),
    )
}

fn group<'e>(checked: Checked<'_>, entry: &'e LogEntry<'_>, columns: usize) -> Group<'e> {
    let message = entry.message;
    let title = Level::NOTE
        .with_name("log")
        .primary_title(entry.said.as_str());
    let mut group = Group::with_title(title);
    for excerpt in Excerpt::of(entry.places.iter().take(PLACES)) {
        let path = checked.path(excerpt.file);
        group = group.element(excerpt.snippet(path));
    }
    let named = |name: &'static str, text: &str| -> Message<'e> {
        // The renderer puts what follows a line end below what stands in front of it.
        let mut page = Page::new(columns.saturating_sub(name.len() + 6));
        page.wrapped_at(0, 0, text);
        let text = page.into_text().trim_end().to_owned();
        Level::NOTE.with_name(name).message(text)
    };
    group = group.element(named("seen", &seen(entry)));
    group = group.element(named("means", message.means));
    if entry.places.is_empty() {
        group = group.element(named("note", &untied(entry)));
    } else if let Some(more) = entry
        .places
        .len()
        .checked_sub(PLACES)
        .filter(|more| *more > 0)
    {
        let text = format!("{} more can be behind it", count(more, "line"));
        group = group.element(named("note", &text));
    }
    for finding in &entry.findings {
        group = group.element(named(finding.rule.code, &finding.message));
    }
    group.element(named("help", message.remedy))
}

/// Says how often, and when.
fn seen(entry: &LogEntry<'_>) -> String {
    let at = |logged: &Logged| match &logged.time {
        Some(time) => format!("line {}, {time}", logged.number),
        None => format!("line {}", logged.number),
    };
    match entry.count {
        1 => format!("once: {}", at(&entry.first)),
        number => format!(
            "{number} times: {} to {}",
            at(&entry.first),
            at(&entry.last)
        ),
    }
}

/// Says why no line of the configuration is shown.
fn untied(entry: &LogEntry<'_>) -> String {
    match entry.strange.as_slice() {
        [] => "the message does not say which line of the configuration is behind it".to_owned(),
        strange => format!(
            "nothing in this configuration is called like what it names: {}",
            strange.join(", ")
        ),
    }
}
