//! A document loses nothing, and a quoted word is one word.

use proptest::prelude::*;
use wsgi_daemonize::source::Text;
use wsgi_daemonize::syntax::{Document, LineKind, Words, is_space, quote, word};

use super::bytes::{soup, value, value_of_a_line};
use super::tried;

fn parsed(bytes: &[u8]) -> Document {
    Document::parse(Text::new(bytes))
}

fn count(bytes: &[u8]) -> u32 {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    u32::try_from(lines - 1).unwrap()
}

proptest! {
    #![proptest_config(tried(1000))]

    #[test]
    fn the_lines_tile_the_file(bytes in soup()) {
        let document = parsed(&bytes);
        prop_assert_eq!(&**document.text(), &*bytes);
        let mut joined = Vec::new();
        let mut end = 0;
        for line in document.lines() {
            prop_assert_eq!(line.span.start, end);
            prop_assert!(!line.span.is_empty());
            end = line.span.end;
            joined.extend_from_slice(line.span.of(&bytes));
        }
        prop_assert_eq!(joined, bytes);
    }

    #[test]
    fn lines_are_numbered_by_the_line_ends_before_them(bytes in soup()) {
        for line in parsed(&bytes).lines() {
            let before = count(&bytes[..line.span.start as usize]);
            let inside = count(line.span.of(&bytes));
            prop_assert_eq!(line.first, before + 1);
            let last = before + inside.max(1);
            let is_last = line.number == last || line.number == last + 1;
            prop_assert!(is_last, "{:?} after {}", line, before);
            prop_assert_eq!(line.continued, inside > 1 || line.dangling || line.number > line.first);
        }
    }

    #[test]
    fn a_logical_line_has_no_line_end_no_nul_and_no_blanks_around(bytes in soup()) {
        let document = parsed(&bytes);
        for line in document.lines() {
            let logical = document.logical(line);
            prop_assert!(!logical.contains(&b'\n') && !logical.contains(&0));
            prop_assert!(!logical.first().copied().is_some_and(is_space));
            prop_assert!(!logical.last().copied().is_some_and(is_space));
            let expected = match &*logical {
                [] => LineKind::Blank,
                [b'#', ..] => LineKind::Comment,
                [b'<', b'/', ..] => LineKind::Close,
                [b'<', ..] => LineKind::Open,
                _ => LineKind::Directive,
            };
            prop_assert_eq!(line.kind, expected);
        }
    }

    /// What is inserted where the meaning of a line ends becomes part of that line and of no other.
    #[test]
    fn what_is_added_to_a_line_belongs_to_it(bytes in soup()) {
        let document = parsed(&bytes);
        for (index, line) in document.lines().iter().enumerate() {
            let Some(at) = document.end_of_meaning(line) else { continue };
            if line.kind == LineKind::Blank {
                continue;
            }
            let (before, behind) = bytes.split_at(at as usize);
            let after = parsed(&[before, b" added", behind].concat());
            let logical = document.logical(line).into_owned();
            let expected = [logical.as_slice(), b" added"].concat();
            prop_assert_eq!(&*after.logical(&after.lines()[index]), &*expected);
            prop_assert_eq!(after.lines().len(), document.lines().len());
        }
    }

    #[test]
    fn a_quoted_value_is_one_word(value in value(), behind in value()) {
        let text = [&*quote(&value), b" ", &behind].concat();
        let mut rest = text.as_slice();
        prop_assert_eq!(&*word(&mut rest), &*value);
        let skipped = behind.iter().take_while(|byte| is_space(**byte)).count();
        prop_assert_eq!(rest, &behind[skipped..]);
    }

    /// A value without a line end and a NUL byte, in a file. (`${` is for those who know variables.)
    #[test]
    fn a_quoted_value_is_one_word_of_its_line(value in value_of_a_line()) {
        let text = [b"First line\nDirective ", &*quote(&value), b" last\nLast line\n"].concat();
        let document = parsed(&text);
        prop_assert_eq!(document.lines().len(), 3);
        let logical = document.logical(&document.lines()[1]).into_owned();
        let words: Vec<_> = Words::new(&logical).map(std::borrow::Cow::into_owned).collect();
        prop_assert_eq!(words, [b"Directive".to_vec(), value, b"last".to_vec()]);
    }

    #[test]
    fn words_are_taken_from_the_front(text in value()) {
        let mut rest = text.as_slice();
        let before = rest.len();
        let first = word(&mut rest);
        prop_assert!(first.len() <= before && text.ends_with(rest));
        prop_assert!(rest.len() < before || before == 0);
    }
}
