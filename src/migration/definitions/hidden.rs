//! [`HiddenDefinitions`]: definitions that wait under conditions that do not hold.

use std::collections::BTreeMap;

use super::condition::flag;
use crate::httpd::Condition;
use crate::migration::judgement::hidden_lines;
use crate::migration::situation::{Situation, Spot};
use crate::syntax::{LineKind, Words};

/// A definition under a condition that does not hold.
#[derive(Clone, Debug)]
pub(super) struct HiddenDefinition {
    /// Its line.
    pub(super) spot: Spot,
    /// The flag whose lack its condition asks for, if nothing else is between the two.
    pub(super) guard: Option<Vec<u8>>,
    /// The header of the condition.
    pub(super) header: Spot,
    /// The headers of the conditions around that, which hold.
    pub(super) around: Vec<Spot>,
    /// What it says, word by word, without variables replaced.
    pub(super) words: Vec<Vec<u8>>,
}

/// All of them, by the group's name as written.
pub(super) type HiddenDefinitions = BTreeMap<Vec<u8>, Vec<HiddenDefinition>>;

/// Looks for them.
pub(super) fn hidden_definitions(situation: &Situation<'_>) -> HiddenDefinitions {
    let mut found = HiddenDefinitions::new();
    let conditions = situation.tree.conditions().iter();
    for condition in conditions.filter(|condition| !condition.holds) {
        for hidden in definitions_under(situation, condition) {
            let name = hidden.words.first().cloned().unwrap_or_default();
            found.entry(name).or_default().push(hidden);
        }
    }
    found
}

/// Returns the names that these definitions have: a start with other flags, modules or files brings them in, and two groups of
/// one name keep httpd from starting.
pub(in crate::migration) fn hidden_names(
    situation: &Situation<'_>,
) -> impl Iterator<Item = Vec<u8>> {
    hidden_definitions(situation).into_keys()
}

fn definitions_under(situation: &Situation<'_>, condition: &Condition) -> Vec<HiddenDefinition> {
    let lines = definition_lines(situation, condition);
    if lines.is_empty() {
        return Vec::new();
    }
    let Ok(header) = situation.spot_of(condition.place) else {
        return Vec::new();
    };
    let guard = flag(condition).filter(|(_, negated)| *negated);
    let definition = |(line, depth, words)| HiddenDefinition {
        spot: Spot {
            line,
            ..header.clone()
        },
        guard: guard.clone().filter(|_| depth == 0).map(|(flag, _)| flag),
        header: header.clone(),
        around: situation
            .tree
            .conditions_around(condition.within)
            .filter_map(|(_, around)| situation.spot_of(around.place).ok())
            .collect(),
        words,
    };
    lines.into_iter().map(definition).collect()
}

/// Returns the definitions in the text that a condition hides: the index of each line, how many sections of the hidden
/// text are around it, and its words.
fn definition_lines(
    situation: &Situation<'_>,
    condition: &Condition,
) -> Vec<(usize, usize, Vec<Vec<u8>>)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (index, document, line) in hidden_lines(situation, condition) {
        match line.kind {
            LineKind::Open => depth += 1,
            LineKind::Close => depth = depth.saturating_sub(1),
            LineKind::Directive => {
                let words = definition_words(&document.logical(line));
                found.extend(words.map(|words| (index, depth, words)));
            }
            LineKind::Blank | LineKind::Comment => {}
        }
    }
    found
}

/// Returns the words behind `WSGIDaemonProcess`.
pub(super) fn definition_words(logical: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut words = Words::new(logical);
    let is_definition = words.next()?.eq_ignore_ascii_case(b"WSGIDaemonProcess");
    is_definition.then(|| words.map(std::borrow::Cow::into_owned).collect())
}
