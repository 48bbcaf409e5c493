//! A person at a terminal: a pseudo-terminal, a screen, and keys.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// How long something may take to be seen: long, because many tests run beside.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) const ENTER: &str = "\r";
pub(crate) const DOWN: &str = "\x1b[B";
pub(crate) const CTRL_C: &str = "\x03";
pub(crate) const CTRL_D: &str = "\x04";

/// A person at a terminal on which our program runs.
pub(crate) struct Terminal {
    child: Child,
    keys: File,
    line: File,
    bytes: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// All that was written, with what has scrolled away.
    said: String,
    /// What was on the screen when something was typed: what is waited for comes after that.
    typed_at: String,
}

impl Terminal {
    /// Runs our program at a terminal of this size, in a folder that is its home, too, for somebody who wants no colours.
    pub(crate) fn runs(
        size: (u16, u16),
        kind: &str,
        folder: &Path,
        arguments: &[std::ffi::OsString],
    ) -> Self {
        Self::runs_with(
            size,
            &[("TERM", kind), ("NO_COLOR", "1")],
            folder,
            arguments,
        )
    }

    /// Does the same with another environment.
    pub(crate) fn runs_with(
        size: (u16, u16),
        environment: &[(&str, &str)],
        folder: &Path,
        arguments: &[std::ffi::OsString],
    ) -> Self {
        let ours = [env!("CARGO_BIN_EXE_wsgi-daemonize").into()];
        Self::begins(size, environment, folder, &[&ours, arguments].concat())
    }

    /// Runs our program in a shell that says when it has stopped, and lets it go on after a line.
    pub(crate) fn runs_in_a_shell(folder: &Path, arguments: &[std::ffi::OsString]) -> Self {
        let script = "set -m; \"$@\"; echo it has stopped; read -r line; fg";
        let shell = [
            "bash",
            "-c",
            script,
            "bash",
            env!("CARGO_BIN_EXE_wsgi-daemonize"),
        ];
        let shell = shell.map(std::ffi::OsString::from);
        let environment = [("TERM", "xterm"), ("NO_COLOR", "1")];
        Self::begins(
            (24, 80),
            &environment,
            folder,
            &[&shell, arguments].concat(),
        )
    }

