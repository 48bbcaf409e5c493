//! Whether every application has a process group of its own, or some share one.

use super::{Choice, Question, View, item, keys_of, places};

/// How many groups can be put together in one interview: an end for what might go round.
const ROUNDS: usize = 100;

pub(super) fn next(view: View<'_>) -> Option<Question> {
    (1..=ROUNDS).find_map(|round| in_round(view, round))
}

fn in_round(view: View<'_>, round: usize) -> Option<Question> {
    let (share, which, name) = match round {
        1 => (
            "share".to_owned(),
            "share.which".to_owned(),
            "share.name".to_owned(),
        ),
        round => (
            format!("share.{round}"),
            format!("share.{round}.which"),
            format!("share.{round}.name"),
        ),
    };
    let before = match round {
        1 => None,
        2 => Some("share".to_owned()),
        round => Some(format!("share.{}", round - 1)),
    };
    if let Some(before) = &before
        && !view.transcript.is(before, "some")
    {
        return None;
    }
    if view.is_open(&share) {
        let chosen = before.map(|before| view.transcript.many(&format!("{before}.which")).len());
        return first(view, &share, chosen);
    }
    if !view.transcript.is(&share, "some") {
        return None;
    }
    if view.is_open(&which) {
        let items = view.new_groups().into_iter().map(item);
        let question = Question::many(
            which,
            "Which are to share one process group?",
            items.collect(),
        );
        return Some(question.because("Choose two or more; with fewer, nothing is put together."));
    }
    let chosen = view.transcript.many(&which);
    if chosen.len() < 2 || !view.is_open(&name) {
        return None;
    }
    let mut groups = view.new_groups();
    groups.retain(|group| chosen.contains(&item(group).id));
    let question = Question::text(
        name,
        "What is their process group to be called?",
        groups.first()?.process_group.clone(),
        keys_of(&groups, "process-group"),
    );
    let mut question = question.open().because(
        "A process group's name is made of letters, digits, `.`, `_`, `-`, `:`, `|` and `/`. To leave them apart, go back.",
    );
    question.places = places(&groups);
    Some(question)
}

/// Asks whether some are put together; `chosen` is how many were chosen to be, the time before.
fn first(view: View<'_>, id: &str, chosen: Option<usize>) -> Option<Question> {
    let groups = view.new_groups().len();
    if groups < 2 {
        return None;
    }
    let (prompt, own) = match chosen {
        None => (
            format!("Does each of the {groups} get a process group of its own?"),
            "Yes, one each",
        ),
        Some(0 | 1) => (
            "With fewer than two nothing is put together. Choose again?".to_owned(),
            "No, one each",
        ),
        Some(_) => ("Put others together, too?".to_owned(), "No, that is all"),
    };
    let choices = vec![
        Choice::new("own", own, "one that hangs or leaks takes no other along"),
        Choice::new(
            "some",
            "Let some share one",
            "fewer processes; they keep interpreters of their own, and restart together",
        ),
    ];
    Some(Question::one(id, prompt, choices).because(
        "Applications in one process group share its processes: memory is saved, and what one does to its process, the \
         others feel. Some extension modules work in the main interpreter only, which one application of a group can have.",
    ))
}
