//! Which embedded applications share a new process group, and what it is called.

mod answer_limit;
mod chosen_group;
mod clusters;
mod delegation_step;
mod directories;
mod group_name;
mod group_names;
mod group_options;
mod macro_names;
mod macro_naming;
mod macro_parts;
mod name_words;
mod outlook;
mod parts;
mod served;
mod to_review;
mod twins;
mod unix_identity;

pub(super) use delegation_step::step_of;
pub use group_name::{NameContext, render_group_name};
pub(super) use group_options::{Sources, with_settings};
pub(super) use macro_names::{hold_other_uses, name_in_macros};
pub(super) use outlook::Outlook;
pub(super) use unix_identity::note_of_missing;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::host::at_once;
use crate::httpd::{NodeId, ServerId};
use crate::migration::consequences::names_interpreter;
use crate::migration::decisions::Decisions;
use crate::migration::judgement::{How, Judgement, Seat};
use crate::migration::plan_error::PlanError;
use crate::migration::preset::{ApplicationGroupDecision, ApplicationGroupPolicy};
use crate::migration::situation::Situation;
use crate::wsgi::{ApplicationId, Mechanism, Target};
use chosen_group::{ChosenGroup, chosen_names};
use clusters::{Bond, Cluster, Clusters};
use group_name::NameExpression;
use group_names::Names;
use macro_names::agree_in_macros;
use name_words::name_context;
use parts::part_groups;
use twins::Twins;

/// A process group for embedded applications.
#[derive(Clone, Debug)]
pub(in crate::migration) struct Group {
    /// Its name.
    pub(in crate::migration) name: Vec<u8>,
    /// The lines that are to name it.
    pub(in crate::migration) seats: BTreeSet<Seat>,
    /// The applications that run in it as a whole.
    pub(in crate::migration) applications: Vec<ApplicationId>,
    /// Why those that are not one stay together.
    bonds: BTreeSet<Bond>,
    /// The `WSGIProcessGroup` of the part of an application that it is for, if it is for a part.
    pub(in crate::migration) part: Option<NodeId>,
    /// The applications that it is for a part of.
    pub(in crate::migration) parts_of: Vec<ApplicationId>,
    /// Whether its one application is to run in the main interpreter.
    pub(in crate::migration) global: bool,
    /// Whether it is to be defined; else it is there already.
    pub(in crate::migration) is_new: bool,
    /// Whether it is there for the twins of its applications.
    is_of_twins: bool,
}

impl Group {
    /// Returns the applications that run in it, wholly or in part.
    pub(in crate::migration) fn users(&self) -> impl Iterator<Item = ApplicationId> {
        self.applications.iter().chain(&self.parts_of).copied()
    }

    /// Returns the lines in macros that name it.
    pub(in crate::migration) fn macro_lines(&self) -> impl Iterator<Item = (PathBuf, usize)> {
        let in_macros = self.seats.iter().filter(|seat| seat.written.is_some());
        in_macros.map(|seat| (seat.spot.path.clone(), seat.spot.line))
    }
}

/// Puts the embedded applications into groups: one for each application, shared by its twins and by all readings of its
/// line.
pub(in crate::migration) fn group(
    situation: &Situation<'_>,
    judgement: &Judgement,
    decisions: &Decisions,
) -> Result<Vec<Group>, PlanError> {
    let preset = &decisions.preset;
    let (clusters, (twins, taken)) = at_once(
        || Clusters::of(situation, judgement, decisions),
        || known(situation, judgement),
    );
    let mut names = taken.clone();
    let chosen = chosen_names(situation, decisions);
    for name in chosen.iter().chain(judgement.macro_names.values()) {
        names.reserve(name);
    }
    let expression = NameExpression::new(&preset.groups.name)?;
    let mut groups = Vec::new();
    let mut wanted_global = Vec::new();
    for cluster in clusters.into_lists() {
        let Some(first) = cluster.first(situation) else {
            continue;
        };
        let identities = cluster.identities(situation);
        let twin = twins.group_for(situation, judgement, &cluster, &identities);
        let chosen = ChosenGroup::of(situation, judgement, decisions, &taken, &cluster)?;
        let by_macro = judgement.name_by_macro(situation, &cluster.applications);
        let (name, is_new) = if let Some(name) = by_macro {
            (name.to_vec(), true)
        } else if let Some(group) = chosen.group {
            group
        } else if let Some(twin) = twin {
            (twin.to_vec(), false)
        } else {
            let wanted = expression.render(&name_context(situation, first))?;
            (names.unique(wanted.as_bytes()), true)
        };
        let is_of_twins = !is_new && twin == Some(name.as_slice());
        let may_be_global = is_new && may_be_global(situation, judgement, &cluster);
        let wants_global = chosen.application_group == Some(ApplicationGroupDecision::Global);
        wanted_global.push(wants_global);
        let by_policy = preset.groups.application_group == ApplicationGroupPolicy::GlobalWhenAlone;
        let wanted = chosen.application_group.map_or(by_policy, |_| wants_global);
        let global = may_be_global && wanted;
        groups.push(Group {
            name,
            bonds: cluster.bonds_between(&identities),
            seats: cluster.seats,
            applications: cluster.applications,
            part: None,
            parts_of: Vec::new(),
            global,
            is_new,
            is_of_twins,
        });
    }
    agree_in_macros(&mut groups);
    let mut denied = groups.iter().zip(wanted_global);
    if let Some((group, _)) = denied.find(|(group, wanted)| *wanted && !group.global) {
        return Err(decisions.not_global(situation, group).into());
    }
    let parts = part_groups(situation, judgement, &groups, &mut names);
    groups.extend(parts);
    Ok(groups)
}

/// Returns the groups that twins have, and the names that are taken.
fn known<'server>(
    situation: &Situation<'server>,
    judgement: &Judgement,
) -> (Twins<'server>, Names) {
    let twins = Twins::delegated(situation, judgement);
    (twins, Names::taken(situation))
}

/// Returns whether an application that is alone in its group can run in the main interpreter: one script, mounted in one
/// site, of which nothing says that its interpreter is another.
fn may_be_global(situation: &Situation<'_>, judgement: &Judgement, cluster: &Cluster) -> bool {
    let several_servers = situation.config.servers().nth(1).is_some();
    let mut seats = cluster.seats.iter();
    if !seats.all(|seat| seat.how == How::Option) {
        return false;
    }
    for id in &cluster.applications {
        let application = situation.inventory.application(*id);
        let groups = situation
            .inventory
            .serving(situation.config, application)
            .into_iter()
            .any(|server| {
                let groups =
                    situation
                        .inventory
                        .application_groups(situation.config, application, server);
                !groups.is_empty()
            });
        let seen_everywhere = application.server == ServerId::MAIN && several_servers;
        let settled = application.options.application_group.is_some()
            || groups
            || names_interpreter(situation, judgement, *id);
        let is_alias = application.mechanism == Mechanism::ScriptAlias;
        if application.target != Target::File || !is_alias || seen_everywhere || settled {
            return false;
        }
    }
    cluster.identities(situation).len() == 1
}
