//! What keeps process groups from working on a server at all.

use super::consequences::without_sockets;
use super::held::Obstacle;
use super::situation::Situation;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::{NodeId, merge};
use crate::source::printable;
use crate::syntax::word;

/// The first version that does not start beside mod_python (mod_wsgi.c: `wsgi_hook_init`).
const NOT_BESIDE_MOD_PYTHON: Version = (4, 1, 0);

/// Returns why no process group works here, and the line that is the reason.
pub(super) fn unfit(situation: &Situation<'_>) -> Option<(Obstacle, NodeId)> {
    windows(situation)
        .or_else(|| beside_mod_python(situation))
        .or_else(|| without_python(situation))
        .or_else(|| without_sockets(situation))
}

/// mod_wsgi has no daemon processes on Windows (wsgi_apache.h: `MOD_WSGI_WITH_DAEMONS`).
fn windows(situation: &Situation<'_>) -> Option<(Obstacle, NodeId)> {
    let mut executed = situation.tree.executed();
    let line = executed.find(|directive| {
        directive.name.eq_ignore_ascii_case(b"LoadModule")
            && *directive.first_word().unwrap_or_default() == *b"mpm_winnt_module"
    })?;
    let why = "this is a server on Windows, where mod_wsgi has no daemon processes";
    let clear = "nothing can: it stays embedded there";
    Some((Obstacle::new(why, clear), line.id))
}

fn beside_mod_python(situation: &Situation<'_>) -> Option<(Obstacle, NodeId)> {
    let is_refused = situation
        .mod_wsgi
        .is_some_and(|version| version >= NOT_BESIDE_MOD_PYTHON);
    let line = mod_python(situation).filter(|_| is_refused)?;
    let why = "mod_python is loaded, and mod_wsgi 4.1 and later do not start beside it";
    Some((Obstacle::new(why, "take mod_python away"), line))
}

/// Returns the line that loads mod_python.
pub(super) fn mod_python(situation: &Situation<'_>) -> Option<NodeId> {
    let place = situation
        .tree
        .modules
        .by_identifier(b"python_module")?
        .place?;
    let mut directives = situation.tree.directives();
    directives
        .find(|directive| directive.place == place)
        .map(|directive| directive.id)
}

/// Without its files, the processes of every group end as they start (mod_wsgi.md 5.2).
fn without_python(situation: &Situation<'_>) -> Option<(Obstacle, NodeId)> {
    let last = situation.config.named(&["WSGIPythonHome"]).pop()?;
    let line = situation.tree.directive(last.node);
    let home = word(&mut &*line.arguments);
    match situation
        .host
        .kind(&merge(&situation.tree.server_root, &home))
    {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let why = format!(
                "`WSGIPythonHome {}` is not there, and without it no process of a group starts",
                printable(&home)
            );
            let clear = "name the Python installation that is there, or plan where it can be seen";
            Some((Obstacle::new(why, clear), line.id))
        }
        _ => None,
    }
}

/// Returns whether a path begins with the letter of a drive.
pub(super) fn is_of_windows(path: &[u8]) -> bool {
    matches!(path, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}
