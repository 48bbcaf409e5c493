//! Which definitions of virtual hosts can move to the main server, and why the others cannot.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::{Fate, fate, variables};
use super::hidden::{HiddenDefinition, HiddenDefinitions, definition_words, hidden_definitions};
use super::moved_text::comments_above;
use super::settled::Settled;
use crate::httpd::{NodeId, Place, ServerId};
use crate::migration::decisions::Decisions;
use crate::migration::held::{Held, Obstacle};
use crate::migration::judgement::changing_identity;
use crate::migration::judgement::{macro_line, macros_used_in_hiding};
use crate::migration::proof::Objections;
use crate::migration::situation::{Situation, Spot};
use crate::source::printable;
use crate::wsgi::DaemonProcess;

/// A definition that moves to the main server.
#[derive(Clone, Debug)]
pub(in crate::migration) struct Hoisted {
    /// Its line.
    pub(in crate::migration) spot: Spot,
    /// What a macro makes of its line and the comments above, if it stands in one.
    pub(in crate::migration) expanded: Option<Vec<Vec<u8>>>,
    /// The name of that macro.
    pub(in crate::migration) macro_name: Option<Vec<u8>>,
    /// Where it stands, for a person.
    pub(in crate::migration) from: String,
    /// The headers of the conditions that it is written under, outermost first.
    pub(in crate::migration) conditions: Vec<Vec<u8>>,
    /// Copies of it that a guard hides, and that go with it.
    pub(in crate::migration) twins: Vec<Spot>,
    /// The conditions around it and its twins that may be empty afterwards.
    pub(super) around: Vec<Spot>,
    /// The guards, `<IfDefine !FLAG>`, and their flags.
    pub(super) guards: Vec<(Vec<u8>, Spot)>,
}

impl Hoisted {
    /// Returns the lines that go with it, or go away: its own, its copies, and the conditions around them.
    pub(in crate::migration) fn lines(&self) -> impl Iterator<Item = &Spot> {
        let guards = self.guards.iter().map(|(_, header)| header);
        let own = std::iter::once(&self.spot);
        own.chain(&self.twins).chain(&self.around).chain(guards)
    }

    /// One that stands in a file, under no condition.
    fn at(spot: Spot, from: String) -> Self {
        Self {
            spot,
            expanded: None,
            macro_name: None,
            from,
            conditions: Vec::new(),
            twins: Vec::new(),
            around: Vec::new(),
            guards: Vec::new(),
        }
    }
}

/// What becomes of the definitions in virtual hosts.
#[derive(Debug, Default)]
pub(in crate::migration) struct Judged {
    /// Those that move, by their directives.
    pub(in crate::migration) hoisted: BTreeMap<NodeId, Hoisted>,
    /// Those that stay.
    pub(in crate::migration) stay: Vec<Held>,
    /// Those of them that somebody wants to stay.
    wanted: BTreeSet<NodeId>,
}

impl Judged {
    /// Returns whether a definition moves.
    pub(in crate::migration) fn moves(&self, daemon: &DaemonProcess) -> bool {
        self.hoisted.contains_key(&daemon.node)
    }

    /// Returns whether a definition stays because somebody wants that.
    pub(in crate::migration) fn is_wanted_there(&self, daemon: &DaemonProcess) -> bool {
        self.wanted.contains(&daemon.node)
    }
}

/// Judges the definitions of virtual hosts.
pub(in crate::migration) fn judge_daemons(
    situation: &Situation<'_>,
    decisions: &Decisions,
    objections: &Objections,
) -> Judged {
    let mut judged = Judged::default();
    let daemons = situation.inventory.daemons.iter();
    let of_hosts: Vec<_> = daemons
        .filter(|daemon| daemon.server != ServerId::MAIN)
        .collect();
    if of_hosts.is_empty() {
        return judged;
    }
    let judge = Judge::new(situation);
    for daemon in of_hosts {
        let wanted = decisions.let_move(daemon);
        if wanted.is_err() {
            judged.wanted.insert(daemon.node);
        }
        let may_move = wanted.and_then(|()| objections.let_move());
        match may_move.and_then(|()| judge.judge(daemon)) {
            Ok(hoisted) => {
                judged.hoisted.insert(daemon.node, hoisted);
            }
            Err(obstacle) => judged.stay.push(held(situation, daemon.node, obstacle)),
        }
    }
    keep_shared_lines(situation, &mut judged);
    judged
}

