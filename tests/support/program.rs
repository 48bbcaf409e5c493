//! The programs that a user runs: ours, and those that apply its patch.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::say;

/// Runs `wsgi-daemonize` with a bare environment.
pub(crate) fn wsgi_daemonize<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsgi-daemonize"));
    bare(&mut command)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("our program can be run")
}

/// Runs `wsgi-daemonize` with a bare environment and something to read.
pub(crate) fn wsgi_daemonize_reading(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsgi-daemonize"));
    with_input(command.args(arguments), input)
}

/// Returns whether a tool is there; without it the test says that it was skipped, or fails where nothing may be.
pub(crate) fn is_installed(tool: &str) -> bool {
    let installed = bare(&mut Command::new(tool))
        .arg("--version")
        .output()
        .is_ok();
    let may_skip = std::env::var_os("WSGI_DAEMONIZE_NO_SKIP").is_none();
    assert!(installed || may_skip, "`{tool}` is not installed");
    if !installed {
        say(&format!("skipped: `{tool}` is not installed"));
    }
    installed
}

/// Applies a patch by `patch -p1`; what does not fit exactly is an error.
pub(crate) fn patch(base: &Path, patch: &[u8]) -> Output {
    let mut command = Command::new("patch");
    with_input(
        command
            .args(["-p1", "--batch", "--fuzz=0"])
            .current_dir(base),
        patch,
    )
}

/// Applies a patch by `git apply`.
pub(crate) fn git_apply(base: &Path, patch: &[u8]) -> Output {
    let mut command = Command::new("git");
    with_input(command.args(["apply", "-p1"]).current_dir(base), patch)
}

fn with_input(command: &mut Command, input: &[u8]) -> Output {
    let pipes = bare(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("patch and git are installed");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // A program that refuses its input early closes the pipe; its exit status tells that better.
    drop(stdin.write_all(input));
    drop(stdin);
    child.wait_with_output().expect("a child can be waited for")
}

fn bare(command: &mut Command) -> &mut Command {
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("LANG", "C")
}
