//! [`Changes`]: the edits of a plan, file by file, on the way to a [`Patch`].

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::situation::{Situation, Spot};
use crate::httpd::{FileId, path_bytes};
use crate::patch::{
    BlankLines, Edit, EditError, Edits, Patch, PatchError, append, delete_lines, insert_before_line,
};
use crate::source::{Span, Text};
use crate::syntax::LineKind;
use crate::wsgi::AliasOptions;

/// The edits so far.
pub(super) struct Changes<'server> {
    situation: Situation<'server>,
    files: BTreeMap<PathBuf, FileChange>,
    new: Vec<(PathBuf, Text)>,
    links: Vec<(PathBuf, PathBuf)>,
}

/// The edits of one file, and the files of the tree that it is: several where it was read under several paths.
struct FileChange {
    edits: Edits,
    read_as: Vec<FileId>,
}

impl<'server> Changes<'server> {
    pub(super) fn new(situation: Situation<'server>) -> Self {
        Self {
            situation,
            files: BTreeMap::new(),
            new: Vec::new(),
            links: Vec::new(),
        }
    }

    fn add(&mut self, path: PathBuf, file: FileId, edit: Edit) -> Result<(), EditError> {
        let change = self.files.entry(path).or_insert_with(|| FileChange {
            edits: Edits::new(),
            read_as: Vec::new(),
        });
        if !change.read_as.contains(&file) {
            change.read_as.push(file);
        }
        match change.edits.add(edit) {
            // The same line under another path.
            Err(EditError::Identical { .. }) => Ok(()),
            result => result,
        }
    }

    /// Deletes whole lines.
    pub(super) fn delete(&mut self, spot: &Spot, span: Span) -> Result<(), EditError> {
        let text = self.situation.document(spot.file).text();
        let edit = delete_lines(text, span, BlankLines::Join)?;
        self.add(spot.path.clone(), spot.file, edit)
    }

    /// Inserts a block before a line, with a blank line on both sides.
    pub(super) fn insert_before(&mut self, spot: &Spot, block: &[u8]) -> Result<(), EditError> {
        let text = self.situation.document(spot.file).text();
        let mut lines = lines_of(block);
        if self.stands_below_text(spot) {
            lines.insert(0, b"");
        }
        lines.push(b"");
        let span = self
            .situation
            .line(spot)
            .map_or(Span::empty(0), |line| line.span);
        let edit = insert_before_line(text, span, &lines)?;
        self.add(spot.path.clone(), spot.file, edit)
    }

    /// Returns whether no blank line is above a line, and it is not the first one.
    fn stands_below_text(&self, spot: &Spot) -> bool {
        let lines = self.situation.document(spot.file).lines();
        let above = spot.line.checked_sub(1).and_then(|above| lines.get(above));
        above.is_some_and(|line| line.kind != LineKind::Blank)
    }

    /// Replaces a stretch of a line by other words.
    pub(super) fn replace_in_line(
        &mut self,
        spot: &Spot,
        place: Span,
        words: &[u8],
    ) -> Result<(), String> {
        let start = self.situation.line(spot).map_or(0, |line| line.span.start);
        let span = Span::new(start + place.start, start + place.end);
        self.add(spot.path.clone(), spot.file, Edit::replace(span, words))
            .map_err(|error| error.to_string())
    }

    /// Appends a block to a file, with a blank line between.
    pub(super) fn append(&mut self, file: FileId, block: &[u8]) -> Result<(), String> {
        let path = &self.situation.tree.file(file).path;
        let path = self
            .situation
            .host
            .real_path(path)
            .map_err(|error| error.to_string())?;
        let text = self.situation.document(file).text();
        let mut lines = lines_of(block);
        if !text.is_empty() {
            lines.insert(0, b"");
        }
        let edit = append(text, &lines).map_err(|error| error.to_string())?;
        self.add(path, file, edit)
            .map_err(|error| error.to_string())
    }

    /// Makes a new file.
    pub(super) fn create(&mut self, path: PathBuf, text: Vec<u8>) {
        self.new.push((path, Text::new(text)));
    }

