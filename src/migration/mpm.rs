//! [`Mpm`]: how httpd's own processes work, and which sizes of process groups follow from it.

use super::grouping::Group;
use super::preset::ChosenOption;
use super::situation::Situation;
use crate::httpd::Effective;
use crate::syntax::Words;

/// What mod_wsgi gives a group without `threads=` (mod_wsgi wsgi_daemon.c: `wsgi_add_daemon_process`).
const DEFAULT_DAEMON_THREADS: u32 = 15;

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
        for effective in &situation.config.effective {
            mpm.take(situation, effective);
        }
        mpm
    }

    /// Returns how many threads the processes of a group have, if applications had one until now.
    pub(super) fn made_threaded(
        &self,
        situation: &Situation<'_>,
        group: &Group,
        options: &[ChosenOption],
    ) -> Option<u32> {
        let own = options.iter().find(|option| option.name == "threads");
        let daemon = situation.inventory.daemon(&group.name);
        let there = daemon.and_then(|daemon| daemon.option("threads"));
        let value = if group.is_new {
            own.map(|own| own.value.as_bytes())
        } else {
            there
        };
        let number = value.and_then(|value| std::str::from_utf8(value).ok()?.parse().ok());
        let threads = number.unwrap_or(DEFAULT_DAEMON_THREADS);
        (self.threads_per_child == 1 && threads > 1).then_some(threads)
    }

    /// Takes what a directive says; the last one counts, and what is no positive number is one (prefork.c:
    /// `prefork_check_config`, event.c: `event_check_config`).
    fn take(&mut self, situation: &Situation<'_>, effective: &Effective) {
        let directive = situation.tree.directive(effective.node);
        let is = |name: &[u8]| directive.name.eq_ignore_ascii_case(name);
        let field = if is(b"StartServers") {
            &mut self.start_servers
        } else if is(b"ThreadsPerChild") && self.kind == MpmKind::Threaded {
            &mut self.threads_per_child
        } else {
            return;
        };
        let word = Words::new(directive.arguments).next();
        let number = word.and_then(|word| std::str::from_utf8(&word).ok()?.parse().ok());
        *field = number.unwrap_or(1).max(1);
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
