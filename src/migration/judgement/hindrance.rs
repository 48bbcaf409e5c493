//! [`Hindrances`]: why an application that is embedded now would not be served from a new process group.

use std::collections::BTreeMap;

use super::Refusal;
use super::request_user::request_user;
use crate::httpd::{NodeId, ServerId};
use crate::migration::consequences::Lists;
use crate::migration::held::Obstacle;
use crate::migration::platform::{is_of_windows, unfit};
use crate::migration::situation::Situation;
use crate::wsgi::{Application, BlindSpots, Concern};

/// What stands in the way of new process groups.
pub(in crate::migration) struct Hindrances {
    /// The lists of allowed process groups.
    allowed_groups: Lists,
    /// The last line of each server that chooses groups by itself.
    chosen_groups: BTreeMap<ServerId, NodeId>,
    /// The lines that name httpd's user or group, when they do not agree.
    identity: Option<NodeId>,
    /// The line that gives Apache's children, but not daemons, another root directory.
    root: Option<NodeId>,
    /// Why no process group works here.
    unfit: Option<(Obstacle, NodeId)>,
    /// What cannot be followed, and may delegate an application already.
    blind_spots: BlindSpots,
}

impl Hindrances {
    pub(in crate::migration) fn new(situation: &Situation<'_>) -> Self {
        let of = |concern| -> BTreeMap<ServerId, NodeId> {
            let beyond = situation.inventory.beyond.iter();
            let lines = beyond.filter(move |beyond| beyond.concern == concern);
            lines
                .map(|beyond| (beyond.scope.server, beyond.node))
                .collect()
        };
        Self {
            allowed_groups: Lists::new(situation),
            chosen_groups: of(Concern::ChoosesGroups),
            identity: changing_identity(situation),
            root: of(Concern::ChangesRoot).into_values().last(),
            unfit: unfit(situation),
            blind_spots: BlindSpots::of(situation.tree, situation.config),
        }
    }

    /// Makes sure that nothing stands in the way of delegating an application; the error says what does, and which line.
    pub(in crate::migration) fn judge(
        &self,
        situation: &Situation<'_>,
        application: &Application,
    ) -> Result<(), Refusal> {
        if let Some(unfit) = &self.unfit {
            return Err(unfit.clone());
        }
        request_user(situation, application)?;
        if is_of_windows(&application.path) {
            let why = "its path is one of Windows, where mod_wsgi has no daemon processes";
            let clear = "nothing can: it stays embedded there";
            return Err((Obstacle::new(why, clear), application.node));
        }
        let mut serving = situation
            .inventory
            .serving(situation.config, application)
            .into_iter();
        if let Some((why, node)) = serving.find_map(|server| self.blind_spots.line_for(server)) {
            let why = format!("it may run in a process group already: {why}");
            let clear = "make it known, and plan again";
            return Err((Obstacle::new(why, clear), node.unwrap_or(application.node)));
        }
        if let Some(node) = self.root {
            let why = "`ChrootDir` moves httpd's children into another root directory, where daemons do not follow";
            let clear = "define a group with chroot= by hand";
            return Err((Obstacle::new(why, clear), node));
        }
        if let Some(node) = self.identity {
            let why = "httpd's user or group is set twice: a process group keeps the one that is read before it, the \
                       applications have the last";
            return Err((Obstacle::new(why, "take the first away"), node));
        }
        if let Some(node) = line_for(&self.chosen_groups, situation, application) {
            let why = "a script, or a .htaccess file, may choose where its requests run, and this version does not \
                       follow that";
            let clear = "name its process group on its own line";
            return Err((Obstacle::new(why, clear), node));
        }
        if let Some(in_the_way) = self.allowed_groups.in_the_way(situation, application) {
            return Err(in_the_way);
        }
        Ok(())
    }
}

/// Returns a line that may be in effect for an application: of a server that serves it, or of the main server.
fn line_for(
    lines: &BTreeMap<ServerId, NodeId>,
    situation: &Situation<'_>,
    application: &Application,
) -> Option<NodeId> {
    if lines.is_empty() {
        return None;
    }
    let serving = situation.inventory.serving(situation.config, application);
    let mut servers = serving.into_iter().chain([ServerId::MAIN]);
    servers.find_map(|server| lines.get(&server).copied())
}

/// Returns the last of several `User` or `Group` directives that do not agree (mod_wsgi wsgi_daemon.c:
/// `wsgi_add_daemon_process` takes the one so far).
pub(in crate::migration) fn changing_identity(situation: &Situation<'_>) -> Option<NodeId> {
    let mut seen: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    let mut effective = situation.config.named(&["User", "Group"]).into_iter();
    effective.find_map(|effective| {
        let directive = situation.tree.directive(effective.node);
        let name = directive.name.to_ascii_lowercase();
        if !matches!(name.as_slice(), b"user" | b"group") {
            return None;
        }
        let value = directive.first_word().unwrap_or_default().into_owned();
        let earlier = seen.insert(name, value.clone());
        earlier
            .is_some_and(|earlier| earlier != value)
            .then_some(effective.node)
    })
}
