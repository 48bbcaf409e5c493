//! What a child of httpd costs, from `/proc`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::processes::folder;

/// The state of a listening socket in `/proc/net/tcp` (include/net/tcp_states.h: TCP_LISTEN).
const LISTEN: &str = "0A";

/// Returns whether a process holds a listening TCP socket.
///
/// That tells httpd's children from the daemons of mod_wsgi, which hold none, whatever MPM and
/// display name are (measured with 4.9.4 under prefork, worker and event).
pub(crate) fn listens(pid: u32) -> bool {
    let Ok(table) = fs::read_to_string(folder(pid).join("net/tcp")) else {
        return false;
    };
    let sockets: BTreeSet<PathBuf> = table.lines().filter_map(listening_socket).collect();
    let Ok(descriptors) = fs::read_dir(folder(pid).join("fd")) else {
        return false;
    };
    descriptors
        .filter_map(|descriptor| fs::read_link(descriptor.ok()?.path()).ok())
        .any(|target| sockets.contains(&target))
}

/// Returns what a line of `/proc/net/tcp` says of a listening socket, as `/proc/PID/fd` spells it.
fn listening_socket(line: &str) -> Option<PathBuf> {
    let mut columns = line.split_whitespace().skip(3);
    let state = columns.next()?;
    let inode = columns.nth(5)?;
    (state == LISTEN).then(|| PathBuf::from(format!("socket:[{inode}]")))
}

/// Returns the private memory of a process in KiB, unless it is gone.
pub(crate) fn private_kib(pid: u32) -> Option<u64> {
    let rollup = fs::read_to_string(folder(pid).join("smaps_rollup")).ok()?;
    let value = |name: &str| -> Option<u64> {
        rollup
            .lines()
            .find_map(|line| line.strip_prefix(name))?
            .trim()
            .strip_suffix(" kB")?
            .parse()
            .ok()
    };
    Some(value("Private_Clean:")? + value("Private_Dirty:")?)
}