    fn begins(
        (rows, columns): (u16, u16),
        environment: &[(&str, &str)],
        folder: &Path,
        command: &[std::ffi::OsString],
    ) -> Self {
        let keys = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&keys).expect("it is ours");
        unlockpt(&keys).expect("it is ours");
        let name = ptsname(&keys, Vec::new()).expect("it has a name");
        let name = name.to_str().expect("a plain name").to_owned();
        let keys = File::from(keys);
        let mut options = File::options();
        let line = options
            .read(true)
            .write(true)
            .open(name)
            .expect("its other end");
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&line, size).expect("it has a size");
        let end = || Stdio::from(line.try_clone().expect("it can be shared"));
        // The program gets the terminal for its own, as a shell gives it.
        let child = Command::new("setsid")
            .arg("--ctty")
            .args(command)
            .env_clear()
            .envs([
                ("PATH", "/usr/bin:/bin"),
                ("LANG", "C.UTF-8"),
                // A test that wants a pager writes one into the folder.
                ("PAGER", "./pager"),
            ])
            .envs(environment.iter().copied())
            .env("HOME", folder)
            .current_dir(folder)
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .expect("setsid is part of every Linux");
        Self {
            child,
            bytes: listen(keys.try_clone().expect("it can be shared")),
            keys,
            line,
            screen: vt100::Parser::new(seen(rows), seen(columns), 2000),
            said: String::new(),
            typed_at: String::new(),
        }
    }

    /// Waits until the screen has a text.
    pub(crate) fn sees(&mut self, text: &str) -> &mut Self {
        self.waits_for(text, |screen| screen.contains(text))
    }

    /// Waits until a text is the last on the screen: what was asked before may still stand above.
    pub(crate) fn is_asked(&mut self, text: &str) -> &mut Self {
        self.waits_for(text, |screen| screen.trim_end().ends_with(text))
    }

    fn waits_for(&mut self, text: &str, is_there: impl Fn(&str) -> bool) -> &mut Self {
        let begin = Instant::now();
        while self.contents() == self.typed_at || !is_there(&self.contents()) {
            assert!(
                begin.elapsed() < PATIENCE,
                "`{text}` is not seen:\n{}",
                self.contents()
            );
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(100)) {
                self.draws(&bytes);
            }
        }
        self
    }

    /// Waits until a text was written, which may have scrolled away.
    pub(crate) fn is_told(&mut self, text: &str) -> &mut Self {
        let begin = Instant::now();
        while !self.said.contains(text) {
            assert!(begin.elapsed() < PATIENCE, "`{text}`: {}", self.said);
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(100)) {
                self.draws(&bytes);
            }
        }
        self
    }

    fn draws(&mut self, bytes: &[u8]) {
        self.said.push_str(&super::printable(bytes));
        self.screen.process(bytes);
    }

    /// Types.
    pub(crate) fn types(&mut self, keys: &str) -> &mut Self {
        self.typed_at = self.contents();
        self.keys.write_all(keys.as_bytes()).expect("it is open");
        self
    }

    /// Gives the terminal another size, as whoever draws at the corner of a window.
    pub(crate) fn has_size(&mut self, (rows, columns): (u16, u16)) -> &mut Self {
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&self.line, size).expect("it has a size");
        let screen = self.screen.screen_mut();
        screen.set_size(seen(rows), seen(columns));
        self
    }

    /// Returns whether something on the screen has a colour.
    pub(crate) fn is_colored(&self) -> bool {
        let screen = self.screen.screen();
        let (rows, columns) = screen.size();
        let (rows, columns) = (rows.get(), columns.get());
        let mut places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        places.any(|(row, column)| {
            let cell = screen.cell(row, column);
            cell.is_some_and(|cell| cell.fgcolor() != vt100::Color::Default || cell.bold())
        })
    }

    /// Returns what a person sees.
    pub(crate) fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Sends a signal to the program.
    pub(crate) fn is_sent(&mut self, signal: Signal) -> &mut Self {
        let id = Pid::from_child(&self.child);
        kill_process(id, signal).expect("it runs");
        self
    }

    /// Waits until the program has ended; what it said at last is on the screen.
    pub(crate) fn ends(&mut self) -> ExitStatus {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is our child") {
                while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(300)) {
                    self.draws(&bytes);
                }
                return status;
            }
            assert!(
                begin.elapsed() < PATIENCE,
                "it does not end:\n{}",
                self.contents()
            );
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(50)) {
                self.draws(&bytes);
            }
        }
    }

    /// Fails unless the program died of a signal and has given the terminal back.
    pub(crate) fn dies_of(&mut self, signal: Signal) -> &mut Self {
        let status = self.gives_the_terminal_back();
        let screen = self.contents();
        assert_eq!(status.signal(), Some(signal.as_raw()), "{status}\n{screen}");
        self
    }

    /// Waits until the program has ended without a change; fails unless it has given the terminal back.
    pub(crate) fn gives_the_terminal_back(&mut self) -> ExitStatus {
        let status = self.sees("nothing was changed").ends();
        self.has_the_terminal_as_it_was();
        status
    }

    /// Fails unless the terminal is as it was before our program ran.
    pub(crate) fn has_the_terminal_as_it_was(&self) {
        let screen = self.contents();
        let modes = tcgetattr(&self.line).expect("it is open").local_modes;
        let usual = LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        assert!(modes.contains(usual), "{modes:?}\n{screen}");
        let drawn = self.screen.screen();
        assert!(!drawn.hide_cursor(), "no cursor\n{screen}");
        let is_usual = !drawn.application_cursor() && !drawn.application_keypad();
        assert!(is_usual, "arrows for a program\n{screen}");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn seen(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a screen has a size")
}

/// Reads what the program writes, so that it need not wait.
fn listen(mut from: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count) = from.read(&mut buffer) {
            if count == 0 || sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
