//! [`Neighbour`]: a line of a file, looked at to put another one beside it.

use std::ops::Range;

use super::EditError;
use crate::source::{Span, Text};
use crate::syntax::Document;

/// Whole physical lines of a text, of which none is torn from one that continues it.
///
/// A backslash before the line end continues a line, comments too (util.c: `ap_cfg_getline_core`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbour<'text> {
    text: &'text [u8],
    /// Offset of the first byte.
    pub(super) start: usize,
    /// Offset behind the line end, or behind the last byte of the file.
    pub(super) end: usize,
}

impl<'text> Neighbour<'text> {
    /// Returns the lines that `span` stands on, refusing to begin or to end inside a continued line.
    pub(super) fn at(text: &'text [u8], span: Span) -> Result<Self, EditError> {
        let (from, to) = (span.start as usize, span.end as usize);
        if from > to || to > text.len() {
            let length = text.len();
            return Err(EditError::OutsideFile { span, length });
        }
        let closed = span.of(text).ends_with(b"\n");
        let end = if closed {
            to
        } else {
            rest_of_line(text, to).end
        };
        let start = line_start(text, from);
        let neighbour = Self { text, start, end };
        check_not_continued(text, start)?;
        if end < text.len() {
            neighbour.check_end()?;
        }
        Ok(neighbour)
    }

    /// Returns the last physical line; nothing of an empty text.
    pub(super) fn last(text: &'text [u8]) -> Self {
        let end = text.len();
        let start = end.checked_sub(1).map_or(0, |last| line_start(text, last));
        Self { text, start, end }
    }

    /// Refuses what has a backslash at its end: what is put there would become part of it.
    pub(super) fn check_end(&self) -> Result<(), EditError> {
        check_not_continued(self.text, self.end)
    }

    /// Returns the blanks and tabs before its first other byte.
    pub(super) fn indentation(&self) -> &'text [u8] {
        indentation(self.bytes())
    }

    /// Returns how lines end here: as it does, or the line above where it has no line end.
    pub(super) fn line_end(&self) -> &'static [u8] {
        let mut line = self.bytes();
        if !line.ends_with(b"\n") {
            line = line_above(self.text, self.start);
        }
        if line.ends_with(b"\r\n") {
            b"\r\n"
        } else {
            b"\n"
        }
    }

    /// Returns what its line end lacks, of which the CR may be there already.
    pub(super) fn missing_line_end(&self) -> &'static [u8] {
        match self.bytes().last() {
            None | Some(b'\n') => b"",
            Some(b'\r') => b"\n",
            Some(_) => self.line_end(),
        }
    }

    /// Returns the physical line above; nothing at the start of the file.
    pub(super) fn above(&self) -> &'text [u8] {
        line_above(self.text, self.start)
    }

    /// Returns the physical line below; nothing at the end of the file.
    pub(super) fn below(&self) -> &'text [u8] {
        let below = rest_of_line(self.text, self.end);
        self.text.get(below).unwrap_or_default()
    }

    fn bytes(&self) -> &'text [u8] {
        self.text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Returns the blanks and tabs at the start of a line.
pub(super) fn indentation(line: &[u8]) -> &[u8] {
    let length = line
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t'))
        .unwrap_or(line.len());
    line.get(..length).unwrap_or_default()
}

/// Returns whether a physical line holds only what is white space to httpd; no line at all counts as blank.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r'))
}

/// Returns whether httpd would join what follows `text` to its last line, a line end being put between them
/// where there is none.
pub(super) fn is_continued(text: &[u8]) -> bool {
    let mut tail = tail(text).to_owned();
    if !tail.ends_with(b"\n") {
        tail.push(b'\n');
    }
    let document = Document::parse(Text::new(tail));
    document.lines().last().is_some_and(|line| line.dangling)
}

/// Returns the end of `text`, from the start of a line that decides how its last one ends.
///
/// That is the last line with other bytes than backslashes and CR: of two backslashes one survives the
/// continuation, and counts again where nothing else comes (conformance: lex-double-backslash-then-blank).
fn tail(text: &[u8]) -> &[u8] {
    let mut start = text.len();
    loop {
        let line = line_above(text, start);
        start -= line.len();
        let decides = |byte| !matches!(byte, b'\\' | b'\r' | b'\n');
        if line.is_empty() || line.iter().copied().any(decides) {
            return text.get(start..).unwrap_or_default();
        }
    }
}

/// Refuses a place between two physical lines that httpd reads as one, or would if something stood there.
fn check_not_continued(text: &[u8], at: usize) -> Result<(), EditError> {
    if is_continued(text.get(..at).unwrap_or_default()) {
        return Err(EditError::Continued { at });
    }
    Ok(())
}

/// Returns the physical line that ends at `at`; nothing at the start of the file.
fn line_above(text: &[u8], at: usize) -> &[u8] {
    let start = at.checked_sub(1).map_or(0, |last| line_start(text, last));
    text.get(start..at).unwrap_or_default()
}

/// Returns the start of the physical line that the byte at `at` belongs to.
fn line_start(text: &[u8], at: usize) -> usize {
    let above = text.get(..at).unwrap_or_default();
    let end = above.iter().rposition(|byte| *byte == b'\n');
    end.map_or(0, |end| end + 1)
}

/// Returns the physical line from `at` on, with its line end.
fn rest_of_line(text: &[u8], at: usize) -> Range<usize> {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == b'\n');
    at..at + end.map_or(rest.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_before_the_line_end_continues_a_line() {
        for text in [
            "\\", "a\\\n", "a\\\r\n", "a\n\\\n", "a\\\nb\\", "a\\\\\n", "a\\\r",
        ] {
            assert!(is_continued(text.as_bytes()), "{text:?}");
        }
        for text in [
            "", "\n", "a", "a\n", "\\ \n", "\\\r\r\n", "a\\\nb\n", "a\\\n\n", "a\0\\\n",
        ] {
            assert!(!is_continued(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn a_second_backslash_counts_again_before_an_empty_line() {
        let joined = [
            "a\\\\\n\n",
            "a\\\\\n\r\n",
            "a\\\\\\\n\n\n",
            "a\\\\\n\\\n\n",
            "\\\\\n\n",
            "\\\r\\\n\n",
        ];
        for text in joined {
            assert!(is_continued(text.as_bytes()), "{text:?}");
        }
        let ended = [
            "a\\\\\n\n\n",
            "a\\\\\n \n",
            "a\\\\\nb\n",
            "a\\\\\nb\n\n",
            "a\\\n\\\n\n",
        ];
        for text in ended {
            assert!(!is_continued(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn lines_end_as_their_neighbours_do() {
        let end = |text: &[u8]| Neighbour::last(text).line_end();
        assert_eq!(end(b""), b"\n");
        assert_eq!(end(b"a"), b"\n");
        assert_eq!(end(b"a\r\n"), b"\r\n");
        assert_eq!(end(b"a\r\nb"), b"\r\n");
        assert_eq!(end(b"a\r\nb\n"), b"\n");
        assert_eq!(end(b"a\nb\r"), b"\n");
    }
}
