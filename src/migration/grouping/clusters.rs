//! [`Clusters`]: applications that must be in one process group.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::httpd::Scope;
use crate::migration::decisions::Decisions;
use crate::migration::judgement::{Judgement, Seat, UserNames, user_names};
use crate::migration::situation::Situation;
use crate::wsgi::{Application, ApplicationId};

/// What makes applications the same: their server's name, their mount and their script. The plain and the TLS virtual host
/// of one site have the same application, unless they run as other users. Handlers are the same in sections of the same name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity {
    server_name: Option<Vec<u8>>,
    mount: Vec<u8>,
    path: Vec<u8>,
    section: Option<Vec<u8>>,
    user: UserNames,
}

pub(super) fn identity(situation: &Situation<'_>, application: &Application) -> Identity {
    let config = situation.config;
    let name = config.server_name(application.server);
    let mut sections = config.sections_from(application.section);
    let section = sections.next().map(|section| section.argument.clone());
    Identity {
        server_name: name.map(<[u8]>::to_ascii_lowercase),
        mount: application.mount.clone(),
        path: application.path.clone(),
        section: application
            .needs_exec_cgi()
            .then(|| section.unwrap_or_default()),
        user: user_names(situation, application),
    }
}

/// Applications that must be in one group, and the lines that name it.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    /// A line of a file that is read under several paths is there once for each: the plan is proven for all of them.
    pub(super) seats: BTreeSet<Seat>,
    pub(super) applications: Vec<ApplicationId>,
}

/// What two applications of one group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    /// They are one.
    Identity(Identity),
    /// One line names their group.
    Line(PathBuf, usize),
    /// A new line in one scope does.
    Scope(Scope),
    /// Somebody wants them in it.
    Name(String),
}

/// Clusters in the order of their first application.
#[derive(Default)]
pub(super) struct Clusters {
    lists: Vec<Cluster>,
    by_tie: BTreeMap<Tie, usize>,
}

impl Clusters {
    /// Puts the embedded applications into clusters.
    pub(super) fn of(
        situation: &Situation<'_>,
        judgement: &Judgement,
        decisions: &Decisions,
    ) -> Self {
        let mut clusters = Self::default();
        for (id, seats) in judgement.embedded() {
            let application = situation.inventory.application(id);
            let decision = decisions.of(situation.inventory.key(application));
            let mut ties = vec![Tie::Identity(identity(situation, application))];
            ties.extend(decision.process_group.clone().map(Tie::Name));
            clusters.add(id, seats, ties);
        }
        clusters
    }

    fn add(&mut self, id: ApplicationId, seats: &[Seat], others: Vec<Tie>) {
        // A line in a macro names another group in each use.
        let of_files = seats.iter().filter(|seat| seat.written.is_none());
        let lines = of_files.map(|seat| {
            let line = (seat.spot.path.clone(), seat.spot.line);
            Tie::Line(line.0, line.1)
        });
        let scopes = seats.iter().filter(|seat| seat.is_new_in_scope());
        let scopes = scopes.map(|seat| Tie::Scope(seat.scope));
        let ties: Vec<Tie> = lines.chain(scopes).chain(others).collect();
        let index = self.merged(&ties);
        for tie in ties {
            self.by_tie.insert(tie, index);
        }
        if let Some(cluster) = self.lists.get_mut(index) {
            cluster.applications.push(id);
            cluster.seats.extend(seats.iter().cloned());
        }
    }

    /// Returns the cluster that has one of these ties; several become the first of them, and without one there is a new one.
    fn merged(&mut self, ties: &[Tie]) -> usize {
        let known = ties.iter().filter_map(|tie| self.by_tie.get(tie).copied());
        let known: BTreeSet<usize> = known.collect();
        let mut known = known.into_iter();
        let Some(into) = known.next() else {
            self.lists.push(Cluster::default());
            return self.lists.len() - 1;
        };
        for from in known {
            self.merge(into, from);
        }
        into
    }

    /// Puts what is in `from` into `into`; nothing stays in `from`.
    fn merge(&mut self, into: usize, from: usize) {
        let moved = self
            .lists
            .get_mut(from)
            .map(std::mem::take)
            .unwrap_or_default();
        if let Some(cluster) = self.lists.get_mut(into) {
            cluster.seats.extend(moved.seats);
            cluster.applications.extend(moved.applications);
        }
        for index in self.by_tie.values_mut() {
            if *index == from {
                *index = into;
            }
        }
    }

    /// Returns the clusters, each with its applications in the order of the configuration, whatever tied them first; each
    /// scope has one new line.
    pub(super) fn into_lists(self) -> impl Iterator<Item = Cluster> {
        let lists = self.lists.into_iter();
        lists
            .filter(|cluster| !cluster.applications.is_empty())
            .map(|mut cluster| {
                cluster.applications.sort_unstable();
                let mut filled = BTreeMap::new();
                cluster.seats.retain(|seat| {
                    let line = (seat.spot.path.clone(), seat.spot.line);
                    !seat.is_new_in_scope()
                        || *filled.entry(seat.scope).or_insert_with(|| line.clone()) == line
                });
                cluster
            })
    }
}
