//! [`Excerpt`]: the lines of one file that a finding or a message points at, ready to be drawn.
//!
//! The renderer takes text and offsets into it, and panics where they do not fit: lines are decoded here, secrets are
//! taken out, and offsets follow.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{Annotation, Snippet};

use super::literals::hidden_parts;
use super::secrets::secret_parts;
use super::text::kind;
use crate::findings::Label;
use crate::source::{Span, printable};
use crate::syntax::Document;

/// How many lines apart two places may be to be shown in one excerpt.
const APART: u32 = 400;

/// Lines of one file, with marks.
pub(super) struct Excerpt<'f> {
    pub(super) file: &'f Path,
    document: &'f Document,
    first: u32,
    last: u32,
    /// Each with whether it is the first place of all.
    labels: Vec<(&'f Label, bool)>,
}

impl<'f> Excerpt<'f> {
    /// Returns the excerpts for places, that of the first one first: it is what the others explain.
    pub(super) fn of(labels: impl IntoIterator<Item = &'f Label>) -> Vec<Self> {
        let mut excerpts: Vec<Self> = Vec::new();
        for (index, label) in labels.into_iter().enumerate() {
            let at = &label.location;
            let near = excerpts.iter_mut().find(|excerpt| {
                excerpt.file == at.file
                    && at.line <= excerpt.last.saturating_add(APART)
                    && at.line.saturating_add(APART) >= excerpt.first
            });
            if let Some(excerpt) = near {
                excerpt.first = excerpt.first.min(at.line);
                excerpt.last = excerpt.last.max(at.line);
                excerpt.labels.push((label, index == 0));
            } else {
                excerpts.push(Self {
                    file: &at.file,
                    document: &at.document,
                    first: at.line,
                    last: at.line,
                    labels: vec![(label, index == 0)],
                });
            }
        }
        excerpts
    }

    /// Returns what the renderer draws.
    pub(super) fn snippet(&self, path: String) -> Snippet<'f, Annotation<'f>> {
        let marked = self.labels.iter().map(|(label, _)| label.location.span);
        let marked: Vec<Span> = marked.collect();
        let shown = Shown::of(self.document, self.first, self.last, &marked, |raw| {
            self.hidden_parts(raw)
        });
        let labels = self.labels.iter();
        let annotations: Vec<Annotation<'f>> = labels
            .map(|(label, is_primary)| {
                let range = shown.range(label.location.span);
                let annotation = kind(*is_primary).span(range);
                if label.text.is_empty() {
                    annotation
                } else {
                    annotation.label(Cow::Owned(label.text.clone()))
                }
            })
            .collect();
        Snippet::source(shown.text)
            .path(path)
            .line_start(self.first as usize)
            .annotations(annotations)
    }

    /// Returns the stretches of a line that are not shown.
    fn hidden_parts(&self, raw: &[u8]) -> Vec<Range<usize>> {
        let labels = self.labels.iter();
        let mut told = labels.filter_map(|(label, _)| label.location.told.as_deref());
        match told.next() {
            Some(first) => hidden_parts(
                raw,
                &told.fold(first.to_vec(), |all, told| [&all, told].concat()),
            ),
            None => secret_parts(raw),
        }
    }
}

/// Physical lines as they are shown.
struct Shown {
    text: String,
    /// Offsets in the file with those in the text, in order.
    offsets: Vec<(u32, usize)>,
}

impl Shown {
    /// Decodes the physical lines from `first` to `last`. The renderer draws some of those between two marks: what may be
    /// secret in them is more than is known here, so they become dots.
    fn of(
        document: &Document,
        first: u32,
        last: u32,
        marked: &[Span],
        hidden_parts: impl Fn(&[u8]) -> Vec<Range<usize>>,
    ) -> Self {
        let mut shown = Self {
            text: String::new(),
            offsets: Vec::new(),
        };
        let lines = document.lines().iter();
        for line in lines.filter(|line| line.number >= first && line.first <= last) {
            let raw = line.span.of(document.text());
            let secret = hidden_parts(raw);
            let mut at = 0;
            for (number, physical) in (line.first..).zip(raw.split_inclusive(|byte| *byte == b'\n'))
            {
                let bytes = at..at + physical.len();
                at = bytes.end;
                if !(first..=last).contains(&number) {
                    continue;
                }
                if is_plain(raw) || is_marked(line.span.start, &bytes, marked) {
                    shown.add(line.span.start, raw, bytes, &secret);
                } else {
                    shown.text.push_str("...\n");
                }
            }
        }
        shown
    }

