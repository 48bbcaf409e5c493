//! [`Judgement`]: what is to be done with each application and each process group, and what cannot be.

mod hindrance;
mod interference;
mod interpreters;
mod macro_line;
mod named_by_request;
mod never_asked;
mod request_user;
mod seat;
mod standing;

pub(super) use hindrance::changing_identity;
pub(super) use interpreters::Interpreters;
pub(super) use macro_line::{MacroLine, hidden_lines, macro_line, macros_used_in_hiding};
pub(super) use request_user::{UserNames, request_user, user_names};
pub(super) use seat::{How, Seat};

use std::collections::{BTreeMap, BTreeSet};

use crate::host::at_once;
use crate::httpd::{NodeId, ServerId};
use crate::migration::consequences::import_in_the_way;
use crate::migration::decisions::Decisions;
use crate::migration::definitions::{Hoisted, JudgedDefinitions, judge_daemons};
use crate::migration::grouping::{hold_other_uses, name_in_macros};
use crate::migration::held::{Held, Obstacle};
use crate::migration::label::Lot;
use crate::migration::proof::Objections;
use crate::migration::situation::Situation;
use crate::wsgi::{Application, ApplicationId, Part, outranks};
use hindrance::Hindrances;
use interference::{hold_lines_with_several_meanings, hold_what_reaches_the_held};
use never_asked::never_asked;
use request_user::hold_lines_of_several_users;
use standing::{Standing, standings};

/// What is to be done with an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::migration) enum Verdict {
    /// It runs in these groups wherever it is asked for, in most cases one.
    Delegated(BTreeSet<Vec<u8>>),
    /// It runs embedded; the lines that are to name its group.
    Embedded(Vec<Seat>),
}

impl Verdict {
    /// Returns the one process group in which all that no section sends elsewhere runs.
    pub(in crate::migration) fn group(&self) -> Option<&[u8]> {
        match self {
            Self::Delegated(groups) if groups.len() == 1 => groups.first().map(Vec::as_slice),
            _ => None,
        }
    }
}

/// A section that keeps a part of applications in Apache's own processes.
#[derive(Clone, Debug)]
pub(in crate::migration) struct EmbeddedPart {
    /// Its `WSGIProcessGroup`.
    pub(in crate::migration) seat: Seat,
    /// The applications.
    pub(in crate::migration) of: Vec<ApplicationId>,
}

/// All verdicts.
#[derive(Debug, Default)]
pub(in crate::migration) struct Judgement {
    /// What to do with the applications that can be handled.
    pub(in crate::migration) applications: Vec<(ApplicationId, Verdict)>,
    /// The parts that get process groups of their own, by their lines.
    pub(in crate::migration) parts: BTreeMap<NodeId, EmbeddedPart>,
    /// The names of process groups that macros give, by the lines of their applications.
    pub(in crate::migration) macro_names: BTreeMap<NodeId, Vec<u8>>,
    /// The definitions to be moved to the main server.
    pub(in crate::migration) hoisted: BTreeMap<NodeId, Hoisted>,
    /// Which applications were together in an interpreter, and what was loaded into it.
    pub(in crate::migration) interpreters: Interpreters,
    /// The applications that no request ever reaches.
    pub(in crate::migration) never_asked: BTreeSet<ApplicationId>,
    /// The applications that cannot be handled.
    pub(in crate::migration) held: Vec<Held>,
    /// The definitions that stay in their virtual hosts. What runs in them runs in a daemon.
    pub(in crate::migration) stay: Vec<Held>,
}

impl Judgement {
    /// Returns the name of a process group that the macro of one of its applications gives.
    pub(in crate::migration) fn name_by_macro(
        &self,
        situation: &Situation<'_>,
        applications: &[ApplicationId],
    ) -> Option<&[u8]> {
        let ids = applications.iter();
        let mut nodes = ids.map(|id| situation.inventory.application(*id).node);
        nodes.find_map(|node| self.macro_names.get(&node).map(Vec::as_slice))
    }

    /// Returns the applications that are to be delegated.
    pub(in crate::migration) fn embedded(&self) -> impl Iterator<Item = (ApplicationId, &[Seat])> {
        self.applications
            .iter()
            .filter_map(|(id, verdict)| match verdict {
                Verdict::Embedded(seats) => Some((*id, seats.as_slice())),
                Verdict::Delegated(_) => None,
            })
    }
}

/// Why an application is left alone, and which line is the reason.
pub(in crate::migration) type Refusal = (Obstacle, NodeId);

