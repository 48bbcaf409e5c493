//! [`Changes`]: the edits of a plan, file by file, on the way to a [`Patch`].

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::definitions::Destination;
use super::judgement::{How, Seat};
use super::plan_error::{PlanError, edit_error};
use super::situation::{Situation, Spot};
use crate::httpd::{FileId, path_bytes};
use crate::patch::{
    BlankLines, Edit, EditError, Edits, Patch, PatchError, append, delete_lines, insert_after_line,
    insert_before_line, insert_in_section,
};
use crate::source::{Span, Text};
use crate::syntax::{LineKind, Words, quote};
use crate::wsgi::{AliasOptions, HandlerScript};

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

    /// Inserts lines behind a line, indented as it is.
    pub(super) fn insert_behind(&mut self, spot: &Spot, lines: &[Vec<u8>]) -> Result<(), String> {
        let edit = self.behind(spot, lines)?;
        self.add(spot.path.clone(), spot.file, edit)
            .map_err(|error| error.to_string())
    }

    /// Inserts a line first in the section whose header is at a spot.
    pub(super) fn insert_in_section(&mut self, spot: &Spot, line: &[u8]) -> Result<(), String> {
        let text = self.situation.document(spot.file).text();
        let header = self.situation.line(spot).ok_or(GONE)?;
        let edit = insert_in_section(text, header.span, &[line]);
        let edit = edit.map_err(|error| error.to_string())?;
        self.add(spot.path.clone(), spot.file, edit)
            .map_err(|error| error.to_string())
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

    /// Writes a text where it goes.
    pub(super) fn write(
        &mut self,
        destination: Destination,
        text: Vec<u8>,
    ) -> Result<(), PlanError> {
        match destination {
            Destination::NewFile { path, link } => {
                if let Some((path, target)) = link {
                    self.link(path, target);
                }
                self.create(path, text);
            }
            Destination::End(file) => {
                let path = &self.situation.tree.file(file).path;
                let appended = self.append(file, &text);
                appended.map_err(|reason| edit_error(path, &reason))?;
            }
            Destination::Before(spot) => {
                let inserted = self.insert_before(&spot, &text);
                inserted.map_err(|error| edit_error(&spot.path, &error))?;
            }
        }
        Ok(())
    }

    /// Writes the name of a process group where its application asks for it. The error says why that cannot be done.
    pub(super) fn seat(&mut self, seat: &Seat, name: &[u8], global: bool) -> Result<(), String> {
        let spot = &seat.spot;
        let name = seat.written.as_deref().unwrap_or(name);
        let edit = match seat.how {
            How::Option => self.option(spot, name, global)?,
            How::Value => self.value(spot, name)?,
            How::Behind => self.behind(spot, &[process_group(name)])?,
            How::Before => self.before(spot, &process_group(name))?,
            How::Match => {
                let expression = self.expression(spot);
                let section = [
                    [b"<LocationMatch ", expression.as_slice(), b">"].concat(),
                    [INDENTATION, &process_group(name)].concat(),
                    b"</LocationMatch>".to_vec(),
                ];
                self.behind(spot, &section)?
            }
        };
        self.add(spot.path.clone(), spot.file, edit)
            .map_err(|error| error.to_string())
    }

    /// Makes the edit that adds options to a line.
    fn option(&self, spot: &Spot, name: &[u8], global: bool) -> Result<Edit, String> {
        let options = alias_options(name, global);
        let line = self.situation.line(spot).ok_or(GONE)?;
        let edit = if let Some(span) = self.once(spot, EMBEDDED_OPTION)? {
            Edit::replace(span, options)
        } else {
            let document = self.situation.document(spot.file);
            let at = document
                .end_of_meaning(line)
                .ok_or("its line cannot be added to")?;
            Edit::insert(at, [b" ", options.as_slice()].concat())
        };
        let logical = self.logical_after(spot, &edit)?;
        if option_of(&logical).as_deref() == Some(name) {
            return Ok(edit);
        }
        Err("an option at the end of its line would not be read as one: an open quote, for instance, swallows it".to_owned())
    }

    /// Makes the edit that replaces `%{GLOBAL}`.
    fn value(&self, spot: &Spot, name: &[u8]) -> Result<Edit, String> {
        let span = self.once(spot, EMBEDDED)?;
        let span = span.ok_or("its `%{GLOBAL}` cannot be found on the line")?;
        let edit = Edit::replace(span, name.to_vec());
        let logical = self.logical_after(spot, &edit)?;
        if Words::new(&logical).nth(1).as_deref() == Some(name) {
            return Ok(edit);
        }
        Err("its line would not be read with another name".to_owned())
    }

    /// Makes the edit that puts lines behind a line.
    fn behind(&self, spot: &Spot, lines: &[Vec<u8>]) -> Result<Edit, String> {
        let text = self.situation.document(spot.file).text();
        let line = self.situation.line(spot).ok_or(GONE)?;
        insert_after_line(text, line.span, lines).map_err(|error| error.to_string())
    }

    /// Makes the edit that puts a line before a line, below the comments that belong to both.
    fn before(&self, spot: &Spot, line: &[u8]) -> Result<Edit, String> {
        let text = self.situation.document(spot.file).text();
        let below = self.situation.line(spot).ok_or(GONE)?;
        insert_before_line(text, below.span, &[line]).map_err(|error| error.to_string())
    }

    /// Returns the expression of a `WSGIScriptAliasMatch` as it is written, variables and parameters of macros included, quoted.
    fn expression(&self, spot: &Spot) -> Vec<u8> {
        let line = self.situation.logical(spot);
        let expression = Words::new(&line).nth(1).unwrap_or_default();
        let quoted = quote(&expression);
        if quoted.starts_with(b"\"") {
            return quoted;
        }
        [b"\"", quoted.as_slice(), b"\""].concat()
    }

    /// Returns where a text is on a line, if it is there once and the line is not continued.
    fn once(&self, spot: &Spot, text: &[u8]) -> Result<Option<Span>, String> {
        let line = self.situation.line(spot).ok_or(GONE)?;
        let Some(at) = find_once(self.situation.raw(spot), text).filter(|_| !line.continued) else {
            return Ok(None);
        };
        let at = u32::try_from(at).map_err(|error| error.to_string())?;
        let length = u32::try_from(text.len()).unwrap_or_default();
        let start = line.span.start + at;
        Ok(Some(Span::new(start, start + length)))
    }

    /// Reads a line with its edit again: an open quote, for instance, would swallow what is added.
    fn logical_after(&self, spot: &Spot, edit: &Edit) -> Result<Vec<u8>, String> {
        let start = self.situation.line(spot).map_or(0, |line| line.span.start);
        let (from, to) = (edit.span.start - start, edit.span.end - start);
        let mut text = self.situation.raw(spot).to_vec();
        text.splice(from as usize..to as usize, edit.replacement.iter().copied());
        let after = crate::syntax::Document::parse(Text::new(text));
        let [line] = after.lines() else {
            return Err("its line would become several".to_owned());
        };
        Ok(after.logical(line).into_owned())
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

/// Returns the process group that a logical line names by its option.
fn option_of(logical: &[u8]) -> Option<Vec<u8>> {
    let mut rest = logical;
    let name = crate::syntax::word(&mut rest);
    if name.eq_ignore_ascii_case(b"WSGIHandlerScript") {
        return HandlerScript::parse(rest)?.process_group;
    }
    crate::syntax::word(&mut rest);
    crate::syntax::word(&mut rest);
    AliasOptions::parse(rest).ok()?.process_group
}

fn process_group(name: &[u8]) -> Vec<u8> {
    [b"WSGIProcessGroup ", name].concat()
}

fn alias_options(name: &[u8], global: bool) -> Vec<u8> {
    let application_group: &[u8] = if global {
        b" application-group=%{GLOBAL}"
    } else {
        b""
    };
    [b"process-group=", name, application_group].concat()
}

/// What stands for Apache's own processes.
const EMBEDDED: &[u8] = b"%{GLOBAL}";

/// How much deeper the line of a new section is.
const INDENTATION: &[u8] = b"    ";

/// What is said of a line that is not there any more.
const GONE: &str = "its line is gone";

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
