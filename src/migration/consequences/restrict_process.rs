//! `WSGIRestrictProcess` for each virtual host: the process groups of its own applications and no others, for a preset that
//! wants that.
//!
//! The list of a virtual host counts in place of the main server's, that of a section in place of both, and what a request
//! comes to that is not in the list is refused (mod_wsgi.c: `wsgi_hook_handler`; mod_wsgi.md 3.2). So one is written where
//! every group is known that a request in the virtual host can come to, and where nothing in it is left to Apache's own
//! processes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Consequences;
use super::host_list::{HostList, Names, Reading};
use crate::httpd::{MacroArguments, NodeId, Scope, ServerId};
use crate::migration::declared::Added;
use crate::migration::held::{Held, Obstacle};
use crate::migration::judgement::{macro_line, macros_used_in_hiding};
use crate::migration::plan_error::{PlanError, edit_error};
use crate::migration::restriction::Restriction;
use crate::migration::situation::{Situation, Spot};
use crate::migration::step::Step;
use crate::source::printable;
use crate::wsgi::{
    Answer, ApplicationId, Beyond, BlindSpots, Concern, Delegation, Inventory, Mounted, Status,
};

/// Why a list is written.
const WHY: &str = "all groups that its applications run in are in the list; another one, which a variable or a line in the \
                   wrong place may name, is refused";

/// Why no list is written, and because of which line.
type Refusal = (Obstacle, NodeId);

/// What is known of the virtual hosts.
struct Known<'plan> {
    /// The applications that can be asked for in each.
    serving: BTreeMap<ServerId, Vec<ApplicationId>>,
    /// What was asked in each.
    asked: BTreeMap<ServerId, Vec<&'plan Mounted>>,
    /// The servers with a list of their own.
    restricted: BTreeSet<ServerId>,
    /// A line of each server because of which it is not known where requests run.
    open: BTreeMap<ServerId, (NodeId, &'static str)>,
    /// The groups to which applications are delegated from now on.
    new: BTreeMap<ApplicationId, BTreeSet<&'plan [u8]>>,
    /// The applications that are not left as they are.
    judged: BTreeSet<ApplicationId>,
    /// Those that no request reaches.
    never_asked: &'plan BTreeSet<ApplicationId>,
    blind_spots: BlindSpots,
    /// The macros that are used where nothing is known yet.
    hiding: BTreeSet<Vec<u8>>,
}

