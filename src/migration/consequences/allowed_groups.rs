//! `WSGIRestrictProcess`: a list that lets Apache's own processes serve gets the names of the new process groups.
//!
//! Where several lists are in effect the innermost alone counts, and what is not in it is refused (mod_wsgi.c:
//! `wsgi_hook_handler`; mod_wsgi.md 3.2). An embedded application is served only if the list has `%{GLOBAL}`, so
//! lists without it have nothing to gain.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Consequences;
use crate::httpd::{NodeId, Scope, ServerId};
use crate::migration::grouping::Group;
use crate::migration::held::Obstacle;
use crate::migration::judgement::macro_line;
use crate::migration::plan_error::{PlanError, edit_error};
use crate::migration::restriction::Restriction;
use crate::migration::situation::{Situation, Spot};
use crate::migration::step::Step;
use crate::source::{Span, printable};
use crate::syntax::{Words, quote};
use crate::wsgi::{Application, Concern};

/// How a list names Apache's own processes.
const EMBEDDED: &[u8] = b"%{GLOBAL}";

/// A list that is to be added to.
struct List {
    spot: Spot,
    nodes: BTreeSet<NodeId>,
    names: Vec<Vec<u8>>,
}

impl List {
    fn at(spot: Spot) -> Self {
        Self {
            spot,
            nodes: BTreeSet::new(),
            names: Vec::new(),
        }
    }

    /// Returns the file, links resolved, and the index of its line.
    fn line(&self) -> (PathBuf, usize) {
        (self.spot.path.clone(), self.spot.line)
    }
}

/// Why lists change.
const WHY: &str = "what is not in the list of a WSGIRestrictProcess is refused";
/// Why Apache's own processes leave lists that get no name in their place.
const NEEDLESS: &str = "nothing runs in Apache's own processes any more";

/// All lists, by their servers.
#[derive(Debug, Default)]
pub(in crate::migration) struct Lists(BTreeMap<ServerId, Vec<(NodeId, Scope)>>);

impl Lists {
    pub(in crate::migration) fn new(situation: &Situation<'_>) -> Self {
        let mut lists = Self::default();
        for beyond in &situation.inventory.beyond {
            if beyond.concern == Concern::RestrictsGroups {
                let of_server = lists.0.entry(beyond.scope.server).or_default();
                of_server.push((beyond.node, beyond.scope));
            }
        }
        lists
    }

    /// Returns the lists that may be in effect for some request of an application.
    fn concerning(
        &self,
        situation: &Situation<'_>,
        application: &Application,
    ) -> Vec<(NodeId, Scope)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let (inventory, config) = (situation.inventory, situation.config);
        let mut servers = inventory.serving(config, application);
        servers.push(ServerId::MAIN);
        servers.dedup();
        let lists = servers.iter().filter_map(|server| self.0.get(server));
        lists
            .flatten()
            .filter(|(_, scope)| inventory.is_touched(config, *scope, application))
            .copied()
            .collect()
    }

    /// Returns why an application's new group cannot be let in, and the list that is the reason.
    pub(in crate::migration) fn in_the_way(
        &self,
        situation: &Situation<'_>,
        application: &Application,
    ) -> Option<(Obstacle, NodeId)> {
        let lists = self.concerning(situation, application);
        let (open, closed): (Vec<_>, Vec<_>) = lists
            .into_iter()
            .partition(|(node, _)| lets_apache_serve(situation, *node));
        if open.is_empty() {
            // Within a section a list refuses a part, and goes on to do so.
            let mut closed = closed.into_iter();
            let (node, _) = closed.find(|(_, scope)| scope.section.is_none())?;
            return Some((refusing(), node));
        }
        open.into_iter().find_map(|(node, _)| {
            let obstacle = match spot_of_list(situation, node, application) {
                Err(obstacle) => Some(obstacle),
                Ok(spot) => place_of_name(situation.raw(&spot)).is_none().then(unclear),
            };
            obstacle.map(|obstacle| (obstacle, node))
        })
    }
}

