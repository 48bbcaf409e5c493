//! The rules as documentation: a page in Markdown for each, and an index.

use std::fmt::Write as _;

use crate::findings::{RULES, Rule, Section, messages_of};

/// Returns the page on a rule in Markdown.
pub fn rule_markdown(rule: &Rule) -> String {
    let mut text = format!("# {} {}\n\n{}\n", rule.code, rule.name, prose(rule.summary));
    let (severity, certainty) = (rule.severity.name(), rule.certainty.name());
    let _ = writeln!(text, "\nSeverity: {severity}. Certainty: {certainty}.");
    for (heading, section) in rule.page.sections() {
        let body = match section {
            Section::Prose(text) => prose(text),
            Section::Configuration(text) => configuration(text),
            Section::Log => log_messages(rule),
        };
        if !body.is_empty() {
            let _ = write!(text, "\n## {heading}\n\n{body}\n");
        }
    }
    text
}

/// Returns what stands in the error log because of what a rule finds, as a list; nothing where no message does.
fn log_messages(rule: &Rule) -> String {
    let messages = messages_of(rule).map(|message| {
        let texts: Vec<String> = message.shown().map(|text| format!("`{text}`")).collect();
        let codes = match message.codes {
            [] => String::new(),
            codes => format!(" ({})", codes.join(", ")),
        };
        format!("* {}{codes}", texts.join(" or "))
    });
    messages.collect::<Vec<_>>().join("\n")
}

/// Returns the index of all rules in Markdown, with links to pages beside it.
pub fn rules_markdown() -> String {
    let mut text = "# Rules of `wsgi-daemonize check`\n\n\
        | code | name | severity | what it finds |\n|---|---|---|---|\n"
        .to_owned();
    for rule in RULES {
        let (code, name, severity) = (rule.code, rule.name, rule.severity.name());
        let summary = prose(rule.summary).replace('|', "\\|");
        let _ = writeln!(
            text,
            "| [{code}]({code}.md) | {name} | {severity} | {summary} |"
        );
    }
    text
}

fn configuration(text: &str) -> String {
    format!("```apache\n{text}```")
}

/// Returns prose with what Markdown would take for its own escaped; in back-quotes nothing is its own.
fn prose(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut is_quoted = false;
    for character in text.chars() {
        is_quoted ^= character == '`';
        if !is_quoted && matches!(character, '<' | '*' | '[' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_would_take_is_escaped_outside_of_quotes() {
        assert_eq!(prose("2*3 <b> `<If> *`"), "2\\*3 \\<b> `<If> *`");
    }
}
