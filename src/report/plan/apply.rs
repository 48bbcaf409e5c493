//! How a plan is applied.

use std::path::Path;

use super::Page;
use crate::httpd::path_bytes;
use crate::patch::{Headers, Patch};
use crate::source::printable;

/// Says how a patch is applied from a directory; `file` is where it was written to, if it was not standard output.
pub(in crate::report) fn how_to_apply(
    page: &mut Page,
    patch: &Patch,
    base: &Path,
    file: Option<&Path>,
) {
    let base = shell_word(base);
    page.blank();
    page.wrapped(
        0,
        match file {
            Some(_) => "To apply it",
            None => "To apply it, write it to a file with --output change.patch; then",
        },
    );
    let file = file.map_or_else(|| "change.patch".to_owned(), shell_word);
    // Commands stand on lines of their own, however long: they are to be copied.
    page.line(&format!("  patch -d {base} -p1 < {file}"));
    if patch.headers() == Headers::Git {
        let git =
            "or git apply in that directory; below the top of a git work tree with --directory=DIR";
        page.wrapped(2, git);
    }
    page.wrapped(
        0,
        "Then let httpd check it (apachectl configtest) and restart it. To take it back:",
    );
    page.line(&format!("  patch -R -d {base} -p1 < {file}"));
}

/// Returns a path, or another argument, as one word of a shell's command line.
pub fn shell_word(path: &Path) -> String {
    let text = printable(path_bytes(path));
    let plain = |character: char| character.is_alphanumeric() || "/._-+".contains(character);
    if text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
