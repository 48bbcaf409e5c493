//! [`Fix`]: what would mend a finding, as edits of files.

use std::path::PathBuf;
use std::sync::Arc;

use super::draft::Spot;
use super::facts::Facts;
use super::location::{Location, logical_line};
use super::remedy::{Amendment, Change, Remedy};
use crate::patch::{BlankLines, Edit, delete_lines, insert_before_line};
use crate::source::Span;
use crate::syntax::Document;

/// How far a fix may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// It is shown and never written: the line is one of a macro, and other uses have it, too.
    DisplayOnly,
    /// It may change what the server does: somebody has to agree.
    Unsafe,
    /// Every request is answered as before, or httpd did not start before.
    Safe,
}

impl Applicability {
    /// Returns its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::DisplayOnly => "display-only",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// What would mend a finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// What it does; one of the finding's pieces of help.
    pub title: String,
    /// The changes; none overlaps another.
    pub edits: Vec<FileEdit>,
}

/// A change to one file.
#[derive(Clone, Debug)]
pub struct FileEdit {
    /// The file, as it was opened.
    pub file: PathBuf,
    /// What stands in it.
    pub document: Arc<Document>,
    /// Other bytes for some of it; they are text.
    pub edit: Edit,
    /// The number that httpd gives the line.
    pub line: u32,
}

impl Fix {
    /// Looks the lines up; nothing where one of them does not say what the rule has read, as a line with a variable does.
    pub(super) fn from_remedy(facts: &Facts<'_>, remedy: &Remedy) -> Option<Self> {
        let mut applicability = remedy.applicability;
        let mut edits = Vec::new();
        let mut located = |spot: &Spot| {
            let located = Location::of(facts, spot)?;
            if located.used.is_some() {
                applicability = Applicability::DisplayOnly;
            }
            Some(located.location)
        };
        for amendment in &remedy.amendments {
            let at = located(&amendment.spot)?;
            if let Change::MoveBefore(other) = amendment.change {
                let before = located(&Spot::word(other, 0))?;
                edits.extend(FileEdit::moved(&at, &before, &amendment.said)?);
            } else {
                edits.push(FileEdit::of(at, amendment)?);
            }
        }
        (!edits.is_empty()).then(|| Self {
            applicability,
            title: remedy.title.clone(),
            edits,
        })
    }
}

impl FileEdit {
    fn of(at: Location, amendment: &Amendment) -> Option<Self> {
        let text = at.document.text();
        let said = at.span.of(text);
        let line = logical_line(&at.document, at.span.start)?;
        let edit = match &amendment.change {
            Change::Replace(new) if said == amendment.said => Edit::replace(at.span, new.as_str()),
            Change::Remove if said == amendment.said => {
                Edit::delete(with_blanks_before(text, line.span, at.span)?)
            }
            Change::Delete if said == amendment.said => {
                delete_lines(text, line.span, BlankLines::Join).ok()?
            }
            Change::Append(words) if said == amendment.said => {
                Edit::insert(at.document.end_of_meaning(&line)?, format!(" {words}"))
            }
            _ => return None,
        };
        let line = line.number;
        Some(Self {
            file: at.file,
            document: at.document,
            edit,
            line,
        })
    }

    /// Moves a line, which is one physical line of text, in front of another one of its file.
    fn moved(at: &Location, before: &Location, said: &[u8]) -> Option<[Self; 2]> {
        let text = at.document.text();
        let line = logical_line(&at.document, at.span.start)?;
        let other = logical_line(&at.document, before.span.start)?;
        let raw = std::str::from_utf8(line.span.of(text).trim_ascii()).ok()?;
        if at.file != before.file || at.span.of(text) != said || raw.contains('\n') {
            return None;
        }
        let edit = |edit: Edit, line: u32| Self {
            file: at.file.clone(),
            document: Arc::clone(&at.document),
            edit,
            line,
        };
        let comes = insert_before_line(text, other.span, &[raw]).ok()?;
        let goes = delete_lines(text, line.span, BlankLines::Join).ok()?;
        Some([edit(comes, other.number), edit(goes, line.number)])
    }

    /// Returns what comes; it is text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.edit.replacement).unwrap_or_default()
    }

    /// Returns where the edit begins and ends: lines, and columns in characters, from 1.
    pub fn range(&self) -> ((usize, usize), (usize, usize)) {
        let at = |offset| position(&self.document, offset);
        (at(self.edit.span.start), at(self.edit.span.end))
    }
}

/// Returns a word with the blanks before it, or all of its physical line where nothing else stands on that and the line
/// goes on below.
fn with_blanks_before(text: &[u8], line: Span, word: Span) -> Option<Span> {
    let before = Span::new(line.start, word.start).of(text);
    let blanks = before.iter().rev();
    let blanks = blanks.take_while(|byte| matches!(byte, b' ' | b'\t'));
    let start = word.start - u32::try_from(blanks.count()).ok()?;
    let is_first = before
        .get(..(start - line.start) as usize)
        .is_some_and(|before| before.ends_with(b"\n"));
    if !is_first {
        return Some(Span::new(start, word.end));
    }
    let rest = Span::new(word.end, line.end).of(text);
    let end = memchr::memchr(b'\n', rest)? + 1;
    let goes_on = rest.get(..end)?.trim_ascii() == b"\\";
    goes_on.then_some(Span::new(start, word.end + u32::try_from(end).ok()?))
}

/// Returns the line and the column of a byte; a byte that is no text is one character.
fn position(document: &Document, offset: u32) -> (usize, usize) {
    let before = Span::new(0, offset).of(document.text());
    let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let chunks = before.get(start..).unwrap_or_default().utf8_chunks();
    let characters: usize = chunks
        .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
        .sum();
    (
        memchr::memchr_iter(b'\n', before).count() + 1,
        characters + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removed(text: &str, word: &str) -> Option<String> {
        let start = u32::try_from(text.find(word).unwrap()).unwrap();
        let word = Span::new(start, start + u32::try_from(word.len()).unwrap());
        let line = Span::new(0, u32::try_from(text.len()).unwrap());
        let span = with_blanks_before(text.as_bytes(), line, word)?;
        let mut left = text.to_owned();
        left.replace_range(span.start as usize..span.end as usize, "");
        Some(left)
    }

    #[test]
    fn a_word_goes_with_the_blanks_before_it() {
        let left = |text| removed(text, "b=1");
        assert_eq!(left("X a b=1 c\n").as_deref(), Some("X a c\n"));
        assert_eq!(left("X a \t b=1\n").as_deref(), Some("X a\n"));
        assert_eq!(left("X a \\\n b=1 c\n").as_deref(), None);
    }

    #[test]
    fn a_physical_line_of_its_own_goes_if_another_follows() {
        let left = |text| removed(text, "b=1");
        let expected = Some("X a \\\n  c\n");
        assert_eq!(left("X a \\\n  b=1 \\\n  c\n").as_deref(), expected);
        assert_eq!(left("X a \\\n  b=1\n"), None);
    }

    #[test]
    fn a_place_is_counted_in_characters() {
        let document = Document::parse(crate::source::Text::new("a\né ".as_bytes()));
        assert_eq!(position(&document, 0), (1, 1));
        assert_eq!(position(&document, 4), (2, 2));
    }
}
