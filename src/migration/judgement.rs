//! [`Judgement`]: what is to be done with each application and each process group, and what cannot be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::definitions::{Hoisted, judge_daemons};
use super::held::{Held, Obstacle};
use super::hindrance::Hindrances;
use super::situation::{Situation, Spot};
use crate::httpd::{NodeId, ServerId};
use crate::syntax::Words;
use crate::wsgi::{Application, ApplicationId, Delegation};

/// What is to be done with an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It runs in this group wherever it is asked for.
    Delegated(Vec<u8>),
    /// It runs embedded; the line to be changed.
    Embedded(Spot),
}

/// All verdicts.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    /// What to do with the applications that can be handled.
    pub(super) applications: Vec<(ApplicationId, Verdict)>,
    /// The definitions to be moved to the main server.
    pub(super) hoisted: BTreeMap<NodeId, Hoisted>,
    /// The applications that cannot be handled.
    pub(super) held: Vec<Held>,
    /// The definitions that stay in their virtual hosts. What runs in them runs in a daemon.
    pub(super) stay: Vec<Held>,
}

impl Judgement {
    /// Returns the applications that are to be delegated.
    pub(super) fn embedded(&self) -> impl Iterator<Item = (ApplicationId, &Spot)> {
        self.applications
            .iter()
            .filter_map(|(id, verdict)| match verdict {
                Verdict::Embedded(spot) => Some((*id, spot)),
                Verdict::Delegated(_) => None,
            })
    }
}

/// Judges a server.
pub(super) fn judge(situation: &Situation<'_>) -> Judgement {
    let mut judgement = Judgement::default();
    let judged = judge_daemons(situation);
    judgement.hoisted = judged.hoisted;
    judgement.stay = judged.stay;
    let hindrances = Hindrances::new(situation);
    for (id, application) in situation.inventory.applications() {
        let verdict = judge_application(situation, application, &judgement.hoisted)
            .and_then(|verdict| hindrances.judge(situation, application, verdict));
        match verdict {
            Ok(verdict) => judgement.applications.push((id, verdict)),
            Err((obstacle, node)) => judgement.held.push(Held::new(
                format!("{} is left as it is", situation.label(application)),
                obstacle,
                situation.at_node(node),
            )),
        }
    }
    hold_lines_with_several_meanings(situation, &mut judgement);
    judgement
}

/// Judges one application in all servers that serve it; the error says why it is left alone, and which line is the reason.
fn judge_application(
    situation: &Situation<'_>,
    application: &Application,
    hoisted: &BTreeMap<NodeId, Hoisted>,
) -> Result<Verdict, (Obstacle, NodeId)> {
    let mut verdict: Option<Option<Vec<u8>>> = None;
    for server in situation.inventory.serving(situation.config, application) {
        let here = runs_in(situation, application, server, hoisted)?;
        match &verdict {
            None => verdict = Some(here),
            Some(before) if *before == here => {}
            Some(_) => {
                let obstacle = Obstacle::new(
                    "it runs in different process groups in the virtual hosts that share it",
                    "give each its own WSGIScriptAlias",
                );
                return Err((obstacle, application.node));
            }
        }
    }
    if let Some(Some(group)) = verdict {
        return Ok(Verdict::Delegated(group));
    }
    let spot = situation.spot(application.node);
    let spot = spot.map_err(|obstacle| (obstacle, application.node))?;
    if situation
        .line(&spot)
        .is_none_or(|line| line.cut || line.dangling)
    {
        let obstacle = Obstacle::new(
            "its line cannot be added to: a NUL byte or the end of the file cuts it",
            "write the line anew",
        );
        return Err((obstacle, application.node));
    }
    Ok(Verdict::Embedded(spot))
}

/// Returns the group in which all of an application runs in one server; none when all of it is embedded. A group whose
/// definition moves can be reached from everywhere.
fn runs_in(
    situation: &Situation<'_>,
    application: &Application,
    server: ServerId,
    hoisted: &BTreeMap<NodeId, Hoisted>,
) -> Result<Option<Vec<u8>>, (Obstacle, NodeId)> {
    let (delegation, parts) = situation
        .inventory
        .delegation(situation.config, application, server);
    let all_embedded = |delegation: &Delegation| matches!(delegation, Delegation::Embedded(_));
    let whole = match &delegation {
        Delegation::Undecided(node) => {
            let why = "its process group depends on the request";
            return Err((Obstacle::new(why, "name a group instead"), *node));
        }
        Delegation::Embedded(_) => None,
        Delegation::Daemon { group, because } => {
            reach(situation, group, server, hoisted).map_err(|obstacle| (obstacle, *because))?;
            Some(group.clone())
        }
    };
    // A section that agrees with the whole changes nothing.
    let odd = parts.iter().find(|part| match (&part.delegation, &whole) {
        (Delegation::Daemon { group, .. }, Some(whole)) => group != whole,
        (embedded, None) => !all_embedded(embedded),
        _ => true,
    });
    match odd {
        None => Ok(whole),
        Some(part) => {
            let obstacle = Obstacle::new(
                "a section sends part of it elsewhere, or may do so",
                "say on the alias where it is to run, or take the section's line away",
            );
            Err((obstacle, part.node))
        }
    }
}

/// Makes sure that a group can be reached from a server; the error says why it cannot.
fn reach(
    situation: &Situation<'_>,
    group: &[u8],
    server: ServerId,
    hoisted: &BTreeMap<NodeId, Hoisted>,
) -> Result<(), Obstacle> {
    let name = crate::source::printable(group);
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
                && !hoisted.contains_key(&daemon.node) =>
        {
            let why = format!(
                "the process group `{name}` belongs to a virtual host of another ServerName: its requests fail now"
            );
            Err(Obstacle::new(why, "name a group that can be reached"))
        }
        Some(_) => Ok(()),
    }
}

/// A file that is read several times, under one path or several, gives one line several meanings: it is changed only if all
/// ask for the same change.
fn hold_lines_with_several_meanings(situation: &Situation<'_>, judgement: &mut Judgement) {
    let embedded: BTreeSet<ApplicationId> = judgement.embedded().map(|(id, _)| id).collect();
    if embedded.is_empty() {
        return;
    }
    let others = situation.inventory.applications();
    let others: BTreeSet<(PathBuf, usize)> = others
        .filter(|(id, _)| !embedded.contains(id))
        .filter_map(|(_, application)| situation.spot(application.node).ok())
        .map(|spot| (spot.path, spot.line))
        .collect();
    let Judgement {
        applications, held, ..
    } = judgement;
    applications.retain(|(id, verdict)| {
        let Verdict::Embedded(spot) = verdict else {
            return true;
        };
        let is_mixed = others.contains(&(spot.path.clone(), spot.line));
        if is_mixed {
            let application = situation.inventory.application(*id);
            held.push(Held::new(
                format!("{} is left as it is", situation.label(application)),
                Obstacle::new(
                    "its file is read several times, and elsewhere the same line is not embedded",
                    "give one of its readings a file of its own",
                ),
                situation.at_node(application.node),
            ));
        }
        !is_mixed
    });
}

/// Returns the value of a directive's first word.
pub(super) fn first_word(situation: &Situation<'_>, node: NodeId) -> Vec<u8> {
    let mut words = Words::new(situation.tree.directive(node).arguments);
    words.next().unwrap_or_default().into_owned()
}