/// A line that is read several times is taken away only if all its definitions move.
fn keep_shared_lines(situation: &Situation<'_>, judged: &mut Judged) {
    let daemons = situation.inventory.daemons.iter();
    let staying: BTreeSet<_> = daemons
        .filter(|daemon| !judged.hoisted.contains_key(&daemon.node))
        .filter_map(|daemon| written_at(situation, daemon.node))
        .map(|spot| (spot.path, spot.line))
        .collect();
    let Judged { hoisted, stay, .. } = judged;
    hoisted.retain(|node, hoisted| {
        let key = (hoisted.spot.path.clone(), hoisted.spot.line);
        let is_shared = staying.contains(&key);
        if is_shared {
            let obstacle = Obstacle::new(
                "its line is read several times, and elsewhere the same line defines a group that stays",
                "write it where it is read once",
            );
            stay.push(held(situation, *node, obstacle));
        }
        !is_shared
    });
}

/// Returns the line of a file in which a directive is written, be it in a macro.
fn written_at(situation: &Situation<'_>, node: NodeId) -> Option<Spot> {
    let place = situation.tree.directive(node).place;
    match situation.tree.file_of(place) {
        Some(_) => situation.spot(node).ok(),
        None => macro_line(situation, place).ok().map(|line| line.spot),
    }
}

fn held(situation: &Situation<'_>, node: NodeId, obstacle: Obstacle) -> Held {
    let daemon = situation.inventory.daemon_at(node);
    let name = daemon.map_or(&[][..], |daemon| &daemon.name);
    Held::new(
        format!(
            "the process group `{}` stays inside its virtual host",
            printable(name)
        ),
        obstacle,
        situation.at_node(node),
    )
}

struct Judge<'server> {
    situation: Situation<'server>,
    settled: Settled,
    hidden: HiddenDefinitions,
    used_in_hiding: BTreeSet<Vec<u8>>,
    other_user: Option<Obstacle>,
}

impl<'server> Judge<'server> {
    fn new(situation: &Situation<'server>) -> Self {
        let other_user = changing_identity(situation).map(|node| {
            let at = situation.at_node(node);
            Obstacle::new(
                format!(
                    "its processes run as the user that is read before it, and {at} names another"
                ),
                "take one of the two lines away",
            )
        });
        Self {
            situation: *situation,
            settled: Settled::new(situation),
            hidden: hidden_definitions(situation),
            used_in_hiding: macros_used_in_hiding(situation),
            other_user,
        }
    }

    /// Returns what moves with a definition; the error says why it cannot move.
    fn judge(&self, daemon: &DaemonProcess) -> Result<Hoisted, Obstacle> {
        if let Some(obstacle) = &self.other_user {
            return Err(obstacle.clone());
        }
        let place = self.situation.tree.directive(daemon.node).place;
        let mut hoisted = if self.situation.tree.file_of(place).is_none() {
            self.in_macro(daemon, place)?
        } else {
            let spot = self.situation.spot(daemon.node)?;
            self.check_line(daemon, &spot)?;
            Hoisted::at(spot, self.situation.at_node(daemon.node))
        };
        let any_dropped = self.take_conditions(daemon, &mut hoisted)?;
        self.take_twins(any_dropped, &mut hoisted)?;
        Ok(hoisted)
    }

    /// A definition in a macro becomes one for each use; those of uses that nobody knows yet would be missing.
    fn in_macro(&self, daemon: &DaemonProcess, place: Place) -> Result<Hoisted, Obstacle> {
        let line = macro_line(&self.situation, place)?;
        self.check_line(daemon, &line.spot)?;
        if self.used_in_hiding.contains(line.name) {
            let why = "its macro is also used under a condition that does not hold, for a group that is not known here";
            return Err(Obstacle::new(why, "define its groups by hand"));
        }
        let mut lines: Vec<Vec<u8>> = comments_above(&self.situation, &line.spot)
            .map(|index| Spot {
                line: index,
                ..line.spot.clone()
            })
            .map(|comment| self.situation.logical(&comment))
            .map(|comment| line.arguments.substitute(&comment).into_owned())
            .collect();
        lines.push(line.logical);
        let used = line.used.map(|used| self.situation.at(used));
        let from = format!(
            "{}, for {}",
            self.situation.at_spot(&line.spot),
            used.unwrap_or_default()
        );
        Ok(Hoisted {
            expanded: Some(lines),
            macro_name: Some(line.written_name.clone()),
            ..Hoisted::at(line.spot, from)
        })
    }

