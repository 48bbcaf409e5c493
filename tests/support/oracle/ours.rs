//! Our own program as a reader: `tree --format json`, in the shape the oracle answers in.

use super::answer::{Directive, Include, Phase, Refusal, first_difference, includes_difference};
use super::{Question, masked, scrub};
use crate::support::printable;
use serde::Deserialize;
use std::process::Command;

/// What `tree --format json` prints.
#[derive(Debug, Deserialize)]
pub(crate) struct Tree {
    schema: u32,
    pub(crate) ok: bool,
    pub(crate) includes: Vec<Include>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) errors: Vec<Refusal>,
}

impl Tree {
    /// Runs `tree` on a configuration; an output that is not the agreed JSON is an `Err`.
    pub(crate) fn of(question: &Question<'_>) -> Result<Self, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wsgi-daemonize"));
        command.args(["tree", "--format", "json"]);
        command
            .arg("--config")
            .arg(question.root.join("httpd.conf"));
        command.arg("--server-root").arg(question.root);
        for define in question.defines {
            command.args(["-D", define]);
        }
        scrub(&mut command, question);
        // The program takes the server's environment from the command line, not from its own.
        for (name, value) in question.environment {
            command.env_remove(name);
            command.args(["--env", &format!("{name}={value}")]);
        }
        let output = command.output().map_err(|error| error.to_string())?;
        let printed = masked(&output.stdout, question.root);
        let tree: Self = serde_json::from_slice(&printed).map_err(|error| {
            let (status, talk) = (output.status, printable(&output.stderr));
            let start = printable(printed.get(..300).unwrap_or(&printed));
            format!("no JSON ({error}); {status}; standard error: {talk}\n{start}")
        })?;
        if tree.schema != 1 {
            return Err(format!("schema {}", tree.schema));
        }
        if tree.ok != tree.errors.is_empty() {
            return Err(format!("ok is {}, errors are {:?}", tree.ok, tree.errors));
        }
        Ok(tree)
    }

    /// Says where the answer parts from that of an httpd that accepts the configuration.
    pub(crate) fn difference(
        &self,
        includes: &[Include],
        directives: &[Directive],
    ) -> Option<String> {
        if let Some(error) = self.errors.first() {
            return Some(format!("httpd accepts it, we say {error:?}"));
        }
        includes_difference(includes, &self.includes)
            .or_else(|| first_difference("directives", directives, &self.directives))
    }

    /// Returns the first error of a phase.
    pub(crate) fn first_error(&self, phase: Phase) -> Option<&Refusal> {
        self.errors.iter().find(|error| error.phase == phase)
    }
}
