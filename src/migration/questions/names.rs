//! What new process groups are called.

use super::{Choice, Decided, Question, View, item, keys_of, places, some};

const NAMES: &str = "names";
const WHICH: &str = "names.which";

pub(super) fn next(view: View<'_>) -> Option<Question> {
    let groups = view.new_groups();
    if groups.is_empty() {
        return None;
    }
    if view.is_open(NAMES) {
        return Some(first(&groups));
    }
    if !view.transcript.is(NAMES, "some") {
        return None;
    }
    // Where there is one, it need not be chosen.
    if let [only] = groups.as_slice() {
        return name_of(view, &groups, &item(only).id);
    }
    if view.is_open(WHICH) {
        let items = groups.into_iter().map(item);
        return Some(Question::many(
            WHICH,
            "Which are to be called otherwise?",
            items.collect(),
        ));
    }
    let mut chosen = view.transcript.many(WHICH).iter();
    chosen.find_map(|id| name_of(view, &groups, id))
}

fn first(groups: &[&Decided]) -> Question {
    let names: Vec<String> = groups
        .iter()
        .map(|decided| decided.process_group.clone())
        .collect();
    let (prompt, rename) = match names.as_slice() {
        [name] => (
            format!("New process group: {name}. Is the name right?"),
            "Rename it",
        ),
        names => (
            format!("New process groups: {}. Are the names right?", some(names)),
            "Rename some",
        ),
    };
    let choices = vec![
        Choice::new("proposed", "As proposed", ""),
        Choice::new("some", rename, ""),
    ];
    let mut question = Question::one(NAMES, prompt, choices).because(
        "The name stands in `ps`, in log messages and in the configuration. It is made from the ServerName and the \
         path of the application.",
    );
    let told = groups.iter().map(|decided| item(decided).label);
    question.why.extend(told.take(24));
    question
}

/// Asks for the name of a group, if that was not answered yet.
fn name_of(view: View<'_>, groups: &[&Decided], chosen: &str) -> Option<Question> {
    let id = format!("{NAMES}.{chosen}");
    if !view.is_open(&id) {
        return None;
    }
    let (these, others): (Vec<&Decided>, Vec<&Decided>) =
        groups.iter().partition(|group| item(group).id == chosen);
    let label = &these.first()?.process_group;
    let others = others.iter().map(|group| group.process_group.clone());
    let question = Question::text(
        id,
        format!("What is `{label}` to be called?"),
        label,
        keys_of(&these, "process-group"),
    );
    let mut question = question.refusing(others).because(
        "A process group's name is made of letters, digits, `.`, `_`, `-`, `:`, `|` and `/`.",
    );
    question.places = places(&these);
    Some(question)
}
