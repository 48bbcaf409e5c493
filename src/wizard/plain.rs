//! [`Plain`]: questions as numbered lines, answers as lines: for dumb terminals, screen readers and slow lines.

use std::io::{self, BufRead, Write};

use super::interview::{Interview, Key, Reply, Stop};
use super::screens::{in_lines, seen_at_a_time};
use crate::migration::{Choice, Item};
use crate::report;

/// Asks in lines of text.
pub struct Plain<R, W> {
    input: R,
    output: W,
    columns: usize,
    rows: usize,
}

impl<R: BufRead, W: Write> Plain<R, W> {
    /// Reads answers from `input` and writes questions to `output`, which shows so many columns and rows.
    pub fn new(input: R, output: W, columns: usize, rows: usize) -> Self {
        Self {
            input,
            output,
            columns,
            rows: rows.max(5),
        }
    }

    /// Asks for a line; the end of the input is no answer.
    fn line(&mut self, prompt: &str) -> Result<String, Stop> {
        write!(self.output, "{prompt} ")?;
        self.output.flush()?;
        let mut line = Vec::new();
        if self.input.read_until(b'\n', &mut line)? == 0 {
            writeln!(self.output)?;
            return Err(Stop::Ended);
        }
        if let Ok(line) = String::from_utf8(line) {
            return Ok(line.trim().to_owned());
        }
        writeln!(self.output, "That is not text in UTF-8.")?;
        self.line(prompt)
    }

    /// Writes lines, a screen at a time.
    fn screens(&mut self, text: &str) -> Result<(), Stop> {
        let lines: Vec<&str> = text.lines().collect();
        let mut left = lines.as_slice();
        let mut rows = self.rows - 1;
        while !left.is_empty() {
            let seen = seen_at_a_time(left, rows, self.columns);
            let (screen, rest) = left.split_at_checked(seen).unwrap_or((left, &[]));
            for line in screen {
                writeln!(self.output, "{line}")?;
            }
            left = rest;
            if left.is_empty() {
                break;
            }
            let reply = self.line("-- more (Enter; e: end, s: skip) --")?;
            match reply.as_str() {
                "s" | "q" => break,
                "e" => rows = usize::MAX,
                _ => {}
            }
        }
        Ok(())
    }
}

/// What can be said to every question.
const BESIDES: &str = "?: why, b: back, q: stop";

impl<R: BufRead, W: Write> Interview for Plain<R, W> {
    fn columns(&self) -> usize {
        self.columns
    }

    fn tell(&mut self, text: &str) -> Result<(), Stop> {
        self.output.write_all(text.as_bytes())?;
        self.output.flush()?;
        Ok(())
    }

    fn page(&mut self, text: &str) -> Result<(), Stop> {
        self.screens(text)
    }

    fn choose(
        &mut self,
        prompt: &str,
        choices: &[Choice],
        default: usize,
    ) -> Result<Reply<usize>, Stop> {
        self.tell(&report::prompt_text(prompt, self.columns))?;
        for (number, choice) in (1..).zip(choices) {
            let text = report::choice_text(number, choice, self.columns);
            self.tell(&text)?;
        }
        let prompt = format!("1-{} ({BESIDES}) [{}]:", choices.len(), default + 1);
        loop {
            let line = self.line(&prompt)?;
            match line.as_str() {
                "" => return Ok(Reply::Answer(default)),
                "?" => return Ok(Reply::Why),
                "b" => return Ok(Reply::Back),
                "q" => return Err(Stop::Wish),
                number => match number.parse::<usize>() {
                    Ok(number) if (1..=choices.len()).contains(&number) => {
                        return Ok(Reply::Answer(number - 1));
                    }
                    _ => writeln!(self.output, "Type a number from 1 to {}.", choices.len())?,
                },
            }
        }
    }

    fn choose_many(
        &mut self,
        prompt: &str,
        items: &[Item],
        marked: &[usize],
    ) -> Result<Reply<Vec<usize>>, Stop> {
        self.tell(&report::prompt_text(prompt, self.columns))?;
        let lines = (1..).zip(items);
        let lines: Vec<String> = lines
            .map(|(number, item)| format!("  {number}. {}", item.label))
            .collect();
        self.page(&lines.join("\n"))?;
        let before: Vec<String> = marked.iter().map(|index| (index + 1).to_string()).collect();
        let prompt = if before.is_empty() {
            format!("Numbers, as in `1 3-5`, or `all` ({BESIDES}) [none]:")
        } else {
            let before = before.join(" ");
            format!("Numbers, as in `1 3-5`, `all` or `none` ({BESIDES}) [{before}]:")
        };
        loop {
            let line = self.line(&prompt)?;
            match line.as_str() {
                "?" => return Ok(Reply::Why),
                "b" => return Ok(Reply::Back),
                "q" => return Err(Stop::Wish),
                "" => return Ok(Reply::Answer(marked.to_vec())),
                "all" => return Ok(Reply::Answer((0..items.len()).collect())),
                "none" => return Ok(Reply::Answer(Vec::new())),
                text => match numbers(text, items.len()) {
                    Some(indices) => return Ok(Reply::Answer(indices)),
                    None => writeln!(self.output, "Type numbers from 1 to {}.", items.len())?,
                },
            }
        }
    }