impl<'server> Consequences<'_, 'server> {
    /// Writes the lists; says where there is none and why.
    pub(super) fn restrict_processes(&mut self) -> Result<(), PlanError> {
        if !self.restricts_processes || *self.restriction == Restriction::Later {
            return Ok(());
        }
        let (lists, mut left) = self.lists();
        for list in &lists {
            // All readings in which there is nothing to restrict: a macro of static sites.
            if list.readings.iter().all(|reading| reading.names.is_empty()) {
                continue;
            }
            if !self.write_list(list)? {
                left.extend(self.without_words(list));
            }
        }
        self.left.extend(left_open(&self.situation, left));
        Ok(())
    }

    /// Says that no parameters of its macro name the groups of a virtual host.
    fn without_words(&self, list: &HostList<'_>) -> Vec<(ServerId, Refusal)> {
        let why = "its virtual host stands in a macro, and no parameters of that come to the process groups of every use";
        let clear = "write the list by hand, or the virtual host outside of the macro";
        self.all_of(list, &Obstacle::new(why, clear))
    }

    /// Says that another reading of the header of a virtual host can have no list.
    fn beside_another(&self, list: &HostList<'_>) -> Vec<(ServerId, Refusal)> {
        let why = "the line of its header is also that of a virtual host that cannot have a list";
        self.all_of(list, &Obstacle::new(why, "clear that first"))
    }

    /// Says the same of all readings of a header that would have a list.
    fn all_of(&self, list: &HostList<'_>, obstacle: &Obstacle) -> Vec<(ServerId, Refusal)> {
        let readings = list.readings.iter();
        let wanting = readings.filter(|reading| !reading.names.is_empty());
        let left = wanting.filter_map(|reading| {
            let header = self.situation.config.server(reading.server).header?;
            Some((reading.server, (obstacle.clone(), header)))
        });
        left.collect()
    }

    /// Returns the lists that can be written, and the virtual hosts that get none, and why.
    fn lists(&self) -> (Vec<HostList<'server>>, Vec<(ServerId, Refusal)>) {
        let situation = self.situation;
        let known = self.known();
        let mut lists: BTreeMap<(PathBuf, usize), HostList<'server>> = BTreeMap::new();
        let mut refused = BTreeSet::new();
        let mut left = Vec::new();
        for (server, of_server) in situation.config.servers() {
            let Some(header) = of_server.header else {
                continue;
            };
            let names = known.names(&situation, server);
            let place = situation.tree.directive(header).place;
            let is_in_macro = situation.tree.file_of(place).is_none();
            // Another use of the macro, which has the line as well, may need it.
            if names.as_ref().is_ok_and(Names::is_empty) && !is_in_macro {
                continue;
            }
            let written = known.written(&situation, header);
            let line = written.as_ref().ok().map(|(spot, _)| line_of(spot));
            match names.and_then(|names| Ok((names, written?))) {
                Ok((names, (spot, arguments))) => {
                    let list = lists.entry(line_of(&spot)).or_insert_with(|| HostList {
                        spot,
                        readings: Vec::new(),
                    });
                    list.readings.push(Reading {
                        server,
                        names,
                        arguments,
                    });
                }
                Err(why) => {
                    refused.extend(line);
                    left.push((server, why));
                }
            }
        }
        for line in &refused {
            let list = lists.remove(line);
            left.extend(list.iter().flat_map(|list| self.beside_another(list)));
        }
        (lists.into_values().collect(), left)
    }

    /// Writes a list; returns whether it could be: no parameter of a macro may come to the names of each use.
    fn write_list(&mut self, list: &HostList<'_>) -> Result<bool, PlanError> {
        let situation = self.situation;
        let Some(words) = list.text() else {
            return Ok(false);
        };
        let line = [b"WSGIRestrictProcess ", words.as_slice()].concat();
        let inserted = self.changes.insert_in_section(&list.spot, &line);
        inserted.map_err(|error| edit_error(&list.spot.path, &error))?;
        for reading in &list.readings {
            self.declared.added.push(Added {
                scope: Scope {
                    server: reading.server,
                    section: None,
                },
                name: b"WSGIRestrictProcess".to_vec(),
                arguments: reading.of(&words),
            });
        }
        let mut labels: Vec<_> = list
            .readings
            .iter()
            .map(|reading| situation.server_label(reading.server))
            .collect();
        labels.dedup();
        let title = format!(
            "restrict {} to {} own process groups: `{}`",
            several(&labels),
            if labels.len() == 1 { "its" } else { "their" },
            printable(&line)
        );
        let step = Step::review(title, WHY).at([situation.at_spot(&list.spot)]);
        self.steps.push(step);
        Ok(true)
    }

    fn known(&self) -> Known<'_> {
        let (inventory, config) = (self.situation.inventory, self.situation.config);
        let mut serving: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, application) in inventory.applications() {
            for server in inventory.serving(config, application) {
                serving.entry(server).or_default().push(id);
            }
        }
        let mut asked: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for mounted in &self.situation.overview.applications {
            asked.entry(mounted.server).or_default().push(mounted);
        }
        let at_servers = |concern| {
            let lines = inventory.beyond.iter();
            let lines = lines.filter(move |beyond| beyond.concern == concern);
            lines.map(|beyond| (beyond.scope, beyond.node))
        };
        let lists = at_servers(Concern::RestrictsGroups);
        Known {
            serving,
            asked,
            restricted: lists
                .filter(|(scope, _)| scope.section.is_none())
                .map(|(scope, _)| scope.server)
                .collect(),
            open: inventory
                .beyond
                .iter()
                .filter_map(|beyond| {
                    let why = why_open(beyond, inventory)?;
                    Some((beyond.scope.server, (beyond.node, why)))
                })
                .collect(),
            new: self.new_groups(),
            judged: self
                .judgement
                .applications
                .iter()
                .map(|(id, _)| *id)
                .collect(),
            never_asked: &self.judgement.never_asked,
            blind_spots: BlindSpots::of(self.situation.tree, config),
            hiding: macros_used_in_hiding(&self.situation),
        }
    }
}

