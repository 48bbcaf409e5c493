//! [`Drawing`]: a question, and below it what is drawn anew at every key.

use std::io;

use console::{Key, measure_text_width, truncate_str};

use super::screen::{STOP, Screen};
use crate::report;

/// Hides the cursor, and shows it (ECMA-48 private mode 25, as console has it).
const HIDE_CURSOR: &str = "\x1b[?25l";
const SHOW_CURSOR: &str = "\x1b[?25h";
/// Erases from the cursor to the end of the screen (ECMA-48 ED).
const ERASE: &str = "\x1b[J";
/// Goes to the first row (ECMA-48 CUP).
const TOP: &str = "\x1b[H";

/// A question, and what is drawn below it.
///
/// Every line is cut to the width of the screen, so that a line takes one row, and to erase is to go up as many rows as there
/// are lines. After the screen has got another size nobody knows how many rows that are: some terminals break the lines
/// anew, others cut them. Then the question begins on a new screen; what was there has scrolled away.
pub(super) struct Drawing<'s> {
    screen: &'s mut dyn Screen,
    prompt: &'s str,
    lines: usize,
    size: (usize, usize),
}

impl<'s> Drawing<'s> {
    /// Shows a question.
    pub(super) fn of(screen: &'s mut dyn Screen, prompt: &'s str) -> io::Result<Self> {
        screen.forget_what_was_typed();
        let drawing = Self {
            size: screen.size(),
            screen,
            prompt,
            lines: 0,
        };
        let head = drawing.head();
        drawing.screen.write(&head)?;
        Ok(drawing)
    }

    /// Returns how many rows and columns there are.
    pub(super) fn size(&self) -> (usize, usize) {
        self.screen.size()
    }

    /// Returns how many rows are left below the question, so that all of it is on the screen.
    pub(super) fn rows(&self) -> usize {
        let taken = self.head().lines().count();
        let rows = self.size().0;
        rows.saturating_sub(taken).max(LEAST.min(rows))
    }

    /// Draws lines, and hides the cursor.
    pub(super) fn show(&mut self, lines: &[String]) -> io::Result<()> {
        self.draw(lines, HIDE_CURSOR)
    }

    /// Draws lines, and puts the cursor into this column of the last one.
    pub(super) fn show_with_cursor(&mut self, lines: &[String], column: usize) -> io::Result<()> {
        let cursor = match column {
            0 => format!("\r{SHOW_CURSOR}"),
            column => format!("\r\x1b[{column}C{SHOW_CURSOR}"),
        };
        self.draw(lines, &cursor)
    }

    fn draw(&mut self, lines: &[String], cursor: &str) -> io::Result<()> {
        let size = self.size();
        let mut text = if size == self.size {
            self.erased()
        } else {
            self.size = size;
            let away = "\n".repeat(size.0);
            [&away, TOP, ERASE, &self.head()].concat()
        };
        let lines: Vec<String> = lines.iter().map(|line| cut(line, size.1)).collect();
        text.push_str(&lines.join("\n"));
        text.push_str(cursor);
        self.lines = lines.len();
        self.screen.write(&text)
    }

    /// Waits for a key. What is on the screen when nobody can answer any more stays there. After the program was stopped the
    /// question begins anew, below what the shell has written.
    pub(super) fn key(&mut self) -> io::Result<Key> {
        let key = self.screen.key();
        if matches!(key, Ok(Key::Char(STOP))) {
            let erased = self.erased();
            self.screen.write(&[&erased, SHOW_CURSOR].concat())?;
            self.screen.stop();
            self.lines = 0;
            let head = self.head();
            self.screen.write(&head)?;
            return Ok(Key::Unknown);
        }
        let has_ended = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
        if key.as_ref().is_err_and(has_ended) {
            self.screen.write("\n")?;
        }
        key
    }

