//! Lines of text that fit a width.

/// The width that a page is written for.
const WIDTH: usize = 80;

/// Writes text behind an indent, and breaks it at blanks so that it fits; a word that is too long stands alone. What
/// continues a line stands a little further in.
pub(super) fn wrapped(page: &mut String, indent: usize, text: &str) {
    let mut line = " ".repeat(indent);
    let mut is_empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !is_empty {
            if line.chars().count() + 1 + word.chars().count() > WIDTH {
                page.push_str(&line);
                page.push('\n');
                line = " ".repeat(indent + 2);
            } else {
                line.push(' ');
            }
        }
        line.push_str(word);
        is_empty = false;
    }
    page.push_str(&line);
    page.push('\n');
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
        let mut page = String::new();
        wrapped(&mut page, 2, &"word ".repeat(20));
        let lengths: Vec<usize> = page.lines().map(str::len).collect();
        assert_eq!(lengths, [76, 28]);
        assert!(page.lines().nth(1).unwrap().starts_with("    word"));
    }

    #[test]
    fn a_long_word_stands_alone() {
        let mut page = String::new();
        let long = "x".repeat(90);
        wrapped(&mut page, 2, &format!("a {long} b"));
        assert_eq!(page, format!("  a\n    {long}\n    b\n"));
    }
}