impl Known<'_> {
    /// Returns where the header of a virtual host is written, and the parameters of the macro that it may stand in.
    fn written<'server>(
        &self,
        situation: &Situation<'server>,
        header: NodeId,
    ) -> Result<(Spot, Option<&'server MacroArguments>), Refusal> {
        let place = situation.tree.directive(header).place;
        if situation.tree.file_of(place).is_some() {
            let spot = situation.spot_of(place).map_err(|why| (why, header))?;
            return Ok((spot, None));
        }
        let line = macro_line(situation, place).map_err(|why| (why, header))?;
        if self.hiding.contains(line.name) {
            let why = "its virtual host stands in a macro that is also used under a condition that does not hold, for \
                       process groups that are not known here";
            let clear = "write the list by hand";
            return Err((Obstacle::new(why, clear), header));
        }
        Ok((line.spot, Some(line.arguments)))
    }

    /// Returns the groups that requests in a server can come to: none where there is nothing to restrict, or a list already.
    fn names(&self, situation: &Situation<'_>, server: ServerId) -> Result<Names, Refusal> {
        let mut names = Names::new();
        let is_restricted = [server, ServerId::MAIN]
            .iter()
            .any(|server| self.restricted.contains(server));
        let Some(serving) = self.serving.get(&server).filter(|_| !is_restricted) else {
            return Ok(names);
        };
        let mut servers = [server, ServerId::MAIN].into_iter();
        if let Some((node, why)) = servers.find_map(|server| self.open.get(&server)) {
            let clear = "name the process groups of its applications on their own lines";
            return Err((Obstacle::new(*why, clear), *node));
        }
        if let Some((why, node)) = self.blind_spots.line_for(server) {
            let header = situation.config.server(server).header;
            let why = format!("what it does is not known: {why}");
            let first = serving
                .first()
                .map(|id| situation.inventory.application(*id).node);
            if let Some(node) = node.or(header).or(first) {
                return Err((Obstacle::new(why, "make it known, and plan again"), node));
            }
        }
        let asked = serving.iter().filter(|id| !self.never_asked.contains(id));
        for id in asked {
            names.extend(self.groups_of(situation, server, *id)?);
        }
        for mounted in self.asked.get(&server).into_iter().flatten() {
            let parts = mounted.parts.iter().map(|part| &part.answer);
            for answer in std::iter::once(&mounted.answer).chain(parts) {
                names.extend(group_of(answer).map_err(|why| (why, mounted.node))?);
            }
        }
        Ok(names)
    }

    /// Returns the groups in which an application runs from now on when a server is asked for it.
    fn groups_of(
        &self,
        situation: &Situation<'_>,
        server: ServerId,
        id: ApplicationId,
    ) -> Result<Names, Refusal> {
        let application = situation.inventory.application(id);
        let (whole, parts) = situation
            .inventory
            .delegation(situation.config, application, server);
        let mut names = Names::new();
        let of_parts = parts.into_iter().map(|part| part.delegation);
        for delegation in std::iter::once(whole).chain(of_parts) {
            match delegation {
                Delegation::Daemon { group, .. } => {
                    names.insert(group);
                }
                Delegation::Embedded(_) => {
                    let new = self.new.get(&id).into_iter().flatten();
                    names.extend(new.map(|name| name.to_vec()));
                }
                Delegation::Undecided(line) => {
                    let why = "the name of a process group depends on the request";
                    return Err((Obstacle::new(why, "name a group instead"), line));
                }
            }
        }
        if !self.judged.contains(&id) || names.is_empty() {
            let why = format!("{} is left as it is", situation.label(application));
            return Err((Obstacle::new(why, "clear that first"), application.node));
        }
        Ok(names)
    }
}

/// Returns why it is not known where requests run, if a line leaves that open.
fn why_open(beyond: &Beyond, inventory: &Inventory) -> Option<&'static str> {
    match beyond.concern {
        Concern::ChoosesGroups => {
            Some("a script, or a .htaccess file, may choose where requests run")
        }
        Concern::OtherMount => Some("its handler may run applications that are not known"),
        Concern::Htaccess => {
            let mut open = inventory.htaccess.open.iter();
            open.any(|(node, _)| *node == beyond.node)
                .then_some("not all .htaccess files could be looked at")
        }
        _ => None,
    }
}

/// Returns the group that answers, if one does.
fn group_of(answer: &Answer) -> Result<Option<Vec<u8>>, Obstacle> {
    match answer.status {
        Status::Daemon => Ok(answer.process_group.clone()),
        Status::Undecided => {
            let because = answer.because.as_deref().unwrap_or("it cannot be told");
            let why = format!("where an application runs is not known: {because}");
            Err(Obstacle::new(why, "make it known, and plan again"))
        }
        _ => Ok(None),
    }
}

/// Names the virtual hosts without a list, those for the same reason together.
fn left_open(situation: &Situation<'_>, left: Vec<(ServerId, Refusal)>) -> Vec<Held> {
    let mut reasons: Vec<(Refusal, Vec<String>)> = Vec::new();
    for (server, (obstacle, node)) in left {
        let label = situation.server_label(server);
        let mut known = reasons.iter_mut();
        match known.find(|((other, _), _)| *other == obstacle) {
            Some((_, labels)) if labels.contains(&label) => {}
            Some((_, labels)) => labels.push(label),
            None => reasons.push(((obstacle, node), vec![label])),
        }
    }
    let held = reasons.into_iter().map(|((obstacle, node), labels)| {
        let are = if labels.len() == 1 {
            "is not restricted to its"
        } else {
            "are not restricted to their"
        };
        let what = format!("{} {are} own process groups", several(&labels));
        Held::new(what, obstacle, situation.at_node(node))
    });
    held.collect()
}

/// So many virtual hosts are named in one sentence.
const NAMED: usize = 5;

/// Returns names in a row, and how many more there are.
fn several(labels: &[String]) -> String {
    match labels {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] if labels.len() <= NAMED => format!("{} and {last}", all.join(", ")),
        _ => {
            let first: Vec<_> = labels.iter().take(NAMED).map(String::as_str).collect();
            let more = labels.len() - NAMED;
            format!("{} and {more} more", first.join(", "))
        }
    }
}

fn line_of(spot: &Spot) -> (PathBuf, usize) {
    (spot.path.clone(), spot.line)
}
