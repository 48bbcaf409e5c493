//! Decisions that do not count: a process group that is there keeps what its definition says, whoever runs in it or joins it;
//! what is left alone stays as it is; a definition in the main server need not be left there.
//!
//! A wish for rights is no matter of taste: an application is not sent to processes with other rights than somebody wants
//! for it.

use std::collections::BTreeSet;

use super::{DecisionError, Decisions};
use crate::httpd::ServerId;
use crate::migration::grouping::Group;
use crate::migration::judgement::{Judgement, Verdict};
use crate::migration::preset::{ApplicationDecision, DaemonOption, Layer, OptionValue};
use crate::migration::situation::Situation;
use crate::source::{printable, quoted};
use crate::wsgi::{Application, DaemonProcess};

/// The options that say what a process may do, and who may ask it.
const RIGHTS: &[&str] = &[
    "user",
    "group",
    "supplementary-groups",
    "umask",
    "chroot",
    "script-user",
    "script-group",
    "socket-user",
];

/// Says which decisions do not count, and where to write what is wanted; it is an error if an application would get other
/// rights than it is to have.
pub(in crate::migration) fn unheeded(
    situation: &Situation<'_>,
    decisions: &Decisions,
    judgement: &Judgement,
    groups: &[Group],
) -> Result<BTreeSet<String>, DecisionError> {
    let mut notes = of_groups(situation, decisions);
    if decisions.applications.is_empty() {
        return Ok(notes);
    }
    notes.extend(of_what_is_left(situation, decisions, judgement));
    let mut told = BTreeSet::new();
    for (id, verdict) in &judgement.applications {
        let Verdict::Delegated(names) = verdict else {
            continue;
        };
        let application = situation.inventory.application(*id);
        let daemons = names.iter();
        for daemon in daemons.filter_map(|name| situation.inventory.daemon(name)) {
            let place = format!("it runs in the process group `{}` already", shown(daemon));
            if let Some(note) = of_options(situation, decisions, application, daemon, &place) {
                told.insert((decisions.name_said(situation, application), daemon.node));
                notes.insert(note);
            }
        }
    }
    for group in groups.iter().filter(|group| !group.is_new) {
        let Some(daemon) = situation.inventory.daemon(&group.name) else {
            continue;
        };
        for id in group.users() {
            let application = situation.inventory.application(id);
            grant_rights(situation, decisions, application, daemon)?;
            let place = format!("it joins the process group `{}`", shown(daemon));
            let is_told =
                told.contains(&(decisions.name_said(situation, application), daemon.node));
            let note = of_options(situation, decisions, application, daemon, &place);
            notes.extend(note.filter(|_| !is_told));
        }
    }
    Ok(notes)
}

/// Says what is decided in vain for an application that runs in a process group that is there, or is to.
fn of_options(
    situation: &Situation<'_>,
    decisions: &Decisions,
    application: &Application,
    daemon: &DaemonProcess,
    place: &str,
) -> Option<String> {
    let decision = decisions.of(situation, application);
    let name = decision.process_group.as_ref();
    let name = name.filter(|name| name.value.as_bytes() != daemon.name);
    let options = differing(&decision, daemon).map(|option| option.name.as_str());
    let keys = name.map(|_| "process-group").into_iter().chain(options);
    let keys: Vec<&str> = keys.collect();
    let keys = in_vain(&keys, decisions.name_said(situation, application))?;
    Some(format!(
        "{keys}: {place}, which keeps what its definition says ({})",
        situation.at_node(daemon.node)
    ))
}

/// Makes sure that an application which joins a process group has the rights there that somebody wants for it.
fn grant_rights(
    situation: &Situation<'_>,
    decisions: &Decisions,
    application: &Application,
    daemon: &DaemonProcess,
) -> Result<(), DecisionError> {
    let decision = decisions.of(situation, application);
    let mut differing = differing(&decision, daemon);
    let Some(denied) = differing.find(|option| RIGHTS.contains(&option.name.as_str())) else {
        return Ok(());
    };
    Err(DecisionError::Denied {
        from: denied.from.clone(),
        option: denied.name.clone(),
        id: decisions.name_said(situation, application).to_owned(),
        group: format!("`{}` ({})", shown(daemon), situation.at_node(daemon.node)),
    })
}

/// Says what is decided in vain for applications that stay as they are.
fn of_what_is_left(
    situation: &Situation<'_>,
    decisions: &Decisions,
    judgement: &Judgement,
) -> BTreeSet<String> {
    let keys = situation.inventory.keys();
    let judged = judgement.applications.iter();
    let judged = judged.map(|(id, _)| situation.inventory.application(*id).node);
    let judged: BTreeSet<&str> = judged
        .flat_map(|node| [Some(keys.key(node)), keys.with_port(node)])
        .flatten()
        .collect();
    let left = decisions.applications.iter();
    let left = left.filter(|(id, _)| !judged.contains(id.as_str()));
    let notes = left.filter_map(|(id, decision)| {
        let group = decision.process_group.as_ref().map(|_| "process-group");
        let interpreter = decision.application_group.as_ref();
        let interpreter = interpreter.map(|_| "application-group");
        let options = decision.options.iter().map(|option| option.name.as_str());
        let keys = group.into_iter().chain(interpreter).chain(options);
        let keys: Vec<&str> = keys.collect();
        Some(format!("{}: it is left as it is", in_vain(&keys, id)?))
    });
    notes.collect()
}

/// Says for which applications an option of the command line does not count, because the answers decide for each of them
/// alone.
pub(super) fn overruled(set: &Layer, answers: &Layer) -> Option<String> {
    let applications = answers.application.iter();
    let decided = applications.filter(|(_, decision)| set.is_overruled_by(decision));
    let ids = quoted(decided.map(|(id, _)| id));
    (!ids.is_empty()).then(|| {
        format!(
            "{} does not count for {ids}: {} decides for each of them alone; `--application` counts before it",
            set.title,
            answers.title
        )
    })
}

/// Says which definitions need not be left where they are.
fn of_groups(situation: &Situation<'_>, decisions: &Decisions) -> BTreeSet<String> {
    let main = situation.inventory.daemons.iter();
    let main = main.filter(|daemon| daemon.server == ServerId::MAIN);
    let decided = main.filter(|daemon| decisions.let_move(daemon).is_err());
    let notes = decided.map(|daemon| {
        format!(
            "`leave` of the process group `{}` does not count: it stands in the main server already ({})",
            shown(daemon),
            situation.at_node(daemon.node)
        )
    });
    notes.collect()
}

/// Returns the options that were decided and that a process group has not, or not so.
fn differing<'decision>(
    decision: &'decision ApplicationDecision,
    daemon: &DaemonProcess,
) -> impl Iterator<Item = &'decision DaemonOption> {
    decision.options.iter().filter(|option| {
        let is = daemon.option(&option.name);
        match &option.value {
            OptionValue::Text(value) => is != Some(value.as_bytes()),
            OptionValue::Absent => is.is_some(),
            OptionValue::FromMpm => false,
        }
    })
}

/// Says that keys of an application do not count, if there are any.
fn in_vain(keys: &[&str], id: &str) -> Option<String> {
    let counts = match keys.len() {
        0 => return None,
        1 => "does not count",
        _ => "do not count",
    };
    Some(format!("{} of `{id}` {counts}", quoted(keys)))
}

fn shown(daemon: &DaemonProcess) -> String {
    printable(&daemon.name)
}
