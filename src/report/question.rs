//! Questions of the wizard, in words.

use super::page::Page;
use super::plan::{OF_A_KIND, titles};
use crate::httpd::path_bytes;
use crate::migration::{Answer, Ask, Choice, Held, Question, Step};
use crate::patch::{Hunk, HunkKind};
use crate::source::printable;

/// Returns a question without its answers.
pub fn prompt_text(prompt: &str, columns: usize) -> String {
    let mut page = Page::new(columns);
    page.blank();
    page.wrapped(0, prompt);
    page.into_text()
}

/// Returns what an answer means.
pub fn meaning_text(meaning: &str, columns: usize) -> String {
    let mut page = Page::new(columns);
    page.wrapped_at(4, 4, meaning);
    page.into_text()
}

/// How many answers are told.
const TOLD: usize = 12;

/// Returns what was answered before, each in a line.
pub fn answered_text(answered: &[(Question, Answer)], columns: usize) -> String {
    let mut page = Page::new(columns);
    page.blank();
    page.wrapped(0, "What was answered before:");
    for (question, answer) in answered.iter().take(TOLD) {
        page.wrapped(
            2,
            &format!("{} {}", question.prompt, in_words(question, answer)),
        );
    }
    if let Some(more) = answered.len().checked_sub(TOLD + 1) {
        page.wrapped(2, &format!("and {} more", more + 1));
    }
    page.into_text()
}

/// Returns an answer as it was shown.
fn in_words(question: &Question, answer: &Answer) -> String {
    const NAMED: usize = 3;
    match answer {
        Answer::One(id) => {
            let choice = question.chosen(answer);
            choice.map_or(id, |choice| &choice.label).clone()
        }
        Answer::Many(ids) if ids.is_empty() => "none".to_owned(),
        Answer::Many(ids) if ids.len() > NAMED => format!("{} in all", ids.len()),
        Answer::Many(ids) => ids.join(", "),
        Answer::Text(text) if text.is_empty() => "(empty)".to_owned(),
        Answer::Text(text) => text.clone(),
    }
}

/// Returns why a question is asked, and which lines are concerned.
pub fn why_text(question: &Question, columns: usize) -> String {
    let mut page = Page::new(columns);
    for paragraph in &question.why {
        page.blank();
        page.wrapped(2, paragraph);
    }
    if let Ask::One { choices, .. } = &question.ask {
        page.blank();
        page.wrapped(2, "What can be answered");
        for choice in choices {
            page.wrapped(4, &choice.label);
            if !choice.consequence.is_empty() {
                page.wrapped(8, &choice.consequence);
            }
        }
    }
    if question.why.is_empty() {
        page.wrapped(2, "There is no more to say of it.");
    }
    if !question.places.is_empty() {
        page.blank();
        page.wrapped(2, "Lines concerned");
        for place in &question.places {
            page.line(&format!("    {place}"));
        }
    }
    page.into_text()
}

/// Returns a choice with its number, and what follows from it.
pub fn choice_text(number: usize, choice: &Choice, columns: usize) -> String {
    let mut page = Page::new(columns);
    page.wrapped(2, &format!("{number}. {}", choice.label));
    if !choice.consequence.is_empty() {
        page.wrapped(7, &choice.consequence);
    }
    page.into_text()
}

/// Returns a piece of a diff with its place among all, and the steps that it belongs to. What stands in a file is not broken
/// into lines that would not stand there.
pub fn hunk_text(
    hunk: &Hunk,
    (number, of): (usize, usize),
    steps: &[&Step],
    columns: usize,
) -> String {
    let mut page = Page::new(columns);
    page.blank();
    let kind = match hunk.kind {
        HunkKind::Changed => "",
        HunkKind::NewFile => ", a new file",
        HunkKind::NewLink => ", a new symbolic link",
    };
    let path = printable(path_bytes(&hunk.path));
    page.wrapped(0, &format!("Piece {number} of {of}{kind}: {path}"));
    if steps.is_empty() {
        page.wrapped(0, &format!("- {FOR_OTHERS}"));
    }
    titles(&mut page, steps, OF_A_KIND);
    for line in hunk.text.split(|byte| *byte == b'\n') {
        page.line(&printable(line.strip_suffix(b"\r").unwrap_or(line)));
    }
    page.into_text()
}

/// What is said of a piece that belongs to no step alone.
const FOR_OTHERS: &str = "what the other pieces need: definitions, and lines that go with them";

/// Why there is such a piece.
const WHY_FOR_OTHERS: &str = "Requests for the applications that move get a 500 without it. Leave an application out, at its \
                              own piece, and what only that one needs goes from here, too.";

/// Returns why steps are taken.
pub fn steps_text(steps: &[&Step], columns: usize) -> String {
    let mut page = Page::new(columns);
    for step in steps {
        page.blank();
        page.wrapped(2, &step.title);
        page.wrapped(4, &format!("why: {}", step.reason));
        for at in &step.at {
            page.line(&format!("    {at}"));
        }
    }
    if steps.is_empty() {
        page.wrapped(2, WHY_FOR_OTHERS);
    }
    page.into_text()
}

/// Returns what a plan does not do any more, what it leaves as it is instead, and which pieces of its diff are gone.
pub fn left_out_text(steps: &[&Step], held: &[&Held], pieces: &[&Hunk], columns: usize) -> String {
    let mut page = Page::new(columns);
    page.blank();
    page.wrapped(0, "Left out:");
    for step in steps {
        page.wrapped(0, &format!("- {}", step.title));
    }
    if !held.is_empty() {
        page.wrapped(0, "Left as it is instead:");
    }
    for held in held {
        page.wrapped(2, &format!("{} ({}): {}", held.what, held.at, held.why));
    }
    if !pieces.is_empty() {
        page.wrapped(0, "These pieces are gone with it, or are others now:");
        for piece in pieces {
            let header = piece.text.split(|byte| *byte == b'\n').next();
            let header = printable(header.unwrap_or_default());
            page.wrapped(
                2,
                &format!("{} {header}", printable(path_bytes(&piece.path))),
            );
        }
    }
    page.into_text()
}