/// A verdict, and the lines of the parts that would stay in Apache's own processes with it.
pub(in crate::migration) struct Judged {
    pub(in crate::migration) verdict: Verdict,
    pub(in crate::migration) parts: Vec<Seat>,
    /// Where its requests fail now, and go on to fail.
    fails: Vec<Failing>,
}

/// Requests for an application that fail: those in a server, or what a section sends elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Failing {
    server: Option<ServerId>,
    refusal: Refusal,
}

impl Judged {
    /// Returns the lines that are to name the application's group, if it is to be delegated.
    pub(in crate::migration) fn seats(&self) -> &[Seat] {
        match &self.verdict {
            Verdict::Embedded(seats) => seats,
            Verdict::Delegated(_) => &[],
        }
    }

    /// Returns all lines that are to be changed.
    pub(in crate::migration) fn all_seats(&self) -> impl Iterator<Item = &Seat> {
        self.seats().iter().chain(&self.parts)
    }
}

/// All applications, and what came out for each.
pub(in crate::migration) type Found = Vec<(ApplicationId, Result<Judged, Refusal>)>;

/// Judges a server.
pub(in crate::migration) fn judge(
    situation: &Situation<'_>,
    decisions: &Decisions,
    objections: &Objections,
) -> Judgement {
    let mut judgement = Judgement::default();
    let (mut definitions, (interpreters, hindrances)) = at_once(
        || judge_daemons(situation, decisions, objections),
        || (Interpreters::of(situation), Hindrances::new(situation)),
    );
    judgement.stay = std::mem::take(&mut definitions.stay);
    judgement.interpreters = interpreters;
    let mut found = Found::new();
    for (id, application) in situation.inventory.applications() {
        let judged = judge_application(situation, application, &definitions);
        let judged = judged.and_then(|judged| {
            objections.let_through(id, application)?;
            if judged.all_seats().next().is_some() {
                decisions.let_through(situation, application)?;
                hindrances.judge(situation, application)?;
                import_in_the_way(situation, &judgement.interpreters, id)?;
            }
            Ok(judged)
        });
        if let Some(left) = never_asked(situation, application) {
            judgement.never_asked.insert(id);
            judgement.stay.push(left);
            continue;
        }
        found.push((id, judged));
    }
    judgement.hoisted = definitions.hoisted;
    hold_lines_with_several_meanings(situation, &mut found);
    judgement.macro_names = name_in_macros(situation, &judgement.interpreters, &mut found);
    hold_lines_of_several_users(situation, &mut found);
    hold_other_uses(situation, &mut found);
    hold_what_reaches_the_held(situation, &judgement.interpreters, &mut found);
    while hold_other_uses(situation, &mut found) {
        hold_what_reaches_the_held(situation, &judgement.interpreters, &mut found);
    }
    let refused = found.iter().filter(|(_, judged)| judged.is_err());
    let refused = Lot::of(situation, refused.map(|(id, _)| *id));
    for (id, judged) in found {
        judgement.take(situation, &refused, id, judged);
    }
    judgement
}

impl Judgement {
    fn take(
        &mut self,
        situation: &Situation<'_>,
        refused: &Lot<'_>,
        id: ApplicationId,
        judged: Result<Judged, Refusal>,
    ) {
        match judged {
            Ok(Judged {
                verdict,
                parts,
                fails,
            }) => {
                self.leave_failing(situation, id, fails);
                for seat in parts {
                    let node = seat.node;
                    let part = self.parts.entry(node).or_insert_with(|| EmbeddedPart {
                        seat,
                        of: Vec::new(),
                    });
                    part.of.push(id);
                }
                self.applications.push((id, verdict));
            }
            Err((obstacle, node)) => {
                let application = situation.inventory.application(id);
                let label = situation.label_in(refused, application);
                self.held.push(Held::new(
                    format!("{label} is left as it is"),
                    obstacle,
                    situation.at_node(node),
                ));
            }
        }
    }
}

impl Judgement {
    /// Names where requests for an application fail and go on to fail; for them nothing changes.
    fn leave_failing(&mut self, situation: &Situation<'_>, id: ApplicationId, fails: Vec<Failing>) {
        let label = situation.label(situation.inventory.application(id));
        for Failing { server, refusal } in fails {
            let what = match server.map(|server| situation.server_label(server)) {
                Some(server) => format!("{label}, asked for in {server}, is left as it is"),
                None => format!("what a section sends elsewhere of {label} is left as it is"),
            };
            let (obstacle, node) = refusal;
            let at = situation.at_node(node);
            self.stay.push(Held::new(what, obstacle, at));
        }
    }
}

