//! A program becomes its time and its memory, as the kernel counted them.
//!
//! The kernel counts towards a child's peak what it shared with its parent before it became
//! another program. So each run gets a small parent: this benchmark again, called with
//! `--measure`. Its own 2 to 3 MB are the least that can be seen.

use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

/// The argument that makes this program the parent of one measured run.
pub(crate) const MEASURE: &str = "--measure";

/// What one run cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Time on the clock, from the start of the process to its end.
    pub(crate) wall: Duration,
    /// Time on the processors, in the program and in the kernel.
    pub(crate) processor: Duration,
    /// Peak resident memory in bytes.
    pub(crate) memory: u64,
}

impl Cost {
    /// Runs a command that must succeed, its output thrown away.
    pub(crate) fn of(command: &Command) -> Result<Self, String> {
        let itself = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut parent = Command::new(itself);
        parent
            .arg(MEASURE)
            .arg(command.get_program())
            .args(command.get_args());
        parent.env_clear().envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        if let Some(folder) = command.get_current_dir() {
            parent.current_dir(folder);
        }
        let output = parent.output().map_err(|error| error.to_string())?;
        let line = str::from_utf8(&output.stdout).map_err(|error| error.to_string())?;
        let numbers: Vec<u64> = line
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        match (output.status.success(), numbers.as_slice()) {
            (true, &[wall, processor, memory]) => Ok(Self {
                wall: Duration::from_micros(wall),
                processor: Duration::from_micros(processor),
                memory,
            }),
            _ => Err(format!("a measured run failed: {line}")),
        }
    }

    /// Returns the cost of which half of all costs are smaller, figure by figure.
    pub(crate) fn median(costs: &[Self]) -> Option<Self> {
        Some(Self {
            wall: middle(costs.iter().map(|cost| cost.wall))?,
            processor: middle(costs.iter().map(|cost| cost.processor))?,
            memory: middle(costs.iter().map(|cost| cost.memory))?,
        })
    }
}

fn middle<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort();
    values.get(values.len() / 2).copied()
}

/// Is the parent of one run: starts the program, waits, prints what it cost.
pub(crate) fn run_one(mut arguments: impl Iterator<Item = String>) -> ExitCode {
    let mut command = Command::new(arguments.next().unwrap_or_default());
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let ended = command.spawn().and_then(|mut child| child.wait4());
    let wall = start.elapsed();
    match ended {
        Ok(end) if end.status.success() => {
            let processor = end.rusage.utime + end.rusage.stime;
            println!(
                "{} {} {}",
                wall.as_micros(),
                processor.as_micros(),
                end.rusage.maxrss
            );
            ExitCode::SUCCESS
        }
        Ok(end) => failure(&end.status.to_string()),
        Err(error) => failure(&error.to_string()),
    }
}

fn failure(reason: &str) -> ExitCode {
    print!("{reason}");
    ExitCode::FAILURE
}
