//! Which embedded applications share a new process group, and what it is called.

mod chosen_group;
mod clusters;
mod directories;
mod group_name;
mod group_names;
mod group_options;
mod macro_names;
mod parts;
mod served;
mod unix_identity;

pub use group_name::{NameContext, render_group_name};
pub(super) use group_options::{options_of, with_settings};
pub(super) use macro_names::name_in_macros;
pub(super) use served::{served, served_part};
pub(super) use unix_identity::note_of_missing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::httpd::{NodeId, Section, SectionKind, ServerId};
use crate::migration::consequences::names_interpreter;
use crate::migration::decisions::Decisions;
use crate::migration::judgement::{How, Judgement, Seat, user_names};
use crate::migration::plan_error::PlanError;
use crate::migration::preset::{ApplicationGroupDecision, ApplicationGroupPolicy};
use crate::migration::situation::Situation;
use crate::wsgi::{Application, ApplicationId, DaemonProcess, Mechanism, Target, literal_start};
use chosen_group::{ChosenGroup, chosen_names};
use clusters::{Cluster, Clusters, Identity, identity};
use group_name::NameExpression;
use group_names::Names;
use macro_names::agree_in_macros;
use parts::part_groups;

/// A process group for embedded applications.
#[derive(Clone, Debug)]
pub(in crate::migration) struct Group {
    /// Its name.
    pub(in crate::migration) name: Vec<u8>,
    /// The lines that are to name it.
    pub(in crate::migration) seats: BTreeSet<Seat>,
    /// The applications that run in it as a whole.
    pub(in crate::migration) applications: Vec<ApplicationId>,
    /// The `WSGIProcessGroup` of the part of an application that it is for, if it is for a part.
    pub(in crate::migration) part: Option<NodeId>,
    /// The applications that it is for a part of.
    pub(in crate::migration) parts_of: Vec<ApplicationId>,
    /// Whether its one application is to run in the main interpreter.
    pub(in crate::migration) global: bool,
    /// Whether it is to be defined; else it is there already.
    pub(in crate::migration) is_new: bool,
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
    let clusters = Clusters::of(situation, judgement, decisions);
    let twins = delegated_twins(situation, judgement);
    let taken = Names::taken(situation);
    let mut names = taken.clone();
    for name in chosen_names(situation, decisions) {
        names.reserve(&name);
    }
    let expression = NameExpression::new(&preset.groups.name)?;
    let mut groups = Vec::new();
    let mut wanted_global = Vec::new();
    for name in judgement.macro_names.values() {
        names.reserve(name);
    }
    for cluster in clusters.into_lists() {
        let first = cluster
            .applications
            .first()
            .map(|id| situation.inventory.application(*id));
        let Some(first) = first else { continue };
        let twin = twins.get(&identity(situation, first));
        let twin = twin.filter(|twin| is_defined_early(situation, judgement, twin, &cluster));
        let chosen = ChosenGroup::of(situation, judgement, decisions, &taken, &cluster)?;
        let by_macro = judgement.name_by_macro(situation, &cluster.applications);
        let (name, is_new) = if let Some(name) = by_macro {
            (name.to_vec(), true)
        } else if let Some(group) = chosen.group {
            group
        } else if let Some(twin) = twin {
            (twin.clone(), false)
        } else {
            let wanted = expression.render(&name_context(situation, first))?;
            (names.unique(wanted.as_bytes()), true)
        };
        let may_be_global = is_new && may_be_global(situation, &cluster);
        let key = situation.inventory.key(first);
        let wants_global = chosen.application_group == Some(ApplicationGroupDecision::Global);
        wanted_global.push(wants_global.then_some(key));
        let by_policy = preset.groups.application_group == ApplicationGroupPolicy::GlobalWhenAlone;
        let wanted = chosen.application_group.map_or(by_policy, |_| wants_global);
        let global = may_be_global && wanted;
        groups.push(Group {
            name,
            seats: cluster.seats,
            applications: cluster.applications,
            part: None,
            parts_of: Vec::new(),
            global,
            is_new,
        });
    }
    agree_in_macros(&mut groups);
    let mut denied = groups.iter().zip(wanted_global);
    if let Some(key) = denied.find_map(|(group, key)| key.filter(|_| !group.global)) {
        return Err(decisions.not_global(key).into());
    }
    let parts = part_groups(situation, judgement, &groups, &mut names);
    groups.extend(parts);
    Ok(groups)
}

/// Returns what a section is about, as part of a name: the last path component, or the text of a pattern.
fn section_word(section: &Section) -> Vec<u8> {
    if matches!(section.kind, SectionKind::If | SectionKind::Limit) {
        return b"if".to_vec();
    }
    last_word(&section.argument).unwrap_or_else(|| b"part".to_vec())
}

/// Returns the last text of a path or a pattern that can be part of a name.
fn last_word(text: &[u8]) -> Option<Vec<u8>> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let mut words = text.split(|byte| !is_plain(byte));
    let last = words.rfind(|word| word.iter().any(u8::is_ascii_alphanumeric));
    last.map(<[u8]>::to_vec)
}

/// The groups of applications that are delegated already and whose twins are not. A group whose processes are another user
/// or have another environment is not for them.
fn delegated_twins(
    situation: &Situation<'_>,
    judgement: &Judgement,
) -> BTreeMap<Identity, Vec<u8>> {
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
            daemon.node < application.node || !application.is_preloaded_in_a_group()
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
    let mut seats = cluster.seats.iter();
    if !seats.all(|seat| seat.how == How::Option) {
        return false;
    }
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
        let is_alias = application.mechanism == Mechanism::ScriptAlias;
        if application.target != Target::File || !is_alias || seen_everywhere || settled {
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
        path: dashed(&named_path(situation, application)),
        script: script
            .get(..dot.unwrap_or(script.len()))
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Returns the path that an application is named for: its mount, what its expression begins with, its handler, the directory of
/// its section.
fn named_path(situation: &Situation<'_>, application: &Application) -> Vec<u8> {
    let innermost = || {
        let mut sections = situation.config.sections_from(application.section);
        sections.next().map(section_word).unwrap_or_default()
    };
    match application.mechanism {
        Mechanism::ScriptAlias | Mechanism::HandlerScript => application.mount.clone(),
        Mechanism::ScriptAliasMatch => match literal_start(&application.mount) {
            Some(start) if start.iter().any(u8::is_ascii_alphanumeric) => start,
            _ => last_word(&application.mount).unwrap_or_default(),
        },
        Mechanism::Handler | Mechanism::RewriteRule => innermost(),
    }
}

/// Returns a mount without slashes at its ends, and with `-` for those within.
fn dashed(mount: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = mount.split(|byte| *byte == b'/').collect();
    parts.retain(|part| !part.is_empty());
    parts.join(&b'-')
}
