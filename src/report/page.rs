//! [`Page`]: lines of text that fit a width.

/// The columns of a page that is written for no terminal.
pub const COLUMNS: usize = 80;

/// Text for a person, line by line.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    columns: usize,
}

impl Page {
    pub(super) fn new(columns: usize) -> Self {
        Self {
            text: String::new(),
            columns,
        }
    }

    /// Writes text behind an indent, and breaks it at blanks so that it fits; a word that is too long stands alone. What
    /// continues a line stands a little further in.
    pub(super) fn wrapped(&mut self, indent: usize, text: &str) {
        self.wrapped_at(indent, indent + 2, text);
    }

    /// Does the same, with another indent for what continues a line.
    pub(super) fn wrapped_at(&mut self, indent: usize, further: usize, text: &str) {
        let mut line = " ".repeat(indent);
        let mut is_empty = true;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if !is_empty {
                if line.chars().count() + 1 + word.chars().count() > self.columns {
                    self.line(&line);
                    line = " ".repeat(further);
                } else {
                    line.push(' ');
                }
            }
            line.push_str(word);
            is_empty = false;
        }
        self.line(&line);
    }

    /// Writes a line as it is: what is cut apart would not be what stands in a file.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Leaves a line blank.
    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// Returns a number of things: `1 application`, `2 applications`.
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {one}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks() {
        let mut page = Page::new(80);
        page.wrapped(2, &"word ".repeat(20));
        let page = page.into_text();
        let lengths: Vec<usize> = page.lines().map(str::len).collect();
        assert_eq!(lengths, [76, 28]);
        assert!(page.lines().nth(1).unwrap().starts_with("    word"));
    }

    #[test]
    fn a_long_word_stands_alone() {
        let mut page = Page::new(80);
        let long = "x".repeat(90);
        page.wrapped(2, &format!("a {long} b"));
        assert_eq!(page.into_text(), format!("  a\n    {long}\n    b\n"));
    }
}
