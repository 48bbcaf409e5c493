//! As whom the requests of an application run, where a module gives virtual hosts users of their own: a process group is
//! for one of these users.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{Found, Judged, Refusal};
use crate::httpd::catalog::wsgi::Version;
use crate::migration::held::Obstacle;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::{Application, AssignedUser};

/// The first version that lets the socket of a process group belong to another user.
const SOCKET_USER: Version = (4, 4, 1);

/// A user and a group; nothing for those of httpd.
pub(in crate::migration) type UserNames = Option<(Vec<u8>, Vec<u8>)>;

/// Returns as whom all requests of an application run, if not as httpd's `User`; the error says why no process group can be
/// for them.
pub(in crate::migration) fn request_user<'server>(
    situation: &Situation<'server>,
    application: &Application,
) -> Result<Option<&'server AssignedUser>, Refusal> {
    let inventory = situation.inventory;
    if inventory.assigned_users.is_empty() {
        return Ok(None);
    }
    let mut found = None;
    for server in inventory.serving(situation.config, application) {
        let user = inventory.assigned_users.of_server(server);
        let user = user.map_err(|(why, node)| {
            let clear = "give it a group with user=, group= and socket-user= by hand";
            (Obstacle::new(why.clone(), clear), *node)
        })?;
        match found {
            None => found = Some(user),
            Some(other) if names(other) == names(user) => {}
            Some(other) => {
                let node = user.or(other).map_or(application.node, |user| user.node);
                return Err((several_users(), node));
            }
        }
    }
    let user = found.flatten();
    match (user, situation.mod_wsgi) {
        (Some(user), _) if matches!(user.user.as_slice(), b"root" | b"#0") => {
            let why = "its requests run as root, and mod_wsgi runs no daemon as root";
            let clear = "assign another user to its virtual host";
            Err((Obstacle::new(why, clear), user.node))
        }
        (Some(user), version) if version.is_none_or(|version| version < SOCKET_USER) => {
            Err((without_socket_user(user, version), user.node))
        }
        _ => Ok(user),
    }
}

fn names(user: Option<&AssignedUser>) -> UserNames {
    user.map(|user| (user.user.clone(), user.group.clone()))
}

fn several_users() -> Obstacle {
    Obstacle::new(
        "virtual hosts of several users have it on one line, and the socket of a process group belongs to one user",
        "write the line in each virtual host",
    )
}

fn without_socket_user(user: &AssignedUser, version: Option<Version>) -> Obstacle {
    let name = printable(&user.user);
    let why = format!(
        "its requests run as `{name}`, who cannot connect to a process group without `socket-user=`, "
    );
    match version {
        Some(_) => Obstacle::new(
            why + "which came with mod_wsgi 4.4.1",
            "bring mod_wsgi up to date first",
        ),
        None => Obstacle::new(
            why + "and whether this mod_wsgi has that is not known",
            "tell it with --mod-wsgi-version",
        ),
    }
}

/// Returns the user and the group as whom requests of a judged application run.
pub(in crate::migration) fn user_names(
    situation: &Situation<'_>,
    application: &Application,
) -> UserNames {
    names(request_user(situation, application).ok().flatten())
}

/// A line of a file that virtual hosts of several users include names one process group for all of them: it is not
/// changed.
pub(super) fn hold_lines_of_several_users(situation: &Situation<'_>, found: &mut Found) {
    if situation.inventory.assigned_users.is_empty() {
        return;
    }
    let mut users: BTreeMap<(PathBuf, usize), BTreeSet<UserNames>> = BTreeMap::new();
    for (id, judged) in found.iter() {
        let application = situation.inventory.application(*id);
        for line in shared_lines(judged.as_ref().ok()) {
            let of_line = users.entry(line).or_default();
            of_line.insert(user_names(situation, application));
        }
    }
    users.retain(|_, users| users.len() > 1);
    for (id, judged) in found {
        let mut lines = shared_lines(judged.as_ref().ok()).into_iter();
        if lines.any(|line| users.contains_key(&line)) {
            let node = situation.inventory.application(*id).node;
            *judged = Err((several_users(), node));
        }
    }
}

/// Returns the lines that are to name a process group, but for those in macros, which name another in each use.
fn shared_lines(judged: Option<&Judged>) -> Vec<(PathBuf, usize)> {
    let seats = judged.into_iter().flat_map(Judged::all_seats);
    let seats = seats.filter(|seat| seat.written.is_none());
    seats
        .map(|seat| (seat.spot.path.clone(), seat.spot.line))
        .collect()
}
