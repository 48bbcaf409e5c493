//! [`Rewriting`]: the files that some fixes change, and the lines of them that they change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::findings::{FileEdit, Finding};
use crate::host::{Host, Overlay};
use crate::httpd::{ConfigTree, Directive, NodeId};
use crate::migration::proof::Touched;
use crate::migration::situation::Situation;
use crate::patch::{Edit, EditError, Edits, Patch, PatchError};
use crate::source::Text;
use crate::syntax::{Document, Line};

/// The files that fixes change.
pub(super) struct Rewriting {
    /// By their paths, links resolved.
    files: BTreeMap<PathBuf, Rewritten>,
    /// Every other path by which one of them was read.
    also_read_as: BTreeMap<PathBuf, PathBuf>,
}

/// A file that changes.
struct Rewritten {
    before: Text,
    after: Text,
    /// The numbers of the lines that change, as they are and as they will be.
    lines: (BTreeSet<u32>, BTreeSet<u32>),
}

impl Rewriting {
    /// Puts the fixes of findings together; the error is why they cannot be.
    pub(super) fn of(situation: &Situation<'_>, findings: &[&Finding]) -> Result<Self, String> {
        let mut by_path: BTreeMap<PathBuf, (&FileEdit, Edits)> = BTreeMap::new();
        let proposed = findings.iter().filter_map(|finding| finding.fix.as_ref());
        for change in proposed.flat_map(|fix| &fix.edits) {
            let path = real_path(situation.host, &change.file)?;
            let (_, edits) = by_path
                .entry(path)
                .or_insert_with(|| (change, Edits::new()));
            match edits.add(change.edit.clone()) {
                // The same line under another path, or found twice.
                Ok(()) | Err(EditError::Identical { .. }) => {}
                Err(EditError::Overlap { .. }) => {
                    return Err("another fix changes the same words".to_owned());
                }
                Err(error) => return Err(error.to_string()),
            }
        }
        let mut files = BTreeMap::new();
        for (path, (change, edits)) in by_path {
            let rewritten = Rewritten::of(&change.document, &edits);
            files.insert(path, rewritten.map_err(|error| error.to_string())?);
        }
        let also_read_as = also_read_as(situation, &files);
        Ok(Self {
            files,
            also_read_as,
        })
    }

    /// Returns the change.
    pub(super) fn patch(&self) -> Result<Patch, PatchError> {
        let mut patch = Patch::new();
        for (path, file) in &self.files {
            patch.modify(path, file.before.clone(), file.after.clone())?;
        }
        Ok(patch)
    }

    /// Returns the machine after it.
    pub(super) fn machine<'host>(&self, host: &'host dyn Host) -> Overlay<'host> {
        let mut machine = Overlay::new(host);
        for (path, file) in &self.files {
            machine.put_file(path, file.after.clone());
        }
        for (path, real) in &self.also_read_as {
            if let Some(file) = self.files.get(real) {
                machine.put_file(path, file.after.clone());
            }
        }
        machine
    }

    /// Returns the directives on the lines that change, of the server before and after.
    pub(super) fn touched(&self, before: &ConfigTree, after: &ConfigTree) -> Touched {
        Touched {
            before: self.on_lines(before, |file| &file.lines.0),
            after: self.on_lines(after, |file| &file.lines.1),
        }
    }

    fn on_lines(
        &self,
        tree: &ConfigTree,
        lines: impl Fn(&Rewritten) -> &BTreeSet<u32>,
    ) -> BTreeSet<NodeId> {
        let is_on = |directive: &Directive<'_>| {
            let file = tree.file_of(directive.place);
            let file = file.and_then(|file| self.file(&tree.file(file).path));
            file.is_some_and(|file| lines(file).contains(&directive.place.line))
        };
        let touched = tree.directives().filter(is_on);
        touched.map(|directive| directive.id).collect()
    }

    fn file(&self, path: &Path) -> Option<&Rewritten> {
        let real = self.also_read_as.get(path);
        self.files.get(real.map_or(path, PathBuf::as_path))
    }
}

impl Rewritten {
    fn of(document: &Document, edits: &Edits) -> Result<Self, EditError> {
        let before = document.text().clone();
        let after = Text::new(edits.apply(&before)?);
        let then = Document::parse(after.clone());
        let mut lines = (BTreeSet::new(), BTreeSet::new());
        let mut grown = 0_i64;
        for edit in edits.iter() {
            let Edit { span, replacement } = edit;
            let gone = lines_at(document, span.start, span.end);
            let length = i64::try_from(replacement.len()).unwrap_or(i64::MAX);
            let offset = |from: i64| u32::try_from(from + grown).unwrap_or(u32::MAX);
            let at = offset(span.start.into());
            let is_first = gone
                .first()
                .is_some_and(|line| line.span.start == span.start);
            if edit.is_insertion() && is_first && replacement.ends_with(b"\n") {
                // A line of its own: the one behind it is not touched.
                let come = lines_at(&then, at, offset(i64::from(span.start) + length));
                lines.1.extend(come.iter().map(|line| line.number));
                grown += length;
                continue;
            }
            lines.0.extend(gone.iter().map(|line| line.number));
            // A whole line that goes leaves none.
            let is_left = |line: &Line| line.span.start < span.start || line.span.end > span.end;
            if gone.iter().any(is_left) {
                let left = lines_at(&then, at, at);
                lines.1.extend(left.iter().map(|line| line.number));
            }
            grown += length - i64::from(span.end - span.start);
        }
        Ok(Self {
            before,
            after,
            lines,
        })
    }
}

/// Returns the logical lines that a stretch is in.
fn lines_at(document: &Document, start: u32, end: u32) -> &[Line] {
    let lines = document.lines();
    let first = lines.partition_point(|line| line.span.end <= start);
    let behind = lines.partition_point(|line| line.span.start < end.max(start + 1));
    lines.get(first..behind).unwrap_or_default()
}

fn real_path(host: &dyn Host, path: &Path) -> Result<PathBuf, String> {
    let found = host.real_path(path);
    found.map_err(|error| format!("`{}` cannot be found again: {error}", path.display()))
}

/// Finds the other paths by which files were read.
fn also_read_as(
    situation: &Situation<'_>,
    files: &BTreeMap<PathBuf, Rewritten>,
) -> BTreeMap<PathBuf, PathBuf> {
    let opened = situation.tree.files().map(|(_, file)| &file.path);
    let others = opened.filter_map(|path| {
        let real = situation.host.real_path(path).ok()?;
        (real != *path && files.contains_key(&real)).then(|| (path.clone(), real))
    });
    others.collect()
}
