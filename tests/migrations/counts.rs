//! What became of many servers, in figures.

use super::planned::Planned;
use crate::requests::reality::{Reality, Status};
use std::collections::BTreeMap;

/// Counts over many servers.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) servers: usize,
    /// Servers that httpd itself does not take.
    pub(super) not_started: Vec<String>,
    pub(super) presets: BTreeMap<String, usize>,
    /// Embedded mode is restricted after the plan.
    pub(super) full: usize,
    pub(super) held: usize,
    /// Servers on which each reason holds something back.
    pub(super) reasons: BTreeMap<String, usize>,
    /// Servers for which what was decided for single applications cannot be.
    pub(super) impossible: usize,
    /// Refused by `plan`, by the first line of what it says.
    pub(super) refused: BTreeMap<String, usize>,
    pub(super) unchanged: usize,
    /// Answers by what they were and what they became.
    pub(super) answers: BTreeMap<(&'static str, &'static str), usize>,
}

impl Counts {
    /// Counts a plan.
    pub(super) fn plan(&mut self, preset: &str, planned: &Planned) {
        *self.presets.entry(preset.to_owned()).or_default() += 1;
        if planned.holds_restriction() {
            self.held += 1;
        } else {
            self.full += 1;
        }
        self.unchanged += usize::from(planned.diff().is_empty());
        let mut reasons: Vec<String> = planned.held().map(general).collect();
        reasons.sort();
        reasons.dedup();
        for reason in reasons {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    /// Counts one answer before and after.
    pub(super) fn answer(&mut self, before: &Reality, after: &Reality) {
        let change = (before.status.name(), after.status.name());
        *self.answers.entry(change).or_default() += 1;
    }

    /// Counts a server for which there is no plan.
    pub(super) fn refuse(&mut self, said: &str) {
        let first = said.lines().next().unwrap_or_default();
        *self.refused.entry(general(first)).or_default() += 1;
    }

    /// Fails unless enough of everything was there.
    pub(super) fn suffice(&self) {
        let started = self.servers - self.not_started.len();
        assert!(started * 10 >= self.servers * 9, "{self:#?}");
        assert!(
            self.full * 4 >= started,
            "too few are migrated whole: {self:#?}"
        );
        let moved = [Status::Embedded, Status::Daemon].map(Status::name);
        let moved = self
            .answers
            .get(&(moved[0], moved[1]))
            .copied()
            .unwrap_or(0);
        assert!(moved >= started * 3, "too few answers move: {self:#?}");
    }
}

/// Takes the place, names and other words of the configuration out of a sentence.
fn general(sentence: &str) -> String {
    let mut text = String::new();
    let is_place = |start: &str| start.starts_with('/') || start.starts_with("line ");
    let sentence = match sentence.split_once(": ") {
        Some((start, rest)) if is_place(start) => rest,
        _ => sentence,
    };
    for (number, piece) in sentence.split('`').enumerate() {
        let first = piece.split(' ').next().unwrap_or(piece);
        let is_directive = first.starts_with("WSGI") || first.ends_with("Handler");
        let is_quoted = number % 2 == 1;
        text.push_str(match (is_quoted, is_directive) {
            (false, _) => piece,
            (true, true) => first,
            (true, false) => "…",
        });
    }
    text
}
