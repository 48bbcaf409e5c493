//! [`Overview`]: every application with where it runs, and every process group with who uses it.
//!
//! It is made by asking for each application what [`Answerer`](super::Answerer) says of it, in each server from which it
//! can be reached, as if its script were there.

mod again;
mod aliases;
mod build;
mod choices;
mod files;
mod groups;
mod handlers;
mod parts;
mod reach;
mod sample;
mod unlisted;

pub use build::overview;
pub use groups::GroupUse;

use std::collections::BTreeMap;

use super::answer::{Answer, Status};
use super::application::{Mechanism, Target};
use super::embedded_mode::Embedding;
use crate::httpd::request::Request;
use crate::httpd::{NodeId, ServerId, Unknown};

/// An application as one server has it.
#[derive(Clone, Debug)]
pub struct Mounted {
    /// Its number, from 1.
    pub number: usize,
    /// What it is called where a person has to name it; the plain and the TLS virtual host of one site have the same, unless
    /// they run it in different places.
    pub id: String,
    /// The server in which it is asked for.
    pub server: ServerId,
    /// How a request gets to it.
    pub mechanism: Mechanism,
    /// The line.
    pub node: NodeId,
    /// The server in which that line stands.
    pub defined_in: ServerId,
    /// The URL path, the expression, or the section's argument.
    pub mount: Vec<u8>,
    /// The script or directory, as written.
    pub script: Option<Vec<u8>>,
    /// What that is on the file system.
    pub target: Target,
    /// The request that was made, if there was one.
    pub asked: Option<Asked>,
    /// What becomes of it.
    pub answer: Answer,
    /// What sections do differently with a part of it.
    pub parts: Vec<MountedPart>,
}

/// A part of an application that runs elsewhere.
#[derive(Clone, Debug)]
pub struct MountedPart {
    /// The section's header.
    pub section: NodeId,
    /// The directive in it.
    pub node: NodeId,
    /// Which part: a URL path, a path, a condition.
    pub place: Vec<u8>,
    /// Whether it is a condition.
    pub is_condition: bool,
    /// The request that was made.
    pub asked: Asked,
    /// What becomes of it.
    pub answer: Answer,
}

/// What is asked of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The path of the URL.
    pub path: Vec<u8>,
    /// The script or file to which it leads, which counts as there.
    pub script: Vec<u8>,
}

/// How many applications there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// All.
    pub applications: usize,
    /// Those in process groups.
    pub daemon: usize,
    /// Those in Apache's own processes.
    pub embedded: usize,
    /// Those that embedded mode's restriction refuses.
    pub refused: usize,
    /// Those whose process group is not there or out of reach.
    pub unreachable: usize,
    /// Those of which it cannot be told.
    pub undecided: usize,
    /// Those that no request reaches.
    pub not_served: usize,
}

/// What there is.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The applications, by server.
    pub applications: Vec<Mounted>,
    /// The process groups, in the order of the configuration.
    pub groups: Vec<GroupUse>,
    /// What is said about embedded mode, and what brings Python into Apache's own processes.
    pub embedding: Embedding,
    /// What could not be known.
    pub unknown: Vec<Unknown>,
    /// The requests that get to each server, but for their paths.
    requests: BTreeMap<ServerId, Request>,
    /// The places of the applications in their list, in the order of the lines that mount them.
    by_line: Vec<usize>,
}

impl Overview {
    /// Returns the applications that a line mounts, by server.
    pub fn of_line(&self, node: NodeId) -> impl Iterator<Item = &Mounted> {
        let all = |index: &usize| self.applications.get(*index);
        let is_before = |index: &usize| all(index).is_some_and(|mounted| mounted.node < node);
        let start = self.by_line.partition_point(is_before);
        let from = self.by_line.iter().skip(start).filter_map(all);
        from.take_while(move |mounted| mounted.node == node)
    }

    /// Counts applications.
    pub fn summary(applications: &[&Mounted]) -> Summary {
        let mut summary = Summary::default();
        for application in applications {
            summary.applications += 1;
            let count = match application.answer.status {
                Status::Daemon => &mut summary.daemon,
                Status::Embedded => &mut summary.embedded,
                Status::Refused => &mut summary.refused,
                Status::Unreachable | Status::ConfigError => &mut summary.unreachable,
                Status::NotWsgi => &mut summary.not_served,
                Status::Undecided => &mut summary.undecided,
            };
            *count += 1;
        }
        summary
    }
}
