//! [`write`]: a line of text.

use std::ops::Range;

use console::{Key, measure_text_width, truncate_str};
use dialoguer::theme::{SimpleTheme, Theme as _};

use super::drawing::{Drawing, cut};
use super::screen::Screen;
use crate::wizard::interview::{Reply, Stop};

/// What can be written instead of an answer.
const KEYS: &str = "  ? why, < back, ! stop, then Enter";

/// Lets somebody write a line; an empty one is the default.
pub(super) fn write(
    screen: &mut dyn Screen,
    prompt: &str,
    default: &str,
) -> Result<Reply<String>, Stop> {
    let mut line = Line::default();
    let mut drawing = Drawing::of(screen, prompt)?;
    loop {
        let width = drawing.size().1;
        let before = before(default, width);
        let begin = measure_text_width(&before);
        let (seen, column) = line.seen(width.saturating_sub(begin + 2).max(1));
        let lines = [KEYS.to_owned(), format!("{before}{seen}")];
        drawing.show_with_cursor(&lines, begin + column)?;
        match drawing.key()? {
            Key::Enter => break,
            key => line.follow(&key),
        }
    }
    drawing.end()?;
    let text: String = line.characters.into_iter().collect();
    Ok(match text.trim() {
        "" => Reply::Answer(default.to_owned()),
        "?" => Reply::Why,
        "<" => Reply::Back,
        "!" => return Err(Stop::Wish),
        text => Reply::Answer(text.to_owned()),
    })
}

/// Returns what stands before the line: the default, cut so that there is room for an answer.
fn before(default: &str, width: usize) -> String {
    let default = cut(default, width.saturating_sub(ROOM));
    let default = (!default.is_empty()).then_some(&*default);
    let mut before = String::new();
    // A String takes whatever is written to it.
    SimpleTheme
        .format_input_prompt(&mut before, " ", default)
        .unwrap_or_default();
    before
}

/// How many columns are left beside the default.
const ROOM: usize = 14;

/// A line that is being written.
#[derive(Default)]
struct Line {
    characters: Vec<char>,
    at: usize,
}

/// What Ctrl-U and Ctrl-W send: they take away what was written so far, or the last word of it, as in a shell.
const ALL_BEFORE: char = '\u{15}';
const WORD_BEFORE: char = '\u{17}';

impl Line {
    fn follow(&mut self, key: &Key) {
        match key {
            Key::ArrowLeft => self.at = self.at.saturating_sub(1),
            Key::ArrowRight => self.at = (self.at + 1).min(self.characters.len()),
            Key::Home => self.at = 0,
            Key::End => self.at = self.characters.len(),
            Key::Backspace => self.take_before(1),
            Key::Del if self.at < self.characters.len() => {
                self.characters.remove(self.at);
            }
            Key::Char(ALL_BEFORE) => self.take_before(self.at),
            Key::Char(WORD_BEFORE) => self.take_before(self.word()),
            Key::Char(character) if !character.is_control() => {
                self.characters.insert(self.at, *character);
                self.at += 1;
            }
            _ => {}
        }
    }

    /// Takes away so many characters before the cursor.
    fn take_before(&mut self, count: usize) {
        let begin = self.at.saturating_sub(count);
        self.characters.drain(begin..self.at);
        self.at = begin;
    }

    /// Returns how long the word before the cursor is, with the blanks behind it.
    fn word(&self) -> usize {
        let before = self.characters.iter().take(self.at).rev();
        let is_blank = |character: &&char| character.is_whitespace();
        let blanks = before.clone().take_while(is_blank).count();
        let rest = before.skip(blanks);
        blanks + rest.take_while(|character| !is_blank(character)).count()
    }

    /// Returns what is seen of it in so many columns, and in which of them the cursor is: its end, unless the cursor is
    /// far from that.
    fn seen(&self, columns: usize) -> (String, usize) {
        let of = |range: Range<usize>| {
            let characters = self.characters.get(range).unwrap_or_default();
            characters.iter().collect::<String>()
        };
        let end = self.characters.len();
        let is_seen = |begin: &usize| measure_text_width(&of(*begin..end)) <= columns;
        let around = self.at.saturating_sub(columns / 2);
        let begin = (0..around).find(is_seen).unwrap_or(around);
        let seen = truncate_str(&of(begin..end), columns, "").into_owned();
        (seen, measure_text_width(&of(begin..self.at)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::screen::scripted::{Act, Scripted};
    use super::*;

    fn written(keys: &str, default: &str) -> (Result<Reply<String>, Stop>, Scripted) {
        let mut screen = Scripted::typed((8, 30), keys);
        let reply = write(&mut screen, "How many?", default);
        (reply, screen)
    }

    fn text(keys: &str) -> String {
        match written(keys, "").0 {
            Ok(Reply::Answer(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_line_is_written_and_goes() {
        let (reply, screen) = written("12\n", "5");
        assert!(matches!(reply, Ok(Reply::Answer(text)) if text == "12"));
        let asked = "\nHow many?\n  ? why, < back, ! stop, t...\n  [5]: ";
        assert_eq!(
            screen.seen,
            [asked.to_owned(), format!("{asked}1"), format!("{asked}12")]
        );
        assert_eq!(screen.contents(), "\nHow many?");
    }

    #[test]
    fn nothing_is_the_default() {
        for keys in ["\n", "  \n", "x⌫\n"] {
            let (reply, _) = written(keys, "5");
            assert!(matches!(reply, Ok(Reply::Answer(text)) if text == "5"));
        }
        assert_eq!(text("\n"), "");
    }

    #[test]
    fn it_is_changed_where_the_cursor_is() {
        assert_eq!(text("siteé⌫es\n"), "sitees");
        assert_eq!(text("shp←o\n"), "shop");
        assert_eq!(text("one two\u{17}three\n"), "one three");
        assert_eq!(text("one two  \u{17}\u{17}three\n"), "three");
        assert_eq!(text("one two←←←\u{15}\n"), "two");
        let keys = ["ab", "c"].concat();
        let mut script: Vec<Act> = keys.chars().map(Key::Char).map(Act::Press).collect();
        script.extend([Key::Home, Key::Del, Key::End, Key::Char('d'), Key::Enter].map(Act::Press));
        let mut screen = Scripted::new((8, 30), script);
        let reply = write(&mut screen, "?", "");
        assert!(matches!(reply, Ok(Reply::Answer(text)) if text == "bcd"));
    }

    #[test]
    fn a_long_line_is_seen_where_it_is_written() {
        let long = "/srv/a/b/c/d/e/f/g/h/i/j/k/l";
        let (_, screen) = written(&format!("{long}←←←"), "x");
        for seen in &screen.seen {
            assert_eq!(seen.lines().count(), 4, "{seen}");
        }
        assert!(screen.seen.last().unwrap().ends_with("j/k/l"));
        let (_, screen) = written(&format!("{long}{}x", "←".repeat(28)), "x");
        let last = screen.seen.last().unwrap();
        assert!(last.contains("[x]: x/srv/a/b"), "{last}");
    }

    #[test]
    fn what_can_be_said_besides_is_written_alone() {
        assert!(matches!(written("?\n", "5").0, Ok(Reply::Why)));
        assert!(matches!(written("<\n", "5").0, Ok(Reply::Back)));
        assert!(matches!(written("!\n", "5").0, Err(Stop::Wish)));
        assert!(matches!(written("12", "5").0, Err(Stop::Ended)));
        assert_eq!(text("?!\n"), "?!");
    }
}
