//! [`Allowance`]: a comment in the configuration that a finding is accepted, and why.
//!
//! `# wsgi-daemonize: allow WD204 because …` stands directly above the line, other comments may be between. Without a
//! reason it does not count; one that is not needed is a finding itself.

use std::path::PathBuf;

use super::allowance_rules::{UNEXPLAINED, UNUSED};
use super::draft::{Draft, Spot};
use super::facts::Facts;
use super::finding::Finding;
use super::registry::rule;
use super::remedy::{Change, Remedy};
use super::rule::Rule;
use crate::httpd::{ConfigTree, File};
use crate::source::printable;
use crate::syntax::LineKind;

/// What such a comment begins with.
const MARK: &[u8] = b"wsgi-daemonize:";

struct Allowance {
    file: PathBuf,
    /// The line of the comment, and its number.
    index: usize,
    number: u32,
    /// The comment as written.
    text: Vec<u8>,
    /// Codes or names of rules, as written.
    rules: Vec<String>,
    has_reason: bool,
    is_used: bool,
}

/// Leaves out what is allowed, and adds what is wrong with the comments.
pub(super) fn without_allowed(
    facts: &Facts<'_>,
    asked: &[&Rule],
    findings: Vec<Finding>,
) -> Vec<Finding> {
    let mut allowances = allowances(facts.tree);
    if allowances.is_empty() {
        return findings;
    }
    let mut left: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| !is_allowed(&mut allowances, finding))
        .collect();
    let is_asked = |rule: &Rule| asked.iter().any(|other| other.code == rule.code);
    let wrong = allowances
        .iter()
        .filter_map(|allowance| complaint(allowance, asked));
    let wrong = wrong.filter(|draft| is_asked(draft.rule));
    left.extend(wrong.filter_map(|draft| Finding::from_draft(facts, draft)));
    left
}

fn is_allowed(allowances: &mut [Allowance], finding: &Finding) -> bool {
    let at = &finding.primary.location;
    let lines = at.document.lines();
    let line = lines.partition_point(|line| line.span.end <= at.span.start);
    let allowance = allowances.iter_mut().find(|allowance| {
        let between = lines.get(allowance.index..line).unwrap_or_default();
        allowance.file == at.file
            && allowance.index < line
            && between.iter().all(|line| line.kind == LineKind::Comment)
            && allowance.names(finding.rule)
    });
    match allowance {
        Some(allowance) if allowance.has_reason => {
            allowance.is_used = true;
            true
        }
        _ => false,
    }
}

impl Allowance {
    /// Returns whether each of the rules was asked.
    fn is_looked_for_wholly(&self, asked: &[&Rule]) -> bool {
        let mut named = self.rules.iter().map(|called| rule(called));
        named.all(|named| {
            named.is_some_and(|named| asked.iter().any(|rule| rule.code == named.code))
        })
    }

    fn names(&self, asked: &Rule) -> bool {
        let mut named = self.rules.iter().filter_map(|called| rule(called));
        named.any(|named| named.code == asked.code)
    }
}

fn complaint(allowance: &Allowance, asked: &[&Rule]) -> Option<Draft> {
    let spot = Spot::InFile(allowance.file.clone(), allowance.number);
    if !allowance.has_reason {
        let message = "this allows a finding without a reason, and does not count";
        return Some(
            Draft::new(&UNEXPLAINED, spot, message)
                .help("write `because` and the reason behind it"),
        );
    }
    let unknown = allowance.rules.iter().find(|called| rule(called).is_none());
    if let Some(unknown) = unknown {
        let message = format!("there is no rule `{unknown}`");
        return Some(Draft::new(&UNUSED, spot, message).help("name the code of a finding"));
    }
    // What was not looked for is not missed.
    let is_looked_for = asked.iter().any(|rule| allowance.names(rule));
    (is_looked_for && !allowance.is_used).then(|| {
        let message = "this allows a finding that is not there";
        let draft = Draft::new(&UNUSED, spot.clone(), message);
        let remedy = Remedy::safe("take the comment away");
        if allowance.is_looked_for_wholly(asked) {
            return draft.remedy(remedy.amend(spot, &allowance.text, Change::Delete));
        }
        draft.help(remedy.title)
    })
}

fn allowances(tree: &ConfigTree) -> Vec<Allowance> {
    let finder = memchr::memmem::Finder::new(MARK);
    let files = tree.files().map(|(_, file)| file);
    let marked = files.filter(|file| finder.find(file.document.text()).is_some());
    marked.flat_map(in_file).collect()
}

fn in_file(file: &File) -> Vec<Allowance> {
    let lines = file.document.lines().iter().enumerate();
    let comments = lines.filter(|(_, line)| line.kind == LineKind::Comment);
    comments
        .filter_map(|(index, line)| {
            let text = file.document.logical(line);
            let text = text
                .trim_ascii_start()
                .strip_prefix(b"#")?
                .trim_ascii_start();
            let text = printable(text.strip_prefix(MARK)?);
            let text = text.trim().strip_prefix("allow")?;
            let (rules, reason) = text.split_once("because").unwrap_or((text, ""));
            let rules = rules
                .split([' ', ',', '\t'])
                .filter(|rule| !rule.is_empty());
            Some(Allowance {
                file: file.path.clone(),
                index,
                number: line.number,
                text: line.span.of(file.document.text()).trim_ascii().to_vec(),
                rules: rules.map(ToOwned::to_owned).collect(),
                has_reason: !reason.trim().is_empty(),
                is_used: false,
            })
        })
        .collect()
}
