//! [`Plan`]: what is to be changed so that every application runs in a daemon, and what is not changed and why.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::announcements::{Announcements, announcements, notes};
use super::changes::Changes;
use super::consequences::{Consequences, embedded_settings, keeps_python, socket_prefix};
use super::decisions::{Decided, Decisions, Saying, leaving, unheeded};
use super::declared::{Added, Declared};
use super::definitions::{Destination, Removal, destination, moved_text, preloading};
use super::grouping::{Group, Outlook, Sources, group, note_of_missing, step_of, with_settings};
use super::held::{Held, Obstacle};
use super::judgement::{Judgement, judge};
use super::plan_error::PlanError;
use super::preset::ChosenOption;
use super::proof::Objections;
use super::restriction::{Restriction, is_in_force, restriction, step_of_restriction};
use super::situation::{Situation, Spot};
use super::step::Step;
use super::template::{Definition, Definitions};
use crate::host::{at_once, each_at_once};
use crate::httpd::{FileId, NodeId, Scope, ServerId};
use crate::patch::Patch;
use crate::source::{Text, printable};
use crate::wsgi::ApplicationId;

/// A migration that was thought through.
#[derive(Debug)]
pub struct Plan {
    /// What it does, in order.
    pub steps: Vec<Step>,
    /// What it leaves alone although it should not stay so; what is here holds the restriction back.
    pub held: Vec<Held>,
    /// What it leaves alone besides: nothing fails because of it.
    pub left: Vec<Held>,
    /// What changes for applications and operators besides.
    pub notes: Vec<String>,
    /// What a person should know of the server as it is.
    pub seen: Vec<String>,
    /// What becomes of embedded mode.
    pub restriction: Restriction,
    /// The change.
    pub patch: Patch,
    /// The directory from which the patch is applied.
    pub base: PathBuf,
    /// What was decided for the applications that it delegates.
    pub decided: Vec<Decided>,
    /// The applications of which it delegates something.
    pub(super) delegated: BTreeSet<ApplicationId>,
    /// What the files of the tree will be, for the proof.
    pub(super) after: Vec<(FileId, Text)>,
    /// Which other directives it changes.
    pub(super) declared: Declared,
    /// What the proofs of other plans had against these.
    pub(super) objections: Objections,
}

/// Thinks a migration through.
pub(super) fn think_through(
    situation: Situation<'_>,
    decisions: &Decisions,
    objections: &Objections,
) -> Result<Plan, PlanError> {
    decisions.are_about(&situation)?;
    let mut planner = Planner {
        situation,
        decisions,
        sources: Sources::of(&situation),
        changes: Changes::new(situation),
        steps: Vec::new(),
        held: objections.needing.clone(),
        objections,
        notes: decisions.notes.clone(),
        decided: Vec::new(),
        definitions: Vec::new(),
        groups: Vec::new(),
        declared: Declared::default(),
        needed: Vec::new(),
        any_preloaded: false,
    };
    let judgement = judge(&situation, decisions, objections);
    planner.held.extend(judgement.held.iter().cloned());
    let groups = group(&situation, &judgement, decisions)?;
    let unheeded = unheeded(&situation, decisions, &judgement, &groups)?;
    planner.notes.extend(unheeded);
    planner.move_definitions(&judgement)?;
    planner.delegate(&judgement, groups)?;
    planner.finish(&judgement)
}

/// Why definitions move.
const MOVED: &str = "a group that is defined in a virtual host serves that ServerName alone, and is doubled when the virtual host is copied";

struct Planner<'server> {
    situation: Situation<'server>,
    decisions: &'server Decisions,
    sources: Sources,
    changes: Changes<'server>,
    steps: Vec<Step>,
    held: Vec<Held>,
    decided: Vec<Decided>,
    objections: &'server Objections,
    notes: Vec<String>,
    definitions: Vec<Definition>,
    /// The groups to which something is delegated from now on.
    groups: Vec<Group>,
    declared: Declared,
    /// The lines before which the definitions must stand: mod_wsgi looks for the group while it reads them.
    needed: Vec<NodeId>,
    /// Whether an application is loaded at start from now on.
    any_preloaded: bool,
}

