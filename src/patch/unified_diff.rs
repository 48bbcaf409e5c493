//! [`Patch::unified_diff`]: what `git apply` and `patch -p1` both take, byte for byte.
//!
//! What is below the headers is the [`Hunk`](super::Hunk)s.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::file_name::{is_reserved_by_git, quoted};
use super::hunk::hunks_of;
use super::{Change, Patch, PatchError};
use crate::host::at_once;

impl Patch {
    /// Writes the patch for somebody who stands in the directory `base`, with up to `context` unchanged lines
    /// around each change; at least one, since `git apply` takes no fewer.
    pub fn unified_diff(&self, base: &Path, context: u16) -> Result<Vec<u8>, PatchError> {
        let context = usize::from(context).max(1);
        let headers = self.headers();
        let (former, latter) = self.changes.split_at(self.changes.len() / 2);
        let (former, latter) = at_once(
            || diff_of(former, base, context, headers),
            || diff_of(latter, base, context, headers),
        );
        let mut diff = former?;
        diff.append(&mut latter?);
        Ok(diff)
    }

    /// Returns which headers the diff has: git's own only where a link or an empty file leaves no choice.
    ///
    /// Below the top of a git work tree, `git apply` takes names behind a git header as starting at the top,
    /// and *silently* skips those outside the current directory; plain headers start where one stands. With
    /// both kinds in one patch it would apply half of it.
    pub fn headers(&self) -> Headers {
        let only_git_can = |change: &Change| match change {
            Change::Modify { .. } => false,
            Change::Create { text } => text.is_empty(),
            Change::Link { .. } => true,
        };
        if self.changes().any(|(_, change)| only_git_can(change)) {
            return Headers::Git;
        }
        Headers::Plain
    }
}

/// Writes the diffs of files, one behind the other.
fn diff_of(
    changes: &[(PathBuf, Change)],
    base: &Path,
    context: usize,
    headers: Headers,
) -> Result<Vec<u8>, PatchError> {
    let mut out = Vec::new();
    for (path, change) in changes {
        let name = name_below(base, path, matches!(change, Change::Link { .. }))?;
        write_header(&mut out, name, change, headers);
        match change {
            Change::Modify { before, after } => write_hunks(&mut out, before, after, context),
            Change::Create { text } => write_hunks(&mut out, b"", text, context),
            Change::Link { target } => {
                write_hunks(&mut out, b"", target.as_os_str().as_bytes(), context);
            }
        }
    }
    Ok(out)
}

/// How the files of a diff are introduced; one way for the whole diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headers {
    /// By their names: `--- a/NAME`, `+++ b/NAME`.
    Plain,
    /// With a line `diff --git a/NAME b/NAME` before that, and the mode of a new file. Below the top of a git
    /// work tree, `git apply` must be told the way there: `--directory=DIR`.
    Git,
}

/// Returns the bytes of `path` as seen from `base`.
fn name_below<'path>(
    base: &Path,
    path: &'path Path,
    is_link: bool,
) -> Result<&'path [u8], PatchError> {
    let Ok(name) = path.strip_prefix(base) else {
        let (path, base) = (path.to_owned(), base.to_owned());
        return Err(PatchError::OutsideBase { path, base });
    };
    let mut parts = name.iter().map(OsStrExt::as_bytes);
    if parts.any(|part| is_reserved_by_git(part, is_link)) {
        let path = path.to_owned();
        return Err(PatchError::ReservedByGit { path });
    }
    Ok(name.as_os_str().as_bytes())
}

/// Appends the lines before the first hunk. An empty file has none but those of git, and no hunk.
fn write_header(out: &mut Vec<u8>, name: &[u8], change: &Change, headers: Headers) {
    let (old, new) = (quoted("a/", name), quoted("b/", name));
    let mode = match change {
        Change::Modify { .. } => None,
        Change::Create { .. } => Some("100644"),
        Change::Link { .. } => Some("120000"),
    };
    if headers == Headers::Git {
        write_line(out, &[b"diff --git ", &old, b" ", &new]);
        if let Some(mode) = mode {
            write_line(out, &[b"new file mode ", mode.as_bytes()]);
        }
    }
    if matches!(change, Change::Create { text } if text.is_empty()) {
        return;
    }
    let old: &[u8] = if mode.is_some() { b"/dev/null" } else { &old };
    write_line(out, &[b"--- ", old]);
    write_line(out, &[b"+++ ", &new]);
}

fn write_line(out: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        out.extend_from_slice(part);
    }
    out.push(b'\n');
}

