//! [`Standing`]: where an application runs in one virtual host, as far as its lines tell.

use super::Refusal;
use super::named_by_request::group_of;
use crate::httpd::ServerId;
use crate::migration::definitions::JudgedDefinitions;
use crate::migration::held::Obstacle;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::{Application, Delegation, Part, Selection};

/// Where an application runs when a server is asked for it.
pub(super) struct Standing<'server> {
    /// The server.
    pub(super) server: ServerId,
    /// Why its requests fail now, if they do: its group is not there, or out of reach.
    pub(super) fails: Option<Refusal>,
    /// The process group of all that no section sends elsewhere; none when that is embedded.
    pub(super) group: Option<Vec<u8>>,
    /// The `WSGIProcessGroup` that keeps it embedded, if one does.
    pub(super) because: Option<&'server Selection>,
    /// What sections say, or may say, of parts of it.
    parts: Vec<Part>,
    /// Why requests for such parts fail now.
    pub(super) failing_parts: Vec<Refusal>,
}

impl Standing<'_> {
    /// Returns whether nothing of it is in a process group.
    pub(super) fn is_embedded(&self) -> bool {
        let is_embedded = |part: &Part| matches!(part.delegation, Delegation::Embedded(_));
        self.group.is_none() && self.parts.iter().all(is_embedded)
    }

    /// Returns the parts that sections keep in Apache's own processes.
    pub(super) fn embedded_parts(&self) -> impl Iterator<Item = &Part> {
        let is_embedded = |part: &&Part| matches!(part.delegation, Delegation::Embedded(_));
        self.parts.iter().filter(is_embedded)
    }
}

/// Finds out where an application runs in every server that serves it. The error says what cannot be told, or why it fails in
/// all of them.
pub(super) fn standings<'server>(
    situation: &Situation<'server>,
    application: &Application,
    definitions: &JudgedDefinitions,
) -> Result<Vec<Standing<'server>>, Refusal> {
    let serving = situation.inventory.serving(situation.config, application);
    let mut standings = Vec::new();
    for server in serving {
        standings.push(standing(situation, application, server, definitions)?);
    }
    let all_fail = standings.iter().all(|standing| standing.fails.is_some());
    let first = standings.first().and_then(|first| first.fails.clone());
    match first.filter(|_| all_fail) {
        Some(refusal) => Err(refusal),
        None => Ok(standings),
    }
}

fn standing<'server>(
    situation: &Situation<'server>,
    application: &Application,
    server: ServerId,
    definitions: &JudgedDefinitions,
) -> Result<Standing<'server>, Refusal> {
    let inventory = situation.inventory;
    let (mut whole, mut parts) = inventory.delegation(situation.config, application, server);
    let (mut fails, mut failing_parts) = (None, Vec::new());
    let of_parts = parts.iter_mut().map(|part| (false, &mut part.delegation));
    for (is_whole, delegation) in std::iter::once((true, &mut whole)).chain(of_parts) {
        if let Delegation::Undecided(because) = *delegation {
            let group = group_of(situation, application, server, because)?;
            *delegation = Delegation::Daemon { group, because };
        }
        if let Delegation::Daemon { group, because } = delegation {
            let reached = reach(situation, group, server, definitions);
            let refusal = reached.map_err(|obstacle| (obstacle, *because)).err();
            // A variable whose value is not known may be the name of any group.
            let is_sure = !group.starts_with(b"${");
            match refusal {
                Some(refusal) if is_sure && is_whole => fails = Some(refusal),
                Some(refusal) if is_sure => failing_parts.push(refusal),
                Some(refusal) => return Err(refusal),
                None => {}
            }
        }
    }
    let (group, because) = match whole {
        Delegation::Daemon { group, .. } => (Some(group), None),
        Delegation::Embedded(Some(line)) => (None, inventory.process_group_at(server, line)),
        _ => (None, None),
    };
    Ok(Standing {
        server,
        fails,
        group,
        because,
        parts,
        failing_parts,
    })
}

/// Makes sure that a group can be reached from a server, if need be when its definition has moved; the error says why it
/// cannot.
fn reach(
    situation: &Situation<'_>,
    group: &[u8],
    server: ServerId,
    definitions: &JudgedDefinitions,
) -> Result<(), Obstacle> {
    let name = printable(group);
    match situation.inventory.daemon(group) {
        None if group.starts_with(b"${") => Err(Obstacle::new(
            format!("its process group is named by `{name}`, whose value is not known"),
            "tell it with --env NAME=VALUE",
        )),
        None => Err(Obstacle::new(
            format!(
                "it names the process group `{name}`, which is defined nowhere: its requests fail now"
            ),
            "define the group or correct the name",
        )),
        Some(daemon)
            if !daemon.is_reachable_from(situation.config, server)
                && !definitions.moves(daemon) =>
        {
            let why = format!(
                "the process group `{name}` belongs to a virtual host of another ServerName: its requests fail now"
            );
            let clear = if definitions.is_wanted_there(daemon) {
                "let the definition move (take its `leave` away), or name a group that can be reached"
            } else {
                "name a group that can be reached"
            };
            Err(Obstacle::new(why, clear))
        }
        Some(daemon)
            if !situation
                .inventory
                .assigned_users
                .may_connect(server, daemon) =>
        {
            let why = format!(
                "the process group `{name}` is not open to the user as whom requests of its virtual host run: they fail now \
                 (503)"
            );
            Err(Obstacle::new(
                why,
                "give the group this user by socket-user=",
            ))
        }
        Some(_) => Ok(()),
    }
}
