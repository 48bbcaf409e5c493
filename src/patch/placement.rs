//! Where a new line goes, and how it is indented and ended: as its neighbours are.
//!
//! A neighbour is a whole logical line as `syntax` gives it, with its line end or without. Nothing is ever put
//! inside a line that a backslash continues, nor behind one at the end of the file, where httpd would read both
//! as one.

use super::neighbour::{Neighbour, indentation, is_blank, is_continued};
use super::{Edit, EditError};
use crate::source::Span;

/// How much deeper a section's lines are than its header where nothing below it shows that.
const STEP: &[u8] = b"    ";

/// What becomes of the blank lines around a line that goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlankLines {
    /// They stay.
    Keep,
    /// Where blank lines would meet, the one below goes too.
    Join,
}

/// Returns the edit that puts `lines` before the logical line at `line`, indented as it is.
pub fn insert_before_line(
    text: &[u8],
    line: Span,
    lines: &[impl AsRef<[u8]>],
) -> Result<Edit, EditError> {
    let neighbour = Neighbour::at(text, line)?;
    let block = block(neighbour.indentation(), lines, neighbour.line_end())?;
    Ok(Edit::insert(offset(neighbour.start)?, block))
}

/// Returns the edit that puts `lines` after the logical line at `line`, indented as it is.
///
/// Where the file ends without a line end, the missing one is added.
pub fn insert_after_line(
    text: &[u8],
    line: Span,
    lines: &[impl AsRef<[u8]>],
) -> Result<Edit, EditError> {
    let neighbour = Neighbour::at(text, line)?;
    insert_behind(neighbour, neighbour.indentation(), lines)
}

/// Returns the edit that puts `lines` first in the section whose header is the logical line at `header`.
///
/// They are indented as the line below the header where that one is deeper than the header, else by a
/// step more than the header.
pub fn insert_in_section(
    text: &[u8],
    header: Span,
    lines: &[impl AsRef<[u8]>],
) -> Result<Edit, EditError> {
    let header = Neighbour::at(text, header)?;
    let (outer, below) = (header.indentation(), header.below());
    let inner = indentation(below);
    if !is_blank(below) && inner.len() > outer.len() && inner.starts_with(outer) {
        return insert_behind(header, inner, lines);
    }
    let step = if outer.ends_with(b"\t") { b"\t" } else { STEP };
    insert_behind(header, &[outer, step].concat(), lines)
}

/// Returns the edit that puts `lines` at the end of the file, without indentation.
pub fn append(text: &[u8], lines: &[impl AsRef<[u8]>]) -> Result<Edit, EditError> {
    insert_behind(Neighbour::last(text), b"", lines)
}

/// Returns the edit that takes away the logical lines at `lines`, with their line end.
pub fn delete_lines(text: &[u8], lines: Span, blanks: BlankLines) -> Result<Edit, EditError> {
    let gone = Neighbour::at(text, lines)?;
    let mut end = gone.end;
    if blanks == BlankLines::Join && is_blank(gone.above()) && is_blank(gone.below()) {
        end += gone.below().len();
    }
    Ok(Edit::delete(Span::new(offset(gone.start)?, offset(end)?)))
}

/// Puts `lines` behind a neighbour, with the line end that it lacks.
fn insert_behind(
    neighbour: Neighbour<'_>,
    indentation: &[u8],
    lines: &[impl AsRef<[u8]>],
) -> Result<Edit, EditError> {
    neighbour.check_end()?;
    let block = block(indentation, lines, neighbour.line_end())?;
    let bytes = [neighbour.missing_line_end(), &block].concat();
    Ok(Edit::insert(offset(neighbour.end)?, bytes))
}

/// Returns `lines` indented and ended. An empty line stays empty.
fn block(indentation: &[u8], lines: &[impl AsRef<[u8]>], end: &[u8]) -> Result<Vec<u8>, EditError> {
    let mut block = Vec::new();
    for line in lines.iter().map(AsRef::as_ref) {
        debug_assert!(!line.contains(&b'\n'), "a line is one line");
        if !line.is_empty() {
            block.extend_from_slice(indentation);
        }
        block.extend_from_slice(line);
        block.extend_from_slice(end);
    }
    if is_continued(&block) {
        return Err(EditError::OpenEnd);
    }
    Ok(block)
}

