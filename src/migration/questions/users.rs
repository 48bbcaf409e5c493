//! As whom new process groups run, where the preset asks for it.

use super::{Choice, Decided, Question, View, count, item, keys_of, places};

const USERS: &str = "users";

pub(super) fn next(view: View<'_>) -> Option<Question> {
    let asks_for = &view.decisions.preset.groups.asks_for;
    view.new_groups().first().filter(|_| !asks_for.is_empty())?;
    if view.is_open(USERS) {
        view.new_groups()
            .iter()
            .find(|decided| !decided.missing.is_empty())?;
        return Some(first(view));
    }
    if view.transcript.is(USERS, "same") {
        return of(view, asks_for, "do all of them", USERS, &view.new_groups());
    }
    if !view.transcript.is(USERS, "each") {
        return None;
    }
    let groups = view.new_groups();
    groups.into_iter().find_map(|group| {
        let id = format!("{USERS}.{}", item(group).id);
        of(
            view,
            asks_for,
            &format!("does `{}`", group.process_group),
            &id,
            &[group],
        )
    })
}

/// Asks for what the preset asks for: a user, a Unix group.
fn of(
    view: View<'_>,
    asks_for: &[String],
    who: &str,
    id: &str,
    groups: &[&Decided],
) -> Option<Question> {
    let mut open = asks_for
        .iter()
        .map(|option| (option, format!("{id}.{option}")));
    let (option, open) = open.find(|(_, id)| view.is_open(id))?;
    let keys = keys_of(groups, option);
    let prompt = match option.as_str() {
        "user" => format!("As which user {who} run? (empty: Apache's)"),
        "group" => format!("In which Unix group {who} run? (empty: Apache's)"),
        option => format!("Which `{option}` {who} get? (empty: none)"),
    };
    let mut question = Question::text(open, prompt, "", keys);
    question.places = places(groups);
    Some(question.because(
        "It must be there already, be able to read the application, and to write what Apache's user has written for it.",
    ))
}

fn first(view: View<'_>) -> Question {
    let groups = view.new_groups().len();
    let choices = vec![
        Choice::new(
            "later",
            "Leave them with Apache's user for now",
            "what the preset is for waits until then; the plan names them",
        ),
        Choice::new(
            "each",
            "Yes, ask me for each",
            &*count(groups, "group", "groups"),
        ),
        Choice::new("same", "Yes, the same for all of them", ""),
    ];
    let asks_for = view.decisions.preset.groups.asks_for.join(" and ");
    let prompt = format!(
        "The preset `{}` asks for {asks_for} of its own for each process group. Do you know them?",
        view.decisions.preset.name
    );
    Question::one(USERS, prompt, choices).because(
        "What runs as a user of its own cannot read the others' secrets. Nobody can make such a name up: the user must be \
         there before httpd starts with the new layout.",
    )
}
