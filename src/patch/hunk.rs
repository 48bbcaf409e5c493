//! [`Hunk`]: a stretch of a diff, which a person can look at alone.
//!
//! Lines end at LF and nowhere else, as git and patch see it. The crate `similar` finds the lines that differ; the hunks are
//! written here, because its own writers take a lone CR at the end of a file for a line end, and one of them replaces bytes
//! that are not UTF-8.

use std::ops::Range;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use similar::{ChangeTag, DiffOp, TextDiff};

use super::{Change, Patch};

/// What stands behind a line that has no line end.
const NO_NEWLINE: &[u8] = b"\n\\ No newline at end of file\n";

/// A stretch of the diff of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The file.
    pub path: PathBuf,
    /// What becomes of the file.
    pub kind: HunkKind,
    /// The numbers of the lines that it takes away, from 1; empty at the line before which it only adds.
    pub lines: Range<u32>,
    /// Its lines in the diff, with the header that begins with `@@`.
    pub text: Vec<u8>,
}

/// What becomes of the file of a hunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HunkKind {
    /// It is changed.
    Changed,
    /// It comes to be.
    NewFile,
    /// It comes to be as a symbolic link, and the text is where that leads.
    NewLink,
}

impl Patch {
    /// Returns the diff in hunks, with up to `context` unchanged lines around each change.
    pub fn hunks(&self, context: usize) -> Vec<Hunk> {
        let mut hunks = Vec::new();
        for (path, change) in self.changes() {
            let (kind, before, after): (_, &[u8], &[u8]) = match change {
                Change::Modify { before, after } => (HunkKind::Changed, before, after),
                Change::Create { text } => (HunkKind::NewFile, b"", text),
                Change::Link { target } => (HunkKind::NewLink, b"", target.as_os_str().as_bytes()),
            };
            let of_file = hunks_of(path, before, after, context).into_iter();
            hunks.extend(of_file.map(|hunk| Hunk { kind, ..hunk }));
        }
        hunks
    }
}

/// Returns the hunks that turn `before` into `after`.
pub(super) fn hunks_of(path: &Path, before: &[u8], after: &[u8], context: usize) -> Vec<Hunk> {
    let (before, after) = (lines(before), lines(after));
    let diff = TextDiff::from_slices(&before, &after);
    let mut hunks = Vec::new();
    for hunk in diff.unified_diff().context_radius(context).iter_hunks() {
        let mut text = format!("{}\n", hunk.header()).into_bytes();
        for change in hunk.iter_changes() {
            text.push(match change.tag() {
                ChangeTag::Equal => b' ',
                ChangeTag::Delete => b'-',
                ChangeTag::Insert => b'+',
            });
            text.extend_from_slice(change.value());
            if !change.value().ends_with(b"\n") {
                text.extend_from_slice(NO_NEWLINE);
            }
        }
        hunks.push(Hunk {
            path: path.to_owned(),
            kind: HunkKind::Changed,
            lines: changed(hunk.ops()),
            text,
        });
    }
    hunks
}

/// Returns from where to where lines are taken away or added.
fn changed(ops: &[DiffOp]) -> Range<u32> {
    let changes = ops.iter().filter(|op| op.tag() != similar::DiffTag::Equal);
    let ranges = changes.map(DiffOp::old_range);
    let whole = ranges.reduce(|first, last| first.start..last.end);
    let whole = whole.unwrap_or_default();
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    number(whole.start)..number(whole.end)
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    fn ranges(before: &str, after: &str, context: usize) -> Vec<(u32, u32)> {
        let mut patch = Patch::new();
        let text = |text: &str| Text::new(text.as_bytes());
        patch.modify("/f", text(before), text(after)).unwrap();
        let hunks = patch.hunks(context).into_iter();
        hunks
            .map(|hunk| (hunk.lines.start, hunk.lines.end))
            .collect()
    }

    #[test]
    fn a_hunk_knows_the_lines_that_it_takes_away() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        assert_eq!(ranges(before, &before.replace('5', "five"), 3), [(5, 6)]);
        assert_eq!(
            ranges(before, &before.replace("5\n", "5\nand\n"), 3),
            [(6, 6)]
        );
        let two = before.replace('2', "two").replace('8', "eight");
        assert_eq!(ranges(before, &two, 3), [(2, 9)]);
        assert_eq!(ranges(before, &two, 1), [(2, 3), (8, 9)]);
        assert_eq!(ranges("", "new\n", 3), [(1, 1)]);
    }

    #[test]
    fn hunks_put_together_are_the_diff() {
        let mut patch = Patch::new();
        patch.create("/a", Text::new(&b"x"[..])).unwrap();
        patch
            .modify("/b", Text::new(&b"1\n2"[..]), Text::new(&b"1\r\n2\n"[..]))
            .unwrap();
        let diff = patch.unified_diff(Path::new("/"), 3).unwrap();
        for hunk in patch.hunks(3) {
            let mut windows = diff.windows(hunk.text.len());
            assert!(windows.any(|window| window == hunk.text));
        }
    }
}