/// Returns the line of a list. One in a macro can be added to for applications of the same use of that macro alone, whose
/// groups are named by a parameter.
fn spot_of_list(
    situation: &Situation<'_>,
    node: NodeId,
    application: &Application,
) -> Result<Spot, Obstacle> {
    let place = situation.tree.directive(node).place;
    let of_application = situation.tree.directive(application.node).place;
    let is_in_macro = situation.tree.file_of(place).is_none();
    if is_in_macro && place.source == of_application.source {
        return macro_line(situation, place).map(|line| line.spot);
    }
    situation.spot_of(place)
}

fn refusing() -> Obstacle {
    Obstacle::new(
        "`WSGIRestrictProcess` does not allow Apache's own processes, so its requests fail now",
        "name a process group in the list, and on the alias",
    )
}

fn unclear() -> Obstacle {
    Obstacle::new(
        "`WSGIRestrictProcess` allows only some process groups, and its line cannot be added to",
        "write `%{GLOBAL}` in it once, as it is",
    )
}

impl Consequences<'_, '_> {
    /// Adds the names of new groups to the lists in effect for their applications. `%{GLOBAL}` goes when nothing is to run
    /// in Apache's own processes any more, from all lists: a plan before may have added the names.
    pub(super) fn allow_groups(&mut self) -> Result<(), PlanError> {
        let situation = self.situation;
        let lists = lists_of(&situation, self.groups);
        for list in &lists {
            let mut names: Vec<_> = list.names.iter().map(|name| quote(name)).collect();
            if !self.nothing_embedded {
                names.push(EMBEDDED.to_vec());
            }
            self.replace_embedded(list, &names.join(&b' '), place_of_name)?;
            let added: Vec<_> = list.names.iter().map(|name| printable(name)).collect();
            let added = added.join("`, `");
            let title = if self.nothing_embedded {
                format!("name `{added}` in WSGIRestrictProcess, in place of `%{{GLOBAL}}`")
            } else {
                format!("add `{added}` to WSGIRestrictProcess")
            };
            let at = situation.at_spot(&list.spot);
            self.steps.push(Step::safe(title, WHY).at([at]));
        }
        if self.nothing_embedded && matches!(self.restriction, Restriction::Set { .. }) {
            for list in needless(&situation, &lists) {
                self.replace_embedded(&list, b"", place_with_blank)?;
                let title = "take `%{GLOBAL}` out of WSGIRestrictProcess";
                let at = situation.at_spot(&list.spot);
                self.steps.push(Step::safe(title, NEEDLESS).at([at]));
            }
        }
        Ok(())
    }

    /// Writes other words where a list names Apache's own processes.
    fn replace_embedded(
        &mut self,
        list: &List,
        words: &[u8],
        place_of: fn(&[u8]) -> Option<Span>,
    ) -> Result<(), PlanError> {
        let situation = self.situation;
        let Some(place) = place_of(situation.raw(&list.spot)) else {
            return Ok(());
        };
        let replaced = self.changes.replace_in_line(&list.spot, place, words);
        replaced.map_err(|error| edit_error(&list.spot.path, &error))?;
        for node in &list.nodes {
            let arguments = situation.tree.directive(*node).arguments;
            let line = macro_line(&situation, situation.tree.directive(*node).place).ok();
            let said = line.map_or(words.into(), |line| line.arguments.substitute(words));
            if let Some(place) = place_of(arguments) {
                self.declared.edit(*node, arguments, place, &said);
            }
        }
        Ok(())
    }
}

