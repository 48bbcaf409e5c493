//! The page on a message of an error log.

use crate::findings::{Message, rule};
use crate::report::page::Page;
use crate::report::style::Look;

/// Returns the page on a message for a person, with the numbers of the lines that have it, if it was read.
pub fn message_text(message: &Message, lines: &[usize], look: Look) -> String {
    let mut page = Page::new(look.columns);
    for text in message.shown() {
        page.wrapped_at(0, 0, &text);
    }
    if !message.codes.is_empty() {
        page.wrapped(0, &format!("mod_wsgi's {}", message.codes.join(", ")));
    }
    if let Some(first) = lines.first() {
        page.line(&match lines.len() {
            1 => format!("in line {first}"),
            number => format!("in {number} lines, the first is {first}"),
        });
    }
    for (heading, text) in [
        ("What it means", message.means),
        ("What to do", message.remedy),
    ] {
        page.blank();
        page.line(&look.heading(heading));
        page.wrapped_at(2, 2, text);
    }
    page.blank();
    page.line(&look.heading("What `check` may find of it"));
    if message.rules.is_empty() {
        page.line("  nothing: no rule looks for this");
    }
    for rule in message.rules.iter().filter_map(|code| rule(code)) {
        page.wrapped_at(
            2,
            4,
            &format!("{} {}: {}", rule.code, rule.name, rule.summary),
        );
    }
    page.into_text()
}
