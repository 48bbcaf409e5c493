//! What stands in the way of the daemon-only layout: go on without the restriction, or mend it first.

use super::{Choice, Question, View};
use crate::migration::held::Held;
use crate::migration::restriction::Restriction;

const HELD: &str = "held";

/// How many are told in the question; the plan in words has all of them.
const SHOWN: usize = 12;

pub(super) fn next(view: View<'_>) -> Option<Question> {
    let held: Vec<&Held> = view
        .plan
        .held
        .iter()
        .filter(|held| !held.is_wanted)
        .collect();
    let is_held = view.plan.restriction == Restriction::Held;
    if held.is_empty() || !is_held || view.plan.is_empty() || !view.is_open(HELD) {
        return None;
    }
    let first = held.first()?;
    let (things, mend) = match held.len() {
        1 => (String::new(), "Stop here, and mend it first"),
        number => (
            format!(" for {number} things. The first"),
            "Stop here, and mend them first",
        ),
    };
    let Held { what, at, why, .. } = first;
    let prompt = format!(
        "WSGIRestrictEmbedded On has to wait{things}: {what} ({at}): {why}. Go on without the restriction?"
    );
    let choices = vec![
        Choice::new(
            "on",
            "Go on: move what can be moved",
            "the restriction is left for a second plan, when this is mended",
        ),
        Choice::new("stop", mend, format!("{}; nothing is changed", first.clear)).stopping(),
    ];
    let mut question = Question::one(HELD, prompt, choices);
    for held in held.iter().take(SHOWN) {
        let Held {
            what,
            why,
            clear,
            at,
            ..
        } = held;
        question = question.because(format!("{what} ({at}): {why}. To clear it: {clear}."));
    }
    if let Some(more) = held.len().checked_sub(SHOWN + 1) {
        question = question.because(format!(
            "And {} more, which the plan in words names.",
            more + 1
        ));
    }
    Some(question)
}
