//! Whether embedded mode is restricted in the same change.

use super::{Choice, Question, Saying, View};
use crate::migration::restriction::Restriction;
use crate::source::quoted;

const RESTRICT: &str = "restrict";

pub(super) fn next(view: View<'_>) -> Option<Question> {
    let is_set = matches!(view.plan.restriction, Restriction::Set { .. });
    if !is_set || !view.is_open(RESTRICT) {
        return None;
    }
    let choices = vec![
        Choice::new(
            "now",
            "Yes, in the same change",
            "Apache's own processes start no Python any more",
        ),
        Choice::new(
            "later",
            "No, leave it for a second plan",
            "what was overlooked goes on in Apache's own processes in the meantime",
        )
        .saying(Saying::set("restrict-embedded", "false")),
    ];
    let mut question =
        Question::one(RESTRICT, "Restrict embedded mode (WSGIRestrictEmbedded On)?", choices).because(
            "Nothing that was found needs embedded mode any more. With the restriction, what would come back to it answers \
             500 and is seen at once; without it, Apache's own processes keep Python, and the memory that it takes.",
        );
    question.why.extend(parts(view));
    Some(question)
}

/// Says what becomes of the parts that sections keep in Apache's own processes. There is nothing to decide: without groups of
/// their own, they would need embedded mode, or be together with the rest.
fn parts(view: View<'_>) -> Option<String> {
    let decided = view.plan.decided.iter();
    let parts = decided.filter(|decided| decided.is_new && decided.applications.is_empty());
    let names = quoted(parts.map(|decided| &decided.process_group));
    (!names.is_empty()).then(|| {
        format!(
            "Sections keep parts of applications in Apache's own processes now. Each such part moves into a process group for \
             itself, so that it stays apart: {names}."
        )
    })
}
