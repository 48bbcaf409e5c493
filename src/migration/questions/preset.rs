//! Which preset: what each would mean for this server.

use std::fmt::Write as _;

use super::memory::{Memory, of_the_machine};
use super::{Choice, Question, Saying, View, count};
use crate::migration::plan::Plan;
use crate::migration::preset::Preset;

const PRESET: &str = "preset";

pub(super) fn next(view: View<'_>) -> Option<Question> {
    let said = &view.drafting.said;
    let is_settled = said.preset.is_some() || said.answers.is_some();
    if is_settled || !view.is_open(PRESET) || view.plan.decided.is_empty() {
        return None;
    }
    let now = Memory::now(&view.drafting.situation);
    let prompt = format!("Which preset? (now: about {} MiB)", now.mebibytes());
    let names = Preset::names();
    let choices = names.into_iter().map(|name| choice(view, name));
    let question = Question::one(PRESET, prompt, choices.collect());
    Some(
        question
            .because("A preset says how applications are put into process groups, and how many processes and threads \
                      these have. Everything in it can be decided otherwise.")
            .because(format!(
                "The figures in MiB are an estimate of the private memory of all processes, if every application is a \
                 small one (2 MiB beside Python's 2): about {} MiB now. What an application needs more counts once for \
                 each copy of it: now {}, in {}.",
                now.mebibytes(),
                count(as_number(now.copies), "copy", "copies"),
                count(as_number(now.processes), "child of httpd", "children of httpd"),
            )),
    )
}

fn choice(view: View<'_>, name: &str) -> Choice {
    let description =
        Preset::named(name).map_or_else(|_| String::new(), |preset| preset.description);
    let choice = Choice::new(name, name, "");
    let choice = choice.saying(Saying::Preset(name.to_owned()));
    let mut transcript = view.transcript.clone();
    let question = Question::one(PRESET, "", vec![choice.clone()]);
    transcript.note(&question, question.default_answer());
    let decisions = view.drafting.decisions(&transcript);
    let plan = decisions.map(|decisions| view.drafting.plan_unproven(&decisions));
    Choice {
        consequence: match plan {
            Ok(Ok(plan)) => format!("{}. {description}", consequence(view, &plan)),
            Ok(Err(error)) => format!("cannot be used here: {error}"),
            Err(error) => format!("cannot be used here: {error}"),
        },
        ..choice
    }
}

/// Says what a preset would mean: `5 groups, 25 processes of 1 thread, about 107 MiB`.
fn consequence(view: View<'_>, plan: &Plan) -> String {
    let new = || plan.decided.iter().filter(|decided| decided.is_new);
    let groups = new().count();
    let processes: u32 = new().map(|decided| decided.size().0).sum();
    let mut threads: Vec<u32> = new().map(|decided| decided.size().1).collect();
    threads.sort_unstable();
    let threads = match (threads.first(), threads.last()) {
        (Some(least), Some(most)) if least != most => format!("{least} to {most} threads"),
        (Some(most), _) => count(*most as usize, "thread", "threads"),
        _ => return "no new process group".to_owned(),
    };
    let situation = &view.drafting.situation;
    let memory = Memory::then(situation, plan).mebibytes();
    let processes = count(processes as usize, "process", "processes");
    let mut text = format!(
        "{}, {processes} of {threads}, about {} MiB",
        count(groups, "group", "groups"),
        memory,
    );
    if let Some(all) = of_the_machine(situation.host).filter(|all| memory > *all) {
        let _ = write!(text, ", more than the {all} MiB of this machine");
    }
    if new().any(|decided| !decided.missing.is_empty()) {
        text.push_str("; asks for the users to run as");
    }
    text
}

fn as_number(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
