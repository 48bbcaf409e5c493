//! [`Terminal`]: questions at a terminal, by dialoguer. It draws on standard error.
//!
//! Dialoguer counts the width of an item in bytes, and leaves ghosts of items that are wider than the terminal: so items are
//! cut to fewer bytes than there are columns. It has no keys for what can be said besides, so that is the last items. What
//! was typed before a question was shown is thrown away, so that it does not answer it.

use std::io;

use console::Term;
use dialoguer::theme::SimpleTheme;
use dialoguer::{Input, MultiSelect, Select};
use rustix::termios::{
    LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr,
};

use super::interview::{Interview, Key, Reply, Stop};
use super::screens::{in_lines, seen_at_a_time};
use crate::migration::{Choice, Item};
use crate::report;

/// Asks at a terminal.
///
/// As long as there is one, what is typed is not shown by the terminal itself: where it would be, dialoguer would not know.
pub struct Terminal {
    term: Term,
    before: Option<Termios>,
    pager: Box<dyn FnMut(&str) -> bool>,
}

/// What can be said besides an answer, and what stands for it.
const BESIDES: [&str; 3] = ["Why is this asked?", "Back", "Stop, change nothing"];

/// How to go on with a page. None of these keys means anything for a piece of the change, which may come next.
const MORE: &[Key] = &[('m', "more"), ('e', "to the end"), ('s', "skip the rest")];

/// What Ctrl-D sends.
const END_OF_INPUT: char = '\u{4}';

/// How many columns dialoguer needs beside an item.
const MARKS: usize = 8;

impl Terminal {
    /// Draws on standard error; `pager` shows a long text, and returns whether it could.
    pub fn new(pager: impl FnMut(&str) -> bool + 'static) -> Self {
        let terminal = Self {
            term: Term::stderr(),
            before: tcgetattr(io::stdin()).ok(),
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
            set(&quiet);
        }
    }

    /// Gives the terminal back as it was.
    fn give_back(&self) {
        if let Some(before) = &self.before {
            set(before);
        }
    }

    fn size(&self) -> (usize, usize) {
        let (rows, columns) = self.term.size();
        (usize::from(rows), usize::from(columns))
    }

    /// Cuts a text to fewer bytes than there are columns.
    fn cut(&self, text: &str) -> String {
        let most = self.size().1.saturating_sub(MARKS).max(8);
        if text.len() <= most {
            return text.to_owned();
        }
        let mut cut = String::new();
        for character in text.chars() {
            if cut.len() + character.len_utf8() > most - 3 {
                break;
            }
            cut.push(character);
        }
        cut.push_str("...");
        cut
    }

    /// Throws away what was typed before a question is shown.
    fn forget_what_was_typed() {
        // Without that, a question may be answered by accident, but it can be.
        tcflush(io::stdin(), QueueSelector::IFlush).unwrap_or_default();
    }

    /// Asks for one of several lines.
    fn select(&self, items: &[String], default: usize) -> Result<usize, Stop> {
        Self::forget_what_was_typed();
        let select = Select::with_theme(&SimpleTheme)
            .items(items)
            .default(default)
            .report(false);
        select.interact_on(&self.term).map_err(stop)
    }

    /// Asks for one of what can be said besides.
    fn besides(&self, first: &str) -> Result<Option<usize>, Stop> {
        let items = std::iter::once(first).chain(BESIDES);
        let items: Vec<String> = items.map(|item| self.cut(item)).collect();
        Ok(self.select(&items, 0)?.checked_sub(1))
    }

