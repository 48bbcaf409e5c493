//! The groups that twins of embedded applications have already: the TLS virtual host of a site whose plain one is embedded.

use std::collections::{BTreeMap, BTreeSet};

use super::clusters::{Cluster, Identity, identity};
use crate::httpd::ServerId;
use crate::migration::judgement::{Judgement, user_names};
use crate::migration::situation::Situation;
use crate::wsgi::{DaemonProcess, Mounted, Status};

/// A process group and an application group in it.
type Interpreter<'server> = (&'server [u8], &'server [u8]);

/// The groups of applications that are delegated already and whose twins are not.
#[derive(Default)]
pub(super) struct Twins<'server> {
    groups: BTreeMap<Identity, Vec<u8>>,
    /// The scripts in each interpreter of a process group.
    inside: BTreeMap<Interpreter<'server>, BTreeSet<&'server [u8]>>,
}

impl<'server> Twins<'server> {
    /// Finds them. A group whose processes are another user or have another environment is not for what is embedded.
    pub(super) fn delegated(situation: &Situation<'server>, judgement: &Judgement) -> Self {
        let mut twins = Self::default();
        for (id, verdict) in &judgement.applications {
            if let Some(group) = verdict.group()
                && let Some(daemon) = situation.inventory.daemon(group)
                && situation.inventory.embedded_settings.is_empty()
                && is_like_apache(daemon)
                && (daemon.server == ServerId::MAIN || judgement.hoisted.contains_key(&daemon.node))
                && let application = situation.inventory.application(*id)
                && user_names(situation, application).is_none()
            {
                let identity = identity(situation, application);
                twins.groups.insert(identity, group.to_vec());
            }
        }
        if !twins.groups.is_empty() {
            twins.look_inside(situation);
        }
        twins
    }

    fn look_inside(&mut self, situation: &Situation<'server>) {
        for mounted in &situation.overview.applications {
            for (script, group, application_group) in answers(mounted) {
                let inside = self.inside.entry((group, application_group)).or_default();
                inside.insert(script);
            }
        }
    }

    /// Returns the group that the twins of all applications of a cluster have, if they can run in it.
    pub(super) fn group_for(
        &self,
        situation: &Situation<'_>,
        judgement: &Judgement,
        cluster: &Cluster,
        identities: &BTreeSet<Identity>,
    ) -> Option<&[u8]> {
        let mut groups = identities.iter().map(|identity| self.groups.get(identity));
        let first = groups.next()??;
        let is_fit = groups.all(|group| group == Some(first))
            && is_defined_early(situation, judgement, first, cluster)
            && self.are_alone(situation, first, cluster);
        is_fit.then_some(first)
    }

    /// Returns whether the applications of a cluster would meet no other one in a group: their interpreters there are their
    /// own, or those of their twins.
    fn are_alone(&self, situation: &Situation<'_>, group: &[u8], cluster: &Cluster) -> bool {
        let ids = cluster.applications.iter();
        let nodes = ids.map(|id| situation.inventory.application(*id).node);
        let mut mounted = nodes.flat_map(|node| situation.overview.of_line(node));
        mounted.all(|mounted| {
            answers(mounted).all(|(script, _, application_group)| {
                let inside = self.inside.get(&(group, application_group));
                inside.is_none_or(|inside| inside.contains(script))
            })
        })
    }
}

/// Returns the script, the process group and the application group of an application and its parts, where they are known.
fn answers(mounted: &Mounted) -> impl Iterator<Item = (&[u8], &[u8], &[u8])> {
    let parts = mounted.parts.iter().map(|part| &part.answer);
    let answers = parts.chain([&mounted.answer]);
    let answers =
        answers.filter(|answer| matches!(answer.status, Status::Daemon | Status::Embedded));
    answers.filter_map(|answer| {
        let (script, group) = (answer.script.as_deref()?, answer.process_group.as_deref()?);
        Some((script, group, answer.application_group.as_deref()?))
    })
}

/// Returns whether a group is defined above the applications that are loaded at start as soon as they name it, and above
/// what is loaded for them; a definition that moves is.
pub(super) fn is_defined_early(
    situation: &Situation<'_>,
    judgement: &Judgement,
    group: &[u8],
    cluster: &Cluster,
) -> bool {
    let Some(daemon) = situation.inventory.daemon(group) else {
        return false;
    };
    let mut applications = cluster.applications.iter();
    judgement.hoisted.contains_key(&daemon.node)
        || applications.all(|id| {
            let application = situation.inventory.application(*id);
            let mut imports = judgement.interpreters.imports_for(situation, *id);
            (daemon.node < application.node || !application.is_preloaded_in_a_group())
                && imports.all(|import| daemon.node < import.node)
        })
}

/// Returns whether an application may notice that a group's processes are not Apache's.
fn is_like_apache(daemon: &DaemonProcess) -> bool {
    const OTHERWISE: &[&str] = &[
        "user",
        "group",
        "supplementary-groups",
        "chroot",
        "umask",
        "home",
        "lang",
        "locale",
        "python-home",
        "script-user",
        "script-group",
    ];
    !daemon.is_for_services()
        && OTHERWISE
            .iter()
            .all(|option| daemon.option(option).is_none())
}