impl Planner<'_> {
    /// Moves the definitions of virtual hosts to the main server.
    fn move_definitions(&mut self, judgement: &Judgement) -> Result<(), PlanError> {
        let situation = self.situation;
        let mut removal = Removal::new(situation);
        let mut moved: Vec<&[u8]> = Vec::new();
        for (node, hoisted) in &judgement.hoisted {
            let daemon = situation.inventory.daemon_at(*node);
            let (Some(text), Some(daemon)) = (moved_text(&situation, &hoisted.spot), daemon) else {
                continue;
            };
            removal.take(hoisted, &text);
            let from = hoisted.from.clone();
            self.definitions.push(Definition::Moved {
                lines: hoisted.expanded.clone().unwrap_or(text.lines),
                conditions: hoisted.conditions.clone(),
                from: from.clone().into_bytes(),
            });
            let mut title = format!(
                "move the process group `{}` to the main server, with all its options",
                printable(&daemon.name)
            );
            if !hoisted.twins.is_empty() {
                title.push_str("; its copies go");
            }
            let twins = hoisted.twins.iter().map(|twin| situation.at_spot(twin));
            let lines = hoisted.lines().map(|line| situation.numbered(line));
            let step = Step::review(title, MOVED).at([from]).at(twins);
            let step = step.changing(lines);
            let step = step.unless([Saying::leaving_definition(&daemon.name)]);
            self.steps.push(step);
            moved.push(daemon.name.as_slice());
        }
        let restricts_processes = self.decisions.preset.restrict_process;
        self.notes
            .extend(notes::of_moving(&moved, restricts_processes));
        removal.finish(&mut self.changes)?;
        if !judgement.hoisted.is_empty() {
            self.needed.extend(preloading(&situation));
            self.notes
                .extend(notes::of_what_begins_to_work(&situation, judgement));
        }
        Ok(())
    }

    /// Sends the embedded applications to their groups.
    fn delegate(&mut self, judgement: &Judgement, groups: Vec<Group>) -> Result<(), PlanError> {
        let mut new_groups = Vec::new();
        let outlook = each_at_once(&groups, |group| {
            Outlook::of(
                &self.situation,
                judgement,
                self.decisions,
                &self.sources,
                group,
            )
        });
        for (group, outlook) in groups.into_iter().zip(outlook) {
            let delegated = self.delegate_lines(&group);
            if delegated.is_empty() {
                continue;
            }
            let Outlook {
                chosen,
                notes,
                decided,
                serves,
                to_review,
            } = outlook?;
            for note in notes {
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
            }
            self.add_group(&group, &delegated, serves, to_review, &chosen.options);
            self.decided.push(decided);
            if group.is_new {
                new_groups.push(chosen);
            }
            self.groups.push(group);
        }
        self.notes
            .extend(note_of_missing(&self.decisions.preset.name, &self.decided));
        let version = self.situation.mod_wsgi;
        self.notes.extend(notes::of_new_groups(&new_groups));
        self.notes
            .extend(notes::of_options_left_out(&new_groups, version));
        Ok(())
    }

    /// Edits the lines of a group's applications; returns those that could be, those of the plain virtual host of a site before
    /// those of the TLS one.
    fn delegate_lines(&mut self, group: &Group) -> Vec<Spot> {
        let mut delegated: Vec<(u16, Spot)> = Vec::new();
        for seat in &group.seats {
            match self.changes.seat(seat, &group.name, group.global) {
                Ok(()) if delegated.iter().any(|(_, spot)| *spot == seat.spot) => {}
                Ok(()) => {
                    let port = self.situation.port(seat.scope.server);
                    delegated.push((port, seat.spot.clone()));
                }
                Err(why) => self.held.push(Held::new(
                    format!(
                        "an application of `{}` is not delegated",
                        printable(&group.name)
                    ),
                    Obstacle::new(why, "write the line anew"),
                    self.situation.at_spot(&seat.spot),
                )),
            }
        }
        delegated.sort_by_key(|(port, _)| *port);
        delegated.into_iter().map(|(_, spot)| spot).collect()
    }

    fn add_group(
        &mut self,
        group: &Group,
        delegated: &[Spot],
        serves: Vec<Vec<u8>>,
        to_review: Vec<String>,
        options: &[ChosenOption],
    ) {
        let situation = self.situation;
        for id in &group.applications {
            let application = situation.inventory.application(*id);
            if group.global || application.is_preloaded_in_a_group() {
                self.needed.push(application.node);
                self.any_preloaded = true;
            }
        }
        let name = printable(&group.name);
        if is_in_force(&situation) {
            self.note_refused(group, &name);
        }
        let places = delegated.iter().map(|spot| situation.at_spot(spot));
        let lines = delegated.iter().map(|spot| situation.numbered(spot));
        let step = step_of(group, &serves, to_review)
            .at(places)
            .changing(lines);
        let step = step.unless(leaving(&situation, group));
        match self.steps.last_mut() {
            Some(last) if last.is_for_the_same_lines(&step) => last.join(step),
            _ => self.steps.push(step),
        }
        if !group.is_new {
            return;
        }
        let options = with_settings(options, embedded_settings(&situation));
        self.definitions.push(Definition::New {
            name: group.name.clone(),
            options,
            serves,
        });
    }

    fn note_refused(&mut self, group: &Group, name: &str) {
        for id in &group.applications {
            let application = self.situation.inventory.application(*id);
            let note = notes::of_refused(&self.situation.label(application), name);
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    fn finish(mut self, judgement: &Judgement) -> Result<Plan, PlanError> {
        let situation = self.situation;
        let restriction = restriction(&situation, self.decisions, &mut self.held);
        let nothing_embedded = self.held.is_empty()
            && !matches!(restriction, Restriction::NotAsked | Restriction::Later);
        let mut left = judgement.stay.clone();
        let consequences = Consequences {
            situation,
            judgement,
            groups: &self.groups,
            restriction: &restriction,
            nothing_embedded,
            changes: &mut self.changes,
            declared: &mut self.declared,
            steps: &mut self.steps,
            restricts_processes: self.decisions.preset.restrict_process,
            left: &mut left,
            needed: &mut self.needed,
        };
        consequences.follow()?;
        let needed = self.needed.iter().min().copied();
        let destination = destination(&situation, &self.decisions.preset.definitions_file, needed);
        let place = destination.place(&situation);
        let socket_prefix = self.socket_prefix(&place);
        if matches!(restriction, Restriction::Set { .. }) {
            let keeps_python = keeps_python(&situation, &self.declared);
            self.steps
                .push(step_of_restriction(keeps_python).at([place]));
        }
        let Announcements { changes, seen } =
            self.define_and_announce(judgement, &restriction, socket_prefix, destination)?;
        self.notes.extend(changes);
        let (patch, after) = self.changes.finish()?;
        Ok(Plan {
            steps: self.steps,
            held: self.held,
            left,
            objections: self.objections.clone(),
            notes: self.notes,
            seen,
            restriction,
            base: situation.base_of(&patch),
            patch,
            after,
            delegated: self.groups.iter().flat_map(Group::users).collect(),
            decided: self.decided,
            declared: self.declared,
        })
    }

    /// Returns where the first sockets of a server are to stand, if that is to be said.
    fn socket_prefix(&mut self, place: &str) -> Option<&'static str> {
        let is_first = !self.definitions.is_empty() && socket_prefix::is_open(&self.situation);
        if !is_first || !socket_prefix::is_red_hat(&self.situation) {
            return None;
        }
        let prefix = socket_prefix::SOCKET_PREFIX;
        self.declared.added.push(Added {
            scope: Scope {
                server: ServerId::MAIN,
                section: None,
            },
            name: b"WSGISocketPrefix".to_vec(),
            arguments: prefix.as_bytes().to_vec(),
        });
        let title =
            format!("let the sockets of process groups stand in the server root's `{prefix}`");
        let step = Step::review(title, socket_prefix::WHY);
        self.steps.push(step.at([place.to_owned()]));
        Some(prefix)
    }

    /// Writes the definitions where they go, and puts together what is to be said besides the steps.
    fn define_and_announce(
        &mut self,
        judgement: &Judgement,
        restriction: &Restriction,
        socket_prefix: Option<&'static str>,
        destination: Destination,
    ) -> Result<Announcements, PlanError> {
        let definitions = Definitions {
            standalone: matches!(destination, Destination::NewFile { .. }),
            restrict_embedded: matches!(restriction, Restriction::Set { .. }),
            socket_prefix,
            groups: std::mem::take(&mut self.definitions),
        };
        let (situation, declared, groups) = (&self.situation, &self.declared, &self.groups);
        let any_preloaded = self.any_preloaded;
        let (text, announced) = at_once(
            || self.text_of(&definitions),
            || {
                let changed = (declared, groups.as_slice());
                announcements(situation, judgement, changed, restriction, any_preloaded)
            },
        );
        if let Some(text) = text? {
            self.changes.write(destination, text)?;
        }
        Ok(announced)
    }

    /// Returns the text of definitions, if there is anything to define.
    fn text_of(&self, definitions: &Definitions) -> Result<Option<Vec<u8>>, PlanError> {
        if definitions.groups.is_empty() && !definitions.restrict_embedded {
            return Ok(None);
        }
        let templates = self.decisions.templates()?;
        Ok(Some(definitions.render_with(&templates)?))
    }
}

impl Plan {
    /// Returns whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        self.patch.is_empty()
    }
}
