//! Definitions that move: their bytes, and the comments above that belong to them.

use std::ops::Range;

use crate::migration::situation::{Situation, Spot};
use crate::source::Span;
use crate::syntax::{Line, LineKind, is_space};

/// How wide a tab is shown.
const TAB: usize = 8;

/// A definition in a virtual host, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::migration) struct MovedText {
    /// Its physical lines without the indentation of the section, comments first.
    pub(in crate::migration) lines: Vec<Vec<u8>>,
    /// The lines of the file that go with it.
    pub(super) gone: Range<usize>,
    /// The comments above it.
    pub(super) comments: Range<usize>,
}

/// Takes a definition with the comments directly above it.
///
/// Where other directives follow directly below, the comments may be about all of them: then they are copied, not moved.
pub(in crate::migration) fn moved_text(
    situation: &Situation<'_>,
    spot: &Spot,
) -> Option<MovedText> {
    let lines = situation.document(spot.file).lines();
    let line = lines.get(spot.line)?;
    let comments = comments_above(situation, spot);
    let first = lines.get(comments.start)?;
    let start = if is_alone(situation, spot) {
        comments.start
    } else {
        spot.line
    };
    let text = Span::new(first.span.start, line.span.end).of(situation.document(spot.file).text());
    Some(MovedText {
        lines: without_indentation(text, &indentation(situation, spot, line)),
        gone: start..spot.line + 1,
        comments,
    })
}

/// Returns the comments directly above a line.
pub(super) fn comments_above(situation: &Situation<'_>, spot: &Spot) -> Range<usize> {
    let lines = situation.document(spot.file).lines();
    let above = lines.get(..spot.line).unwrap_or_default();
    let comments = above
        .iter()
        .rev()
        .take_while(|line| line.kind == LineKind::Comment);
    spot.line - comments.count()..spot.line
}

/// Returns whether no directive follows directly below a line, which the comments above might be about, too.
pub(super) fn is_alone(situation: &Situation<'_>, spot: &Spot) -> bool {
    let lines = situation.document(spot.file).lines();
    lines
        .get(spot.line + 1)
        .is_none_or(|below| matches!(below.kind, LineKind::Blank | LineKind::Close))
}

fn indentation(situation: &Situation<'_>, spot: &Spot, line: &Line) -> Vec<u8> {
    let raw = line.span.of(situation.document(spot.file).text());
    blanks_before(raw).to_vec()
}

/// Splits text into physical lines without their ends, each without `indentation`. A line that continues the one above
/// keeps one blank at least, because it separates words.
fn without_indentation(text: &[u8], indentation: &[u8]) -> Vec<Vec<u8>> {
    let mut continued = false;
    let mut lines = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        lines.push(moved_left(line, indentation, continued));
        continued = line.ends_with(b"\\");
    }
    lines
}

fn moved_left(line: &[u8], indentation: &[u8], continued: bool) -> Vec<u8> {
    let blanks = blanks_before(line);
    let words = line.strip_prefix(blanks).unwrap_or(line);
    let mut kept = match blanks.strip_prefix(indentation) {
        Some(deeper) => deeper.to_vec(),
        // Tabs where the first line has spaces, or otherwise: what counts is where it is seen to begin.
        None => vec![b' '; width(blanks).saturating_sub(width(indentation))],
    };
    if continued && kept.is_empty() && !blanks.is_empty() {
        kept.push(b' ');
    }
    kept.extend_from_slice(words);
    kept
}

/// Returns how many columns blanks take, with tabs as wide as editors show them.
fn width(blanks: &[u8]) -> usize {
    blanks.iter().fold(0, |column, byte| match byte {
        b'\t' => column / TAB * TAB + TAB,
        _ => column + 1,
    })
}

fn blanks_before(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|byte| !is_blank(*byte));
    line.get(..end.unwrap_or(line.len())).unwrap_or_default()
}

fn is_blank(byte: u8) -> bool {
    is_space(byte) && !matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(text: &[u8], indentation: &[u8]) -> Vec<String> {
        let lines = without_indentation(text, indentation);
        let lines = lines.into_iter().map(String::from_utf8);
        lines.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn continuations_keep_a_blank() {
        let lines = moved(b"    # why\r\n    A b \\\r\n c \\\n        d\n", b"    ");
        assert_eq!(lines, ["# why", "A b \\", " c \\", "    d"]);
    }

    #[test]
    fn a_continuation_with_tabs_stays_below_one_with_spaces() {
        let text = b"        A b \\\n            c \\\n\t    d \\\n\t\te\n";
        let lines = moved(text, b"        ");
        assert_eq!(lines, ["A b \\", "    c \\", "    d \\", "        e"]);
    }
}
