//! A tree becomes the figures of all programs that read it.

use std::path::Path;
use std::process::{Command, Output};

use crate::measure::Cost;
use crate::table::Row;
use crate::tree::{self, Tree};

/// The program httpd is called on Debian.
const HTTPD: &str = "/usr/sbin/apache2";

/// A program that reads a whole tree.
pub(crate) struct Contestant {
    label: &'static str,
    command: Command,
    /// What its standard output has in it when it does its work.
    proof: Vec<String>,
}

impl Contestant {
    /// Runs it once, which also warms the kernel's caches. Returns the size of its output, or what
    /// the table says of a program that does not do its work.
    fn rehearse(&mut self) -> Result<usize, String> {
        let started = self.command.output();
        let output = started.map_err(|error| format!("cannot be started: {error}"))?;
        if output.status.code() == Some(2) {
            return Err(format!("not there yet ({})", first_line(&output)));
        }
        if !output.status.success() {
            return Err(format!("{} ({})", output.status, first_line(&output)));
        }
        let missing = self
            .proof
            .iter()
            .find(|proof| !contains(&output.stdout, proof));
        missing.map_or(Ok(output.stdout.len()), |proof| {
            Err(format!("does not say `{proof}`"))
        })
    }
}

/// Runs all contestants in turn, so that what else the machine does disturbs them alike.
pub(crate) fn run(mut contestants: Vec<Contestant>, runs: usize) -> Vec<Row> {
    let outputs: Vec<_> = contestants.iter_mut().map(Contestant::rehearse).collect();
    let mut costs = vec![Vec::new(); contestants.len()];
    for _ in 0..runs {
        for ((contestant, output), costs) in contestants.iter().zip(&outputs).zip(&mut costs) {
            if output.is_ok() {
                costs.push(Cost::of(&contestant.command));
            }
        }
    }
    let results = outputs.into_iter().zip(costs).map(|(output, costs)| {
        let output = output?;
        let costs: Vec<Cost> = costs.into_iter().collect::<Result<_, _>>()?;
        let cost = Cost::median(&costs).ok_or("was never run")?;
        Ok((cost, output))
    });
    let labels = contestants.iter().map(|contestant| contestant.label);
    labels
        .zip(results)
        .map(|(label, figures)| Row { label, figures })
        .collect()
}

/// Returns the programs that are compared; httpd is the last, where it is installed.
pub(crate) fn contestants(root: &Path, tree: Tree) -> Vec<Contestant> {
    let (first, last) = (tree::name(0), tree::name(tree.sites - 1));
    let mut all = vec![
        cat(root, tree),
        ours(
            root,
            "tree",
            &[],
            vec![
                format!("www.{first}.example"),
                format!("www.{last}.example"),
            ],
        ),
        ours(
            root,
            "inspect",
            &[],
            vec![format!("www.{first}.example"), "Process groups".to_owned()],
        ),
        ours(
            root,
            "which",
            &[&format!("http://www.{last}.example/")],
            vec![format!("www.{last}.example")],
        ),
        ours(
            root,
            "check",
            &["--fail-on", "never"],
            vec!["embedded-application".to_owned()],
        ),
        ours(
            root,
            "plan",
            &[],
            vec![format!("+++ b/sites-available/{first}.conf")],
        ),
    ];
    all.extend(httpd(root));
    all
}

/// Returns whether httpd can be asked.
pub(crate) fn httpd_is_installed() -> bool {
    Path::new(HTTPD).exists()
}

fn cat(root: &Path, tree: Tree) -> Contestant {
    let mut command = Command::new("cat");
    let enabled = |number| format!("sites-enabled/{}.conf", tree::name(number));
    command.args((0..tree.sites).map(enabled));
    let proof = vec![format!("www.{}.example", tree::name(0))];
    Contestant {
        label: "cat",
        command: alone(command, root),
        proof,
    }
}

fn ours(root: &Path, verb: &'static str, words: &[&str], proof: Vec<String>) -> Contestant {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsgi-daemonize"));
    command
        .arg(verb)
        .args(words)
        .arg("--config")
        .arg(root.join("apache2.conf"));
    command.arg("--server-root").arg(root);
    Contestant {
        label: verb,
        command: alone(command, root),
        proof,
    }
}

fn httpd(root: &Path) -> Option<Contestant> {
    let mut command = Command::new(HTTPD);
    command
        .arg("-d")
        .arg(root)
        .arg("-f")
        .arg(root.join("apache2.conf"))
        .arg("-t");
    let mut command = alone(command, root);
    command.envs(tree::environment(root));
    httpd_is_installed().then_some(Contestant {
        label: "apache2 -t",
        command,
        proof: Vec::new(),
    })
}

/// Gives a command the tree's folder and an environment of its own.
fn alone(mut command: Command, root: &Path) -> Command {
    command.current_dir(root).env_clear();
    command
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("LANG", "C");
    command
}

fn first_line(output: &Output) -> &str {
    let text = str::from_utf8(&output.stderr).unwrap_or("its message is no text");
    text.lines().next().unwrap_or("without a word")
}

fn contains(text: &[u8], part: &str) -> bool {
    text.windows(part.len())
        .any(|window| window == part.as_bytes())
}
