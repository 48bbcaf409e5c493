//! [`Document`]: the bytes of one file and the logical lines that tile them.

use std::borrow::Cow;

use super::space::{trim, trim_start};
use crate::source::{Span, Text};

/// The longest logical line that httpd reads, in bytes (http_config.h: `VARBUF_MAX_LEN`).
pub const MAX_LINE: usize = 16 * 1024 * 1024;

/// One file, as httpd's line reader sees it, without losing a byte.
#[derive(Clone, Debug)]
pub struct Document {
    text: Text,
    lines: Vec<Line>,
}

/// One logical line: physical lines joined by a backslash before their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// All its bytes, with its line end. The spans of a document's lines tile its text.
    pub span: Span,
    /// Number of its first physical line, from 1.
    pub first: u32,
    /// The number that httpd gives it: that of its last physical line, or one more where the file ends
    /// behind a backslash and a line end.
    pub number: u32,
    /// What it is at first sight.
    pub kind: LineKind,
    /// Whether it is more than one physical line.
    pub continued: bool,
    /// Whether it ends in a backslash and a line end with nothing behind.
    pub dangling: bool,
    /// Whether a NUL byte hides part of it from httpd.
    pub cut: bool,
}

/// What a logical line is before anybody knows directives, variables or conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing but white space.
    Blank,
    /// Starts with `#`.
    Comment,
    /// Starts with `</`.
    Close,
    /// Starts with `<`.
    Open,
    /// Anything else.
    Directive,
}

impl Document {
    /// Reads the logical lines of a file. Any bytes are a document.
    ///
    /// Panics when the text is 4 GiB or larger; no [`Host`](crate::host::Host) hands out such a one.
    pub fn parse(text: Text) -> Self {
        let mut lines = Vec::with_capacity(memchr::memchr_iter(b'\n', &text).count() + 1);
        let mut reader = LineReader::new(&text);
        while let Some(line) = reader.next_line() {
            lines.push(line);
        }
        Self { text, lines }
    }

    /// Returns the bytes of the file.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Returns the logical lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns what httpd makes of a line: joined, cut at NUL bytes, trimmed.
    pub fn logical(&self, line: &Line) -> Cow<'_, [u8]> {
        let raw = line.span.of(&self.text);
        if !line.continued && !line.cut {
            return Cow::Borrowed(trim(raw));
        }
        Cow::Owned(trim(&self.joined(line)).to_owned())
    }

    /// Returns whether a line is the last one of a file whose last line end is missing.
    pub fn ends_without_newline(&self, line: &Line) -> bool {
        line.span.end as usize == self.text.len() && !self.text.ends_with(b"\n")
    }

    /// Returns the line joined without its last physical line: what httpd gets of the first line behind a macro's use
    /// when the file ends in it without a line end, because mod_macro reads on in the file byte by byte and takes the end
    /// for an error (mod_macro.c: `array_getstr`; conformance: macro-before-last-line).
    pub fn joined_without_last(&self, line: &Line) -> Vec<u8> {
        let raw = line.span.of(&self.text);
        let last = raw
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let before = Line {
            span: Span::new(line.span.start, line.span.start + offset(last)),
            ..*line
        };
        self.joined(&before)
    }

    /// Returns the line joined and cut, with the white space at its ends and without a dangling backslash.
    pub fn joined(&self, line: &Line) -> Vec<u8> {
        let mut joined = Vec::with_capacity(line.span.len() as usize);
        for physical in line
            .span
            .of(&self.text)
            .split_inclusive(|byte| *byte == b'\n')
        {
            joined.extend_from_slice(c_string(physical));
            if let Some(length) = without_continuation(&joined) {
                joined.truncate(length);
            }
        }
        joined
    }

    /// Returns where the meaning of a line ends: behind its last byte that is neither white space nor cut off.
    ///
    /// Text inserted here becomes part of the line. Backslashes that continue it with nothing but blank lines stand behind
    /// it. Nothing can be inserted in a line that a NUL byte cuts, or that dangles.
    pub fn end_of_meaning(&self, line: &Line) -> Option<u32> {
        if line.cut || line.dangling {
            return None;
        }
        let raw = line.span.of(&self.text);
        // The bytes that are joined, and the offset behind each of them.
        let (mut joined, mut ends) = (Vec::new(), Vec::new());
        let mut end = line.span.start;
        for physical in raw.split_inclusive(|byte| *byte == b'\n') {
            for byte in physical {
                end += 1;
                joined.push(*byte);
                ends.push(end);
            }
            let length = without_continuation(&joined).unwrap_or(joined.len());
            joined.truncate(length);
            ends.truncate(length);
        }
        let length = trim_end_length(&joined);
        let last = length.checked_sub(1).and_then(|last| ends.get(last));
        Some(last.copied().unwrap_or(line.span.start))
    }
}

fn trim_end_length(raw: &[u8]) -> usize {
    raw.iter()
        .rposition(|byte| !super::is_space(*byte))
        .map_or(0, |last| last + 1)
}

/// Returns the bytes before the first NUL: what C makes of them.
fn c_string(bytes: &[u8]) -> &[u8] {
    match memchr::memchr(0, bytes) {
        Some(end) => bytes.get(..end).unwrap_or_default(),
        None => bytes,
    }
}

