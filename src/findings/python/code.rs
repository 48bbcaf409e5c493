//! The lines of a program that are neither comments nor parts of texts in three quotes.

/// The quotes of texts that may go over several lines.
const QUOTES: [&[u8]; 2] = [b"\"\"\"", b"'''"];

/// Returns the lines of a program that have code, with their numbers from 1.
pub(in crate::findings) fn lines(text: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut open: Option<&'static [u8]> = None;
    let lines = (1..).zip(text.split(|byte| *byte == b'\n'));
    lines.filter_map(move |(number, line)| {
        let (code, after) = match open {
            Some(quote) => (&[][..], closed(line, quote)),
            None => opened(line),
        };
        open = after;
        let code = code.trim_ascii_end();
        let is_code = !code.is_empty() && !code.trim_ascii_start().starts_with(b"#");
        is_code.then_some((number, code))
    })
}

/// Returns the part of a line before a text that goes on behind the line, and the quote that ends this text.
fn opened(line: &[u8]) -> (&[u8], Option<&'static [u8]>) {
    if line.trim_ascii_start().starts_with(b"#") {
        return (line, None);
    }
    let starts = QUOTES.into_iter().filter_map(|quote| {
        let at = memchr::memmem::find(line, quote)?;
        Some((at, quote))
    });
    let Some((at, quote)) = starts.min_by_key(|(at, _)| *at) else {
        return (line, None);
    };
    let (before, text) = line.split_at(at);
    let text = text.get(quote.len()..).unwrap_or_default();
    match closed(text, quote) {
        Some(_) => (before, Some(quote)),
        None => (line, None),
    }
}

/// Returns the quote again unless the line has it: the text ends there.
fn closed(line: &[u8], quote: &'static [u8]) -> Option<&'static [u8]> {
    memchr::memmem::find(line, quote).is_none().then_some(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Vec<(u32, String)> {
        let lines = lines(text.as_bytes());
        let line = |(number, line): (u32, &[u8])| (number, line.escape_ascii().to_string());
        lines.map(line).collect()
    }

    #[test]
    fn comments_and_long_texts_are_left_out() {
        let text = "\"\"\"About it:\nimport numpy\n\"\"\"\n# import numpy\nimport os\r\n  x = 1\n";
        let expected = [(5, "import os".to_owned()), (6, "  x = 1".to_owned())];
        assert_eq!(code(text), expected);
    }

    #[test]
    fn a_text_in_one_line_opens_nothing() {
        let text = "\"\"\"About it.\"\"\"\nx = '''a\nb'''\nimport os\n";
        let numbers: Vec<u32> = code(text).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [1, 2, 4]);
    }
}
