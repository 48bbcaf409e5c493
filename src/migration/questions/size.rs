//! How many processes and threads new process groups have: for all, or for some.

use super::memory::{Memory, of_the_machine};
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
    if let Some(question) = doubt(view, groups) {
        return Some(question);
    }
    let mut asked = asked.into_iter();
    let (option, now, why) = asked.find(|(option, ..)| view.is_open(&id(option)))?;
    let keys = match scope {
        TextKey::All(table) => vec![TextKey::All(format!("{table}.{option}"))],
        TextKey::Of(..) => keys_of(groups, option),
    };
    let whose = match groups {
        [group] => format!("`{}`", group.process_group),
        groups => count(groups.len(), "group", "groups"),
    };
    let so_far = match option {
        "threads" => format!("{}. ", needed(view)),
        _ => String::new(),
    };
    let prompt = format!("{so_far}How many {option}, for {whose}?");
    let mut question = Question::text(id(option), prompt, now, keys);
    question.places = places(groups);
    Some(question.because(why))
}

fn id(option: &str) -> String {
    format!("size.{option}")
}

/// Says what all new groups need together: `20 processes in all, about 84 MiB`.
fn needed(view: View<'_>) -> String {
    let processes = view.new_groups().into_iter().map(|group| group.size().0);
    let memory = Memory::then(&view.drafting.situation, view.plan).mebibytes();
    let processes: u64 = processes.map(u64::from).sum();
    let one = if processes == 1 {
        "process"
    } else {
        "processes"
    };
    format!("{processes} {one} in all, about {memory} MiB")
}

/// More of them than any server needs are a slip of the hand: in one group, in one process.
const MANY_PROCESSES: u32 = 100;
const MANY_THREADS: u32 = 250;

/// Asks again about a figure that was just answered and that is hardly meant.
fn doubt(view: View<'_>, groups: &[&Decided]) -> Option<Question> {
    let most = |of: fn((u32, u32)) -> u32| groups.iter().map(|group| of(group.size())).max();
    let (processes, threads) = (most(|size| size.0)?, most(|size| size.1)?);
    let memory = Memory::then(&view.drafting.situation, view.plan).mebibytes();
    let machine = of_the_machine(view.drafting.situation.host);
    let is_doubtful = |option: &&str| match *option {
        "threads" => threads > MANY_THREADS,
        _ => processes > MANY_PROCESSES || machine.is_some_and(|machine| memory > machine),
    };
    let sure = |option: &str| format!("{}.sure", id(option));
    let is_new = |option: &&str| !view.is_open(&id(option)) && view.is_open(&sure(option));
    let mut options = ["processes", "threads"].into_iter();
    let option = options.find(|option| is_new(option) && is_doubtful(option))?;
    let has = machine.map_or_else(String::new, |machine| {
        format!(", and this machine has {machine} MiB")
    });
    let prompt = match option {
        "threads" => format!("{threads} threads in each process. Is that meant?"),
        _ => format!("{}{has}. Is that meant?", needed(view)),
    };
    let choices = vec![
        Choice::new("no", "No, another figure", "").going_back(),
        Choice::new("yes", "Yes", ""),
    ];
    let question = Question::one(sure(option), prompt, choices);
    Some(question.because(if option == "threads" {
        THREADS
    } else {
        PROCESSES
    }))
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
    let sizes = sizes.join(" or ");
    let mut choices = vec![Choice::new("preset", "Yes", "")];
    let prompt = if view.new_groups().len() == 1 {
        choices.push(Choice::new("all", "Another size", ""));
        format!("It gets {sizes}. Is that right?")
    } else {
        choices.push(Choice::new("all", "Another size for all", ""));
        choices.push(Choice::new("some", "Another size for some", ""));
        format!("Each gets {sizes}. Is that right?")
    };
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
