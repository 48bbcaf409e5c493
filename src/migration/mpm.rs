//! [`Mpm`]: how httpd's own processes work, and which sizes of process groups follow from it.

use super::grouping::Group;
use super::preset::ChosenOption;
use super::situation::Situation;
use crate::httpd::Effective;

/// What mod_wsgi gives a group without `threads=` (mod_wsgi wsgi_daemon.c: `wsgi_add_daemon_process`).
pub(super) const DEFAULT_DAEMON_THREADS: u32 = 15;

/// The fewest processes for applications that serve one request each: one that asks its own server for something
/// would wait for itself for ever.
const FEWEST_WITHOUT_THREADS: u32 = 2;

/// How httpd's own processes work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mpm {
    /// Which kind it is.
    pub kind: MpmKind,
    /// `StartServers`.
    pub start_servers: u32,
    /// `ThreadsPerChild`.
    pub threads_per_child: u32,
    /// `ServerLimit`, or as many processes as `MaxRequestWorkers` leaves room for, if the configuration says one of them.
    pub most_processes: Option<u32>,
}

/// What the processes of a group have more of than httpd's own, where applications had one until now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MoreThanOne {
    /// How many threads each has.
    pub(super) threads: Option<u32>,
    /// How many there are.
    pub(super) processes: Option<u32>,
}

/// Which kind of MPM there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MpmKind {
    /// One request at a time in a process: applications were never asked whether they are thread-safe.
    Prefork,
    /// worker, event and their kin: applications have run in several threads.
    Threaded,
    /// Not known; taken for prefork, because one thread suits every application.
    Unknown,
}

impl Mpm {
    /// Returns an MPM of which the configuration says nothing (each MPM's `mpm_default.h`).
    pub fn with_defaults(kind: MpmKind) -> Self {
        Self {
            kind,
            start_servers: if kind == MpmKind::Threaded { 3 } else { 5 },
            threads_per_child: if kind == MpmKind::Threaded { 25 } else { 1 },
            most_processes: None,
        }
    }

    /// Finds the MPM of a server.
    pub(super) fn of(situation: &Situation<'_>) -> Self {
        let modules = &situation.tree.modules;
        let has = |identifier: &[u8]| modules.by_identifier(identifier).is_some();
        let mut mpm = Self::with_defaults(if has(b"mpm_prefork_module") {
            MpmKind::Prefork
        } else if has(b"mpm_event_module") || has(b"mpm_worker_module") {
            MpmKind::Threaded
        } else {
            MpmKind::Unknown
        });
        let mut most_requests = None;
        for effective in situation.config.named(&[
            "MaxClients",
            "MaxRequestWorkers",
            "ServerLimit",
            "StartServers",
            "ThreadsPerChild",
        ]) {
            mpm.take(situation, effective);
            let number = number_of(situation, effective, &["MaxRequestWorkers", "MaxClients"]);
            most_requests = number.or(most_requests);
        }
        let by_requests = most_requests.map(|requests| requests / mpm.threads_per_child.max(1));
        mpm.most_processes = mpm.most_processes.into_iter().chain(by_requests).min();
        mpm
    }

    /// Returns of what a group has several where applications had one until now.
    pub(super) fn more_than_one(
        &self,
        situation: &Situation<'_>,
        group: &Group,
        options: &[ChosenOption],
    ) -> MoreThanOne {
        let daemon = situation.inventory.daemon(&group.name);
        let number = |name: &str| {
            let own = options.iter().find(|option| option.name == name);
            let there = daemon.and_then(|daemon| daemon.option(name));
            let value = if group.is_new {
                own.map(|own| own.value.as_bytes())
            } else {
                there
            };
            std::str::from_utf8(value?).ok()?.parse::<u32>().ok()
        };
        let threads = number("threads").unwrap_or(DEFAULT_DAEMON_THREADS);
        let processes = number("processes").unwrap_or(1);
        let had_one_process = self.most_processes.is_some_and(|most| most <= 1);
        MoreThanOne {
            threads: (self.threads_per_child == 1 && threads > 1).then_some(threads),
            processes: (had_one_process && processes > 1).then_some(processes),
        }
    }

    /// Takes what a directive says; the last one counts, and what is no positive number is one (prefork.c:
    /// `prefork_check_config`, event.c: `event_check_config`).
    fn take(&mut self, situation: &Situation<'_>, effective: &Effective) {
        let number = |name| number_of(situation, effective, &[name]);
        if let Some(number) = number("StartServers") {
            self.start_servers = number;
        } else if let Some(number) = number("ServerLimit") {
            self.most_processes = Some(number);
        } else if let (Some(number), MpmKind::Threaded) = (number("ThreadsPerChild"), self.kind) {
            self.threads_per_child = number;
        }
    }

    /// Returns for how many processes of a group the server is made: as many as it starts itself.
    pub fn processes(self) -> u32 {
        if self.threads() == 1 {
            return self.start_servers.max(FEWEST_WITHOUT_THREADS);
        }
        self.start_servers
    }

    /// Returns for how many threads its applications are made: one, where they have never seen a second, and at most what
    /// mod_wsgi has by itself.
    pub fn threads(self) -> u32 {
        match self.kind {
            MpmKind::Threaded => self.threads_per_child.min(DEFAULT_DAEMON_THREADS),
            MpmKind::Prefork | MpmKind::Unknown => 1,
        }
    }
}

/// Returns the number of a directive that has one of these names.
fn number_of(situation: &Situation<'_>, effective: &Effective, names: &[&str]) -> Option<u32> {
    let directive = situation.tree.directive(effective.node);
    let is = |name: &&str| directive.name.eq_ignore_ascii_case(name.as_bytes());
    names.iter().find(|name| is(name))?;
    let word = directive.first_word();
    let number = word.and_then(|word| std::str::from_utf8(&word).ok()?.parse().ok());
    Some(number.unwrap_or(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_from_the_mpm() {
        let sizes = |kind, start_servers, threads_per_child| {
            let mpm = Mpm {
                kind,
                start_servers,
                threads_per_child,
                most_processes: None,
            };
            (mpm.processes(), mpm.threads())
        };
        assert_eq!(sizes(MpmKind::Prefork, 5, 1), (5, 1));
        assert_eq!(sizes(MpmKind::Prefork, 1, 1), (2, 1));
        assert_eq!(sizes(MpmKind::Unknown, 5, 1), (5, 1));
        assert_eq!(sizes(MpmKind::Threaded, 2, 25), (2, 15));
        assert_eq!(sizes(MpmKind::Threaded, 1, 10), (1, 10));
        assert_eq!(sizes(MpmKind::Threaded, 1, 1), (2, 1));
    }
}
