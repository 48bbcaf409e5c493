//! How many processes and threads new process groups have: for all, or for some.

use super::{Choice, Decided, Question, TextKey, View, count, item, keys_of, places};

const SIZE: &str = "size";
const WHICH: &str = "size.which";

pub(super) fn next(view: View<'_>) -> Option<Question> {
    view.new_groups().first()?;
    if view.is_open(SIZE) {
        return Some(first(view));
    }
    if view.transcript.is(SIZE, "all") {
        return of(view, &view.new_groups(), &TextKey::All("daemon".to_owned()));
    }
    if !view.transcript.is(SIZE, "some") {
        return None;
    }
    if view.is_open(WHICH) {
        let items = view.new_groups().into_iter().map(|decided| {
            let mut item = item(decided);
            item.label = format!("{}, now {}", item.label, size(decided.size()));
            item
        });
        let question = Question::many(WHICH, "Which get another size?", items.collect());
        return Some(question.because("All that are chosen get the same."));
    }
    let chosen = view.transcript.many(WHICH);
    let mut groups = view.new_groups();
    groups.retain(|group| chosen.contains(&item(group).id));
    of(view, &groups, &TextKey::Of(String::new(), String::new()))
}

/// Asks for processes, then for threads.
fn of(view: View<'_>, groups: &[&Decided], scope: &TextKey) -> Option<Question> {
    let sizes = || groups.iter().map(|group| group.size());
    let asked = [
        ("processes", same(sizes().map(|size| size.0)), PROCESSES),
        ("threads", same(sizes().map(|size| size.1)), THREADS),
    ];
    groups.first()?;
    let mut asked = asked.into_iter();
    let (option, now, why) = asked.find(|(option, ..)| view.is_open(&format!("size.{option}")))?;
    let keys = match scope {
        TextKey::All(table) => vec![TextKey::All(format!("{table}.{option}"))],
        TextKey::Of(..) => keys_of(groups, option),
    };
    let whose = match groups {
        [group] => format!("`{}`", group.process_group),
        groups => count(groups.len(), "group", "groups"),
    };
    let prompt = format!("How many {option}, for {whose}?");
    let mut question = Question::text(format!("size.{option}"), prompt, now, keys);
    question.places = places(groups);
    Some(question.because(why))
}

/// Returns the number that all have; an empty answer leaves several as they are.
fn same(mut numbers: impl Iterator<Item = u32>) -> String {
    let first = numbers.next();
    let first = first.filter(|first| numbers.all(|number| number == *first));
    first.map_or_else(String::new, |first| first.to_string())
}

const PROCESSES: &str =
    "Each has the whole application in memory; while one restarts, the others answer.";
const THREADS: &str = "Requests at a time in each process. More than one needs an application that is thread-safe; under \
                       prefork nobody knows yet whether it is.";

fn first(view: View<'_>) -> Question {
    let mut sizes: Vec<(u32, u32)> = view.new_groups().into_iter().map(Decided::size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let sizes: Vec<String> = sizes.into_iter().map(size).collect();
    let choices = vec![
        Choice::new("preset", "Yes", ""),
        Choice::new("all", "Another size for all", ""),
        Choice::new("some", "Another size for some", ""),
    ];
    let prompt = format!("Each gets {}. Is that right?", sizes.join(" or "));
    let preset = &view.decisions.preset.name;
    Question::one(SIZE, prompt, choices)
        .because(format!(
            "That is what the preset `{preset}` has, for this server's MPM."
        ))
        .because(PROCESSES)
        .because(THREADS)
}

fn size((processes, threads): (u32, u32)) -> String {
    let threads = count(threads as usize, "thread", "threads");
    match processes {
        1 => format!("1 process of {threads}"),
        processes => format!("{processes} processes of {threads}"),
    }
}