/// Returns an offset as spans have it, which reach to 4 GiB.
fn offset(offset: usize) -> Result<u32, EditError> {
    u32::try_from(offset).map_err(|_| EditError::OutsideFile {
        span: Span::empty(u32::MAX),
        length: offset,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Edits;
    use super::*;

    /// Returns the span of `part`, which stands once in `text`.
    fn find(text: &str, part: &str) -> Span {
        assert_eq!(text.matches(part).count(), 1, "{part:?} in {text:?}");
        let start = u32::try_from(text.find(part).unwrap()).unwrap();
        Span::new(start, start + u32::try_from(part.len()).unwrap())
    }

    fn applied(text: &str, edit: Result<Edit, EditError>) -> String {
        let mut edits = Edits::new();
        edits.add(edit.unwrap()).unwrap();
        String::from_utf8(edits.apply(text.as_bytes()).unwrap()).unwrap()
    }

    fn before(text: &str, line: &str, new: &[&str]) -> String {
        applied(
            text,
            insert_before_line(text.as_bytes(), find(text, line), new),
        )
    }

    fn after(text: &str, line: &str, new: &[&str]) -> String {
        applied(
            text,
            insert_after_line(text.as_bytes(), find(text, line), new),
        )
    }

    fn inside(text: &str, header: &str, new: &[&str]) -> String {
        applied(
            text,
            insert_in_section(text.as_bytes(), find(text, header), new),
        )
    }

    fn without(text: &str, lines: &str, blanks: BlankLines) -> String {
        applied(
            text,
            delete_lines(text.as_bytes(), find(text, lines), blanks),
        )
    }

    #[test]
    fn a_new_line_is_indented_as_its_neighbour() {
        let text = "<V>\n\t  A\n</V>\n";
        assert_eq!(
            before(text, "A", &["X", "", "Y"]),
            "<V>\n\t  X\n\n\t  Y\n\t  A\n</V>\n"
        );
        assert_eq!(after(text, "\t  A\n", &["X"]), "<V>\n\t  A\n\t  X\n</V>\n");
        assert_eq!(before(text, "<V>", &["X"]), "X\n<V>\n\t  A\n</V>\n");
    }

    #[test]
    fn a_new_line_ends_as_its_neighbour() {
        let text = "A\nB\r\nC\n";
        assert_eq!(before(text, "B\r\n", &["X"]), "A\nX\r\nB\r\nC\n");
        assert_eq!(after(text, "B", &["X"]), "A\nB\r\nX\r\nC\n");
        assert_eq!(after(text, "C", &["X"]), "A\nB\r\nC\nX\n");
    }

    #[test]
    fn a_missing_line_end_at_the_end_of_the_file_is_added() {
        assert_eq!(after("A", "A", &["X"]), "A\nX\n");
        assert_eq!(after("A\r\n  B", "B", &["X"]), "A\r\n  B\r\n  X\r\n");
        assert_eq!(after("A\r\nB\r", "B\r", &["X"]), "A\r\nB\r\nX\r\n");
        assert_eq!(before("A\r\nB", "B", &["X"]), "A\r\nX\r\nB");
    }

    #[test]
    fn text_is_appended_at_the_end_of_any_file() {
        let cases = [
            ("", "X\n"),
            ("A\n", "A\nX\n"),
            ("  A", "  A\nX\n"),
            ("A\r\nB", "A\r\nB\r\nX\r\n"),
            ("A\n\n", "A\n\nX\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(
                applied(text, append(text.as_bytes(), &["X"])),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn the_first_line_of_a_section_is_deeper_than_its_header() {
        assert_eq!(
            inside("<V>\n  A\n</V>\n", "<V>", &["X"]),
            "<V>\n  X\n  A\n</V>\n"
        );
        assert_eq!(inside("<V>\n</V>\n", "<V>", &["X"]), "<V>\n    X\n</V>\n");
        assert_eq!(inside("\t<V>\n\tA\n", "<V>", &["X"]), "\t<V>\n\t\tX\n\tA\n");
        assert_eq!(
            inside("<V>\n  \n\tA\n", "<V>", &["X"]),
            "<V>\n    X\n  \n\tA\n"
        );
        assert_eq!(inside("<V>", "<V>", &["X"]), "<V>\n    X\n");
    }

    #[test]
    fn a_continued_line_is_never_torn_apart() {
        let text = "A \\\n  B \\\r\n  C\nD\n";
        let whole = "A \\\n  B \\\r\n  C\n";
        assert_eq!(after(text, whole, &["X"]), format!("{whole}X\nD\n"));
        assert_eq!(before(text, whole, &["X"]), format!("X\n{whole}D\n"));
        assert_eq!(without(text, whole, BlankLines::Keep), "D\n");
        for (part, at) in [("A \\\n", 4), ("B", 4), ("C", 11)] {
            let span = find(text, part);
            let error = Err(EditError::Continued { at });
            assert_eq!(
                insert_after_line(text.as_bytes(), span, &["X"]),
                error,
                "{part}"
            );
            assert_eq!(
                insert_before_line(text.as_bytes(), span, &["X"]),
                error,
                "{part}"
            );
            assert_eq!(
                delete_lines(text.as_bytes(), span, BlankLines::Keep),
                error,
                "{part}"
            );
        }
    }

    #[test]
    fn nothing_is_put_behind_a_backslash_at_the_end_of_the_file() {
        for text in ["A \\", "A \\\n", "A \\\r\n", "B\nA \\", "A\\\r"] {
            let span = find(text, "A");
            let error = Err(EditError::Continued { at: text.len() });
            assert_eq!(
                insert_after_line(text.as_bytes(), span, &["X"]),
                error,
                "{text:?}"
            );
            assert_eq!(append(text.as_bytes(), &["X"]), error, "{text:?}");
        }
        let text = b"A\\\\\n\n";
        let error = Err(EditError::Continued { at: text.len() });
        assert_eq!(append(text, &["X"]), error);
        assert_eq!(before("A \\\n", "A", &["X"]), "X\nA \\\n");
        assert_eq!(without("B\nA \\\n", "A", BlankLines::Keep), "B\n");
    }

    #[test]
    fn a_backslash_that_continues_nothing_is_no_obstacle() {
        assert_eq!(after("A \\ \nB\n", "A", &["X"]), "A \\ \nX\nB\n");
        assert_eq!(after("A\0 \\\nB\n", "A", &["X"]), "A\0 \\\nX\nB\n");
    }

    #[test]
    fn a_text_that_would_swallow_the_next_line_is_refused() {
        let text = b"A\nB\n";
        for new in [&["X \\"][..], &["X", "Y\\\r"]] {
            let edit = insert_before_line(text, Span::empty(0), new);
            assert_eq!(edit, Err(EditError::OpenEnd));
        }
        assert_eq!(before("A\n", "A", &["X \\", "  Y"]), "X \\\n  Y\nA\n");
    }

    #[test]
    fn deleted_lines_go_with_their_line_end() {
        use BlankLines::Keep;
        assert_eq!(without("A\r\n  B\r\nC", "B", Keep), "A\r\nC");
        assert_eq!(without("A\nB\nC\nD\n", "B\nC\n", Keep), "A\nD\n");
        assert_eq!(without("A\nB", "B", Keep), "A\n");
        assert_eq!(without("A", "A", Keep), "");
        assert_eq!(without("A\n\nB\n\nC\n", "B", Keep), "A\n\n\nC\n");
    }

    #[test]
    fn blank_lines_that_would_meet_are_joined() {
        use BlankLines::Join;
        assert_eq!(without("A\n\nB\n \t\r\nC\n", "B", Join), "A\n\nC\n");
        assert_eq!(without("B\n\nC\n", "B", Join), "C\n");
        assert_eq!(without("A\nB\n\nC\n", "B", Join), "A\n\nC\n");
        assert_eq!(without("A\n\nB\nC\n", "B", Join), "A\n\nC\n");
        assert_eq!(without("A\n\nB", "B", Join), "A\n\n");
    }

    #[test]
    fn a_place_outside_the_file_is_an_error() {
        for span in [Span::new(0, 3), Span::empty(3), Span { start: 2, end: 1 }] {
            let error = Err(EditError::OutsideFile { span, length: 2 });
            assert_eq!(insert_before_line(b"A\n", span, &["X"]), error);
            assert_eq!(insert_after_line(b"A\n", span, &["X"]), error);
            assert_eq!(insert_in_section(b"A\n", span, &["X"]), error);
            assert_eq!(delete_lines(b"A\n", span, BlankLines::Keep), error);
        }
    }
}
