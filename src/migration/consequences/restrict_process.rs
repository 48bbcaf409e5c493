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
use crate::httpd::{NodeId, Scope, ServerId};
use crate::migration::declared::Added;
use crate::migration::held::{Held, Obstacle};
use crate::migration::plan_error::{PlanError, edit_error};
use crate::migration::restriction::Restriction;
use crate::migration::situation::{Situation, Spot};
use crate::migration::step::Step;
use crate::source::printable;
use crate::syntax::quote;
use crate::wsgi::{
    Answer, ApplicationId, Beyond, BlindSpots, Concern, Delegation, Inventory, Mounted, Status,
};

/// Why a list is written.
const WHY: &str = "all groups that its applications run in are in the list; another one, which a variable or a line in the \
                   wrong place may name, is refused";

/// Why no list is written, and because of which line.
type Refusal = (Obstacle, NodeId);

/// The names in a list.
type Names = BTreeSet<Vec<u8>>;

/// The header of a virtual host, with all its readings.
struct Header {
    spot: Spot,
    servers: Vec<ServerId>,
    names: Names,
}

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
}

impl Consequences<'_, '_> {
    /// Writes the lists; says where there is none and why.
    pub(super) fn restrict_processes(&mut self) -> Result<(), PlanError> {
        if !self.restricts_processes || *self.restriction == Restriction::Later {
            return Ok(());
        }
        let (headers, left) = self.headers();
        self.left.extend(left);
        headers
            .iter()
            .try_for_each(|header| self.write_list(header))
    }

    /// Returns the virtual hosts that get a list, and those that do not, and why.
    fn headers(&self) -> (Vec<Header>, Vec<Held>) {
        let situation = self.situation;
        let known = self.known();
        let mut headers: BTreeMap<(PathBuf, usize), Header> = BTreeMap::new();
        let mut refused = BTreeSet::new();
        let mut left = Vec::new();
        for (server, of_server) in situation.config.servers() {
            let Some(header) = of_server.header else {
                continue;
            };
            let names = known.names(&situation, server);
            if names.as_ref().is_ok_and(Names::is_empty) {
                continue;
            }
            let spot = situation.spot(header).map_err(|why| (why, header));
            let line = spot.as_ref().ok().map(line_of);
            match names.and_then(|names| Ok((names, spot?))) {
                Ok((names, spot)) => {
                    let header = headers
                        .entry(line_of(&spot))
                        .or_insert_with(|| Header::at(spot));
                    header.servers.push(server);
                    header.names.extend(names);
                }
                Err(why) => {
                    refused.extend(line);
                    left.push(left_open(&situation, server, why));
                }
            }
        }
        headers.retain(|line, _| !refused.contains(line));
        (headers.into_values().collect(), left)
    }

    fn write_list(&mut self, header: &Header) -> Result<(), PlanError> {
        let situation = self.situation;
        let names: Vec<_> = header.names.iter().map(|name| quote(name)).collect();
        let names = names.join(&b' ');
        let line = [b"WSGIRestrictProcess ", names.as_slice()].concat();
        let inserted = self.changes.insert_in_section(&header.spot, &line);
        inserted.map_err(|error| edit_error(&header.spot.path, &error))?;
        for server in &header.servers {
            self.declared.added.push(Added {
                scope: Scope {
                    server: *server,
                    section: None,
                },
                name: b"WSGIRestrictProcess".to_vec(),
                arguments: names.clone(),
            });
        }
        let server = header.servers.first().copied().unwrap_or(ServerId::MAIN);
        let title = format!(
            "restrict {} to its own process groups: `{}`",
            situation.server_label(server),
            printable(&line)
        );
        let step = Step::review(title, WHY).at([situation.at_spot(&header.spot)]);
        self.steps.push(step);
        Ok(())
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
        }
    }
}

impl Header {
    fn at(spot: Spot) -> Self {
        Self {
            spot,
            servers: Vec::new(),
            names: Names::new(),
        }
    }
}

impl Known<'_> {
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

fn left_open(situation: &Situation<'_>, server: ServerId, (why, node): Refusal) -> Held {
    let what = format!(
        "{} is not restricted to its own process groups",
        situation.server_label(server)
    );
    Held::new(what, why, situation.at_node(node))
}

fn line_of(spot: &Spot) -> (PathBuf, usize) {
    (spot.path.clone(), spot.line)
}
