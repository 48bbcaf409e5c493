//! A plan in the making raises [`Question`]s; answers become decisions, and the plan is made anew.
//!
//! Which question comes next follows from the server, the plan by what was answered so far, and the [`Transcript`], and from
//! nothing else. Questions are about process groups and not about single applications, so that a server with hundreds of
//! them raises as many as one with two.

mod applications;
mod definitions;
mod drafting;
mod held;
mod memory;
mod names;
mod preset;
mod question;
mod recorded;
mod restriction;
mod sharing;
mod size;
mod transcript;
mod users;

pub use drafting::{Draft, DraftError, Drafting};
pub use question::{Answer, Ask, Choice, Item, Leads, Question, TextKey};
pub(in crate::migration) use recorded::Recorded;
pub use transcript::Transcript;

use crate::migration::decisions::{Decided, Decisions, Saying};
use crate::migration::plan::Plan;

/// What questions are derived from.
#[derive(Clone, Copy)]
struct View<'v> {
    drafting: &'v Drafting<'v>,
    decisions: &'v Decisions,
    plan: &'v Plan,
    transcript: &'v Transcript,
}

/// Returns the question that comes next, if one is open.
fn next(view: View<'_>) -> Option<Question> {
    let subjects = [
        preset::next,
        applications::next,
        definitions::next,
        held::next,
        sharing::next,
        names::next,
        size::next,
        users::next,
        restriction::next,
    ];
    subjects.iter().find_map(|subject| subject(view))
}

impl<'v> View<'v> {
    /// Returns the process groups that the plan defines for whole applications.
    fn new_groups(&self) -> Vec<&'v Decided> {
        let decided = self.plan.decided.iter();
        decided
            .filter(|decided| decided.is_new && !decided.applications.is_empty())
            .collect()
    }

    fn is_open(&self, question: &str) -> bool {
        self.transcript.is_open(question)
    }
}

/// Returns a process group as something that can be chosen.
fn item(decided: &Decided) -> Item {
    let ids: Vec<String> = decided.applications.keys().cloned().collect();
    Item {
        id: ids.first().cloned().unwrap_or_default(),
        label: format!("{}: {}", decided.process_group, some(&ids)),
        says: Vec::new(),
    }
}

/// Returns a list with its first names, and how many there are besides.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let mut text = names.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    if let Some(more) = names.len().checked_sub(SHOWN + 1) {
        text.push(format!("{} more", more + 1));
    }
    text.join(", ")
}

/// Returns the places of what was decided: `FILE:LINE`.
fn places(decided: &[&Decided]) -> Vec<String> {
    const SHOWN: usize = 12;
    let about = decided
        .iter()
        .flat_map(|decided| decided.applications.values());
    let mut places: Vec<String> = Vec::new();
    for about in about.flat_map(|about| &about.lines) {
        if !places.contains(about) {
            places.push(about.clone());
        }
        if places.len() == SHOWN {
            break;
        }
    }
    places
}

/// Returns the keys of an option for all applications of some process groups.
fn keys_of(decided: &[&Decided], option: &str) -> Vec<TextKey> {
    let ids = decided
        .iter()
        .flat_map(|decided| decided.applications.keys());
    ids.map(|id| TextKey::Of(id.clone(), option.to_owned()))
        .collect()
}

/// Returns a number of things.
fn count(number: usize, one: &str, several: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {several}")
    }
}
