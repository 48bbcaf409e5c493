//! [`Terminal`]: questions at a terminal. It draws on standard error.
//!
//! Lists and texts look as dialoguer's: each line is as its theme has it, and the keys are those that it has. What it does not do
//! is the reason for loops of our own ([`choosing`], [`marking`], [`writing`]): its loops pass over Ctrl-D, have no keys for
//! what can be said besides an answer, count the width of an item in bytes, and leave ghosts of items that are wider than the
//! screen, or were before it became smaller. What was typed before a question was shown is thrown away, so that it does not
//! answer it.

mod choosing;
mod drawing;
mod list;
mod marking;
mod screen;
mod sequence;
mod writing;

use std::io;

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use self::drawing::columns;
use self::screen::{Console, STOP, Screen as _};
use super::interview::{Interview, Key, Reply, Stop};
use super::screens::{in_lines, seen_at_a_time};
use crate::migration::{Choice, Item};

/// Asks at a terminal.
///
/// As long as there is one, what is typed is not shown by the terminal itself: it would stand anywhere.
pub struct Terminal {
    screen: Console,
    before: Option<Termios>,
    pager: Box<dyn FnMut(&str) -> bool>,
}

/// How to go on with a page. None of these keys means anything for a piece of the change, which may come next.
const MORE: &[Key] = &[('m', "more"), ('e', "to the end"), ('s', "skip the rest")];

impl Terminal {
    /// Draws on standard error; `pager` shows a long text, and returns whether it could.
    pub fn new(pager: impl FnMut(&str) -> bool + 'static) -> Self {
        let before = tcgetattr(io::stdin()).ok();
        let terminal = Self {
            screen: Console::new(before.clone()),
            before,
            pager: Box::new(pager),
        };
        terminal.be_quiet();
        terminal
    }

    /// Lets the terminal not show by itself what is typed.
    fn be_quiet(&self) {
        if let Some(mut quiet) = self.before.clone() {
            quiet
                .local_modes
                .remove(LocalModes::ECHO | LocalModes::ICANON);
            // Ctrl-Z is read as a key between two keys, too: it gives the terminal back first (POSIX, 11.1.9).
            quiet.special_codes[SpecialCodeIndex::VSUSP] = 0;
            set(&quiet);
        }
    }

    /// Gives the terminal back as it was.
    fn give_back(&self) {
        if let Some(before) = &self.before {
            set(before);
        }
    }

    /// Shows what was answered, since the list of answers is gone.
    fn note(&mut self, answer: &str) -> Result<(), Stop> {
        self.tell(&format!("  {answer}\n"))
    }

    /// Shows that somebody went back instead.
    fn besides<T: PartialEq>(&mut self, reply: Reply<T>) -> Result<Reply<T>, Stop> {
        if reply == Reply::Back {
            self.note("(back)")?;
        }
        Ok(reply)
    }

    /// Shows some lines, whatever is in them.
    fn lines(&mut self, lines: &[&str]) -> Result<(), Stop> {
        self.tell(
            &lines
                .iter()
                .map(|line| [line, "\n"].concat())
                .collect::<String>(),
        )
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.give_back();
    }
}

/// Sets the modes of the terminal. It can be used without that, too.
fn set(modes: &Termios) {
    tcsetattr(io::stdin(), OptionalActions::Now, modes).unwrap_or_default();
}

impl Interview for Terminal {
    fn columns(&self) -> usize {
        columns(self.screen.size().1)
    }

    fn tell(&mut self, text: &str) -> Result<(), Stop> {
        Ok(self.screen.write(text)?)
    }

    fn page(&mut self, text: &str) -> Result<(), Stop> {
        let lines: Vec<&str> = text.lines().collect();
        let mut left = lines.as_slice();
        while !left.is_empty() {
            let (rows, columns) = self.screen.size();
            let seen = seen_at_a_time(left, rows.max(6) - 2, columns);
            let (screen, rest) = left.split_at_checked(seen).unwrap_or((left, &[]));
            self.lines(screen)?;
            left = rest;
            if left.is_empty() {
                break;
            }
            match self.key(MORE)? {
                'm' => {}
                'e' => return self.lines(left),
                _ => break,
            }
        }
        Ok(())
    }

    fn view(&mut self, text: &str) -> Result<(), Stop> {
        self.give_back();
        let is_shown = (self.pager)(text);
        self.be_quiet();
        if is_shown {
            return Ok(());
        }
        self.page(text)
    }

    fn choose(
        &mut self,
        prompt: &str,
        choices: &[Choice],
        default: usize,
    ) -> Result<Reply<usize>, Stop> {
        let reply = choosing::choose(&mut self.screen, prompt, choices, default)?;
        let choice = match reply {
            Reply::Answer(index) => choices.get(index),
            _ => return self.besides(reply),
        };
        self.note(choice.map_or("", |choice| &choice.label))?;
        Ok(reply)
    }

    fn choose_many(
        &mut self,
        prompt: &str,
        items: &[Item],
        marked: &[usize],
    ) -> Result<Reply<Vec<usize>>, Stop> {
        let reply = marking::mark(&mut self.screen, prompt, items, marked)?;
        let Reply::Answer(marked) = &reply else {
            return self.besides(reply);
        };
        let names = marked.iter().filter_map(|index| items.get(*index));
        for item in names.take(NOTED) {
            self.note(&item.label)?;
        }
        match marked.len() {
            0 => self.note("none")?,
            number if number > NOTED => self.note(&format!("{number} in all"))?,
            _ => {}
        }
        Ok(reply)
    }

    fn enter(&mut self, prompt: &str, default: &str) -> Result<Reply<String>, Stop> {
        let reply = writing::write(&mut self.screen, prompt, default)?;
        let Reply::Answer(text) = &reply else {
            return self.besides(reply);
        };
        self.note(text)?;
        Ok(reply)
    }

    fn key(&mut self, keys: &[Key]) -> Result<char, Stop> {
        let legend = keys.iter().map(|(key, does)| format!("{key} {does}"));
        let legend = in_lines(legend, self.screen.size().1.max(20) - 1).join("\n");
        self.screen.forget_what_was_typed();
        self.tell(&format!("{legend}\n"))?;
        loop {
            let pressed = match self.screen.key()? {
                // Whoever reads goes on with these, too, and ends with that, as in other pagers.
                console::Key::Enter | console::Key::Char(' ') if keys == MORE => 'm',
                console::Key::Char('q') if keys == MORE => 's',
                console::Key::Char(STOP) => {
                    self.screen.stop();
                    self.tell(&format!("{legend}\n"))?;
                    continue;
                }
                console::Key::Char(pressed) => pressed,
                _ => continue,
            };
            if keys.iter().any(|(key, _)| *key == pressed) {
                return Ok(pressed);
            }
        }
    }
}

/// How many of the things that were chosen are named when they are.
const NOTED: usize = 3;