    /// Shows what was answered, since the list of answers is gone.
    fn note(&self, answer: &str) -> Result<(), Stop> {
        self.term.write_line(&format!("  {answer}"))?;
        Ok(())
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

/// Returns what a reply is that is none of the answers.
fn besides<T>(index: usize) -> Result<Reply<T>, Stop> {
    match index {
        0 => Ok(Reply::Why),
        1 => Ok(Reply::Back),
        _ => Err(Stop::Wish),
    }
}

fn stop(error: dialoguer::Error) -> Stop {
    let dialoguer::Error::IO(error) = error;
    error.into()
}

impl Interview for Terminal {
    fn columns(&self) -> usize {
        self.size().1.clamp(20, 100)
    }

    fn tell(&mut self, text: &str) -> Result<(), Stop> {
        self.term.write_str(text)?;
        self.term.flush()?;
        Ok(())
    }

    fn page(&mut self, text: &str) -> Result<(), Stop> {
        let lines: Vec<&str> = text.lines().collect();
        let mut left = lines.as_slice();
        while !left.is_empty() {
            let (rows, columns) = self.size();
            let seen = seen_at_a_time(left, rows.max(6) - 2, columns);
            let (screen, rest) = left.split_at_checked(seen).unwrap_or((left, &[]));
            for line in screen {
                self.term.write_line(line)?;
            }
            left = rest;
            if left.is_empty() {
                break;
            }
            match self.key(MORE)? {
                'm' => {}
                'e' => {
                    for line in left {
                        self.term.write_line(line)?;
                    }
                    break;
                }
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

    fn choose(&mut self, choices: &[Choice], default: usize) -> Result<Reply<usize>, Stop> {
        let whole = |choice: &Choice| match choice.consequence.as_str() {
            "" => choice.label.clone(),
            consequence => format!("{} - {consequence}", choice.label),
        };
        let mut texts: Vec<String> = choices.iter().map(whole).collect();
        if texts.iter().any(|text| self.cut(text) != *text) {
            let columns = self.columns();
            for choice in choices {
                self.tell(&report::choice_text(None, choice, columns))?;
            }
            texts = choices.iter().map(|choice| choice.label.clone()).collect();
        }
        let texts = texts.into_iter();
        let texts = texts.chain(BESIDES.iter().map(ToString::to_string));
        let items: Vec<String> = texts.map(|text| self.cut(&text)).collect();
        let index = self.select(&items, default)?;
        let Some(choice) = choices.get(index) else {
            return besides(index - choices.len());
        };
        self.note(&choice.label)?;
        Ok(Reply::Answer(index))
    }

    fn choose_many(&mut self, items: &[Item]) -> Result<Reply<Vec<usize>>, Stop> {
        if let Some(index) = self.besides("Choose from the list")? {
            return besides(index);
        }
        Self::forget_what_was_typed();
        self.tell("Space marks, a marks all, Enter goes on\n")?;
        let labels: Vec<String> = items.iter().map(|item| self.cut(&item.label)).collect();
        let chosen = MultiSelect::with_theme(&SimpleTheme)
            .items(&labels)
            .report(false)
            .interact_on(&self.term)
            .map_err(stop)?;
        let names = chosen.iter().filter_map(|index| items.get(*index));
        let names: Vec<&str> = names.map(|item| item.label.as_str()).collect();
        for name in names.iter().take(3) {
            self.note(name)?;
        }
        match names.len() {
            0 => self.note("none")?,
            number if number > 3 => self.note(&format!("{number} in all"))?,
            _ => {}
        }
        Ok(Reply::Answer(chosen))
    }

    fn enter(&mut self, default: &str) -> Result<Reply<String>, Stop> {
        Self::forget_what_was_typed();
        self.tell("  (? why, < back, ! stop)\n")?;
        let input: Input<'_, String> = Input::with_theme(&SimpleTheme);
        let input = if default.is_empty() {
            input.allow_empty(true)
        } else {
            input.default(default.to_owned())
        };
        let text = input
            .with_prompt(" ")
            .report(false)
            .interact_text_on(&self.term)
            .map_err(stop)?;
        Ok(match text.trim() {
            "?" => Reply::Why,
            "<" => Reply::Back,
            "!" => return Err(Stop::Wish),
            text => {
                self.note(text)?;
                Reply::Answer(text.to_owned())
            }
        })
    }

    fn key(&mut self, keys: &[Key]) -> Result<char, Stop> {
        let legend = keys.iter().map(|(key, does)| format!("{key} {does}"));
        let legend = in_lines(legend, self.size().1.max(20) - 1).join("\n");
        Self::forget_what_was_typed();
        self.term.write_line(&legend)?;
        loop {
            let pressed = self.term.read_key()?;
            if pressed == console::Key::Char(END_OF_INPUT) {
                return Err(Stop::Ended);
            }
            let pressed = match pressed {
                // Whoever reads goes on with these, too.
                console::Key::Enter | console::Key::Char(' ') if keys == MORE => 'm',
                console::Key::Char(pressed) => pressed,
                _ => continue,
            };
            if keys.iter().any(|(key, _)| *key == pressed) {
                return Ok(pressed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_cut_in_bytes_between_characters() {
        let terminal = Terminal::new(|_| false);
        let most = terminal.size().1 - MARKS;
        let cut = terminal.cut(&"é".repeat(200));
        assert!(cut.len() <= most && cut.ends_with("é..."), "{cut}");
        assert_eq!(terminal.cut("sité"), "sité");
    }
}
