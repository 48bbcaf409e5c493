//! [`Frame`]: one file being read: where its lines come from, and what is open in it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::httpd::tree::{ConditionId, NodeId, Place, SourceId};
use crate::syntax::{Document, LineKind, MAX_LINE, trim};

/// One file being read, with the macros used in it on top.
pub(super) struct Frame {
    sources: Vec<LineSource>,
    /// Whether the next line is the first one behind a macro's body.
    behind_macro: bool,
    /// What was opened in this file and is not closed yet, each with what is around it.
    open: Vec<(Open, Surroundings)>,
    surroundings: Surroundings,
}

/// What a line is inside of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Surroundings {
    /// The innermost section.
    pub(super) section: Option<NodeId>,
    /// The innermost condition.
    pub(super) condition: Option<ConditionId>,
}

/// Something that a close tag can close.
#[derive(Clone, Copy, Debug)]
pub(super) enum Open {
    /// An ordinary section.
    Section(NodeId),
    /// A section decided while reading, whose condition holds: the name to be closed, without `<`.
    Condition(&'static str),
}

/// The lines of a file, or of a macro's body.
struct LineSource {
    id: SourceId,
    document: Arc<Document>,
    next: usize,
}

/// A logical line as httpd gets it.
pub(super) struct LogicalLine {
    text: LineText,
    /// What it is at first sight.
    pub(super) kind: LineKind,
    /// Its place.
    pub(super) place: Place,
    /// Whether it is longer than httpd reads.
    pub(super) too_long: bool,
}

/// The text of a logical line.
enum LineText {
    /// A line of a document.
    Within(Arc<Document>, usize),
    /// Joined from pieces of several sources.
    Own(Vec<u8>),
}

impl LogicalLine {
    fn own(text: Vec<u8>, place: Place) -> Self {
        let kind = match trim(&text) {
            [] => LineKind::Blank,
            [b'#', ..] => LineKind::Comment,
            _ => LineKind::Directive,
        };
        Self {
            text: LineText::Own(text),
            kind,
            place,
            too_long: false,
        }
    }

    /// Returns the text: joined, cut, trimmed. Empty for a blank line.
    pub(super) fn bytes(&self) -> Cow<'_, [u8]> {
        match &self.text {
            LineText::Own(bytes) => Cow::Borrowed(trim(bytes)),
            LineText::Within(document, index) => match document.lines().get(*index) {
                Some(line) => document.logical(line),
                None => Cow::Borrowed(&[]),
            },
        }
    }
}

impl Frame {
    /// Starts reading a file whose contents join what is around the line that brought it in.
    pub(super) fn new(id: SourceId, document: Arc<Document>, surroundings: Surroundings) -> Self {
        let mut frame = Self {
            sources: Vec::new(),
            behind_macro: false,
            open: Vec::new(),
            surroundings,
        };
        frame.go_on_with(id, document);
        frame
    }

    /// Goes on with the body of a macro; then with the line behind its use (mod_macro.c: `make_array_config`).
    pub(super) fn go_on_with(&mut self, id: SourceId, document: Arc<Document>) {
        self.sources.push(LineSource {
            id,
            document,
            next: 0,
        });
    }

    /// Returns what the lines come from now: the innermost macro, or the file.
    pub(super) fn source(&self) -> Option<SourceId> {
        self.sources.last().map(|source| source.id)
    }

    /// Returns what the next line is inside of.
    pub(super) fn surroundings(&self) -> Surroundings {
        self.surroundings
    }

    /// Returns what was opened last in this file and is not closed yet.
    pub(super) fn innermost(&self) -> Option<Open> {
        self.open.last().map(|(open, _)| *open)
    }

    /// Returns what is open in this file, outermost first.
    pub(super) fn open(&self) -> impl Iterator<Item = Open> {
        self.open.iter().map(|(open, _)| *open)
    }

    /// Goes inside a section.
    pub(super) fn enter_section(&mut self, id: NodeId) {
        self.open.push((Open::Section(id), self.surroundings));
        self.surroundings.section = Some(id);
    }

    /// Goes inside a section that was decided while reading.
    pub(super) fn enter_condition(&mut self, id: ConditionId, name: &'static str) {
        self.open.push((Open::Condition(name), self.surroundings));
        self.surroundings.condition = Some(id);
    }

    /// Leaves what was opened last.
    pub(super) fn leave(&mut self) {
        if let Some((_, around)) = self.open.pop() {
            self.surroundings = around;
        }
    }

    /// Takes the next logical line.
    pub(super) fn next_line(&mut self) -> Option<LogicalLine> {
        let mut pending: Option<(Vec<u8>, Place)> = None;
        loop {
            let in_macro = self.sources.len() > 1;
            let source = self.sources.last_mut()?;
            let Some(line) = source.document.lines().get(source.next) else {
                if !in_macro {
                    // httpd is one line behind the file's last one when it finds the end.
                    let last = source.document.lines().last().map_or(0, |line| line.number);
                    let place = Place {
                        source: source.id,
                        line: last + 1,
                    };
                    return pending.map(|(text, _)| LogicalLine::own(text, place));
                }
                self.sources.pop();
                self.behind_macro = true;
                continue;
            };
            let index = source.next;
            source.next += 1;
            let place = Place {
                source: source.id,
                line: line.number,
            };
            let document = &source.document;
            if std::mem::take(&mut self.behind_macro) && document.ends_without_newline(line) {
                let (mut text, _) = pending.unwrap_or((Vec::new(), place));
                text.extend_from_slice(&document.joined_without_last(line));
                return (!text.is_empty()).then(|| LogicalLine::own(text, place));
            }
            // The last line of a macro's body may ask for the next one, which is then that behind the
            // macro's use (conformance: macro-arg-backslash).
            if line.dangling && in_macro {
                let (mut text, _) = pending.unwrap_or((Vec::new(), place));
                text.extend_from_slice(&document.joined(line));
                pending = Some((text, place));
                continue;
            }
            if let Some((mut text, _)) = pending {
                text.extend_from_slice(&document.joined(line));
                return Some(LogicalLine::own(text, place));
            }
            return Some(LogicalLine {
                kind: line.kind,
                place,
                too_long: line.span.len() as usize > MAX_LINE,
                text: LineText::Within(Arc::clone(document), index),
            });
        }
    }
}
