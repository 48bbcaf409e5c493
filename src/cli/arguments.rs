//! The command line; the doc comments are the help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// What a shell sees; [`ExitStatus`](super::ExitStatus) has the numbers.
const EXIT_STATUS: &str = "\
Exit status:
  0  done, also when there is nothing to do
  1  something was found (check), or changes are pending (plan --check)
  2  wrong usage, or another file named on the command line cannot be read or written
  3  the configuration (--config) cannot be read, or httpd does not start with it
  4  refused: no plan could be made or proven";

/// Brings an Apache httpd configuration with mod_wsgi to a daemon-only layout: every WSGI application
/// delegated to a daemon process group, no Python in Apache's own processes.
///
/// Nothing is written to the server: the change is a diff to be read.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_STATUS)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) source: SourceOptions,
    /// When findings, pages and diffs are in colour; NO_COLOR is obeyed.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// When there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// At a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Where the configuration comes from.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Where the configuration comes from")]
pub(super) struct SourceOptions {
    /// The main configuration file, as in httpd's -f [default: where the distribution has it].
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The initial ServerRoot, as in httpd's -d [default: by the main file's place].
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) server_root: Option<PathBuf>,
    /// Define a name for <IfDefine>, as in httpd's -D; may be given several times.
    #[arg(short = 'D', global = true, value_name = "NAME")]
    pub(super) define: Vec<String>,
    /// A variable of the environment that httpd runs in; may be given several times.
    #[arg(long, global = true, value_name = "NAME=VALUE")]
    pub(super) env: Vec<String>,
    /// Debian's envvars file [default: the one beside the main file].
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) envvars: Option<PathBuf>,
    /// A server copied into a folder: absolute paths are taken below it.
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// The version of mod_wsgi [default: read from the module file].
    #[arg(long, global = true, value_name = "X.Y.Z")]
    pub(super) mod_wsgi_version: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find what is wrong or risky in the configuration, with the lines that it rests on.
    Check(CheckOptions),
    /// Say what a finding of `check` or a line of the error log means, and what to do about it.
    Explain(ExplainOptions),
    /// List every WSGI application with the process it runs in and the line that makes it so.
    Inspect(InspectOptions),
    /// Propose the daemon-only layout: the diff on standard output, a summary on standard error.
    Plan(PlanOptions),
    /// List the presets of `plan`, or show one.
    Presets(PresetsOptions),
    /// Show the configuration that is in effect, and where every directive comes from.
    Tree(TreeOptions),
    /// Say which script, process group and application group serve a URL, and because of which lines.
    Which(WhichOptions),
    /// Ask about what this server raises, show the change piece by piece, and write what is wanted: also without a verb, at a
    /// terminal.
    Wizard(WizardOptions),
}

/// Options of `check`.
#[derive(Args, Debug)]
pub(super) struct CheckOptions {
    /// End with status 1 when something as bad as this was found.
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub(super) fail_on: FailOn,
    /// Ask these rules alone, by code or name; may be given several times, or with commas.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// Leave these rules out, by code or name; may be given several times, or with commas.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) skip: Vec<String>,
    /// Find what this version of mod_wsgi does not know, too: the one that you want to upgrade to.
    #[arg(long, value_name = "X.Y.Z")]
    pub(super) target: Option<String>,
    /// Leave out what a file of --write-baseline knows already.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write all that is found to a file for --baseline, and end with status 0.
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(super) write_baseline: Option<PathBuf>,
    /// Print a diff that mends what can be mended without changing what the server does; the summary is on standard error.
    #[arg(long, conflicts_with_all = ["format", "write_baseline"])]
    pub(super) diff: bool,
    /// With --diff: write the fixes that may change what the server does, too.
    #[arg(long, requires = "diff")]
    pub(super) unsafe_fixes: bool,
    /// With --diff: write the diff to a file.
    #[arg(long, value_name = "FILE", requires = "diff")]
    pub(super) output: Option<PathBuf>,
    /// Read an error log of the server, from a file or for `-` from standard input, and show for each message in it which
    /// lines of the configuration are behind it, and what is wrong with them.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "diff", "write_baseline"])]
    pub(super) log: Option<PathBuf>,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: CheckFormat,
}

/// A format of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// For a person, as a compiler does.
    Text,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for platforms that show results beside code.
    Sarif,
    /// Commands for a workflow of GitHub.
    Github,
}

/// From which severity on `check` fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Requests fail, processes crash, or httpd does not start: now.
    Error,
    /// It goes wrong for some, or will later.
    Warning,
    /// It works, and could be better.
    Advice,
    /// Never.
    Never,
}

/// Options of `explain`.
#[derive(Args, Debug)]
pub(super) struct ExplainOptions {
    /// The code or the name of a rule, a code of mod_wsgi as in `WSGI0143`, or a line of an error log; `-` reads such lines
    /// from standard input; without any, all rules are listed.
    #[arg(value_name = "CODE|LINE")]
    pub(super) codes: Vec<String>,
}