/// Returns the length that remains when `joined` asks for the next line: it ends in a backslash and a line end.
///
/// As in util.c: `ap_cfg_getline_core`, the test looks at all that was joined so far, so the backslash that
/// survives `\\` and a line end counts again before an empty line (conformance: lex-double-backslash-then-blank).
fn without_continuation(joined: &[u8]) -> Option<usize> {
    let without_end = joined.strip_suffix(b"\n")?;
    let without_end = without_end.strip_suffix(b"\r").unwrap_or(without_end);
    without_end.strip_suffix(b"\\").map(<[u8]>::len)
}

/// Walks over the physical lines of a text.
struct LineReader<'text> {
    text: &'text [u8],
    offset: usize,
    number: u32,
}

impl<'text> LineReader<'text> {
    fn new(text: &'text [u8]) -> Self {
        Self {
            text,
            offset: 0,
            number: 0,
        }
    }

    /// Takes the next physical line, with its line end.
    fn physical(&mut self) -> Option<&'text [u8]> {
        let rest = self
            .text
            .get(self.offset..)
            .filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        self.offset += length;
        self.number += 1;
        rest.get(..length)
    }

    fn next_line(&mut self) -> Option<Line> {
        let start = self.offset;
        let first = self.number + 1;
        let physical = self.physical()?;
        let visible = c_string(physical);
        let mut line = Line {
            span: Span::empty(0),
            first,
            number: first,
            kind: LineKind::Blank,
            continued: false,
            dangling: false,
            cut: visible.len() < physical.len(),
        };
        line.kind = match without_continuation(visible) {
            Some(_) => self.join(visible, &mut line),
            None => kind(trim_start(visible)),
        };
        line.number = self.number + u32::from(line.dangling);
        line.span = Span::new(offset(start), offset(self.offset));
        Some(line)
    }

    /// Joins the lines that follow to `first` for as long as a backslash asks for it.
    fn join(&mut self, first: &[u8], line: &mut Line) -> LineKind {
        let mut joined = first.to_owned();
        while let Some(length) = without_continuation(&joined) {
            joined.truncate(length);
            line.continued = true;
            let Some(next) = self.physical() else {
                line.dangling = true;
                break;
            };
            let visible = c_string(next);
            line.cut |= visible.len() < next.len();
            joined.extend_from_slice(visible);
        }
        kind(trim_start(&joined))
    }
}

/// Returns what a line is by how it starts.
fn kind(logical: &[u8]) -> LineKind {
    match logical {
        [] => LineKind::Blank,
        [b'#', ..] => LineKind::Comment,
        [b'<', b'/', ..] => LineKind::Close,
        [b'<', ..] => LineKind::Open,
        _ => LineKind::Directive,
    }
}

fn offset(offset: usize) -> u32 {
    u32::try_from(offset).expect("a configuration file is smaller than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The logical lines that mean something, with httpd's number for each.
    fn read(text: &str) -> Vec<(u32, String)> {
        let document = Document::parse(Text::new(text.as_bytes()));
        let meaningful = document
            .lines()
            .iter()
            .filter(|line| line.kind != LineKind::Blank && line.kind != LineKind::Comment);
        meaningful
            .map(|line| {
                let logical = document.logical(line).into_owned();
                (line.number, String::from_utf8(logical).unwrap())
            })
            .collect()
    }

    #[test]
    fn a_backslash_before_the_line_end_joins_and_keeps_the_indent() {
        assert_eq!(
            read("A b\\\n  c\nD"),
            [(2, "A b  c".into()), (3, "D".into())]
        );
        assert_eq!(read("A b\\\r\nc\r\n"), [(2, "A bc".into())]);
        assert_eq!(read("A b\\ \nc"), [(1, "A b\\".into()), (2, "c".into())]);
    }

    #[test]
    fn the_backslash_that_survives_a_double_one_counts_again() {
        assert_eq!(read("A a\\\\\n\nB"), [(3, "A aB".into())]);
    }

    #[test]
    fn a_line_is_added_to_before_the_backslash_that_continues_it_with_nothing() {
        let end = |text: &str| {
            let document = Document::parse(Text::new(text.as_bytes()));
            let end = document.end_of_meaning(&document.lines()[0]);
            end.map(|end| text.split_at(end as usize).0.to_owned())
        };
        assert_eq!(end("A b \r\n"), Some("A b".into()));
        assert_eq!(end("A b \\\n \\\r\n\t\nC"), Some("A b".into()));
        assert_eq!(end("A b\\"), Some("A b\\".into()));
        assert_eq!(end("A b\\\n"), None);
    }

    #[test]
    fn a_comment_swallows_the_line_after_a_backslash() {
        assert_eq!(read("# a \\\nA b\nC d"), [(3, "C d".into())]);
    }

    #[test]
    fn a_nul_byte_hides_the_rest_of_the_physical_line() {
        assert_eq!(read("A b\0c \\\nD"), [(1, "A b".into()), (2, "D".into())]);
    }

    #[test]
    fn a_backslash_at_the_end_of_the_file() {
        assert_eq!(read("A b\\\n"), [(2, "A b".into())]);
        assert_eq!(read("A b\\"), [(1, "A b\\".into())]);
    }
}