/// Returns the lists that name Apache's own processes beside others, and no new group.
fn needless(situation: &Situation<'_>, others: &[List]) -> Vec<List> {
    let others: BTreeSet<_> = others.iter().map(List::line).collect();
    let mut found: BTreeMap<(PathBuf, usize), List> = BTreeMap::new();
    for (node, _) in Lists::new(situation).0.into_values().flatten() {
        let directive = situation.tree.directive(node);
        let in_macro = || macro_line(situation, directive.place).map(|line| line.spot);
        let Ok(spot) = situation.spot_of(directive.place).or_else(|_| in_macro()) else {
            continue;
        };
        let list = List::at(spot);
        let spot = &list.spot;
        let is_continued = situation.line(spot).is_none_or(|line| line.continued);
        let has_others = Words::new(directive.arguments).nth(1).is_some();
        let has_place = place_with_blank(situation.raw(spot)).is_some();
        if !others.contains(&list.line()) && !is_continued && has_others && has_place {
            let list = found.entry(list.line()).or_insert(list);
            list.nodes.insert(node);
        }
    }
    found.into_values().collect()
}

/// Returns the lists that have to let groups in, one for each line.
fn lists_of(situation: &Situation<'_>, groups: &[Group]) -> Vec<List> {
    let lists = Lists::new(situation);
    let mut found: BTreeMap<(PathBuf, usize), List> = BTreeMap::new();
    for group in groups {
        let users = group.users().map(|id| situation.inventory.application(id));
        let concerned = users.flat_map(|application| {
            let lists = lists.concerning(situation, application).into_iter();
            lists.map(move |(node, _)| (node, application))
        });
        for (node, application) in concerned.filter(|(node, _)| lets_apache_serve(situation, *node))
        {
            let Ok(spot) = spot_of_list(situation, node, application) else {
                continue;
            };
            let name = name_in_list(situation, group, node);
            let list = found
                .entry((spot.path.clone(), spot.line))
                .or_insert_with(|| List::at(spot));
            list.nodes.insert(node);
            if !list.names.contains(&name) {
                list.names.push(name);
            }
        }
    }
    found.into_values().collect()
}

/// Returns how a list names a group: in a macro as the lines of the same use do.
fn name_in_list(situation: &Situation<'_>, group: &Group, list: NodeId) -> Vec<u8> {
    let source = |node| situation.tree.directive(node).place.source;
    let mut seats = group.seats.iter();
    let of_use = seats.find(|seat| seat.written.is_some() && source(seat.node) == source(list));
    let written = of_use.and_then(|seat| seat.written.clone());
    written.unwrap_or_else(|| group.name.clone())
}

fn lets_apache_serve(situation: &Situation<'_>, node: NodeId) -> bool {
    let mut words = Words::new(situation.tree.directive(node).arguments);
    words.any(|word| *word == *EMBEDDED)
}

/// Returns where a line names Apache's own processes, if it does so once, as a word without quotes.
fn place_of_name(line: &[u8]) -> Option<Span> {
    let mut found = memchr::memmem::find_iter(line, EMBEDDED);
    let (at, None) = (found.next()?, found.next()) else {
        return None;
    };
    let end = at + EMBEDDED.len();
    let is_edge = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
    let before = at.checked_sub(1).and_then(|before| line.get(before));
    let is_word = is_edge(before) && is_edge(line.get(end));
    let offset = |at| u32::try_from(at).ok();
    is_word.then_some(Span::new(offset(at)?, offset(end)?))
}

/// Returns the same with the blanks between it and the word before, or else the one behind.
fn place_with_blank(line: &[u8]) -> Option<Span> {
    let place = place_of_name(line)?;
    let blanks = |bytes: &mut dyn Iterator<Item = &u8>| {
        let blanks = bytes.take_while(|byte| matches!(byte, b' ' | b'\t'));
        u32::try_from(blanks.count()).unwrap_or_default()
    };
    let before = line.get(..place.start as usize)?;
    let behind = line.get(place.end as usize..)?;
    if before.is_empty() {
        let end = place.end + blanks(&mut behind.iter());
        return Some(Span::new(place.start, end));
    }
    let start = place.start - blanks(&mut before.iter().rev());
    Some(Span::new(start, place.end))
}