    /// Erases what was drawn below the question.
    pub(super) fn end(mut self) -> io::Result<()> {
        let text = self.erased();
        self.lines = 0;
        self.screen.write(&text)
    }

    fn head(&self) -> String {
        report::prompt_text(self.prompt, columns(self.screen.size().1))
    }

    /// Returns what erases the lines.
    fn erased(&self) -> String {
        match self.lines {
            0 | 1 => format!("\r{ERASE}"),
            lines => format!("\r\x1b[{}A{ERASE}", lines - 1),
        }
    }
}

impl Drop for Drawing<'_> {
    fn drop(&mut self) {
        // There is nobody to tell when that fails.
        self.screen.write(SHOW_CURSOR).unwrap_or_default();
    }
}

/// So many rows are drawn on even on a small screen, as far as it has them: the question scrolls away then.
const LEAST: usize = 5;

/// Returns how wide a text may be on a screen of so many columns.
pub(super) fn columns(columns: usize) -> usize {
    columns.clamp(20, 100)
}

/// Cuts a line so that it takes one row of a screen, and leaves the last column free: some terminals break the line there.
pub(super) fn cut(line: &str, columns: usize) -> String {
    truncate_str(line, columns.saturating_sub(1), "...").into_owned()
}

/// Returns whether a line is wider than a row.
pub(super) fn is_cut(line: &str, columns: usize) -> bool {
    measure_text_width(line) >= columns
}

#[cfg(test)]
mod tests {
    use super::super::screen::scripted::{Act, Scripted};
    use super::*;

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_drawn_anew_leaves_nothing_of_what_was_there() {
        let mut screen = Scripted::typed((10, 20), "");
        let mut drawing = Drawing::of(&mut screen, "Which?").unwrap();
        let long = "wörter über wörter über wörter";
        drawing.show(&lines(&[long, "two", "three"])).unwrap();
        drawing.show(&lines(&["one", "zwei"])).unwrap();
        drop(drawing);
        assert_eq!(screen.contents(), "\nWhich?\none\nzwei");
        assert!(screen.has_cursor());
    }

    #[test]
    fn a_line_takes_one_row_whatever_is_in_it() {
        assert_eq!(cut("sité-1", 20), "sité-1");
        assert_eq!(cut("wörter über wörter über", 20), "wörter über wört...");
        assert_eq!(measure_text_width(&cut(&"漢字".repeat(20), 20)), 19);
    }

    #[test]
    fn a_question_begins_anew_below_what_the_shell_has_written() {
        let mut screen = Scripted::typed((12, 20), "\u{1a}");
        let mut drawing = Drawing::of(&mut screen, "Which?").unwrap();
        drawing.show(&lines(&["one", "two"])).unwrap();
        assert_eq!(drawing.key().unwrap(), Key::Unknown);
        drawing.show(&lines(&["one", "two"])).unwrap();
        drawing.show(&lines(&["one"])).unwrap();
        drop(drawing);
        assert_eq!(screen.contents(), "\nWhich?\nshell$ fg\n\nWhich?\none");
        assert_eq!(screen.stops, 1);
    }

    #[test]
    fn another_size_leaves_no_ghosts() {
        for (rows, columns) in [(10, 12), (10, 60), (6, 20), (30, 20)] {
            let script = vec![Act::Size(rows, columns), Act::Press(Key::Enter)];
            let mut screen = Scripted::new((10, 20), script);
            let mut drawing = Drawing::of(&mut screen, "Which one of them?").unwrap();
            let long = "x".repeat(30);
            drawing.show(&lines(&[&long, "two"])).unwrap();
            drawing.key().unwrap();
            drawing.show(&lines(&["one", "two"])).unwrap();
            drop(drawing);
            let columns = super::columns(usize::from(columns));
            let expected = format!(
                "{}one\ntwo",
                report::prompt_text("Which one of them?", columns)
            );
            assert_eq!(screen.contents(), expected, "{rows} {columns}");
        }
    }
}
