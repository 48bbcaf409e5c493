//! [`Screen`]: what a question is drawn on, and where its keys come from.

use std::io;

use console::{Key, Term};
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};
use signal_hook::consts::SIGTSTP;
use signal_hook::low_level::raise;

use super::sequence::Sequence;

/// What a question is drawn on, and where its keys come from.
pub(super) trait Screen {
    /// Returns how many rows and columns there are.
    fn size(&self) -> (usize, usize);

    /// Writes text, and what moves the cursor.
    fn write(&mut self, text: &str) -> io::Result<()>;

    /// Waits for a key. Ctrl-D is the end of the input, which is an error.
    fn key(&mut self) -> io::Result<Key>;

    /// Stops the program, as Ctrl-Z does, until the shell lets it go on; the terminal is the shell's meanwhile.
    fn stop(&mut self);

    /// Throws away what was typed before a question is shown, so that it does not answer it.
    fn forget_what_was_typed(&mut self);
}

/// The terminal at standard error and standard input, by console.
pub(super) struct Console {
    term: Term,
    sequence: Sequence,
    /// How the terminal was before.
    before: Option<Termios>,
}

/// What Ctrl-Z sends.
pub(super) const STOP: char = '\u{1a}';

/// What Ctrl-D sends. Dialoguer's own loops pass over it, which is why there are none of them here.
const END_OF_INPUT: char = '\u{4}';

impl Console {
    /// Draws on a terminal that was so before its modes were changed.
    pub(super) fn new(before: Option<Termios>) -> Self {
        Self {
            term: Term::stderr(),
            sequence: Sequence::default(),
            before,
        }
    }
}

impl Screen for Console {
    fn size(&self) -> (usize, usize) {
        let (rows, columns) = self.term.size();
        (usize::from(rows), usize::from(columns))
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.term.write_str(text)?;
        self.term.flush()
    }

    fn key(&mut self) -> io::Result<Key> {
        loop {
            let pressed = self.term.read_key()?;
            if pressed == Key::Char(END_OF_INPUT) {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(key) = self.sequence.read(pressed) {
                return Ok(key);
            }
        }
    }

    fn stop(&mut self) {
        let now = tcgetattr(io::stdin()).ok();
        let set = |modes: Option<&Termios>| {
            if let Some(modes) = modes {
                // Without that it can be used, too.
                tcsetattr(io::stdin(), OptionalActions::Now, modes).unwrap_or_default();
            }
        };
        set(self.before.as_ref());
        raise(SIGTSTP).unwrap_or_default();
        set(now.as_ref());
    }

    fn forget_what_was_typed(&mut self) {
        // Without that, a question may be answered by accident, but it can be.
        tcflush(io::stdin(), QueueSelector::IFlush).unwrap_or_default();
    }
}

#[cfg(test)]
pub(super) mod scripted {
    //! A screen without a terminal: what is drawn is seen as a person would see it, and the keys are a script.

    use std::collections::VecDeque;
    use std::num::NonZero;

    use super::*;

    /// What a person does when a key is waited for.
    pub(in super::super) enum Act {
        /// Presses a key.
        Press(Key),
        /// Gives the screen another size.
        Size(u16, u16),
    }

    /// A screen, and what was seen on it whenever a key was waited for.
    pub(in super::super) struct Scripted {
        pub(in super::super) seen: Vec<String>,
        /// How often the program was stopped.
        pub(in super::super) stops: usize,
        screen: vt100::Parser,
        script: VecDeque<Act>,
    }

    fn some(count: u16) -> NonZero<u16> {
        NonZero::new(count).expect("a screen has a size")
    }

    impl Scripted {
        pub(in super::super) fn new((rows, columns): (u16, u16), script: Vec<Act>) -> Self {
            Self {
                seen: Vec::new(),
                stops: 0,
                screen: vt100::Parser::new(some(rows), some(columns), 100),
                script: script.into(),
            }
        }

        /// A screen on which these characters are typed; `\n` is Enter, `↓` and its like are arrows.
        pub(in super::super) fn typed(size: (u16, u16), keys: &str) -> Self {
            let keys = keys.chars().map(|key| match key {
                '\n' => Key::Enter,
                '↑' => Key::ArrowUp,
                '↓' => Key::ArrowDown,
                '←' => Key::ArrowLeft,
                '→' => Key::ArrowRight,
                '⌫' => Key::Backspace,
                key => Key::Char(key),
            });
            Self::new(size, keys.map(Act::Press).collect())
        }

        pub(in super::super) fn contents(&self) -> String {
            self.screen.screen().contents()
        }

        pub(in super::super) fn has_cursor(&self) -> bool {
            !self.screen.screen().hide_cursor()
        }

        /// Returns whether every key was asked for.
        pub(in super::super) fn is_through(&self) -> bool {
            self.script.is_empty()
        }
    }

    impl Screen for Scripted {
        fn size(&self) -> (usize, usize) {
            let (rows, columns) = self.screen.screen().size();
            (usize::from(rows.get()), usize::from(columns.get()))
        }

        fn write(&mut self, text: &str) -> io::Result<()> {
            // A terminal begins a line with each line feed.
            self.screen.process(text.replace('\n', "\r\n").as_bytes());
            Ok(())
        }

        fn key(&mut self) -> io::Result<Key> {
            self.seen.push(self.contents());
            loop {
                match self.script.pop_front() {
                    Some(Act::Press(key)) => return Ok(key),
                    Some(Act::Size(rows, columns)) => {
                        let screen = self.screen.screen_mut();
                        screen.set_size(some(rows), some(columns));
                    }
                    None => return Err(io::ErrorKind::UnexpectedEof.into()),
                }
            }
        }

        fn stop(&mut self) {
            assert!(self.has_cursor(), "the shell needs it");
            self.stops += 1;
            // The shell writes its own lines.
            self.write("shell$ fg\n").expect("it takes all");
        }

        fn forget_what_was_typed(&mut self) {}
    }
}
