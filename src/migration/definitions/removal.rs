//! [`Removal`]: lines that are taken away, with the conditions and guards that are empty then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::flag_uses::{FlagUses, set_flag};
use super::judge::Hoisted;
use super::moved_text::{MovedText, comments_above, is_alone};
use super::section_lines::section_lines;
use crate::httpd::{FileId, NodeId};
use crate::migration::changes::Changes;
use crate::migration::plan_error::{PlanError, edit_error};
use crate::migration::situation::{Situation, Spot};
use crate::source::Span;
use crate::syntax::LineKind;

/// The lines that go.
pub(in crate::migration) struct Removal<'server> {
    situation: Situation<'server>,
    files: BTreeMap<PathBuf, FileRemoval>,
    /// The headers of conditions that may be empty.
    around: BTreeSet<Spot>,
    /// The headers of the guards of each flag.
    guards: BTreeMap<Vec<u8>, BTreeSet<Spot>>,
}

#[derive(Default)]
struct FileRemoval {
    /// The file, as often as it was read under a path of its own.
    read_as: BTreeSet<FileId>,
    gone: BTreeSet<usize>,
    /// Comments that were copied: nothing is lost when they go.
    carried: BTreeSet<usize>,
}

impl<'server> Removal<'server> {
    pub(in crate::migration) fn new(situation: Situation<'server>) -> Self {
        Self {
            situation,
            files: BTreeMap::new(),
            around: BTreeSet::new(),
            guards: BTreeMap::new(),
        }
    }

    /// Takes a definition that moves, and its text.
    pub(in crate::migration) fn take(&mut self, hoisted: &Hoisted, text: &MovedText) {
        let file = self.file(&hoisted.spot);
        file.gone.extend(text.gone.clone());
        file.carried.extend(text.comments.clone());
        let comments = self.comments(&hoisted.spot, text.comments.clone());
        for twin in &hoisted.twins {
            let above = twin.line.saturating_sub(comments.len())..twin.line;
            let same = self.comments(twin, above.clone()) == comments;
            let file = self.file(twin);
            file.gone.insert(twin.line);
            if same {
                file.carried.extend(above);
            }
        }
        self.around.extend(hoisted.around.iter().cloned());
        for (flag, header) in &hoisted.guards {
            let of_flag = self.guards.entry(flag.clone()).or_default();
            of_flag.insert(header.clone());
        }
    }

    /// Takes the line of a directive, with the comments above if they are about it alone.
    pub(in crate::migration) fn take_line(&mut self, spot: &Spot, node: NodeId) {
        let comments = if is_alone(&self.situation, spot) {
            comments_above(&self.situation, spot)
        } else {
            spot.line..spot.line
        };
        self.file(spot).gone.extend(comments.start..=spot.line);
        let tree = self.situation.tree;
        let conditions = tree.conditions_around(tree.directive(node).condition);
        let headers =
            conditions.filter_map(|(_, around)| self.situation.spot_of(around.place).ok());
        let headers: Vec<_> = headers.collect();
        self.around.extend(headers);
    }

    fn file(&mut self, spot: &Spot) -> &mut FileRemoval {
        let removal = self.files.entry(spot.path.clone()).or_default();
        removal.read_as.insert(spot.file);
        removal
    }

    fn comments(&self, spot: &Spot, lines: std::ops::Range<usize>) -> Vec<Vec<u8>> {
        lines
            .map(|line| {
                self.situation.logical(&Spot {
                    line,
                    ..spot.clone()
                })
            })
            .collect()
    }

    /// Takes the lines away.
    pub(in crate::migration) fn finish(self, changes: &mut Changes<'_>) -> Result<(), PlanError> {
        for (spot, span) in self.stretches() {
            let deleted = changes.delete(&spot, span);
            deleted.map_err(|error| edit_error(&spot.path, &error))?;
        }
        Ok(())
    }

    /// Returns the stretches to be deleted, each in every reading of its file.
    fn stretches(mut self) -> Vec<(Spot, Span)> {
        self.take_guards();
        // The headers of inner ones stand below those around them.
        for header in std::mem::take(&mut self.around).into_iter().rev() {
            self.take_if_empty(&header);
        }
        let mut stretches = Vec::new();
        for (path, removal) in &self.files {
            for file in &removal.read_as {
                for (line, span) in self.spans(*file, &removal.gone) {
                    let (path, file) = (path.clone(), *file);
                    stretches.push((Spot { path, file, line }, span));
                }
            }
        }
        stretches
    }

    /// Takes the guards of a flag, and the lines that set it, when they guard nothing more and nobody else asks for it.
    fn take_guards(&mut self) {
        if self.guards.is_empty() {
            return;
        }
        let uses = FlagUses::new(&self.situation);
        for (flag, headers) in std::mem::take(&mut self.guards) {
            let empty: Option<Vec<_>> = headers
                .iter()
                .map(|header| self.if_empty(header, Some(&flag)))
                .collect();
            let Some(sections) = empty else { continue };
            let within = |(file, line): &(FileId, usize)| {
                let path = self.real_path(*file);
                headers.iter().zip(&sections).any(|(header, section)| {
                    path.as_ref() == Some(&header.path) && section.contains(line)
                })
            };
            if uses.of(&flag).iter().all(within) {
                for (header, section) in headers.iter().zip(sections) {
                    self.file(header).gone.extend(section);
                }
            }
        }
    }

    fn real_path(&self, file: FileId) -> Option<PathBuf> {
        let path = &self.situation.tree.file(file).path;
        self.situation.host.real_path(path).ok()
    }

    fn take_if_empty(&mut self, header: &Spot) {
        if let Some(section) = self.if_empty(header, None) {
            self.file(header).gone.extend(section);
        }
    }

    /// Returns the lines of a section in which nothing is left, but perhaps the lines that set a flag.
    fn if_empty(
        &self,
        header: &Spot,
        flag: Option<&[u8]>,
    ) -> Option<std::ops::RangeInclusive<usize>> {
        let document = self.situation.document(header.file);
        let section = section_lines(document, header.line)?;
        let removal = self.files.get(&header.path)?;
        let body = section.start() + 1..*section.end();
        let lines = document.lines().get(body.clone())?;
        let all = body.zip(lines).all(|(index, line)| {
            removal.gone.contains(&index)
                || removal.carried.contains(&index)
                || line.kind == LineKind::Blank
                || flag.is_some() && set_flag(&document.logical(line)).as_deref() == flag
        });
        all.then_some(section)
    }

    /// Joins lines that follow each other.
    fn spans(&self, file: FileId, gone: &BTreeSet<usize>) -> Vec<(usize, Span)> {
        let lines = self.situation.document(file).lines();
        let mut spans: Vec<(usize, Span)> = Vec::new();
        for index in gone {
            let Some(line) = lines.get(*index) else {
                continue;
            };
            match spans.last_mut() {
                Some((_, last)) if last.end == line.span.start => last.end = line.span.end,
                _ => spans.push((*index, line.span)),
            }
        }
        spans
    }
}
