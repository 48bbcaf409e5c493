//! The groups that twins of embedded applications have already: the TLS virtual host of a site whose plain one is embedded.

use std::collections::{BTreeMap, BTreeSet};

use super::clusters::{Cluster, Identity, identity};
use crate::httpd::ServerId;
use crate::migration::judgement::{Judgement, user_names};
use crate::migration::situation::Situation;
use crate::wsgi::DaemonProcess;

/// The groups of applications that are delegated already and whose twins are not.
pub(super) struct Twins(BTreeMap<Identity, Vec<u8>>);

impl Twins {
    /// Finds them. A group whose processes are another user or have another environment is not for what is embedded.
    pub(super) fn delegated(situation: &Situation<'_>, judgement: &Judgement) -> Self {
        let mut twins = BTreeMap::new();
        for (id, verdict) in &judgement.applications {
            if let Some(group) = verdict.group()
                && let Some(daemon) = situation.inventory.daemon(group)
                && situation.inventory.embedded_settings.is_empty()
                && is_like_apache(daemon)
                && (daemon.server == ServerId::MAIN || judgement.hoisted.contains_key(&daemon.node))
                && let application = situation.inventory.application(*id)
                && user_names(situation, application).is_none()
            {
                twins.insert(identity(situation, application), group.to_vec());
            }
        }
        Self(twins)
    }

    /// Returns the group that the twins of all these applications have.
    pub(super) fn of(&self, identities: &BTreeSet<Identity>) -> Option<&[u8]> {
        let mut groups = identities.iter().map(|identity| self.0.get(identity));
        let first = groups.next()??;
        groups.all(|group| group == Some(first)).then_some(first)
    }
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
