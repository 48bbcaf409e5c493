//! Which embedded applications share a new process group, and what it is called.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::consequences::names_interpreter;
use super::decisions::Decisions;
use super::group_name::{NameContext, NameExpression};
use super::group_names::Names;
use super::judgement::{Judgement, Verdict};
use super::preset::ApplicationGroupPolicy;
use super::situation::{Situation, Spot};
use super::template::TemplateError;
use crate::httpd::ServerId;
use crate::wsgi::{Application, ApplicationId, DaemonProcess, Target};

/// A process group for embedded applications.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Its name.
    pub(super) name: Vec<u8>,
    /// The lines that are to name it.
    pub(super) lines: BTreeSet<Spot>,
    /// The applications on these lines.
    pub(super) applications: Vec<ApplicationId>,
    /// Whether its one application is to run in the main interpreter.
    pub(super) global: bool,
    /// Whether it is to be defined; else it is there already.
    pub(super) is_new: bool,
}

/// What makes applications the same: their server's name, their mount and their script. The plain and the TLS virtual host
/// of one site have the same application.
type Identity = (Option<Vec<u8>>, Vec<u8>, Vec<u8>);

fn identity(situation: &Situation<'_>, application: &Application) -> Identity {
    let name = situation.config.server_name(application.server);
    (
        name.map(<[u8]>::to_ascii_lowercase),
        application.mount.clone(),
        application.path.clone(),
    )
}

/// Puts the embedded applications into groups: one for each application, shared by its twins and by all readings of its
/// line.
pub(super) fn group(
    situation: &Situation<'_>,
    judgement: &Judgement,
    decisions: &Decisions,
) -> Result<Vec<Group>, TemplateError> {
    let preset = &decisions.preset;
    let mut clusters = Clusters::default();
    for (id, spot) in judgement.embedded() {
        let application = situation.inventory.application(id);
        clusters.add(id, spot, identity(situation, application));
    }
    let twins = delegated_twins(situation, judgement);
    let mut names = Names::taken(situation);
    let expression = NameExpression::new(&preset.groups.name)?;
    let mut groups = Vec::new();
    for cluster in clusters.into_lists() {
        let first = cluster
            .applications
            .first()
            .map(|id| situation.inventory.application(*id));
        let Some(first) = first else { continue };
        let twin = twins.get(&identity(situation, first));
        let twin = twin.filter(|twin| is_defined_early(situation, judgement, twin, &cluster));
        let name = if let Some(twin) = twin {
            twin.clone()
        } else {
            let wanted = expression.render(&name_context(situation, first))?;
            names.unique(wanted.as_bytes())
        };
        let global = twin.is_none()
            && preset.groups.application_group == ApplicationGroupPolicy::GlobalWhenAlone
            && may_be_global(situation, &cluster);
        groups.push(Group {
            name,
            lines: cluster.lines,
            applications: cluster.applications,
            global,
            is_new: twin.is_none(),
        });
    }
    Ok(groups)
}

/// The groups of applications that are delegated already and whose twins are not. A group whose processes are another user
/// or have another environment is not for them.
fn delegated_twins(
    situation: &Situation<'_>,
    judgement: &Judgement,
) -> BTreeMap<Identity, Vec<u8>> {
    let mut twins = BTreeMap::new();
    for (id, verdict) in &judgement.applications {
        if let Verdict::Delegated(group) = verdict
            && let Some(daemon) = situation.inventory.daemon(group)
            && situation.inventory.embedded_settings.is_empty()
            && is_like_apache(daemon)
            && (daemon.server == ServerId::MAIN || judgement.hoisted.contains_key(&daemon.node))
        {
            let application = situation.inventory.application(*id);
            twins.insert(identity(situation, application), group.clone());
        }
    }
    twins
}