/// Appends the hunks that turn `before` into `after`, each with up to `context` unchanged lines on both sides.
fn write_hunks(out: &mut Vec<u8>, before: &[u8], after: &[u8], context: usize) {
    for hunk in hunks_of(Path::new(""), before, after, context) {
        out.extend_from_slice(&hunk.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    fn hunks(before: &[u8], after: &[u8]) -> String {
        let mut out = Vec::new();
        write_hunks(&mut out, before, after, 3);
        out.escape_ascii().to_string().replace("\\n", "\n")
    }

    #[test]
    fn equal_files_have_no_hunks() {
        assert_eq!(hunks(b"a\nb", b"a\nb"), "");
    }

    #[test]
    fn a_changed_line_is_shown_with_three_lines_around() {
        let diff = hunks(
            b"1\n2\n3\n4\n5\n6\n7\n8\n9\n",
            b"1\n2\n3\n4\nV\n6\n7\n8\n9\n",
        );
        assert_eq!(diff, "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+V\n 6\n 7\n 8\n");
    }

    #[test]
    fn bytes_pass_unchanged() {
        let diff = hunks(b"caf\xe9\r\n\0x\n", b"caf\xe9\r\n\0y\n");
        assert_eq!(diff, "@@ -1,2 +1,2 @@\n caf\\xe9\\r\n-\\x00x\n+\\x00y\n");
    }

    #[test]
    fn a_lone_cr_ends_no_line_but_may_end_the_file() {
        let diff = hunks(b"a\rb\nc\r", b"a\rB\nc\r");
        assert_eq!(
            diff,
            "@@ -1,2 +1,2 @@\n-a\\rb\n+a\\rB\n c\\r\n\\\\ No newline at end of file\n"
        );
    }

    #[test]
    fn a_missing_line_end_is_said_on_each_side() {
        let diff = hunks(b"a", b"a\n");
        assert_eq!(
            diff,
            "@@ -1 +1 @@\n-a\n\\\\ No newline at end of file\n+a\n"
        );
    }

    #[test]
    fn an_empty_side_starts_at_line_zero() {
        assert_eq!(hunks(b"", b"a\nb\n"), "@@ -0,0 +1,2 @@\n+a\n+b\n");
        assert_eq!(hunks(b"a\n", b""), "@@ -1 +0,0 @@\n-a\n");
    }

    fn text(bytes: &[u8]) -> Text {
        Text::new(bytes)
    }

    fn printed(patch: &Patch, base: &str) -> String {
        let diff = patch.unified_diff(Path::new(base), 3).unwrap();
        String::from_utf8(diff).unwrap()
    }

    #[test]
    fn files_alone_need_no_git_headers() {
        let mut patch = Patch::new();
        patch
            .modify("/etc/apache2/b", text(b"1\n"), text(b"2\n"))
            .unwrap();
        patch.create("/etc/apache2/a/new", text(b"x\n")).unwrap();
        assert_eq!(patch.headers(), Headers::Plain);
        assert_eq!(
            printed(&patch, "/etc/apache2"),
            "--- /dev/null\n+++ b/a/new\n@@ -0,0 +1 @@\n+x\n\
             --- a/b\n+++ b/b\n@@ -1 +1 @@\n-1\n+2\n"
        );
    }

    #[test]
    fn with_a_link_every_file_has_a_git_header() {
        let mut patch = Patch::new();
        patch.modify("/e/b", text(b"1\n"), text(b"2\n")).unwrap();
        patch.create("/e/a", text(b"x\n")).unwrap();
        patch.link("/e/on/a", "../a").unwrap();
        assert_eq!(patch.headers(), Headers::Git);
        assert_eq!(
            printed(&patch, "/"),
            "diff --git a/e/a b/e/a\nnew file mode 100644\n--- /dev/null\n+++ b/e/a\n@@ -0,0 +1 @@\n+x\n\
             diff --git a/e/b b/e/b\n--- a/e/b\n+++ b/e/b\n@@ -1 +1 @@\n-1\n+2\n\
             diff --git a/e/on/a b/e/on/a\nnew file mode 120000\n--- /dev/null\n+++ b/e/on/a\n\
             @@ -0,0 +1 @@\n+../a\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn an_empty_file_is_a_git_header_and_nothing_else() {
        let mut patch = Patch::new();
        patch.create("/e/a", text(b"")).unwrap();
        assert_eq!(
            printed(&patch, "/e"),
            "diff --git a/a b/a\nnew file mode 100644\n"
        );
    }

    #[test]
    fn names_that_cannot_be_written_are_errors() {
        let diff = |path: &str, base: &str| {
            let mut patch = Patch::new();
            patch.create(path, text(b"x")).unwrap();
            patch.unified_diff(Path::new(base), 3)
        };
        let path = || "/e/x".into();
        assert_eq!(
            diff("/e/x", "/etc"),
            Err(PatchError::OutsideBase {
                path: path(),
                base: "/etc".into()
            })
        );
        let path = || "/e/.git/hooks/x".into();
        assert_eq!(
            diff("/e/.git/hooks/x", "/e"),
            Err(PatchError::ReservedByGit { path: path() })
        );
        assert!(diff("/e/.git/hooks/x", "/e/.git").is_ok());
    }
}