/// What is decided before a plan is made, or an interview begins.
#[derive(Args, Debug, Default)]
pub(super) struct DecisionOptions {
    /// The preset, which says how the new layout is to be: a name, or a file, written with a slash or with .toml at its
    /// end [default: balanced].
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) preset: Option<String>,
    /// Decide on a key of the preset, as in `daemon.threads=3`; may be given several times.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// Decide for one application, by its id as `inspect` shows it: `shop.example/:threads=3`. The keys are
    /// `process-group`, `application-group` (keep or %{GLOBAL}), `leave` (true) and the options of WSGIDaemonProcess; may be
    /// given several times.
    #[arg(long, value_name = "ID:KEY=VALUE")]
    pub(super) application: Vec<String>,
    /// Decide for one process group that is there, by its name: `shop:leave=true` leaves its definition in its virtual host;
    /// may be given several times.
    #[arg(long, value_name = "NAME:KEY=VALUE")]
    pub(super) process_group: Vec<String>,
    /// Decide as a file says: a preset with tables for single applications and process groups.
    #[arg(long, value_name = "FILE")]
    pub(super) answers: Option<PathBuf>,
    /// Write all decisions to a file for --answers, each with who decided and why it matters.
    #[arg(long, value_name = "FILE")]
    pub(super) write_answers: Option<PathBuf>,
    /// Take templates from this directory in place of the program's, by their file names: definitions.conf.tera,
    /// header.conf.tera.
    #[arg(long, value_name = "DIR")]
    pub(super) templates: Option<PathBuf>,
}

/// Options of `plan`.
#[derive(Args, Debug)]
pub(super) struct PlanOptions {
    #[command(flatten)]
    pub(super) decisions: DecisionOptions,
    /// How far to go.
    #[arg(long, value_name = "STAGE", default_value = "all")]
    pub(super) stage: PlanStage,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "patch")]
    pub(super) format: PlanFormat,
    /// Write it to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// End with status 1 when there is something to change.
    #[arg(long)]
    pub(super) check: bool,
}

/// Options of `presets`.
#[derive(Args, Debug)]
pub(super) struct PresetsOptions {
    #[command(subcommand)]
    pub(super) command: PresetsCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum PresetsCommand {
    /// List the presets that are part of the program.
    List,
    /// Show a preset with all that it extends, as a file that can be changed and used.
    Show {
        /// The preset: a name, or a file, written with a slash or with .toml at its end.
        #[arg(value_name = "NAME|FILE")]
        preset: String,
    },
}

/// How far a plan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PlanStage {
    /// Delegate everything, and restrict embedded mode if nothing needs it.
    All,
    /// Delegate everything, and leave the restriction for a second plan.
    Delegate,
}

/// A format of `plan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PlanFormat {
    /// The unified diff alone.
    Patch,
    /// The explanation, and the diff behind it.
    Text,
    /// One JSON object.
    Json,
}

/// Options of `tree`.
#[derive(Args, Debug)]
pub(super) struct TreeOptions {
    /// Show which files are read, and by which lines, instead of the directives.
    #[arg(long)]
    pub(super) includes: bool,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: TreeFormat,
}

/// A format of `tree`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TreeFormat {
    /// As httpd's own -D DUMP_CONFIG.
    Text,
    /// One JSON object.
    Json,
}

/// Options of `inspect`.
#[derive(Args, Debug)]
pub(super) struct InspectOptions {
    /// Show the applications of this virtual host alone: its ServerName or one of its aliases.
    #[arg(long, value_name = "NAME")]
    pub(super) vhost: Option<String>,
    /// Show the applications that run like this, wholly or in part.
    #[arg(long, value_name = "MODE")]
    pub(super) mode: Option<ModeFilter>,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ReportFormat,
}

/// A mode to filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ModeFilter {
    /// In a process group of mod_wsgi.
    Daemon,
    /// In Apache's own processes.
    Embedded,
    /// Refused, because embedded mode is restricted.
    Refused,
    /// Its process group is not there or out of reach.
    Unreachable,
    /// It cannot be told.
    Undecided,
    /// No request reaches it.
    NotServed,
}

/// Options of `which`.
#[derive(Args, Debug)]
pub(super) struct WhichOptions {
    /// The URLs, as in a browser; `-` reads more from standard input, one on each line.
    #[arg(required = true, value_name = "URL")]
    pub(super) urls: Vec<String>,
    /// The server's address and port of the connection, where virtual hosts are told apart by that.
    #[arg(long, value_name = "IP:PORT")]
    pub(super) address: Option<String>,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ReportFormat,
}

/// A format of `which` and `inspect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For a person.
    Text,
    /// One JSON object.
    Json,
}

/// What stands for the last interview in place of a file.
pub(super) const LAST_INTERVIEW: &str = "last";

/// Options of `wizard`.
#[derive(Args, Debug, Default)]
pub(super) struct WizardOptions {
    #[command(flatten)]
    pub(super) decisions: DecisionOptions,
    /// Write the patch to this file; what becomes of the plan is not asked then.
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Go on with the last interview that was broken off, or with the one that wrote these answers.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = LAST_INTERVIEW)]
    pub(super) resume: Option<PathBuf>,
    /// Ask in plain lines of text, for screen readers and slow lines; answers are read from standard input.
    #[arg(long)]
    pub(super) plain: bool,
}
