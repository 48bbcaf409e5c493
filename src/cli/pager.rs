//! [`Pager`]: the program that shows long texts, while the terminal is its own.
#![expect(
    clippy::disallowed_methods,
    reason = "the pager is another program, and the environment names it"
)]

use std::env;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

use super::interrupt;

/// The program that shows long texts.
pub(super) struct Pager {
    /// What the person has in `PAGER`; nothing if the usual one is wanted.
    wanted: Option<std::ffi::OsString>,
}

impl Pager {
    /// Returns what `PAGER` says, or `less`.
    pub(super) fn usual() -> Self {
        Self {
            wanted: env::var_os("PAGER"),
        }
    }

    /// Shows a text until the person has seen enough; returns whether that could be done.
    pub(super) fn shows(&mut self, text: &str) -> bool {
        let mut command = match &self.wanted {
            Some(wanted) if wanted.is_empty() => return false,
            Some(wanted) => {
                let mut shell = Command::new("sh");
                shell.arg("-c").arg(wanted);
                shell
            }
            None => {
                let mut less = Command::new("less");
                // As git calls it: it ends at once with a text that fits, and leaves it on the screen.
                less.arg("-FRX");
                less
            }
        };
        // Standard output may be another's.
        command.stdin(Stdio::piped()).stdout(io::stderr());
        let _lent = interrupt::lend();
        let Ok(mut running) = command.spawn() else {
            return false;
        };
        if let Some(mut input) = running.stdin.take() {
            // Whoever has seen enough does not read to the end.
            input.write_all(text.as_bytes()).unwrap_or_default();
        }
        // A shell says by 127 that there is no such program.
        running
            .wait()
            .is_ok_and(|status| status.code() != Some(127))
    }
}
