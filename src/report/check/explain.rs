//! The page on a rule, and the list of all rules.

use std::fmt::Write as _;

use crate::findings::{RULES, Rule, Section, messages_of};
use crate::report::page::Page;
use crate::report::style::Look;

/// Returns the page on a rule for a person.
pub fn explain_text(rule: &Rule, look: Look) -> String {
    let mut page = Page::new(look.columns);
    page.line(&look.heading(&format!("{} {}", rule.code, rule.name)));
    page.wrapped_at(0, 0, rule.summary);
    page.line(&format!(
        "severity: {}, certainty: {}",
        rule.severity.name(),
        rule.certainty.name()
    ));
    for (heading, section) in rule.page.sections() {
        let heading = look.heading(heading);
        match section {
            Section::Prose(text) => {
                begin(&mut page, &heading);
                page.wrapped_at(2, 2, text);
            }
            Section::Configuration(text) => {
                begin(&mut page, &heading);
                for line in text.lines() {
                    page.line(&format!("  {line}"));
                }
            }
            Section::Log => log_messages(&mut page, &heading, rule),
        }
    }
    page.into_text()
}

fn begin(page: &mut Page, heading: &str) {
    page.blank();
    page.line(heading);
}

/// Says what stands in the error log because of it, if something does.
fn log_messages(page: &mut Page, heading: &str, rule: &Rule) {
    for (index, message) in messages_of(rule).enumerate() {
        if index == 0 {
            begin(page, heading);
        }
        for text in message.shown() {
            page.wrapped(2, &text);
        }
    }
}

/// Returns all rules, one on each line.
pub fn rules_text() -> String {
    let mut text = String::new();
    for rule in RULES {
        let severity = rule.severity.name();
        let _ = writeln!(
            text,
            "{} {severity:<8} {:<26} {}",
            rule.code, rule.name, rule.summary
        );
    }
    text
}