/// Returns whether a group is defined above the applications that are loaded at start as soon as they name it; a
/// definition that moves is.
fn is_defined_early(
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
            daemon.node < application.node || !application.options.is_preloaded_in_a_group()
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

/// Returns whether an application that is alone in its group can run in the main interpreter: one script, mounted in one
/// site, of which nothing says that its interpreter is another.
fn may_be_global(situation: &Situation<'_>, cluster: &Cluster) -> bool {
    let several_servers = situation.config.servers().nth(1).is_some();
    let mut identities = Vec::new();
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
            || names_interpreter(situation, application);
        if application.target != Target::File || seen_everywhere || settled {
            return false;
        }
        identities.push(identity(situation, application));
    }
    identities.dedup();
    identities.len() == 1
}

/// Returns what a new group's name can be made of.
fn name_context(situation: &Situation<'_>, application: &Application) -> NameContext {
    let server_name = situation
        .config
        .server_name(application.server)
        .unwrap_or_default();
    let is_address = server_name
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let host = if is_address {
        server_name
    } else {
        let mut labels = server_name.split(|byte| *byte == b'.');
        labels.next().unwrap_or_default()
    };
    // What every virtual host sees is not the main server's in particular.
    let is_common = application.server == ServerId::MAIN
        && situation.config.servers().nth(1).is_some()
        && !application.mount.is_empty();
    let host = match host {
        _ if is_common => &b""[..],
        b"" => b"default",
        host => host,
    };
    let script = application.script_name();
    let dot = script
        .iter()
        .rposition(|byte| *byte == b'.')
        .filter(|at| *at > 0);
    NameContext {
        host: host.to_owned(),
        server_name: server_name.to_owned(),
        path: dashed(&application.mount),
        script: script
            .get(..dot.unwrap_or(script.len()))
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Returns a mount without slashes at its ends, and with `-` for those within.
fn dashed(mount: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = mount.split(|byte| *byte == b'/').collect();
    parts.retain(|part| !part.is_empty());
    parts.join(&b'-')
}

/// Applications that must be in one group.
#[derive(Debug, Default)]
struct Cluster {
    /// A line of a file that is read under several paths is there once for each: the plan is proven for all of them.
    lines: BTreeSet<Spot>,
    applications: Vec<ApplicationId>,
}

/// Clusters in the order of their first application.
#[derive(Default)]
struct Clusters {
    lists: Vec<Cluster>,
    by_line: BTreeMap<(PathBuf, usize), usize>,
    by_identity: BTreeMap<Identity, usize>,
}

impl Clusters {
    fn add(&mut self, id: ApplicationId, spot: &Spot, identity: Identity) {
        let line = (spot.path.clone(), spot.line);
        let known = [self.by_line.get(&line), self.by_identity.get(&identity)];
        let index = match known {
            [Some(one), Some(other)] if one != other => {
                let (into, from) = (*one.min(other), *one.max(other));
                self.merge(into, from);
                into
            }
            [Some(index), _] | [_, Some(index)] => *index,
            [None, None] => {
                self.lists.push(Cluster::default());
                self.lists.len() - 1
            }
        };
        self.by_line.insert(line, index);
        self.by_identity.insert(identity, index);
        if let Some(cluster) = self.lists.get_mut(index) {
            cluster.applications.push(id);
            cluster.lines.insert(spot.clone());
        }
    }

    /// Puts what is in `from` into `into`; nothing stays in `from`.
    fn merge(&mut self, into: usize, from: usize) {
        let moved = self
            .lists
            .get_mut(from)
            .map(std::mem::take)
            .unwrap_or_default();
        if let Some(cluster) = self.lists.get_mut(into) {
            cluster.lines.extend(moved.lines);
            cluster.applications.extend(moved.applications);
        }
        for index in self
            .by_line
            .values_mut()
            .chain(self.by_identity.values_mut())
        {
            if *index == from {
                *index = into;
            }
        }
    }

    fn into_lists(self) -> impl Iterator<Item = Cluster> {
        let lists = self.lists.into_iter();
        lists.filter(|cluster| !cluster.applications.is_empty())
    }
}
