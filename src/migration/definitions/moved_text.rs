//! Definitions that move: their bytes, and the comments above that belong to them.

use std::ops::Range;

use crate::migration::situation::{Situation, Spot};
use crate::source::Span;
use crate::syntax::{Line, LineKind, is_space};

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
        lines: without_indentation(text, indentation(situation, spot, line)),
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

fn indentation(situation: &Situation<'_>, spot: &Spot, line: &Line) -> usize {
    let raw = line.span.of(situation.document(spot.file).text());
    raw.iter().take_while(|byte| is_blank(**byte)).count()
}

/// Splits text into physical lines without their ends, each with up to `indentation` blanks less. A line that continues
/// the one above keeps one, because it separates words.
fn without_indentation(text: &[u8], indentation: usize) -> Vec<Vec<u8>> {
    let mut continued = false;
    let mut lines = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let blanks = line.iter().take_while(|byte| is_blank(**byte)).count();
        let most = if continued {
            blanks.saturating_sub(1)
        } else {
            blanks
        };
        lines.push(
            line.get(indentation.min(most)..)
                .unwrap_or_default()
                .to_vec(),
        );
        continued = line.ends_with(b"\\");
    }
    lines
}

fn is_blank(byte: u8) -> bool {
    is_space(byte) && !matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continuations_keep_a_blank() {
        let lines = without_indentation(b"    # why\r\n    A b \\\r\n c \\\n        d\n", 4);
        let lines: Vec<_> = lines
            .iter()
            .map(|line| String::from_utf8(line.clone()).unwrap())
            .collect();
        assert_eq!(lines, ["# why", "A b \\", " c \\", "    d"]);
    }
}
