//! The options of a process group: the preset's, and what was decided for its applications alone.

use super::Group;
use super::answer_limit::allow_slow_answers;
use super::directories;
use super::to_review::{ErrorPages, Preparing};
use super::unix_identity::settle;
use crate::migration::decisions::{DecisionError, Decisions};
use crate::migration::judgement::request_user;
use crate::migration::mpm::Mpm;
use crate::migration::preset::{Chosen, ChosenOption, DaemonOption};
use crate::migration::situation::Situation;
use crate::migration::timeouts::Timeouts;
use crate::source::printable;
use crate::wsgi::AssignedUser;

/// What options follow from besides.
pub(in crate::migration) struct Sources {
    pub(in crate::migration) mpm: Mpm,
    timeouts: Timeouts,
    pub(super) error_pages: ErrorPages,
    pub(super) preparing: Preparing,
}

impl Sources {
    pub(in crate::migration) fn of(situation: &Situation<'_>) -> Self {
        Self {
            mpm: Mpm::of(situation),
            timeouts: Timeouts::of(situation),
            error_pages: ErrorPages::of(situation),
            preparing: Preparing::of(situation),
        }
    }
}

/// Returns the options of a group, which it gets if it is new, and what there is to say of them.
pub(in crate::migration) fn options_of(
    situation: &Situation<'_>,
    decisions: &Decisions,
    group: &Group,
    sources: &Sources,
) -> Result<(Chosen, Vec<String>), DecisionError> {
    let own = own_options(situation, decisions, group)?;
    let mut chosen = decisions
        .preset
        .options_for(sources.mpm, situation.mod_wsgi, &own);
    let mut notes = Vec::new();
    if group.is_new {
        let user = run_as_requests_do(situation, group, &mut chosen)?;
        notes = settle(situation, group, &mut chosen, user)?;
        notes.extend(directories::look_up(situation, group, &chosen)?);
        let timeouts = &sources.timeouts;
        notes.extend(allow_slow_answers(situation, timeouts, group, &mut chosen));
    }
    Ok((chosen, notes))
}

/// Gives a group the user and the group as whom requests for its applications run, unless somebody chose others, and lets
/// that user connect to it.
fn run_as_requests_do<'server>(
    situation: &Situation<'server>,
    group: &Group,
    chosen: &mut Chosen,
) -> Result<Option<&'server AssignedUser>, DecisionError> {
    let first = group.users().next();
    let first = first.map(|id| situation.inventory.application(id));
    let user = first.and_then(|first| request_user(situation, first).ok().flatten());
    let Some(user) = user else { return Ok(None) };
    let from = situation.at_node(user.node);
    let mut options = chosen.options.iter();
    let closed =
        options.find(|option| option.name == "socket-user" && option.value.as_bytes() != user.user);
    if let Some(closed) = closed {
        let name = printable(&user.user);
        return Err(DecisionError::Unfit {
            from: closed.from.clone(),
            what: format!("`socket-user={}`", closed.value),
            why: format!(
                "requests run as `{name}` ({from}), who could not connect to the process group"
            ),
        });
    }
    let has_user = chosen.options.iter().any(|option| option.name == "user");
    for (name, value) in [
        ("user", &user.user),
        ("group", &user.group),
        ("socket-user", &user.user),
    ] {
        let is_chosen = chosen.options.iter().any(|option| option.name == name);
        if is_chosen || has_user && name == "group" {
            continue;
        }
        chosen.options.push(ChosenOption {
            name: name.to_owned(),
            value: printable(value),
            from: from.clone(),
        });
    }
    Ok(Some(user))
}

/// Returns options as they are written, with those that stand for settings of embedded interpreters. What was chosen counts
/// before a setting; a path that was chosen is searched before the one that was set.
pub(in crate::migration) fn with_settings(
    options: &[ChosenOption],
    settings: Vec<(Vec<u8>, Vec<u8>)>,
) -> Vec<(Vec<u8>, Vec<u8>)> {
    let options = options.iter();
    let mut written: Vec<(Vec<u8>, Vec<u8>)> = options
        .map(|option| {
            (
                option.name.as_bytes().to_vec(),
                option.value.as_bytes().to_vec(),
            )
        })
        .collect();
    for (name, value) in settings {
        match written.iter_mut().find(|(known, _)| *known == name) {
            None => written.push((name, value)),
            Some((_, chosen)) if name == b"python-path" => {
                *chosen = [chosen.as_slice(), b":", &value].concat();
            }
            Some(_) => {}
        }
    }
    written
}

/// Returns what was decided for the applications of a group alone; two that differ are an error.
fn own_options(
    situation: &Situation<'_>,
    decisions: &Decisions,
    group: &Group,
) -> Result<Vec<DaemonOption>, DecisionError> {
    let inventory = situation.inventory;
    let mut own: Vec<(&str, DaemonOption)> = Vec::new();
    for id in group.users() {
        let application = inventory.application(id);
        let key = decisions.name(situation, application);
        for option in &decisions.of(situation, application).options {
            let known = own.iter().find(|(_, known)| known.name == option.name);
            match known {
                None => own.push((key, option.clone())),
                Some((_, known)) if known.value == option.value => {}
                // What sections keep apart is like the first application that it is a part of.
                Some(_) if group.part.is_some() => {}
                Some((one, _)) => {
                    return Err(DecisionError::Conflict {
                        option: option.name.clone(),
                        one: (*one).to_owned(),
                        other: key.to_owned(),
                    });
                }
            }
        }
    }
    Ok(own.into_iter().map(|(_, option)| option).collect())
}