    /// Adds a physical line; what is secret in it becomes a few stars.
    fn add(&mut self, base: u32, raw: &[u8], line: Range<usize>, secret: &[Range<usize>]) {
        let is_secret = |at: usize| secret.iter().any(|secret| secret.contains(&at));
        let mut was_secret = false;
        let mut at = line.start;
        let bytes = raw.get(line).unwrap_or_default();
        for chunk in pieces(bytes) {
            let offset = base + u32::try_from(at).unwrap_or_default();
            self.offsets.push((offset, self.text.len()));
            let is_end = chunk
                .first()
                .is_some_and(|byte| matches!(byte, b'\n' | b'\r'));
            if is_secret(at) && !is_end {
                if !was_secret {
                    self.text.push_str("***");
                }
                was_secret = true;
            } else if is_end {
                self.text.push_str(if chunk == b"\n" { "\n" } else { "" });
            } else {
                was_secret = false;
                self.text.push_str(&printable(chunk));
            }
            at += chunk.len();
        }
        let end = base + u32::try_from(at).unwrap_or_default();
        self.offsets.push((end, self.text.len()));
    }

    /// Returns where a stretch of the file is in the text.
    fn range(&self, span: Span) -> Range<usize> {
        let at = |offset: u32| {
            let index = self.offsets.partition_point(|(known, _)| *known < offset);
            let found = self.offsets.get(index).or(self.offsets.last());
            found.map_or(0, |(_, at)| *at)
        };
        let start = at(span.start);
        start..at(span.end).max(start)
    }
}

/// Returns whether nothing can be secret in a line: the end of a section, or a blank line.
fn is_plain(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.is_empty() || line.starts_with(b"</")
}

/// Returns whether a mark begins, ends or goes on in a physical line, which has these bytes of the logical line.
fn is_marked(base: u32, bytes: &Range<usize>, marked: &[Span]) -> bool {
    let offset = |at: usize| base + u32::try_from(at).unwrap_or_default();
    let (start, end) = (offset(bytes.start), offset(bytes.end));
    let mut marked = marked.iter();
    marked.any(|span| span.start < end && (span.end > start || span.start == start))
}

/// Splits bytes into characters; bytes that are none stand alone.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.utf8_chunks().flat_map(|chunk| {
        let valid = chunk.valid();
        let characters = valid.char_indices().map(move |(at, character)| {
            let end = at + character.len_utf8();
            valid.as_bytes().get(at..end).unwrap_or_default()
        });
        characters.chain(chunk.invalid().chunks(1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    fn shown(bytes: &[u8], first: u32, last: u32) -> Shown {
        marking(bytes, first, last, &[Span::new(0, 900)])
    }

    fn marking(bytes: &[u8], first: u32, last: u32, marked: &[Span]) -> Shown {
        Shown::of(
            &Document::parse(Text::new(bytes)),
            first,
            last,
            marked,
            secret_parts,
        )
    }

    fn marked(shown: &Shown, start: u32, end: u32) -> &str {
        let range = shown.range(Span::new(start, end));
        shown.text.get(range).unwrap()
    }

    #[test]
    fn offsets_follow_what_is_shown() {
        let shown = shown(b"# x\r\nUse caf\xe9 b\r\n", 2, 2);
        assert_eq!(shown.text, "Use caf\\xe9 b\n");
        assert_eq!(marked(&shown, 9, 13), "caf\\xe9");
        assert_eq!(marked(&shown, 14, 15), "b");
    }

    #[test]
    fn secrets_are_not_shown() {
        let text = b"SetEnv KEY abc\\\ndef\nWSGIScriptAlias / /x\n";
        let shown = shown(text, 1, 3);
        assert_eq!(shown.text, "SetEnv KEY ***\n***\nWSGIScriptAlias / /x\n");
        assert_eq!(marked(&shown, 20, 35), "WSGIScriptAlias");
    }

    #[test]
    fn lines_between_marks_are_not_shown() {
        let text = b"Use b\n# password: x\nUse d \\\ne\n\n</If>\nUse f\n";
        let marks = [Span::new(0, 5), Span::new(24, 25)];
        let shown = marking(text, 1, 7, &marks);
        assert_eq!(shown.text, "Use b\n...\nUse d \\\n...\n\n</If>\n...\n");
        assert_eq!(marked(&shown, 24, 25), "d");
    }

    #[test]
    fn a_span_past_the_end_is_cut() {
        let shown = shown(b"Use b", 1, 1);
        assert_eq!(shown.range(Span::new(4, 90)), 4..5);
    }
}
