//! Processes as `/proc` shows them, and how to end one.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Returns the ids of all processes, as numbered now.
pub(crate) fn all() -> Vec<u32> {
    let entries = fs::read_dir("/proc").expect("Linux has /proc");
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect()
}

/// Returns the folder of a process below `/proc`.
pub(crate) fn folder(pid: u32) -> PathBuf {
    PathBuf::from(format!("/proc/{pid}"))
}

/// Returns whether the command line of a process has `text` in it; no for one that is gone.
pub(crate) fn command_line_names(pid: u32, text: &[u8]) -> bool {
    fs::read(folder(pid).join("cmdline"))
        .is_ok_and(|line| line.windows(text.len()).any(|window| window == text))
}

/// Returns the parent's id, unless the process is gone.
pub(crate) fn parent(pid: u32) -> Option<u32> {
    let status = fs::read_to_string(folder(pid).join("status")).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("PPid:"))?
        .trim()
        .parse()
        .ok()
}

/// Sends a signal (`TERM`, `KILL`) to one process; that it may be gone already is no error.
pub(crate) fn send(signal: &str, pid: u32) {
    // The shell's own `kill`: a minimal Debian has no program of that name.
    let script = format!("kill -{signal} {pid} 2>/dev/null || :");
    let status = Command::new("/bin/sh")
        .args(["-c", &script])
        .status()
        .expect("a shell can be run");
    assert!(status.success(), "sending {signal} to {pid}");
}
