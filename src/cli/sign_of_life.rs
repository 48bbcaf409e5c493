//! [`SignOfLife`]: whoever waits for longer than half a second sees that work goes on.

use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::settings::Settings;

/// After how long something is shown.
const FIRST: Duration = Duration::from_millis(500);
/// How often it moves.
const NEXT: Duration = Duration::from_millis(250);
/// What moves.
const TURNS: [char; 4] = ['|', '/', '-', '\\'];

/// Shows, as long as there is one, that work goes on: on standard error, and only at a terminal.
pub(super) struct SignOfLife {
    end: Arc<End>,
    thread: Option<JoinHandle<()>>,
}

/// Whether the work has ended.
#[derive(Default)]
struct End {
    has_come: Mutex<bool>,
    condition: Condvar,
}

impl End {
    fn comes(&self) {
        *self.has_come.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.condition.notify_all();
    }

    /// Waits for it; returns whether it has come.
    fn is_there_within(&self, patience: Duration) -> bool {
        let has_come = self.has_come.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .condition
            .wait_timeout_while(has_come, patience, |has_come| !*has_come);
        let (has_come, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *has_come
    }
}

impl SignOfLife {
    /// Begins to wait. A terminal that can do no more than lines gets one line.
    pub(super) fn show(what: &'static str) -> Self {
        let end = Arc::new(End::default());
        let mut thread = None;
        if io::stderr().is_terminal() {
            let (moves, seen) = (!Settings::is_dumb_terminal(), Arc::clone(&end));
            let show = move || show(what, moves, &seen, io::stderr());
            // Without a thread nothing is shown, and the work is done all the same.
            thread = thread::Builder::new().spawn(show).ok();
        }
        Self { end, thread }
    }
}

impl Drop for SignOfLife {
    fn drop(&mut self) {
        self.end.comes();
        if let Some(thread) = self.thread.take() {
            // What it could not show was not needed.
            thread.join().unwrap_or_default();
        }
    }
}

/// Shows what is done until the end comes, and takes it away then. There is nobody to tell when that fails.
fn show(what: &str, moves: bool, end: &End, mut to: impl Write) {
    if end.is_there_within(FIRST) {
        return;
    }
    if !moves {
        writeln!(to, "{what} ...").unwrap_or_default();
        return;
    }
    for turn in TURNS.iter().cycle() {
        write!(to, "\r{what} {turn}").unwrap_or_default();
        to.flush().unwrap_or_default();
        if end.is_there_within(NEXT) {
            break;
        }
    }
    let blank = " ".repeat(what.len() + 2);
    write!(to, "\r{blank}\r").unwrap_or_default();
    to.flush().unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_work_shows_nothing() {
        let end = End::default();
        end.comes();
        let mut shown = Vec::new();
        show("planning", true, &end, &mut shown);
        assert_eq!(shown, b"");
    }

    #[test]
    fn long_work_is_shown_and_taken_away() {
        for (moves, begin, last) in [
            (true, "\rplanning |\rplanning /", "\r          \r"),
            (false, "planning ...\n", "planning ...\n"),
        ] {
            let end = End::default();
            let mut shown = Vec::new();
            thread::scope(|scope| {
                scope.spawn(|| show("planning", moves, &end, &mut shown));
                thread::sleep(FIRST + NEXT * 2);
                end.comes();
            });
            let shown = String::from_utf8(shown).unwrap();
            assert!(
                shown.starts_with(begin) && shown.ends_with(last),
                "{shown:?}"
            );
        }
    }
}
