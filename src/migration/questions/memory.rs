//! What a layout needs in memory, estimated: how many processes have Python, and how often an application is in memory.

use std::path::Path;

use crate::host::{Host, Opened};
use crate::httpd::ServerId;
use crate::migration::mpm::Mpm;
use crate::migration::plan::Plan;
use crate::migration::restriction::Restriction;
use crate::migration::situation::Situation;
use crate::wsgi::Status;

/// What a process with Python needs besides applications, in tenths of a MiB of private memory. Measured: `tests/memory.rs`.
const PYTHON: u64 = 20;
/// What a small application needs besides, in tenths of a MiB.
const SMALL_APPLICATION: u64 = 22;
/// What a child of httpd needs without Python, in tenths of a MiB.
const WITHOUT_PYTHON: u64 = 2;

/// How much is in memory when everything has been asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Memory {
    /// How many processes have Python.
    pub(super) processes: u64,
    /// How many copies of applications there are in them.
    pub(super) copies: u64,
    /// How many processes of httpd have none.
    without: u64,
}

impl Memory {
    /// Estimates the server as it is: each child that httpd starts with has every embedded application.
    pub(super) fn now(situation: &Situation<'_>) -> Self {
        let children = u64::from(Mpm::of(situation).start_servers);
        let mounted = situation.overview.applications.iter();
        let embedded = mounted.filter(|found| found.answer.status == Status::Embedded);
        let of_one_server = embedded
            .filter(|found| found.server == found.defined_in || found.defined_in == ServerId::MAIN);
        let mut ids: Vec<&str> = of_one_server.map(|found| found.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        Self {
            processes: children,
            copies: children * ids.len() as u64,
            without: 0,
        }
    }

    /// Estimates what the new process groups of a plan need, beside children with or without Python.
    pub(super) fn then(situation: &Situation<'_>, plan: &Plan) -> Self {
        let children = u64::from(Mpm::of(situation).start_servers);
        let is_restricted = matches!(
            plan.restriction,
            Restriction::Set { .. } | Restriction::InForce
        );
        let mut memory = Self {
            processes: if is_restricted { 0 } else { children },
            copies: 0,
            without: if is_restricted { children } else { 0 },
        };
        for decided in plan.decided.iter().filter(|decided| decided.is_new) {
            let processes = u64::from(decided.size().0);
            memory.processes += processes;
            memory.copies += processes * decided.applications.len().max(1) as u64;
        }
        memory
    }

    /// Returns the private memory of all processes in MiB, if every application is a small one.
    pub(super) fn mebibytes(self) -> u64 {
        let tenths = self.processes * PYTHON
            + self.copies * SMALL_APPLICATION
            + self.without * WITHOUT_PYTHON;
        (tenths + 5) / 10
    }
}

/// Returns how much memory the machine has in MiB, if it says so (`MemTotal`, proc(5)); a copied server says nothing.
pub(super) fn of_the_machine(host: &dyn Host) -> Option<u64> {
    let Ok(Opened::File(text)) = host.open(Path::new("/proc/meminfo")) else {
        return None;
    };
    let text = std::str::from_utf8(&text).ok()?;
    let total = text
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = total.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory as Machine;

    #[test]
    fn a_machine_says_how_much_it_has() {
        let with = |text: &str| Machine::new().file("/proc/meminfo", text);
        let text = "MemTotal:        4028828 kB\nMemFree:          189592 kB\n";
        assert_eq!(of_the_machine(&with(text)), Some(3934));
        assert_eq!(of_the_machine(&with("MemTotal: much\n")), None);
        assert_eq!(of_the_machine(&Machine::new()), None);
    }

    /// The README's table: five small applications, 8 children of prefork, then two presets.
    #[test]
    fn the_estimate_is_near_what_was_measured() {
        let cases = [
            (8, 40, 0, 104),
            (25, 25, 8, 104),
            (10, 10, 8, 43),
            (2, 10, 0, 30),
            (5, 5, 2, 24),
        ];
        for (processes, copies, without, measured) in cases {
            let memory = Memory {
                processes,
                copies,
                without,
            };
            let estimated = memory.mebibytes();
            assert!(
                estimated.abs_diff(measured) * 100 <= measured * 15,
                "{estimated} {measured}"
            );
        }
    }
}
