//! Which applications move: all, or all but some.

use super::{Choice, Decided, Item, Question, Saying, View, count, item, places};

const LEAVE: &str = "leave";
const WHICH: &str = "leave.which";

pub(super) fn next(view: View<'_>) -> Option<Question> {
    let number: usize = moving(view);
    if number == 0 {
        return None;
    }
    if view.is_open(LEAVE) {
        let choices = match number {
            1 => vec![
                Choice::new("all", "Yes, move it", OTHERS),
                leaving_all(view),
            ],
            number => vec![
                Choice::new("all", format!("Yes, all {number}"), OTHERS),
                Choice::new("some", "Leave some as they are", STAYS),
            ],
        };
        let prompt = format!(
            "Run {} in daemons?",
            count(number, "embedded application", "embedded applications")
        );
        let mut question = Question::one(LEAVE, prompt, choices).because(
            "They run in Apache's own processes now: each of these has Python and a copy of every application, and to \
             load one of them anew is to restart httpd.",
        );
        question.places = places(&view.plan.decided.iter().collect::<Vec<_>>());
        return Some(question);
    }
    if !view.transcript.is(LEAVE, "some") || !view.is_open(WHICH) {
        return None;
    }
    let decided = view.plan.decided.iter();
    let decided = decided.filter(|decided| !decided.applications.is_empty());
    let items = decided.map(|decided| Item {
        says: leaving(decided).collect(),
        ..item(decided)
    });
    let question = Question::many(WHICH, "Which stay as they are?", items.collect());
    Some(question.because(
        "An application that stays holds WSGIRestrictEmbedded On back; a later plan can move it.",
    ))
}

/// What follows if they move.
const OTHERS: &str = "what else was found stays as it is";
/// What follows if one stays.
const STAYS: &str =
    "what stays in Apache's own processes needs Python there: WSGIRestrictEmbedded On is left out";

fn leaving(decided: &Decided) -> impl Iterator<Item = Saying> {
    let ids = decided.applications.keys();
    ids.map(|id| Saying::application(id, "leave", "true"))
}

/// Returns the choice that leaves everything as it is.
fn leaving_all(view: View<'_>) -> Choice {
    let choice = Choice::new("none", "Leave it as it is", STAYS);
    let decided = view.plan.decided.iter();
    decided.flat_map(leaving).fold(choice, Choice::saying)
}

fn moving(view: View<'_>) -> usize {
    let decided = view.plan.decided.iter();
    decided.map(|decided| decided.applications.len()).sum()
}
