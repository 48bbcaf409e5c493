//! The filters of the templates: what makes a value, a comment or a statement of a text.
//!
//! tera's texts are characters, configurations are bytes: each byte is the character of its number (Latin-1).

use tera::TeraResult;

use crate::syntax::quote;

/// Said of a character above U+00FF.
const NOT_A_BYTE: &str = "a character is not one byte in Latin-1";

/// Where a statement is continued on the next line.
const MAX_WIDTH: usize = 100;

/// Returns why httpd cannot read `value` back as it is, however it is quoted.
pub(in crate::migration) fn inexpressible(value: &[u8]) -> Option<&'static str> {
    if value.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        Some("a line end ends the directive")
    } else if value.contains(&0) {
        Some("a NUL byte ends the line")
    } else if memchr::memmem::find(value, b"${").is_some() {
        // core.c: ap_resolve_env runs over the whole line first.
        Some("httpd replaces `${…}` before it splits words, and nothing hides it")
    } else {
        None
    }
}

/// Filter: a value as one word of httpd.
pub(in crate::migration) fn httpd_quote(value: &str) -> TeraResult<String> {
    let bytes = to_bytes(value).map_err(|_| tera::Error::message(NOT_A_BYTE))?;
    match inexpressible(&bytes) {
        None => Ok(to_text(&quote(&bytes))),
        Some(reason) => Err(tera::Error::message(reason)),
    }
}

/// Filter: text that neither ends a comment nor makes it swallow the next line.
pub(in crate::migration) fn in_comment(text: &str) -> String {
    let mut comment = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_control() {
            comment.extend(character.escape_default());
        } else {
            comment.push(character);
        }
    }
    if comment.ends_with('\\') {
        comment.push('.');
    }
    comment
}

/// Filter: words, one in a line, as one statement; it is continued where it becomes too wide.
pub(in crate::migration) fn wrapped(words: &str) -> String {
    const CONTINUED: &str = " \\\n    ";
    let mut statement = String::with_capacity(words.len());
    let mut column = 0;
    for word in words.split('\n').filter(|word| !word.is_empty()) {
        let width = word.chars().count();
        // Behind each word there has to be room for the ` \`.
        if column > 0 && column + 1 + width + 2 > MAX_WIDTH {
            statement.push_str(CONTINUED);
            column = 4;
        } else if column > 0 {
            statement.push(' ');
            column += 1;
        }
        statement.push_str(word);
        column += width;
    }
    statement
}

pub(in crate::migration) fn to_text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// Returns the bytes that the characters stand for, or the first character that stands for none.
pub(in crate::migration) fn to_bytes(text: &str) -> Result<Vec<u8>, char> {
    text.chars()
        .map(|character| u8::try_from(character).map_err(|_| character))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_characters_and_back() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(to_bytes(&to_text(&all)), Ok(all));
        assert_eq!(to_bytes("a\u{ff}\u{100}"), Err('\u{100}'));
    }

    #[test]
    fn a_comment_shows_what_would_end_it() {
        assert_eq!(in_comment("a\nb\0\u{e9}\\c"), "a\\nb\\u{0}\u{e9}\\c");
        assert_eq!(in_comment("C:\\"), "C:\\.");
    }

    #[test]
    fn words_stay_words_however_wide() {
        let wide = "w".repeat(120);
        let words = format!("\nA\n\nb=\"1 2\"\n{wide}\nc\n");
        assert_eq!(
            wrapped(&words),
            format!("A b=\"1 2\" \\\n    {wide} \\\n    c")
        );
    }

    #[test]
    fn the_filter_refuses_even_what_was_not_checked_before() {
        for value in ["a\nb", "a\rb", "a\0b", "${a}", "\u{100}"] {
            assert!(httpd_quote(value).is_err(), "{value:?}");
        }
    }
}
