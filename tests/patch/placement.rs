//! New lines in any file: httpd reads them as lines of their own, and every other line as before.

use proptest::prelude::*;
use proptest::sample::Index;
use wsgi_daemonize::patch::{
    BlankLines, Edit, EditError, Edits, append, delete_lines, insert_after_line,
    insert_before_line, insert_in_section,
};
use wsgi_daemonize::source::{Span, Text};
use wsgi_daemonize::syntax::Document;

use super::properties::config;
use super::texts::text;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_line_can_be_put_before_any_line(text in text(), at in any::<Index>()) {
        if let Some((index, line)) = some_line(&text, at) {
            let edit = insert_before_line(&text, line, &NEW).unwrap();
            check_new_line(&text, index, edit)?;
        }
    }

    #[test]
    fn a_line_can_be_put_behind_all_but_a_backslash_at_the_end(text in text(), at in any::<Index>()) {
        if let Some((index, line)) = some_line(&text, at) {
            check_behind(&text, index, insert_after_line(&text, line, &NEW))?;
            check_behind(&text, index, insert_in_section(&text, line, &NEW))?;
        }
    }

    #[test]
    fn a_line_can_be_appended_to_all_but_a_backslash_at_the_end(text in text()) {
        match logical(&text).len().checked_sub(1) {
            Some(last) => check_behind(&text, last, append(&text, &NEW))?,
            None => check_new_line(&text, 0, append(&text, &NEW).unwrap())?,
        }
    }

    #[test]
    fn a_deleted_line_takes_no_other_with_it(text in text(), at in any::<Index>()) {
        if let Some((index, line)) = some_line(&text, at) {
            let mut expected = logical(&text);
            expected.remove(index);
            let kept = delete_lines(&text, line, BlankLines::Keep).unwrap();
            prop_assert_eq!(&logical(&applied(&text, kept)), &expected);
            let joined = logical(&applied(&text, delete_lines(&text, line, BlankLines::Join).unwrap()));
            if joined != expected {
                prop_assert_eq!(expected.remove(index), b"");
                prop_assert_eq!(joined, expected);
            }
        }
    }
}

/// What is put into the files: one directive in two physical lines.
const NEW: [&str; 2] = ["WSGIProcessGroup \\", "blog"];

/// Returns one of the logical lines of a text, if there is any.
fn some_line(text: &[u8], at: Index) -> Option<(usize, Span)> {
    let document = Document::parse(Text::new(text));
    let count = document.lines().len();
    (count > 0).then(|| {
        let index = at.index(count);
        (index, document.lines()[index].span)
    })
}

/// Returns what httpd makes of the lines of a text.
fn logical(text: &[u8]) -> Vec<Vec<u8>> {
    let document = Document::parse(Text::new(text));
    let lines = document.lines().iter();
    lines
        .map(|line| document.logical(line).into_owned())
        .collect()
}

fn applied(text: &[u8], edit: Edit) -> Vec<u8> {
    let mut edits = Edits::new();
    edits.add(edit).unwrap();
    edits.apply(text).unwrap()
}

/// Checks that an edit brings the new line, as number `index`, and leaves the meaning of all others.
fn check_new_line(text: &[u8], index: usize, edit: Edit) -> Result<(), TestCaseError> {
    let mut found = logical(&applied(text, edit));
    let new = found.remove(index);
    let words: Vec<&[u8]> = new
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .collect();
    prop_assert_eq!(words, [&b"WSGIProcessGroup"[..], b"blog"]);
    prop_assert_eq!(found, logical(text));
    Ok(())
}

/// Checks an edit that puts the new line behind line `index`; it may be refused only at the end of the file, where
/// a backslash would join it to the last line.
fn check_behind(
    text: &[u8],
    index: usize,
    edit: Result<Edit, EditError>,
) -> Result<(), TestCaseError> {
    let at = match edit {
        Ok(edit) => return check_new_line(text, index + 1, edit),
        Err(EditError::Continued { at }) => at,
        Err(error) => return Err(TestCaseError::fail(error.to_string())),
    };
    let mut ended = text.to_owned();
    if !text.ends_with(b"\n") {
        ended.push(b'\n');
    }
    let document = Document::parse(Text::new(ended));
    prop_assert_eq!((at, index + 1), (text.len(), document.lines().len()));
    prop_assert!(document.lines()[index].dangling);
    Ok(())
}
