//! `WSGISocketPrefix`: where the sockets of process groups stand. The directory that is built in is `logs` on older servers of
//! Red Hat's layout, which is closed to httpd's user: every request would answer 503 (mod_wsgi.md 4.6).

use crate::migration::situation::{Situation, file_name};

/// What is proposed where `run` of the server root is the system's directory for such files.
pub(in crate::migration) const SOCKET_PREFIX: &str = "run/wsgi";

/// Why it is proposed.
pub(in crate::migration) const WHY: &str = "the directory that is built in may be closed to httpd's user in this layout, and then every request answers 503";

/// Returns whether no process group has been here and nothing says where sockets stand.
pub(in crate::migration) fn is_open(situation: &Situation<'_>) -> bool {
    let mut effective = situation.config.effective.iter();
    let is_set = effective.any(|effective| {
        let name = situation.tree.directive(effective.node).name;
        name.eq_ignore_ascii_case(b"WSGISocketPrefix")
    });
    situation.inventory.daemons.is_empty() && !is_set
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