/// Judges one application in all servers that serve it.
fn judge_application(
    situation: &Situation<'_>,
    application: &Application,
    definitions: &JudgedDefinitions,
) -> Result<Judged, Refusal> {
    let standings = standings(situation, application, definitions)?;
    let mut judged = judge_standings(situation, application, &standings)?;
    judged.fails = failing(&standings);
    Ok(judged)
}

/// Returns where requests for an application fail: the servers, then the sections, each of which may be in several servers.
fn failing(standings: &[Standing<'_>]) -> Vec<Failing> {
    let mut found = Vec::new();
    for standing in standings {
        let whole = standing.fails.iter().map(|refusal| Failing {
            server: Some(standing.server),
            refusal: refusal.clone(),
        });
        found.extend(whole);
    }
    let parts = standings
        .iter()
        .flat_map(|standing| &standing.failing_parts);
    for refusal in parts {
        let part = Failing {
            server: None,
            refusal: refusal.clone(),
        };
        if !found.contains(&part) {
            found.push(part);
        }
    }
    found
}

fn judge_standings(
    situation: &Situation<'_>,
    application: &Application,
    standings: &[Standing<'_>],
) -> Result<Judged, Refusal> {
    if standings.iter().all(|standing| standing.group.is_some()) {
        let groups = standings
            .iter()
            .filter_map(|standing| standing.group.clone());
        return Ok(Judged {
            verdict: Verdict::Delegated(groups.collect()),
            parts: part_seats(situation, &embedded_parts(standings))?,
            fails: Vec::new(),
        });
    }
    let is_alone = standings.iter().all(Standing::is_embedded);
    if !is_alone {
        return below_the_others(situation, application, standings);
    }
    let own = Seat::own(situation, application)?;
    if own.how == How::Option {
        return Ok(Judged {
            verdict: Verdict::Embedded(vec![own]),
            parts: Vec::new(),
            fails: Vec::new(),
        });
    }
    in_its_section(situation, application, &own, standings)
}

/// A line in the application's own section delegates it. Lines that count before it, and say otherwise, are changed.
fn in_its_section(
    situation: &Situation<'_>,
    application: &Application,
    own: &Seat,
    standings: &[Standing],
) -> Result<Judged, Refusal> {
    let config = situation.config;
    let mut seats = Vec::new();
    for standing in standings {
        let seat = match standing.because {
            Some(line) if outranks(config, line.scope, application.scope()) => {
                Seat::at(situation, line.node, How::Value, line.scope)?
            }
            _ => own.clone(),
        };
        if !seats.contains(&seat) {
            seats.push(seat);
        }
    }
    let mut parts = embedded_parts(standings);
    parts.retain(|part| own.how == How::Match || outranks(config, part.scope, own.scope));
    Ok(Judged {
        parts: part_seats(situation, &parts)?,
        verdict: Verdict::Embedded(seats),
        fails: Vec::new(),
    })
}

/// Sections send parts of the application to process groups, or virtual hosts all of it: what counts last of all leaves them
/// what they have.
fn below_the_others(
    situation: &Situation<'_>,
    application: &Application,
    standings: &[Standing],
) -> Result<Judged, Refusal> {
    let mut seats = Vec::new();
    for standing in standings.iter().filter(|standing| standing.group.is_none()) {
        let seat = match standing.because {
            Some(line) => Seat::at(situation, line.node, How::Value, line.scope)?,
            None => Seat::at_server(situation, application)?,
        };
        if !seats.contains(&seat) {
            seats.push(seat);
        }
    }
    Ok(Judged {
        parts: part_seats(situation, &embedded_parts(standings))?,
        verdict: Verdict::Embedded(seats),
        fails: Vec::new(),
    })
}

fn embedded_parts<'a>(standings: &'a [Standing<'_>]) -> Vec<&'a Part> {
    let parts = standings.iter().flat_map(Standing::embedded_parts);
    parts.collect()
}

fn part_seats(situation: &Situation<'_>, parts: &[&Part]) -> Result<Vec<Seat>, Refusal> {
    let mut seats = Vec::new();
    for part in parts {
        let seat = Seat::at(situation, part.node, How::Value, part.scope)?;
        if !seats.contains(&seat) {
            seats.push(seat);
        }
    }
    Ok(seats)
}
