//! [`Allowance`]: a comment in the configuration that a finding is accepted, and why.
//!
//! `# wsgi-daemonize: allow WD204 because …` stands directly above the line, other comments may be between. Without a
//! reason it does not count; one that is not needed is a finding itself. What httpd refuses cannot be allowed: it does not
//! start, whatever a comment says.

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
    let mut left = findings;
    left.retain_mut(|finding| !is_allowed(&mut allowances, finding));
    let is_asked = |rule: &Rule| asked.iter().any(|other| other.code == rule.code);
    // What was not looked for is not missed.
    let missed = asked.iter().copied().filter(|rule| rule.finds_all(facts));
    let missed: Vec<&Rule> = missed.collect();
    let wrong = allowances
        .iter()
        .filter_map(|allowance| complaint(allowance, &missed));
    let wrong = wrong.filter(|draft| is_asked(draft.rule));
    left.extend(wrong.filter_map(|draft| Finding::from_draft(facts, draft)));
    left
}

/// Returns whether a comment allows a finding; of one that cannot be allowed it is said that the comment has no effect.
fn is_allowed(allowances: &mut [Allowance], finding: &mut Finding) -> bool {
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
            let is_refused = finding.rule.is_about_refusals();
            if is_refused {
                let help = "the comment above it has no effect: httpd does not start";
                finding.help.push(help.to_owned());
            }
            !is_refused
        }
        _ => false,
    }
}

impl Allowance {
    /// Returns whether each of its rules is among others.
    fn is_looked_for(&self, asked: &[&Rule]) -> bool {
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

fn complaint(allowance: &Allowance, missed: &[&Rule]) -> Option<Draft> {
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
    let is_missed = !allowance.is_used && allowance.is_looked_for(missed);
    is_missed.then(|| {
        let message = "this allows a finding that is not there";
        let remedy = Remedy::safe("take the comment away");
        let remedy = remedy.amend(spot.clone(), &allowance.text, Change::Delete);
        Draft::new(&UNUSED, spot, message).remedy(remedy)
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
