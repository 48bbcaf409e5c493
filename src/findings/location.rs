//! [`Location`]: the bytes of a file that are meant.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::draft::{Part, Spot};
use super::facts::Facts;
use crate::host::Opened;
use crate::httpd::{ConfigTree, FileId, Place, SourceKind};
use crate::source::Span;
use crate::syntax::{Document, Line, LineKind, is_space};

/// A stretch of one file.
#[derive(Clone, Debug)]
pub struct Location {
    /// The file, as it was opened.
    pub file: PathBuf,
    /// What stands in it.
    pub document: Arc<Document>,
    /// The bytes; they are part of one physical line.
    pub span: Span,
    /// The number of the physical line, from 1.
    pub line: u32,
    /// The number of the first byte in it, from 1.
    pub column: u32,
    /// In a program the words in quotes that were looked for; the others may be secret.
    pub told: Option<Vec<Vec<u8>>>,
}

/// Where something is written, and for a line of a macro where that is used.
pub(super) struct Located {
    pub(super) location: Location,
    pub(super) used: Option<Location>,
}

impl Location {
    /// Looks a spot up.
    pub(super) fn of(facts: &Facts<'_>, spot: &Spot) -> Option<Located> {
        match spot {
            Spot::Directive(origin, part) => {
                let tree = origin.tree(facts.tree);
                located(tree, origin.directive(facts.tree).place, part)
            }
            Spot::Line(place) => located(facts.tree, *place, &Part::Whole),
            Spot::InFile(path, line) => Self::in_file(facts, path, *line),
            Spot::InProgram(path, line, told) => {
                let mut located = Self::in_file(facts, path, *line)?;
                located.location.told = Some(told.clone());
                Some(located)
            }
        }
    }

    fn in_file(facts: &Facts<'_>, path: &Path, line: u32) -> Option<Located> {
        let Ok(Opened::File(text)) = facts.host.open(path) else {
            return None;
        };
        let document = Arc::new(Document::parse(text));
        let index = index_of(&document, line)?;
        Some(Located {
            location: Self::new(path.to_owned(), document, index, &Part::Whole)?,
            used: None,
        })
    }

    fn new(file: PathBuf, document: Arc<Document>, index: usize, part: &Part) -> Option<Self> {
        let line = *document.lines().get(index)?;
        let span = part_of(&document, &line, part);
        let before = Span::new(line.span.start, span.start).of(document.text());
        let breaks = memchr::memchr_iter(b'\n', before).count();
        let start = before.iter().rposition(|byte| *byte == b'\n');
        let column = before.len() - start.map_or(0, |at| at + 1) + 1;
        Some(Self {
            file,
            span,
            line: line.first + u32::try_from(breaks).ok()?,
            column: u32::try_from(column).ok()?,
            document,
            told: None,
        })
    }

    /// Returns the first word of the line.
    pub(super) fn directive(&self) -> Vec<u8> {
        let lines = self.document.lines();
        let at = lines.partition_point(|line| line.span.end <= self.span.start);
        let text = lines.get(at).map(|line| self.document.logical(line));
        let text = text.unwrap_or_default();
        let mut words = text.split(u8::is_ascii_whitespace);
        words
            .find(|word| !word.is_empty())
            .unwrap_or_default()
            .to_owned()
    }

    /// Returns whether both are parts of one line, which may be continued.
    pub(super) fn is_on_line_of(&self, other: &Self) -> bool {
        let line = |location: &Self| {
            let lines = location.document.lines();
            lines.partition_point(|line| line.span.end <= location.span.start)
        };
        self.file == other.file && line(self) == line(other)
    }

    /// Returns the number that httpd gives the line: that of its last physical line.
    pub fn number(&self) -> u32 {
        let line = logical_line(&self.document, self.span.start);
        line.map_or(self.line, |line| line.number)
    }

    /// Returns the first column and the one behind the last, counted in characters from 1; a byte that is no text counts as
    /// one.
    pub fn columns(&self) -> (usize, usize) {
        let start = self.span.start + 1 - self.column;
        let count = |from: u32, to: u32| {
            let bytes = Span::new(from, to).of(self.document.text());
            let chunks = bytes.utf8_chunks();
            chunks
                .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
                .sum::<usize>()
        };
        let first = count(start, self.span.start) + 1;
        (first, first + count(self.span.start, self.span.end))
    }
}

/// Finds the line of a file that a place is. A line of a macro is one of the file that has the macro; where that cannot
/// be told it is the line that uses it.
fn located(tree: &ConfigTree, place: Place, part: &Part) -> Option<Located> {
    let in_file = |file: FileId, index: usize, part: &Part| {
        let file = tree.file(file);
        Location::new(file.path.clone(), Arc::clone(&file.document), index, part)
    };
    if let Some(file) = tree.file_of(place) {
        let index = index_of(&tree.file(file).document, place.line)?;
        return Some(Located {
            location: in_file(file, index, part)?,
            used: None,
        });
    }
    let used = tree.chain(place).find_map(|place| {
        let file = tree.file_of(place)?;
        let index = index_of(&tree.file(file).document, place.line)?;
        in_file(file, index, &Part::Whole)
    })?;
    let written = written_at(tree, place).and_then(|(file, index)| in_file(file, index, part));
    Some(match written {
        Some(location) => Located {
            location,
            used: Some(used),
        },
        None => Located {
            location: used,
            used: None,
        },
    })
}

