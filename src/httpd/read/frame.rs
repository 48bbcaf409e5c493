//! [`Frame`]: one file being read: where its lines come from, and what is open in it.

use std::sync::Arc;

use crate::httpd::tree::{ConditionId, NodeId, Place, SourceId};
use crate::syntax::{Document, LineKind, MAX_LINE};

/// One file being read, with the macros used in it on top.
pub(super) struct Frame {
    sources: Vec<LineSource>,
    /// Whether the next line is the first one behind a macro's body.
    behind_macro: bool,
    /// What was opened in this file and is not closed yet.
    pub(super) open: Vec<Open>,
    /// The section that the file's contents join.
    section: Option<NodeId>,
    /// The condition under which the file was included.
    condition: Option<ConditionId>,
}

/// Something that a close tag can close.
#[derive(Clone, Debug)]
pub(super) enum Open {
    /// An ordinary section.
    Section(NodeId),
    /// A section decided while reading, whose condition holds.
    Condition {
        /// Which.
        id: ConditionId,
        /// The name to be closed, without `<`.
        name: &'static str,
    },
}

/// The lines of a file, or of a macro's body.
struct LineSource {
    id: SourceId,
    document: Arc<Document>,
    next: usize,
}

/// A logical line as httpd gets it.
pub(super) struct LogicalLine {
    /// The text: joined, cut, trimmed. Empty for a blank line.
    pub(super) text: LineText,
    /// What it is at first sight.
    pub(super) kind: LineKind,
    /// Its place.
    pub(super) place: Place,
    /// Whether it is longer than httpd reads.
    pub(super) too_long: bool,
}

/// The text of a logical line: a stretch of its document, or its own.
pub(super) enum LineText {
    /// A stretch.
    Within(Arc<Document>, usize),
    /// Joined from pieces of several sources.
    Own(Vec<u8>),
}

impl LineText {
    /// Returns the bytes.
    pub(super) fn bytes(&self) -> std::borrow::Cow<'_, [u8]> {
        match self {
            Self::Own(bytes) => std::borrow::Cow::Borrowed(crate::syntax::trim(bytes)),
            Self::Within(document, index) => match document.lines().get(*index) {
                Some(line) => document.logical(line),
                None => std::borrow::Cow::Borrowed(&[]),
            },
        }
    }
}

impl Frame {
    /// Starts reading a file whose contents join `section`.
    pub(super) fn new(
        id: SourceId,
        document: Arc<Document>,
        section: Option<NodeId>,
        condition: Option<ConditionId>,
    ) -> Self {
        Self {
            sources: vec![LineSource {
                id,
                document,
                next: 0,
            }],
            behind_macro: false,
            open: Vec::new(),
            section,
            condition,
        }
    }

    /// Goes on with the body of a macro; then with the line behind its use (mod_macro.c: `make_array_config`).
    pub(super) fn enter_macro(&mut self, id: SourceId, body: Arc<Document>) {
        self.sources.push(LineSource {
            id,
            document: body,
            next: 0,
        });
    }

    /// Returns the macros that are being read, outermost first, and before them the file.
    pub(super) fn sources(&self) -> impl Iterator<Item = SourceId> {
        self.sources.iter().map(|source| source.id)
    }

    /// Returns the innermost section that a line joins.
    pub(super) fn section(&self) -> Option<NodeId> {
        let mut open = self.open.iter().rev();
        let innermost = open.find_map(|open| match open {
            Open::Section(id) => Some(*id),
            Open::Condition { .. } => None,
        });
        innermost.or(self.section)
    }

    /// Returns the innermost condition under which a line is read.
    pub(super) fn condition(&self) -> Option<ConditionId> {
        let mut open = self.open.iter().rev();
        let innermost = open.find_map(|open| match open {
            Open::Condition { id, .. } => Some(*id),
            Open::Section(_) => None,
        });
        innermost.or(self.condition)
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
                    return pending.map(|(text, _)| own(text, place));
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
            let document = Arc::clone(&source.document);
            if std::mem::take(&mut self.behind_macro) && document.ends_without_newline(line) {
                let (mut text, _) = pending.unwrap_or((Vec::new(), place));
                text.extend_from_slice(&document.joined_without_last(line));
                return (!text.is_empty()).then(|| own(text, place));
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
                return Some(own(text, place));
            }
            return Some(LogicalLine {
                kind: line.kind,
                place,
                too_long: line.span.len() as usize > MAX_LINE,
                text: LineText::Within(document, index),
            });
        }
    }
}

fn own(text: Vec<u8>, place: Place) -> LogicalLine {
    let kind = match crate::syntax::trim(&text) {
        [] => LineKind::Blank,
        [b'#', ..] => LineKind::Comment,
        _ => LineKind::Directive,
    };
    LogicalLine {
        text: LineText::Own(text),
        kind,
        place,
        too_long: false,
    }
}