    /// Makes a new link.
    pub(super) fn link(&mut self, path: PathBuf, target: PathBuf) {
        self.links.push((path, target));
    }

    /// Says on a `WSGIScriptAlias` where it runs. The error says why that cannot be written there.
    pub(super) fn delegate(
        &mut self,
        spot: &Spot,
        name: &[u8],
        global: bool,
    ) -> Result<(), String> {
        let raw = self.situation.raw(spot);
        let line = self.situation.line(spot).ok_or("its line is gone")?;
        let edit = match find_once(raw, EMBEDDED_OPTION) {
            Some(at) if !line.continued => {
                let start =
                    line.span.start + u32::try_from(at).map_err(|error| error.to_string())?;
                let length = u32::try_from(EMBEDDED_OPTION.len()).unwrap_or_default();
                Edit::replace(
                    Span::new(start, start + length),
                    alias_options(name, global),
                )
            }
            _ => {
                let document = self.situation.document(spot.file);
                let at = document
                    .end_of_meaning(line)
                    .ok_or("its line cannot be added to")?;
                Edit::insert(at, [b" ", alias_options(name, global).as_slice()].concat())
            }
        };
        self.check_delegation(spot, &edit, name)?;
        self.add(spot.path.clone(), spot.file, edit)
            .map_err(|error| error.to_string())
    }

    /// Reads the line with its edit again: an open quote, for instance, would swallow what is added.
    fn check_delegation(&self, spot: &Spot, edit: &Edit, name: &[u8]) -> Result<(), String> {
        let start = self.situation.line(spot).map_or(0, |line| line.span.start);
        let (from, to) = (edit.span.start - start, edit.span.end - start);
        let mut text = self.situation.raw(spot).to_vec();
        text.splice(from as usize..to as usize, edit.replacement.iter().copied());
        let after = crate::syntax::Document::parse(Text::new(text));
        let [line] = after.lines() else {
            return Err("its line would become several".to_owned());
        };
        let logical = after.logical(line);
        let mut rest = &*logical;
        for _ in 0..3 {
            crate::syntax::word(&mut rest);
        }
        match AliasOptions::parse(rest) {
            Ok(options) if options.process_group.as_deref() == Some(name) => Ok(()),
            _ => Err("an option at the end of its line would not be read as one: an open quote, for instance, swallows it".to_owned()),
        }
    }

    /// Returns the patch, and what every touched file of the tree will be.
    pub(super) fn finish(self) -> Result<(Patch, Vec<(FileId, Text)>), PatchError> {
        let mut patch = Patch::new();
        let mut after_by_file = Vec::new();
        for (path, change) in self.files {
            let Some(first) = change.read_as.first() else {
                continue;
            };
            let before = self.situation.document(*first).text().clone();
            let after = change
                .edits
                .apply(&before)
                .expect("every edit was made for this text");
            let after = Text::new(after);
            for file in change.read_as {
                after_by_file.push((file, after.clone()));
            }
            patch.modify(path, before, after)?;
        }
        for (path, text) in self.new {
            patch.create(path, text)?;
        }
        for (path, target) in self.links {
            patch.link(path, target)?;
        }
        Ok((patch, after_by_file))
    }
}

fn alias_options(name: &[u8], global: bool) -> Vec<u8> {
    let application_group: &[u8] = if global {
        b" application-group=%{GLOBAL}"
    } else {
        b""
    };
    [b"process-group=", name, application_group].concat()
}

/// The option that keeps an alias in Apache's own processes.
const EMBEDDED_OPTION: &[u8] = b"process-group=%{GLOBAL}";

/// Returns where `needle` is, if it is there once.
fn find_once(text: &[u8], needle: &[u8]) -> Option<usize> {
    let mut found = memchr::memmem::find_iter(text, needle);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn lines_of(block: &[u8]) -> Vec<&[u8]> {
    let block = block.strip_suffix(b"\n").unwrap_or(block);
    block.split(|byte| *byte == b'\n').collect()
}

/// Returns the bytes of a path, for a message.
pub(super) fn shown(path: &std::path::Path) -> String {
    crate::source::printable(path_bytes(path))
}
