//! What the random servers answered: enough of every kind.

use super::comparison::Outcome;
use super::draft::Draft;
use super::layout::Layout;
use super::ours::Ours;
use super::reality::{Reality, Status};
use std::collections::BTreeMap;

/// Counts over many servers.
#[derive(Debug, Default)]
pub(super) struct Variety {
    servers: usize,
    refused: Vec<String>,
    layouts: BTreeMap<Layout, usize>,
    answers: BTreeMap<&'static str, usize>,
    http: BTreeMap<u16, usize>,
    /// The answers from applications, and those of them that we leave open, of each hundred servers.
    hundreds: Vec<Hundred>,
    /// Why we leave answers open, of whatever kind they are.
    reasons: BTreeMap<String, usize>,
}

#[derive(Debug, Default)]
struct Hundred {
    servers: usize,
    wsgi_answers: usize,
    undecided: usize,
}

impl Variety {
    /// Counts a server that httpd does not take.
    pub(super) fn refuse(&mut self, seed: u64, message: &str) {
        let lines = message.lines().skip_while(|line| !line.contains("AH"));
        let message: Vec<&str> = lines.collect();
        let message = message.join(" ");
        self.refused.push(format!("{seed}: {message}"));
    }

    /// Counts a server that is going to be asked, or refused.
    pub(super) fn server(&mut self, draft: &Draft) {
        self.servers += 1;
        if self.hundreds.last().is_none_or(|last| last.servers == 100) {
            self.hundreds.push(Hundred::default());
        }
        self.hundred().servers += 1;
        *self.layouts.entry(draft.layout).or_default() += 1;
    }

    fn hundred(&mut self) -> &mut Hundred {
        self.hundreds.last_mut().expect("a server was counted")
    }

    /// Counts an answer.
    pub(super) fn count(&mut self, reality: &Reality) {
        *self.answers.entry(reality.status.name()).or_default() += 1;
        *self.http.entry(reality.http.unwrap_or(0)).or_default() += 1;
    }

    /// Counts how our answer stands to a real one.
    pub(super) fn compare(&mut self, reality: &Reality, ours: &Ours, outcome: &Outcome) {
        let is_wsgi = reality.status != Status::NotWsgi;
        self.hundred().wsgi_answers += usize::from(is_wsgi);
        if *outcome == Outcome::Undecided {
            self.hundred().undecided += usize::from(is_wsgi);
            let because = ours.because.clone().unwrap_or_default();
            *self.reasons.entry(because).or_default() += 1;
        }
    }

    /// Fails when httpd takes too few servers, a kind of answer is missing, or too much is left open.
    pub(super) fn suffices(&self) {
        let accepted = self.servers - self.refused.len();
        assert!(accepted * 10 >= self.servers * 9, "too few: {self:#?}");
        let kinds = [
            (Status::Daemon, 4),
            (Status::Embedded, 4),
            (Status::NotWsgi, 4),
            (Status::Unreachable, 1),
            (Status::Refused, 0),
            (Status::ConfigError, 0),
        ];
        for (status, per_server) in kinds {
            let count = self.answers.get(status.name()).copied().unwrap_or(0);
            let is_enough = count >= self.servers * per_server && (count > 0 || self.servers < 12);
            assert!(is_enough, "too few of {status:?}: {self:#?}");
        }
        for hundred in &self.hundreds {
            // A few servers may be much alike.
            let is_decided = hundred.undecided * 100 <= hundred.wsgi_answers * 3;
            assert!(
                is_decided || hundred.servers < 24,
                "too much is left open: {self:#?}"
            );
        }
    }
}
