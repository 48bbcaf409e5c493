//! A request becomes an [`Answer`]: which script, process group and application group serve it, and because of which
//! lines.

mod access;
mod answerer;
mod authorization;
mod blind_spots;
mod decision;
mod directory;
mod environment;
mod expansion;
mod extensions;
mod group;
mod handler;
mod identity;
mod media_types;
mod probe;
mod proxy;
mod script_name;
mod serve;
mod set_env_if;
mod settings;
mod trace;
mod translation;

pub use answerer::Answerer;
pub use blind_spots::BlindSpots;
pub(super) use probe::Probe;
pub use trace::{Step, Trace};

use crate::httpd::ServerId;
use crate::httpd::request::Origin;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// A process group of mod_wsgi serves it.
    Daemon,
    /// Apache's own processes serve it.
    Embedded,
    /// Apache's own processes would serve it, and may not: httpd answers 500.
    Refused,
    /// There is no such process group, or it is out of reach: httpd answers 500.
    Unreachable,
    /// A `.htaccess` has something that is not allowed there: httpd answers 500.
    ConfigError,
    /// No WSGI application is asked.
    NotWsgi,
    /// It cannot be told.
    Undecided,
}

/// What becomes of a request, and why.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What.
    pub status: Status,
    /// The process group; empty for Apache's own processes.
    pub process_group: Option<Vec<u8>>,
    /// The application group; empty for the main interpreter. Nothing when it is not known, see `because`.
    pub application_group: Option<Vec<u8>>,
    /// The script.
    pub script: Option<Vec<u8>>,
    /// The callable in it.
    pub callable: Option<Vec<u8>>,
    /// `SCRIPT_NAME`.
    pub mount: Option<Vec<u8>>,
    /// The server that takes the request.
    pub server: ServerId,
    /// The HTTP status where httpd itself answers.
    pub http_status: Option<u16>,
    /// Whether mod_dir takes the request where it is for a candidate: it got as far as to a handler with a regular file, or
    /// to a proxy.
    is_taken_as_index: bool,
    /// The reason, where one sentence says it.
    pub because: Option<String>,
    /// The line that decided.
    pub decided_by: Option<Origin>,
    /// The line that makes a file a script.
    handled_by: Option<Origin>,
    /// What led there.
    pub trace: Trace,
}

impl Answer {
    /// The reason when an application is never asked.
    const TAKEN: &str = "another line takes every request for it";

    /// Returns whether the application that was asked for is never asked: another line is in front of it.
    pub(super) fn is_taken(&self) -> bool {
        self.status == Status::NotWsgi && self.because.as_deref() == Some(Self::TAKEN)
    }

    /// Returns whether another line of the configuration makes the file a script than that of another answer.
    pub(super) fn is_by_another_handler(&self, other: &Self) -> bool {
        let line = |answer: &Self| match answer.handled_by {
            Some(Origin::Config(node)) => Some(node),
            _ => None,
        };
        matches!((line(self), line(other)), (Some(one), Some(other)) if one != other)
    }

    /// Returns an answer without an application.
    fn bare(status: Status, server: ServerId) -> Self {
        Self {
            status,
            process_group: None,
            application_group: None,
            script: None,
            callable: None,
            mount: None,
            server,
            http_status: None,
            is_taken_as_index: false,
            because: None,
            decided_by: None,
            handled_by: None,
            trace: Trace::default(),
        }
    }

    /// Returns whether two answers say the same, whatever led to them.
    fn agrees(&self, other: &Self) -> bool {
        let told = |answer: &Self| {
            let Self {
                process_group,
                application_group,
                script,
                callable,
                mount,
                ..
            } = answer.clone();
            (process_group, application_group, script, callable, mount)
        };
        self.status == other.status && told(self) == told(other)
    }
}
