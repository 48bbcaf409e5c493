//! [`Screen`]: what a question is drawn on, and where its keys come from.

use std::io;

use console::{Key, Term};
use rustix::termios::{QueueSelector, tcflush};

/// What a question is drawn on, and where its keys come from.
pub(super) trait Screen {
    /// Returns how many rows and columns there are.
    fn size(&self) -> (usize, usize);

    /// Writes text, and what moves the cursor.
    fn write(&mut self, text: &str) -> io::Result<()>;

    /// Waits for a key. Ctrl-D is the end of the input, which is an error.
    fn key(&mut self) -> io::Result<Key>;

    /// Throws away what was typed before a question is shown, so that it does not answer it.
    fn forget_what_was_typed(&mut self);
}

/// The terminal at standard error and standard input, by console.
pub(super) struct Console {
    term: Term,
    sequence: Sequence,
}

/// What Ctrl-D sends. Dialoguer's own loops pass over it, which is why there are none of them here.
const END_OF_INPUT: char = '\u{4}';

impl Console {
    pub(super) fn new() -> Self {
        Self {
            term: Term::stderr(),
            sequence: Sequence::None,
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

    fn forget_what_was_typed(&mut self) {
        // Without that, a question may be answered by accident, but it can be.
        tcflush(io::stdin(), QueueSelector::IFlush).unwrap_or_default();
    }
}

/// The bytes of an arrow that came so far.
///
/// Over a slow line they come apart, and console takes the first one for Escape (`read_single_key_impl`, which does not
/// wait for the next); it does not know those that a terminal sends in its application mode (`ESC O A`) either.
enum Sequence {
    /// None.
    None,
    /// An Escape, which by itself means nothing here.
    Escape,
    /// All but the last.
    Begun,
}

impl Sequence {
    /// Returns the key that is complete with this one.
    fn read(&mut self, pressed: Key) -> Option<Key> {
        let before = std::mem::replace(self, Self::None);
        match (before, pressed) {
            (_, Key::Escape) => *self = Self::Escape,
            (_, Key::UnknownEscSeq(rest)) if matches!(*rest, ['[' | 'O']) => *self = Self::Begun,
            (Self::Escape, Key::Char('[' | 'O')) => *self = Self::Begun,
            (Self::Begun, Key::Char(last)) => return arrow(last),
            (_, pressed) => return Some(pressed),
        }
        None
    }
}

/// Returns the key whose bytes end with this one (xterm's `ctlseqs`, "PC-Style Function Keys").
fn arrow(last: char) -> Option<Key> {
    match last {
        'A' => Some(Key::ArrowUp),
        'B' => Some(Key::ArrowDown),
        'C' => Some(Key::ArrowRight),
        'D' => Some(Key::ArrowLeft),
        'H' => Some(Key::Home),
        'F' => Some(Key::End),
        _ => None,
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

        fn forget_what_was_typed(&mut self) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(keys: &[Key]) -> Vec<Key> {
        let mut sequence = Sequence::None;
        let keys = keys.iter().cloned();
        keys.filter_map(|key| sequence.read(key)).collect()
    }

    #[test]
    fn an_arrow_whose_bytes_come_apart_is_one() {
        let down = [Key::Escape, Key::Char('['), Key::Char('B')];
        assert_eq!(read(&down), [Key::ArrowDown]);
        let down = [Key::UnknownEscSeq(vec!['[']), Key::Char('B')];
        assert_eq!(read(&down), [Key::ArrowDown]);
        // In application mode.
        let up = [Key::UnknownEscSeq(vec!['O']), Key::Char('A')];
        assert_eq!(read(&up), [Key::ArrowUp]);
    }

    #[test]
    fn an_escape_alone_means_nothing_and_takes_no_other_key_along() {
        let keys = [Key::Escape, Key::Escape, Key::Enter, Key::Char('A')];
        assert_eq!(read(&keys), [Key::Enter, Key::Char('A')]);
    }
}
