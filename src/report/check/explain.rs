//! The page on a rule, and the list of all rules.

use std::fmt::Write as _;

use crate::findings::{Page as RulePage, RULES, Rule, messages_of};
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
    let RulePage {
        finds,
        matters,
        example,
        instead,
        remedy,
        leave,
        sure,
    } = rule.page;
    let mut prose = |heading: &str, text: &str| {
        page.blank();
        page.line(&look.heading(heading));
        page.wrapped_at(2, 2, text);
    };
    prose("What it finds", finds);
    prose("Why it matters", matters);
    log_messages(&mut page, rule, look);
    configuration(&mut page, &look.heading("Example"), example);
    configuration(&mut page, &look.heading("Instead"), instead);
    let mut prose = |heading: &str, text: &str| {
        page.blank();
        page.line(&look.heading(heading));
        page.wrapped_at(2, 2, text);
    };
    prose("What to do", remedy);
    prose("When to leave it", leave);
    prose("How sure the program is", sure);
    page.into_text()
}

/// Says what stands in the error log because of it, if something does.
fn log_messages(page: &mut Page, rule: &Rule, look: Look) {
    for (index, message) in messages_of(rule).enumerate() {
        if index == 0 {
            page.blank();
            page.line(&look.heading("In the error log"));
        }
        for text in message.shown() {
            page.wrapped(2, &text);
        }
    }
}

fn configuration(page: &mut Page, heading: &str, text: &str) {
    page.blank();
    page.line(heading);
    for line in text.lines() {
        page.line(&format!("  {line}"));
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
