//! [`Facts`] become [`Finding`]s: what is wrong or risky in a configuration.
//!
//! Each [`Rule`] stands in a file of its own, in the folder of its hundred; [`RULES`] has them all. A rule names lines
//! and parts of lines, never offsets: what these are in a file is found out when its draft becomes a finding.

mod allowance;
mod allowance_rules;
mod draft;
mod entry;
mod environment;
mod facts;
mod finding;
mod fix;
mod groups;
mod location;
mod log;
mod machine;
mod memory;
mod messages;
mod mode;
mod options;
mod placement;
mod python;
mod refusal;
mod registry;
mod remedy;
mod rule;
mod security;
mod style;
mod unknown_account;

pub use facts::Facts;
pub use finding::{Finding, Label};
pub use fix::{Applicability, FileEdit, Fix};
pub use location::Location;
pub use log::{Log, LogEntry, LogReport, Logged};
pub use machine::NotMissed;
pub use messages::{MESSAGES, Message, code_in, message_in, message_of_code, messages_of};
pub use registry::{RULES, rule};
pub use rule::{Certainty, Page, Rule, Section, Severity};

use crate::host::at_once;

/// Finds everything that some of the rules find: first what httpd refuses, which may be the cause of others; then by file,
/// line and code.
///
/// Where httpd stops reading, what stands behind is not known: then only the rules about what httpd refuses are asked.
pub fn find(facts: &Facts<'_>, rules: &[&Rule]) -> Vec<Finding> {
    let asked = rules.iter().copied();
    let asked = asked.filter(|rule| rule.can_be_asked(facts));
    let asked: Vec<&Rule> = asked.collect();
    let (former, latter) = asked.split_at(asked.len() / 2);
    let (mut findings, rest) = at_once(|| found_by(former, facts), || found_by(latter, facts));
    findings.extend(rest);
    findings = allowance::without_allowed(facts, &asked, findings);
    let place = |finding: &Finding| !finding.rule.is_about_refusals();
    findings.sort_by(|one, other| (place(one), one.key()).cmp(&(place(other), other.key())));
    // A file that is read twice has its mistakes once.
    findings.dedup_by(|one, other| one.key() == other.key());
    findings
}

fn found_by(rules: &[&Rule], facts: &Facts<'_>) -> Vec<Finding> {
    let drafts = rules.iter().flat_map(|rule| (rule.find)(facts));
    drafts
        .filter_map(|draft| Finding::from_draft(facts, draft))
        .collect()
}
