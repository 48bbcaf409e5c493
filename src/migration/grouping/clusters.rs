//! [`Clusters`]: applications that must be in one process group.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

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
    /// Why those that are not one are together.
    pub(super) bonds: BTreeSet<Bond>,
}

impl Cluster {
    pub(super) fn first<'server>(
        &self,
        situation: &Situation<'server>,
    ) -> Option<&'server Application> {
        let first = self.applications.first()?;
        Some(situation.inventory.application(*first))
    }

    /// Returns why there are several applications, if there are.
    pub(super) fn bonds_between(&self, identities: &BTreeSet<Identity>) -> BTreeSet<Bond> {
        if identities.len() > 1 {
            self.bonds.clone()
        } else {
            BTreeSet::new()
        }
    }

    /// Returns the applications, each of which may stand in several virtual hosts.
    pub(super) fn identities(&self, situation: &Situation<'_>) -> BTreeSet<Identity> {
        let ids = self.applications.iter();
        ids.map(|id| identity(situation, situation.inventory.application(*id)))
            .collect()
    }
}

/// Why applications that are not one stay in one group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    /// One line names the group of all.
    Line,
    /// They share this interpreter, and lines name it.
    Interpreter(Vec<u8>),
}

/// What two applications of one group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    /// They are one.
    Identity(Identity),
    /// One line names their group.
    Line(OsString, usize),
    /// A new line in one scope does.
    Scope(Scope),
    /// Somebody wants them in it.
    Name(String),
    /// They share an interpreter that lines name, in the processes of one user.
    Interpreter(Vec<u8>, UserNames),
}

impl Tie {
    fn bond(&self) -> Option<Bond> {
        match self {
            Self::Identity(_) | Self::Name(_) => None,
            Self::Line(..) | Self::Scope(_) => Some(Bond::Line),
            Self::Interpreter(name, _) => Some(Bond::Interpreter(name.clone())),
        }
    }
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
            let decision = decisions.of(situation, application);
            let identity = identity(situation, application);
            let user = identity.user.clone();
            let mut ties = Vec::new();
            if !decisions.are_for_it_alone(situation, application) {
                ties.push(Tie::Identity(identity));
            }
            let name = decision.process_group.as_ref();
            ties.extend(name.map(|name| Tie::Name(name.value.clone())));
            let named = judgement.interpreters.named(id);
            ties.extend(named.map(|name| Tie::Interpreter(name.to_vec(), user.clone())));
            clusters.add(id, seats, ties);
        }
        clusters
    }

    fn add(&mut self, id: ApplicationId, seats: &[Seat], others: Vec<Tie>) {
        // A line in a macro names another group in each use.
        let of_files = seats.iter().filter(|seat| seat.written.is_none());
        let lines = of_files.map(|seat| {
            let path = seat.spot.path.clone();
            Tie::Line(path.into_os_string(), seat.spot.line)
        });
        let scopes = seats.iter().filter(|seat| seat.is_new_in_scope());
        let scopes = scopes.map(|seat| Tie::Scope(seat.scope));
        let ties: Vec<Tie> = lines.chain(scopes).chain(others).collect();
        let known = ties.iter().filter(|tie| self.by_tie.contains_key(tie));
        let bonds: Vec<Bond> = known.filter_map(Tie::bond).collect();
        let index = self.merged(&ties);
        for tie in ties {
            self.by_tie.insert(tie, index);
        }
        if let Some(cluster) = self.lists.get_mut(index) {
            cluster.applications.push(id);
            cluster.seats.extend(seats.iter().cloned());
            cluster.bonds.extend(bonds);
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
            cluster.bonds.extend(moved.bonds);
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
