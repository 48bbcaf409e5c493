//! [`review`]: the change, piece by piece.
//!
//! A piece that is skipped is a decision like any other: what it belongs to is left out, and the plan is made anew without it.
//! So what depends on it goes, too, and what remains is a plan, with its proof.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::interview::Key;
use super::walk::{Broken, Walk};
use crate::migration::{Choice, Draft, Held, Question, Saying, Step};
use crate::patch::{CONTEXT, Hunk};
use crate::report;

/// The keys, and what they do.
const KEYS: &[Key] = &[
    ('y', "take it"),
    ('n', "leave it out"),
    ('a', "take all that is left"),
    ('b', "back"),
    ('w', "why"),
    ('c', "more lines around it"),
    ('v', "the whole file"),
    ('q', "enough"),
];

/// What makes a piece the same in two plans.
type Mark = (PathBuf, Vec<u8>);

/// Shows every piece of the change; returns whether all were looked at.
pub(super) fn review(walk: &mut Walk<'_, '_>) -> Result<bool, Broken> {
    let mut taken: Vec<Mark> = Vec::new();
    let mut context = usize::from(CONTEXT);
    let mut is_shown = false;
    // What is said of a piece that was left out stands above the next one: so it is seen first.
    let mut said = String::new();
    loop {
        let draft = walk.draft()?;
        let hunks = draft.plan.patch.hunks(usize::from(CONTEXT));
        let open = hunks.iter().position(|hunk| !taken.contains(&mark(hunk)));
        let Some((at, hunk)) = open.and_then(|at| Some((at, hunks.get(at)?))) else {
            walk.interview.page(&said)?;
            return Ok(true);
        };
        let shown = wider(&draft, hunk, context);
        let position = (at + 1, hunks.len());
        let columns = walk.interview.columns();
        let steps = steps_of(&draft, hunk);
        if !is_shown {
            said.push_str(&report::hunk_text(&shown, position, &steps, columns));
            walk.interview.page(&std::mem::take(&mut said))?;
        }
        let key = walk.interview.key(KEYS)?;
        if key != 'c' {
            context = usize::from(CONTEXT);
        }
        is_shown = matches!(key, 'w' | 'v');
        match key {
            'y' => taken.push(mark(hunk)),
            'a' => return Ok(true),
            'b' => {
                if taken.pop().is_none() {
                    return Ok(false);
                }
            }
            'n' => match leave_out(walk, &draft, hunk, &steps)? {
                Some(text) => said = text,
                None => is_shown = true,
            },
            'w' => walk.interview.page(&report::steps_text(&steps, columns))?,
            'c' => context *= 3,
            'v' => {
                let whole = wider(&draft, hunk, usize::from(u16::MAX));
                walk.interview
                    .view(&report::hunk_text(&whole, position, &steps, columns))?;
            }
            _ => return Ok(false),
        }
    }
}

/// Returns a piece with more lines around it, which may join it with others.
fn wider(draft: &Draft, hunk: &Hunk, context: usize) -> Hunk {
    let mut hunks = draft.plan.patch.hunks(context).into_iter();
    let same = |other: &Hunk| {
        other.path == hunk.path
            && other.lines.start <= hunk.lines.start
            && hunk.lines.end <= other.lines.end
    };
    hunks.find(same).unwrap_or_else(|| hunk.clone())
}

fn mark(hunk: &Hunk) -> Mark {
    (hunk.path.clone(), hunk.text.clone())
}

/// Returns the steps that a piece belongs to: those whose lines it changes.
fn steps_of<'d>(draft: &'d Draft, hunk: &Hunk) -> Vec<&'d Step> {
    let is_in = |(path, line): &(PathBuf, u32)| {
        // What is inserted behind a line changes none of the file's.
        let is_behind = hunk.lines.is_empty() && line + 1 == hunk.lines.start;
        *path == hunk.path && (hunk.lines.contains(line) || *line == hunk.lines.start || is_behind)
    };
    let steps = draft.plan.steps.iter();
    steps.filter(|step| step.lines.iter().any(is_in)).collect()
}

/// Leaves a piece out, if that can be done; returns what is to be said of it: what goes with it.
fn leave_out(
    walk: &mut Walk<'_, '_>,
    draft: &Draft,
    hunk: &Hunk,
    steps: &[&Step],
) -> Result<Option<String>, Broken> {
    let columns = walk.interview.columns();
    let mut questions: Vec<Question> = steps.iter().filter_map(|step| question(step)).collect();
    if questions.is_empty() || questions.len() < steps.len() {
        let text = report::prompt_text(ONLY_WITH_THE_REST, columns);
        walk.interview.tell(&text)?;
        return Ok(None);
    }
    // Several steps may be left out by the same word.
    let mut known = BTreeSet::new();
    questions.retain(|question| known.insert(question.id.clone()));
    let first = walk.transcript.len();
    for question in &questions {
        walk.answer(question, &question.default_answer())?;
    }
    walk.left_out.push(first..walk.transcript.len());
    let after = walk.draft()?;
    let left: BTreeSet<Mark> = after
        .plan
        .patch
        .hunks(usize::from(CONTEXT))
        .iter()
        .map(mark)
        .collect();
    let hunks = draft.plan.patch.hunks(usize::from(CONTEXT));
    let mut gone: Vec<&Hunk> = hunks.iter().collect();
    gone.retain(|other| *other != hunk && !left.contains(&mark(other)));
    let steps: BTreeSet<&str> = after.plan.steps.iter().map(|step| &*step.title).collect();
    let lost = draft.plan.steps.iter();
    let lost = lost.filter(|step| !steps.contains(&*step.title));
    let lost: Vec<&Step> = lost.collect();
    let known = draft.plan.held.iter().chain(&draft.plan.left);
    let known: Vec<&Held> = known.collect();
    let held = after.plan.held.iter().chain(&after.plan.left);
    let held: Vec<&Held> = held.filter(|held| !known.contains(held)).collect();
    let text = report::left_out_text(&lost, &held, &gone, columns);
    Ok(Some(text))
}

/// What is said of a piece that is there for others.
const ONLY_WITH_THE_REST: &str = "This piece is there for others: it has the definitions that they need. Leave out what is not \
                                  to move, and it follows; or stop here.";

/// Returns the answer that leaves a step out, as a question: so it is kept with the others.
fn question(step: &Step) -> Option<Question> {
    let id = id(step)?;
    let mut choice = Choice::new("left-out", "Leave it out", "");
    choice.says.clone_from(&step.unless);
    Some(Question::one(id, &*step.title, vec![choice]))
}

fn id(step: &Step) -> Option<String> {
    let says: Vec<String> = step.unless.iter().map(Saying::to_string).collect();
    (!says.is_empty()).then(|| format!("{LEAVE_OUT}{}", says.join(" ")))
}

/// How the name of such a question begins.
const LEAVE_OUT: &str = "leave out ";

/// Returns what is left out by a question that is called so, in the words of `--set` and its kin.
pub(super) fn left_out(called: &str) -> Option<&str> {
    called.strip_prefix(LEAVE_OUT)
}

/// Returns the question with this id that leaves a step of the plan out.
pub(super) fn question_called(draft: &Draft, called: &str) -> Option<Question> {
    let mut steps = draft.plan.steps.iter();
    let step = steps.find(|step| id(step).as_deref() == Some(called))?;
    question(step)
}
