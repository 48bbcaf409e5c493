//! What new process groups are called.

use super::{Choice, Question, View, item, keys_of, places, some};

const NAMES: &str = "names";
const WHICH: &str = "names.which";

pub(super) fn next(view: View<'_>) -> Option<Question> {
    let names: Vec<String> = view
        .new_groups()
        .iter()
        .map(|decided| decided.process_group.clone())
        .collect();
    if names.is_empty() {
        return None;
    }
    if view.is_open(NAMES) {
        let choices = vec![
            Choice::new("proposed", "As proposed", ""),
            Choice::new("some", "Rename some", ""),
        ];
        let prompt = format!("New process groups: {}. Are the names right?", some(&names));
        let mut question = Question::one(NAMES, prompt, choices).because(
            "The name stands in `ps`, in log messages and in the configuration. It is made from the ServerName and the \
             path of the application.",
        );
        let groups = view.new_groups();
        let told = groups.into_iter().map(|decided| item(decided).label);
        question.why.extend(told.take(24));
        return Some(question);
    }
    if !view.transcript.is(NAMES, "some") {
        return None;
    }
    if view.is_open(WHICH) {
        let items = view.new_groups().into_iter().map(item);
        return Some(Question::many(
            WHICH,
            "Which are to be called otherwise?",
            items.collect(),
        ));
    }
    let chosen = view.transcript.many(WHICH).iter();
    let mut open = chosen.map(|id| (id, format!("names.{id}")));
    let (chosen, id) = open.find(|(_, id)| view.is_open(id))?;
    let mut group = view.new_groups();
    group.retain(|group| item(group).id == *chosen);
    let label = group.first()?.process_group.clone();
    let others = names.into_iter().filter(|name| *name != label);
    let question = Question::text(
        id,
        format!("What is `{label}` to be called?"),
        label.clone(),
        keys_of(&group, "process-group"),
    );
    let mut question = question.refusing(others).because(
        "A process group's name is made of letters, digits, `.`, `_`, `-`, `:`, `|` and `/`.",
    );
    question.places = places(&group);
    Some(question)
}
