//! Findings become text, JSON, SARIF or lines for GitHub, and a log text or JSON; a rule or a message becomes its page.

mod baseline;
mod brief;
mod explain;
mod github;
mod json;
mod literals;
mod log_json;
mod log_text;
mod markdown;
mod mended;
mod message;
mod sarif;
mod secrets;
mod snippet;
mod text;

use std::path::{Path, PathBuf};

use crate::findings::{Finding, Severity};
use crate::httpd::catalog::wsgi::Version;

use super::which::Lines;

pub use baseline::Baseline;
pub(super) use brief::{brief, worst};
pub use explain::{explain_text, rules_text};
pub use github::github_text;
pub use json::CheckJson;
pub use log_json::LogJson;
pub use log_text::log_text;
pub use markdown::{rule_markdown, rules_markdown};
pub use mended::{Repair, repair_text};
pub use message::message_text;
pub use sarif::sarif;
pub use text::check_text;

/// What is shown: findings, and what they are about.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'s> {
    /// Where lines are looked up.
    pub lines: Lines<'s>,
    /// What was found.
    pub findings: &'s [Finding],
    /// The version of mod_wsgi, if it is known.
    pub mod_wsgi: Option<Version>,
    /// The folder on this machine that the server was copied to.
    pub root: Option<&'s Path>,
}

impl Checked<'_> {
    /// Returns the path of a file for a person: as seen from the server root.
    pub(super) fn path(self, file: &Path) -> String {
        let seen = file.strip_prefix(&self.lines.tree.server_root);
        crate::source::printable(crate::httpd::path_bytes(seen.unwrap_or(file)))
    }

    /// Returns where a file is on this machine.
    fn on_this_machine(self, file: &Path) -> PathBuf {
        match self.root {
            None => file.to_owned(),
            Some(root) => root.join(file.strip_prefix("/").unwrap_or(file)),
        }
    }

    /// Returns how many findings there are of a severity.
    fn count(self, severity: Severity) -> usize {
        let findings = self.findings.iter();
        findings
            .filter(|finding| finding.rule.severity == severity)
            .count()
    }
}