/// Finds the line of a macro in the file that defines it: comments are not in its body (mod_macro.c:
/// `get_lines_till_end_token`).
fn written_at(tree: &ConfigTree, place: Place) -> Option<(FileId, usize)> {
    let SourceKind::Macro {
        defined,
        arguments,
        body,
        ..
    } = &tree.source(place.source).kind
    else {
        return None;
    };
    let file = tree.file_of(*defined)?;
    let document = &tree.file(file).document;
    let header = index_of(document, defined.line)?;
    let in_body = index_of(body, place.line)?;
    let lines = document.lines().iter().enumerate().skip(header + 1);
    let mut lines = lines.filter(|(_, line)| line.kind != LineKind::Comment);
    let (index, line) = lines.nth(in_body)?;
    let read = body.logical(body.lines().get(in_body)?);
    let is_same = *arguments.substitute(&document.logical(line)) == *read;
    is_same.then_some((file, index))
}

fn index_of(document: &Document, number: u32) -> Option<usize> {
    let lines = document.lines();
    lines.binary_search_by_key(&number, |line| line.number).ok()
}

/// Returns the logical line that a byte is in.
pub(super) fn logical_line(document: &Document, offset: u32) -> Option<Line> {
    let lines = document.lines();
    let index = lines.partition_point(|line| line.span.end <= offset);
    lines.get(index).copied()
}

/// Returns the bytes of a part of a line; of a continued line never more than one physical line.
fn part_of(document: &Document, line: &Line, part: &Part) -> Span {
    let raw = line.span.of(document.text());
    let words = words(raw);
    let found = match part {
        Part::Whole => None,
        Part::Word(number) => words.get(*number).copied(),
        Part::Name(number) => words.get(*number).map(|(start, end)| {
            let word = raw.get(*start..*end).unwrap_or_default();
            (
                *start,
                start + memchr::memchr(b'=', word).unwrap_or(word.len()),
            )
        }),
        // Of an option that is repeated the last one counts (mod_wsgi wsgi_config.c: its loops over options).
        Part::Option(name) => words.iter().rev().copied().find(|(start, end)| {
            let word = raw.get(*start..*end).unwrap_or_default();
            let rest = word.strip_prefix(name.as_slice());
            rest.is_some_and(|rest| rest.starts_with(b"="))
        }),
    };
    let (start, end) = found.unwrap_or_else(|| first_line(raw, &words));
    let offset = |at: usize| line.span.start + u32::try_from(at).unwrap_or_default();
    Span::new(offset(start), offset(end))
}

/// Returns the stretch from the first word to the last one of the same physical line.
fn first_line(raw: &[u8], words: &[(usize, usize)]) -> (usize, usize) {
    let Some((start, _)) = words.first() else {
        return (0, 0);
    };
    let length = memchr::memchr(b'\n', raw).unwrap_or(raw.len());
    let last = words.iter().rev().find(|(start, _)| *start < length);
    let end = last.map_or(length, |(_, end)| (*end).min(length));
    (*start, end.max(*start))
}

/// Returns where the words of a line are. A backslash before a line end is white space here; a value in quotes may hold
/// blanks (mod_wsgi wsgi_config.c: `wsgi_parse_option`).
fn words(raw: &[u8]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        if is_between(raw, at) {
            at += 1;
            continue;
        }
        let start = at;
        let mut quote = None;
        while at < raw.len() && (quote.is_some() || !is_between(raw, at)) {
            let byte = raw.get(at).copied().unwrap_or_default();
            let opens = at == start || raw.get(at - 1) == Some(&b'=');
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), b'\n') => break,
                (None, b'"' | b'\'') if opens => quote = Some(byte),
                _ => {}
            }
            at += 1;
        }
        words.push((start, at));
    }
    words
}

fn is_between(raw: &[u8], at: usize) -> bool {
    match raw.get(at..).unwrap_or_default() {
        [] | [b'\\', b'\n', ..] | [b'\\', b'\r', b'\n', ..] => true,
        [byte, ..] => is_space(*byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    fn marked(text: &str, part: &Part) -> (u32, u32, String) {
        let document = Arc::new(Document::parse(Text::new(text.as_bytes())));
        let location = Location::new("/x".into(), Arc::clone(&document), 0, part).unwrap();
        let marked = location.span.of(document.text()).to_vec();
        (
            location.line,
            location.column,
            String::from_utf8(marked).unwrap(),
        )
    }

    #[test]
    fn a_part_of_a_line_is_found() {
        let text = "  WSGIDaemonProcess shop threads=5 \\\n    home=\"/srv/a b\" user=x\n";
        let found = |part| marked(text, &part);
        let owned = |line, column, text: &str| (line, column, text.to_owned());
        assert_eq!(
            found(Part::Whole),
            owned(1, 3, "WSGIDaemonProcess shop threads=5")
        );
        assert_eq!(found(Part::Word(1)), owned(1, 21, "shop"));
        assert_eq!(
            found(Part::Option(b"home".to_vec())),
            owned(2, 5, "home=\"/srv/a b\"")
        );
        assert_eq!(found(Part::Option(b"hom".to_vec())), found(Part::Whole));
        let twice = "WSGIDaemonProcess shop threads=2 threads=100";
        let threads = Part::Option(b"threads".to_vec());
        assert_eq!(marked(twice, &threads).2, "threads=100");
        assert_eq!(found(Part::Word(9)), found(Part::Whole));
    }

    #[test]
    fn a_word_in_quotes_is_one() {
        let text = "WSGIScriptAlias \"/a b\" '/srv/x'";
        assert_eq!(marked(text, &Part::Word(1)).2, "\"/a b\"");
        assert_eq!(marked(text, &Part::Word(2)).2, "'/srv/x'");
    }
}