    fn enter(&mut self, prompt: &str, default: &str) -> Result<Reply<String>, Stop> {
        self.tell(&report::prompt_text(prompt, self.columns))?;
        let line = self.line(&format!("Text ({BESIDES}) [{default}]:"))?;
        Ok(match line.as_str() {
            "" => Reply::Answer(default.to_owned()),
            "?" => Reply::Why,
            "b" => Reply::Back,
            "q" => return Err(Stop::Wish),
            text => Reply::Answer(text.to_owned()),
        })
    }

    fn key(&mut self, keys: &[Key]) -> Result<char, Stop> {
        let legend = keys.iter().map(|(key, does)| format!("{key}: {does}"));
        let legend = in_lines(legend, self.columns.saturating_sub(2));
        loop {
            let line = self.line(&format!("{}:", legend.join("\n")))?;
            let mut known = keys.iter().map(|(key, _)| *key);
            let found = known.find(|key| line.chars().eq([*key]));
            if let Some(key) = found {
                return Ok(key);
            }
            let keys: Vec<String> = keys.iter().map(|(key, _)| key.to_string()).collect();
            writeln!(self.output, "Type one of {}.", keys.join(", "))?;
        }
    }
}

/// Reads `1 3-5, 8` as indices; nothing if a number is not there.
fn numbers(text: &str, count: usize) -> Option<Vec<usize>> {
    let mut indices = Vec::new();
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    for word in words {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        if first == 0 || last > count || first > last {
            return None;
        }
        indices.extend(first - 1..last);
    }
    indices.sort_unstable();
    indices.dedup();
    Some(indices)
}

/// Returns the standard streams of a person without a terminal that can do more than lines.
pub fn standard(columns: usize, rows: usize) -> Plain<io::StdinLock<'static>, io::Stderr> {
    Plain::new(io::stdin().lock(), io::stderr(), columns, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ranges_are_indices() {
        assert_eq!(numbers("1 3-5, 8", 8), Some(vec![0, 2, 3, 4, 7]));
        assert_eq!(numbers("2 2", 2), Some(vec![1]));
        assert_eq!(numbers("", 2), Some(vec![]));
        for wrong in ["0", "3", "2-1", "x", "1-", "1-3"] {
            assert_eq!(numbers(wrong, 2), None, "{wrong}");
        }
    }

    fn plain(input: &str) -> Plain<&[u8], Vec<u8>> {
        Plain::new(input.as_bytes(), Vec::new(), 80, 24)
    }

    #[test]
    fn the_end_of_the_input_is_no_answer() {
        let ended = plain("").enter("Which?", "x");
        assert!(matches!(ended, Err(Stop::Ended)));
    }

    #[test]
    fn what_was_chosen_before_is_proposed() {
        let item = |id: &str| Item {
            id: id.to_owned(),
            label: id.to_owned(),
            says: Vec::new(),
        };
        let items = ["a", "b", "c"].map(item);
        for (input, chosen) in [("\n", vec![0, 2]), ("none\n", vec![]), ("2\n", vec![1])] {
            let mut person = plain(input);
            let reply = person.choose_many("Which?", &items, &[0, 2]).unwrap();
            assert_eq!(reply, Reply::Answer(chosen));
            let shown = String::from_utf8(person.output).unwrap();
            assert!(shown.ends_with("[1 3]: "), "{shown}");
        }
        let reply = plain("\n").choose_many("Which?", &items, &[]).unwrap();
        assert_eq!(reply, Reply::Answer(vec![]));
    }

    #[test]
    fn a_key_that_is_none_of_them_is_named() {
        let mut person = plain("\nx\ny\n");
        assert_eq!(person.key(&[('y', "yes"), ('n', "no")]).unwrap(), 'y');
        let shown = String::from_utf8(person.output).unwrap();
        assert_eq!(shown.matches("Type one of y, n.\n").count(), 2, "{shown}");
    }

    #[test]
    fn a_long_page_is_shown_a_screen_at_a_time() {
        let text: String = (0..60)
            .map(|line| [&line.to_string(), "\n"].concat())
            .collect();
        for (input, lines) in [("s\n", 23), ("\ns\n", 46), ("e\n", 60)] {
            let mut person = plain(input);
            person.page(&text).unwrap();
            let shown = String::from_utf8(person.output).unwrap();
            let prompts = shown.matches("-- more").count();
            assert_eq!(shown.lines().count(), lines + usize::from(input != "e\n"));
            assert_eq!(prompts, input.lines().count(), "{shown}");
        }
    }
}
