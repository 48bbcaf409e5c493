//! Scripts of `WSGIImportScript` that Apache's own processes cannot read, or only from where they start: a plan takes them
//! along as they are.

use std::io::ErrorKind;
use std::path::Path;

use crate::httpd::bytes_path;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::ImportScript;

/// Says of which scripts that is true.
pub(super) fn of_unread_imports(situation: &Situation<'_>) -> Vec<String> {
    let imports = situation.inventory.embedded_imports();
    imports
        .filter_map(|import| note_of(situation, import))
        .collect()
}

/// mod_wsgi hands the path to the system as it is written: a relative one starts where the process is, which is `/`, or the
/// `home` of a process group (measured with mod_wsgi 4.9.4). What cannot be read ends in a line of the error log, and the
/// process goes on.
fn note_of(situation: &Situation<'_>, import: &ImportScript) -> Option<String> {
    let path = bytes_path(&import.script);
    let what = if path.is_relative() {
        "which is looked for where a process starts, in `/` or the `home` of its group, and not in the server root"
    } else if is_absent(situation, path) {
        "which is not there: each process that loads it logs an error and goes on, as before"
    } else {
        return None;
    };
    Some(format!(
        "`WSGIImportScript` ({}) loads `{}`, {what}",
        situation.at_node(import.node),
        printable(&import.script)
    ))
}

/// Returns whether a file is not there, although its directory is: else the machine may be another one.
fn is_absent(situation: &Situation<'_>, file: &Path) -> bool {
    let kind = situation.host.kind(file);
    let is_gone = kind.is_err_and(|error| error.kind() == ErrorKind::NotFound);
    let around = file.parent();
    is_gone && around.is_some_and(|around| situation.host.kind(around).is_ok())
}
