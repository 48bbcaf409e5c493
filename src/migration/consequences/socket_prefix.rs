//! `WSGISocketPrefix`: where the sockets of process groups stand. The directory that is built in is `logs` on older servers of
//! Red Hat's layout, which is closed to httpd's user: every request would answer 503 (mod_wsgi.md 4.6).

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::httpd::{NodeId, merge, path_bytes};
use crate::migration::held::Obstacle;
use crate::migration::situation::{Situation, file_name};
use crate::syntax::word;

/// What is proposed where `run` of the server root is the system's directory for such files.
pub(in crate::migration) const SOCKET_PREFIX: &str = "run/wsgi";

/// Why it is proposed.
pub(in crate::migration) const WHY: &str = "the directory that is built in may be closed to httpd's user in this layout, and then every request answers 503";

/// Returns whether no process group has been here and nothing says where sockets stand.
pub(in crate::migration) fn is_open(situation: &Situation<'_>) -> bool {
    situation.inventory.daemons.is_empty() && prefix(situation).is_none()
}

/// Returns where sockets are to stand, and the line that says so: the last one counts.
fn prefix(situation: &Situation<'_>) -> Option<(PathBuf, NodeId)> {
    let last = situation.config.named(&["WSGISocketPrefix"]).pop()?;
    let line = situation.tree.directive(last.node);
    let prefix = word(&mut &*line.arguments);
    let path = merge(&situation.tree.server_root, &prefix);
    // apr_filepath_merge keeps the slash at the end.
    let path = if prefix.ends_with(b"/") {
        path.join("")
    } else {
        path
    };
    Some((path, line.id))
}

/// The greatest length of a socket's path (unix(7)).
const LONGEST: usize = 107;

/// What stands behind the prefix at least: process, generation and number.
const SHORTEST_END: &str = ".1.0.1.sock";

/// Returns why no process group gets its socket, and the line that is the reason: httpd starts all the same, and every
/// request answers 503 (mod_wsgi wsgi_daemon.c: `wsgi_setup_socket`; mod_wsgi.md 4.6).
pub(in crate::migration) fn without_sockets(
    situation: &Situation<'_>,
) -> Option<(Obstacle, NodeId)> {
    let (prefix, line) = prefix(situation)?;
    let shown = prefix.display();
    if path_bytes(&prefix).len() + SHORTEST_END.len() > LONGEST {
        let why = format!(
            "`{shown}` is too long for the path of a socket: every request would answer 503"
        );
        return Some((
            Obstacle::new(why, "choose a shorter WSGISocketPrefix"),
            line,
        ));
    }
    let directory = directory(&prefix);
    if is_there(situation, directory) || is_made_at_start(directory) {
        return None;
    }
    let why = format!(
        "the directory `{}` for the sockets of process groups is not there: every request would answer 503",
        directory.display()
    );
    let clear = "make it, so that httpd's user may enter it, or name another one";
    Some((Obstacle::new(why, clear), line))
}

/// Says that the sockets need a directory that is not there now, where others make it before httpd starts.
pub(in crate::migration) fn note_of_directory(situation: &Situation<'_>) -> Option<String> {
    let (prefix, line) = prefix(situation)?;
    let directory = directory(&prefix);
    (situation.inventory.daemons.is_empty() && !is_there(situation, directory)).then(|| {
        format!(
            "the directory `{}` for the sockets of process groups (`WSGISocketPrefix` at {}) is not there now: if it is \
             not made when httpd starts, every request answers 503",
            directory.display(),
            situation.at_node(line)
        )
    })
}

/// Returns the directory in which sockets with a prefix stand.
fn directory(prefix: &Path) -> &Path {
    if path_bytes(prefix).ends_with(b"/") {
        return prefix;
    }
    prefix.parent().unwrap_or(prefix)
}

fn is_there(situation: &Situation<'_>, directory: &Path) -> bool {
    let absent = |error: &std::io::Error| {
        matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
    };
    !situation
        .host
        .kind(directory)
        .is_err_and(|error| absent(&error))
}

/// What is below `run` lives in memory on most systems: services make their directories there when they start.
fn is_made_at_start(directory: &Path) -> bool {
    directory.components().any(|part| part.as_os_str() == "run")
}

/// Returns whether a server is laid out as Red Hat does it, with `run` in its root.
pub(in crate::migration) fn is_red_hat(situation: &Situation<'_>) -> bool {
    let mut files = situation.tree.files();
    let has_conf_d = files.any(|(_, file)| {
        let parent = file.path.parent();
        parent.is_some_and(|parent| matches!(file_name(parent), b"conf.d" | b"conf.modules.d"))
    });
    let entries = situation.host.list(&situation.tree.server_root);
    let has_run = || entries.is_ok_and(|entries| entries.iter().any(|entry| entry.name == "run"));
    has_conf_d && has_run()
}
