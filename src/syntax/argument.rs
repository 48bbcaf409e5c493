//! Words: how httpd splits text into arguments, and how to write one that it reads back.

use std::borrow::Cow;

use super::space::{is_space, trim_start};

/// Takes the next word off `text`, which is left at the word after it (util.c: `ap_getword_conf`).
///
/// A word that starts with a quote runs to the next one of its kind, or to the end of the text; any
/// other runs to white space. At the end of the text the word is empty.
pub fn word<'text>(text: &mut &'text [u8]) -> Cow<'text, [u8]> {
    let start = trim_start(text);
    let (raw, quote, rest) = if let [quote @ (b'"' | b'\''), inside @ ..] = start {
        let (raw, rest) = inside.split_at(quoted_length(inside, *quote));
        (raw, Some(*quote), rest.get(1..).unwrap_or_default())
    } else {
        let length = start.iter().take_while(|byte| !is_space(**byte)).count();
        let (raw, rest) = start.split_at(length);
        (raw, None, rest)
    };
    *text = trim_start(rest);
    unescape(raw, quote)
}

/// Returns how far a quoted word runs: `\` before the same quote or another `\` hides it.
fn quoted_length(inside: &[u8], quote: u8) -> usize {
    let mut length = 0;
    loop {
        match inside.get(length..).unwrap_or_default() {
            [] => return length,
            [b'\\', next, ..] if *next == quote || *next == b'\\' => length += 2,
            [byte, ..] if *byte == quote => return length,
            _ => length += 1,
        }
    }
}

/// Takes the backslashes off that hide something (util.c: `substring_conf`).
fn unescape(raw: &[u8], quote: Option<u8>) -> Cow<'_, [u8]> {
    if !raw.contains(&b'\\') {
        return Cow::Borrowed(raw);
    }
    let mut result = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'\\', [next, after @ ..]) if *next == b'\\' || Some(*next) == quote => {
                result.push(*next);
                rest = after;
            }
            _ => result.push(*first),
        }
    }
    Cow::Owned(result)
}

/// The words of an argument text, up to its end or to an empty word.
#[derive(Clone, Debug)]
pub struct Words<'text> {
    rest: &'text [u8],
}

impl<'text> Words<'text> {
    /// Splits `text` into words.
    pub fn new(text: &'text [u8]) -> Self {
        Self { rest: text }
    }

    /// Returns what has not been split yet.
    pub fn rest(&self) -> &'text [u8] {
        self.rest
    }
}

impl<'text> Iterator for Words<'text> {
    type Item = Cow<'text, [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let word = word(&mut self.rest);
        (!word.is_empty()).then_some(word)
    }
}

/// Returns `value` so that httpd reads it back as one word, with quotes only where they are needed.
///
/// The inverse of [`word`], but for what httpd cannot express: a line end, a NUL byte, and `${name}`, which is
/// replaced before words are split and cannot be escaped. Callers refuse those.
pub fn quote(value: &[u8]) -> Vec<u8> {
    let plain = !value.is_empty()
        && !value.iter().any(|byte| is_space(*byte) || *byte == b'\\')
        && !value.starts_with(b"\"")
        && !value.starts_with(b"'");
    if plain {
        return value.to_owned();
    }
    in_quotes(value)
}

/// Returns `value` in double quotes, with `"` and `\` escaped.
pub fn in_quotes(value: &[u8]) -> Vec<u8> {
    let mut quoted = Vec::with_capacity(value.len() + 2);
    quoted.push(b'"');
    for byte in value {
        if matches!(byte, b'"' | b'\\') {
            quoted.push(b'\\');
        }
        quoted.push(*byte);
    }
    quoted.push(b'"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Words::new(text.as_bytes())
            .map(|word| String::from_utf8(word.into_owned()).unwrap())
            .collect()
    }

    #[test]
    fn words_end_at_white_space_or_at_their_quote() {
        assert_eq!(words("a  b\tc"), ["a", "b", "c"]);
        assert_eq!(words(r#""a b"c 'd "e'"#), ["a b", "c", "d \"e"]);
        assert_eq!(words(r#"a="b c""#), ["a=\"b", "c\""]);
        assert_eq!(words("\"open to the end"), ["open to the end"]);
    }

    #[test]
    fn only_a_backslash_and_the_own_quote_are_unescaped() {
        assert_eq!(
            words(r#""a\"b" 'a\"b' a\"b a\\b a\nb"#),
            ["a\"b", "a\\\"b", "a\\\"b", "a\\b", "a\\nb"]
        );
        assert_eq!(words(r#""C:\dir\""#), ["C:\\dir\""]);
    }

    #[test]
    fn an_empty_word_ends_the_words() {
        assert_eq!(words(r#"a "" b"#), ["a"]);
    }
}
