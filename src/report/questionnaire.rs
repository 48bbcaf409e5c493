//! Questions as a file of answers, for somebody who cannot be asked.

use std::fmt::Write as _;

use super::page::Page;
use crate::migration::{Ask, Question, Saying};

/// Puts what would have been asked above the answers that are right for most.
pub fn questionnaire(questions: &[Question], answers: &str) -> String {
    let mut text = String::from(HEADING);
    for question in questions {
        text.push_str("#\n");
        text.push_str(&commented(question));
    }
    let _ = write!(text, "\n{answers}");
    text
}

const HEADING: &str = "\
# What this server raises, and what can be answered. Below are the answers that are right for most: change them, then
# `wsgi-daemonize plan --answers FILE`.
";

/// How wide the comments are.
const COLUMNS: usize = 96;

fn commented(question: &Question) -> String {
    let mut page = Page::new(COLUMNS);
    page.wrapped(0, &question.prompt);
    if let Ask::One { choices, default } = &question.ask {
        for (index, choice) in choices.iter().enumerate() {
            let mut line = format!("* {}", choice.label);
            if index == *default {
                line.push_str(" (the default)");
            }
            for part in [&choice.consequence, &keys(&choice.says)] {
                if !part.is_empty() {
                    let _ = write!(line, ": {part}");
                }
            }
            page.wrapped(2, &line);
        }
    }
    let text = page.into_text();
    let lines = text.lines().map(|line| ["# ", line, "\n"].concat());
    lines.collect()
}

/// Returns the lines of answers that say the same.
fn keys(sayings: &[Saying]) -> String {
    let keys = sayings.iter().map(|saying| match saying {
        Saying::Preset(name) => format!("`extends = \"{name}\"`"),
        Saying::Set { key, value }
        | Saying::Application { key, value, .. }
        | Saying::ProcessGroup { key, value, .. } => {
            format!("`{key} = {value}`")
        }
    });
    keys.collect::<Vec<_>>().join(", ")
}
