//! [`ChosenGroup`]: the process group that somebody chose for applications, and whether it can be theirs.

use std::collections::BTreeSet;

use super::clusters::Cluster;
use super::group_names::Names;
use super::twins::is_defined_early;
use crate::migration::decisions::{DecisionError, Decisions};
use crate::migration::judgement::{Judgement, UserNames, user_names};
use crate::migration::preset::{ApplicationDecision, ApplicationGroupDecision, Wish};
use crate::migration::situation::Situation;
use crate::wsgi::DaemonProcess;

/// What was chosen for the applications of a cluster.
#[derive(Clone, Debug, Default)]
pub(super) struct ChosenGroup {
    /// The name of their group, and whether it is to be defined.
    pub(super) group: Option<(Vec<u8>, bool)>,
    /// Their application group.
    pub(super) application_group: Option<ApplicationGroupDecision>,
}

impl ChosenGroup {
    /// Finds what was chosen.
    pub(super) fn of(
        situation: &Situation<'_>,
        judgement: &Judgement,
        decisions: &Decisions,
        names: &Names,
        cluster: &Cluster,
    ) -> Result<Self, DecisionError> {
        let name = chosen(situation, decisions, cluster, "process-group", |decision| {
            decision.process_group.clone()
        })?;
        let application_group = chosen(
            situation,
            decisions,
            cluster,
            "application-group",
            |decision| decision.application_group.clone(),
        )?;
        let Some((name, from)) = name else {
            return Ok(Self {
                group: None,
                application_group: application_group.map(|(group, _)| group),
            });
        };
        let bytes = name.clone().into_bytes();
        let is_new = situation.inventory.daemon(&bytes).is_none();
        let users = users(situation, cluster);
        let by_macro = judgement.name_by_macro(situation, &cluster.applications);
        let obstacle = if by_macro.is_some_and(|name| name != bytes.as_slice()) {
            Some("its line stands in a macro, and a parameter of that names the group")
        } else if users.len() > 1 {
            Some(
                "its applications are of virtual hosts of several users, and the socket of a process group belongs to one",
            )
        } else if is_new {
            names.has(&bytes).then_some(
                "another group has this name but for its case, or something asks for it that is not this application",
            )
        } else {
            obstacle_of_existing(situation, judgement, &bytes, cluster)
        };
        if let Some(why) = obstacle {
            return Err(DecisionError::Unfit {
                from,
                what: format!("the process group `{name}`"),
                why: why.to_owned(),
            });
        }
        Ok(Self {
            group: Some((bytes, is_new)),
            application_group: application_group.map(|(group, _)| group),
        })
    }
}

/// Returns what one of the applications of a cluster has, and who decided; two that differ are an error.
fn chosen<T: Clone + PartialEq>(
    situation: &Situation<'_>,
    decisions: &Decisions,
    cluster: &Cluster,
    key: &str,
    of: impl Fn(&ApplicationDecision) -> Option<Wish<T>>,
) -> Result<Option<(T, String)>, DecisionError> {
    let inventory = situation.inventory;
    let mut found: Option<(T, String, &str)> = None;
    for id in &cluster.applications {
        let application = inventory.application(*id);
        let id = decisions.name(situation, application);
        let decision = decisions.of(situation, application);
        let Some(Wish { value, from }) = of(&decision) else {
            continue;
        };
        match &found {
            Some((known, _, one)) if *known != value => {
                return Err(DecisionError::Conflict {
                    one: (*one).to_owned(),
                    other: id.to_owned(),
                    option: key.to_owned(),
                });
            }
            _ => found = Some((value, from, id)),
        }
    }
    Ok(found.map(|(value, from, _)| (value, from)))
}

/// Returns why applications cannot join a group that is there.
fn obstacle_of_existing(
    situation: &Situation<'_>,
    judgement: &Judgement,
    name: &[u8],
    cluster: &Cluster,
) -> Option<&'static str> {
    let daemon = situation.inventory.daemon(name)?;
    let moves = judgement.hoisted.contains_key(&daemon.node);
    if daemon.is_for_services() {
        Some("it has threads=0, and serves no requests")
    } else if !moves && !is_in_reach(situation, daemon, cluster) {
        Some("it belongs to a virtual host of another ServerName and stays there")
    } else if !is_defined_early(situation, judgement, name, cluster) {
        Some("it is defined below the application, which is loaded when the server starts")
    } else if !is_of_users(daemon, &users(situation, cluster)) {
        Some("its processes do not run as the requests of the application's virtual host do")
    } else if !situation.inventory.embedded_settings.is_empty() {
        Some("it has not the Python path and settings that the application has now")
    } else {
        None
    }
}

/// Returns whether a group can be reached from all servers that serve the applications of a cluster.
fn is_in_reach(situation: &Situation<'_>, daemon: &DaemonProcess, cluster: &Cluster) -> bool {
    let ids = cluster.applications.iter();
    let mut servers = ids.flat_map(|id| {
        let application = situation.inventory.application(*id);
        situation.inventory.serving(situation.config, application)
    });
    servers.all(|server| daemon.is_reachable_from(situation.config, server))
}

/// Returns whether a group's processes are the user as whom requests run, and who may connect to it.
fn is_of_users(daemon: &DaemonProcess, users: &BTreeSet<UserNames>) -> bool {
    users.iter().flatten().all(|(user, _)| {
        ["user", "socket-user"]
            .iter()
            .all(|option| daemon.option(option) == Some(user))
    })
}

/// Returns as whom the requests for the applications of a cluster run.
fn users(situation: &Situation<'_>, cluster: &Cluster) -> BTreeSet<UserNames> {
    let applications = cluster.applications.iter();
    let applications = applications.map(|id| situation.inventory.application(*id));
    applications
        .map(|application| user_names(situation, application))
        .collect()
}

/// Returns all names that somebody chose.
pub(super) fn chosen_names(situation: &Situation<'_>, decisions: &Decisions) -> BTreeSet<Vec<u8>> {
    let names = decisions.applications();
    let names = names.filter_map(|(_, decision)| decision.process_group.as_ref());
    let names = names.map(|name| name.value.clone().into_bytes());
    names
        .filter(|name| situation.inventory.daemon(name).is_none())
        .collect()
}