    fn check_line(&self, daemon: &DaemonProcess, spot: &Spot) -> Result<(), Obstacle> {
        for name in variables(&self.situation, self.situation.raw(spot)) {
            if let Some(line) = self.settled.changed_by(&name) {
                let why = format!(
                    "it uses `${{{}}}`, which {} sets, below the place for definitions",
                    printable(&name),
                    self.situation.at_node(line)
                );
                let clear = "write the value out, or set it once, above all virtual hosts";
                return Err(Obstacle::new(why, clear));
            }
        }
        if daemon.name.contains(&b'=') {
            let why = "its name was forgotten: mod_wsgi takes the first option for it";
            return Err(Obstacle::new(why, "give it a name"));
        }
        match self.situation.line(spot) {
            Some(line) if !line.cut && !line.dangling => Ok(()),
            _ => Err(Obstacle::new(
                "a NUL byte or the end of the file cuts its line",
                "write the line anew",
            )),
        }
    }

    /// Takes the conditions around a definition; returns whether one of them is not written again.
    fn take_conditions(
        &self,
        daemon: &DaemonProcess,
        hoisted: &mut Hoisted,
    ) -> Result<bool, Obstacle> {
        let tree = self.situation.tree;
        let innermost = tree.directive(daemon.node).condition;
        let mut any_dropped = false;
        for (_, condition) in tree.conditions_around(innermost) {
            match fate(&self.situation, &self.settled, condition)? {
                Fate::Dropped => any_dropped = true,
                Fate::Copied(header) => hoisted.conditions.insert(0, header),
                Fate::Guard { flag, header } => hoisted.guards.push((flag, header)),
            }
            hoisted
                .around
                .extend(self.situation.spot_of(condition.place));
        }
        Ok(any_dropped)
    }

    /// Takes the copies of a definition that wait under its guard, and refuses those that differ or wait otherwise.
    fn take_twins(&self, any_dropped: bool, hoisted: &mut Hoisted) -> Result<(), Obstacle> {
        let words = definition_words(&self.situation.logical(&hoisted.spot)).unwrap_or_default();
        let named = words.first().and_then(|name| self.hidden.get(name));
        let own_flags: Vec<_> = hoisted
            .guards
            .iter()
            .map(|(flag, _)| flag.clone())
            .collect();
        for hidden in named.into_iter().flatten() {
            let own_guard = hidden
                .guard
                .as_ref()
                .filter(|flag| own_flags.contains(flag));
            match own_guard {
                Some(flag) if same_words(&hidden.words, &words) => {
                    hoisted.twins.push(hidden.spot.clone());
                    hoisted.guards.push((flag.clone(), hidden.header.clone()));
                    hoisted.around.extend(hidden.around.iter().cloned());
                }
                Some(_) => return Err(self.other_options(hidden)),
                None if any_dropped || !own_flags.is_empty() => {
                    return Err(self.other_condition(hidden));
                }
                // It is as much in the way where it stands now.
                None => {}
            }
        }
        Ok(())
    }

    fn other_options(&self, hidden: &HiddenDefinition) -> Obstacle {
        let at = self.situation.at_spot(&hidden.spot);
        Obstacle::new(
            format!("its copy at {at} has other options"),
            "decide which options it is to have, and make both equal",
        )
    }

    fn other_condition(&self, hidden: &HiddenDefinition) -> Obstacle {
        let at = self.situation.at_spot(&hidden.spot);
        Obstacle::new(
            format!("{at} defines it, too, under a condition that does not hold now"),
            "take one of the two away, or move both by hand",
        )
    }
}

/// Returns whether two definitions say the same, in whatever order.
fn same_words(one: &[Vec<u8>], other: &[Vec<u8>]) -> bool {
    let sorted = |words: &[Vec<u8>]| {
        let mut words = words.to_vec();
        words.sort();
        words
    };
    sorted(one) == sorted(other)
}
