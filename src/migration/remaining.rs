//! What `check` finds and a plan leaves as it is: for whoever reads the plan, who may not have asked.

use std::collections::BTreeMap;

use super::proof::machine_after;
use super::proposal::Proposed;
use super::situation::Situation;
use crate::findings::{Facts, Finding, RULES, Rule, Severity, Sources, find};
use crate::httpd::path_bytes;
use crate::httpd::request::Router;
use crate::source::printable;
use crate::wsgi::Answerer;

/// The rules that are not asked: those whose subject a plan speaks of itself, in its own words and with what it does about
/// it (who is together in one interpreter, and mod_python), and those about comments.
const UNASKED: [&str; 4] = ["WD250", "WD551", "WD901", "WD902"];

/// The rules about where something runs, and whether it is reached at all: how their codes begin.
const PLACE: [&str; 9] = [
    "WD1", "WD2", "WD304", "WD305", "WD306", "WD309", "WD311", "WD312", "WD5",
];

impl Proposed {
    /// Returns the errors and warnings of `check` that the plan does not mend, and of which it does not speak.
    pub fn remaining(&self, situation: &Situation<'_>) -> Vec<Finding> {
        let is_asked =
            |rule: &&Rule| rule.severity >= Severity::Warning && !UNASKED.contains(&rule.code);
        let rules: Vec<&Rule> = RULES.iter().copied().filter(is_asked).collect();
        let found = find(&Facts::new(situation.sources()), &rules);
        if found.is_empty() {
            return found;
        }
        // Most rules find nothing, and a plan brings nothing.
        let has_found = |rule: &&Rule| found.iter().any(|finding| finding.rule.code == rule.code);
        let rules: Vec<&Rule> = rules.into_iter().filter(has_found).collect();
        let mut then = self.then(situation, &rules);
        let mut is_left = |finding: &Finding| match then.get_mut(&key(finding)) {
            Some(number) if *number > 0 => {
                *number -= 1;
                true
            }
            _ => false,
        };
        let left = found.into_iter().filter(|finding| is_left(finding));
        left.filter(|finding| !self.speaks_of(finding)).collect()
    }

    /// Counts what the rules find on the server as it would be.
    fn then(
        &self,
        situation: &Situation<'_>,
        rules: &[&Rule],
    ) -> BTreeMap<(&'static str, String), usize> {
        let machine = machine_after(situation, &self.plan);
        let after = &self.after;
        let router = Router::new(&machine, &after.tree, &after.config);
        let answerer = Answerer::new(&router, situation.mod_wsgi);
        let facts = Facts::new(Sources {
            host: &machine,
            tree: &after.tree,
            config: &after.config,
            inventory: &after.inventory,
            overview: &after.overview,
            answerer: &answerer,
            mod_wsgi: situation.mod_wsgi,
            target: None,
        });
        let mut counted = BTreeMap::new();
        for finding in find(&facts, rules) {
            *counted.entry(key(&finding)).or_default() += 1;
        }
        counted
    }

    /// Returns whether the plan names the line of a finding that is about where something runs: in what it leaves alone, or
    /// in a note.
    fn speaks_of(&self, finding: &Finding) -> bool {
        let code = finding.rule.code;
        let is_about_place = PLACE.iter().any(|start| code.starts_with(start));
        let plan = &self.plan;
        let held = plan.held.iter().chain(&plan.left).map(|held| &held.at);
        let mut said = held.chain(&plan.notes).chain(&plan.seen);
        is_about_place
            && finding.labels().any(|label| {
                let at = &label.location;
                let file = printable(path_bytes(&at.file));
                let place = format!("{file}:{}", at.number());
                said.any(|said| names(said, &place))
            })
    }
}

/// Definitions move to another file, and lines move in theirs.
fn key(finding: &Finding) -> (&'static str, String) {
    (finding.rule.code, finding.message.clone())
}

/// Returns whether a text names a place: `conf:3` is not in `conf:31`.
fn names(text: &str, place: &str) -> bool {
    let mut found = text.match_indices(place);
    found.any(|(at, _)| {
        let behind = text.get(at + place.len()..).unwrap_or_default();
        !behind.starts_with(|next: char| next.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_not_the_beginning_of_another() {
        assert!(names("x (/a.conf:3)", "/a.conf:3"));
        assert!(names("/a.conf:31 and /a.conf:3", "/a.conf:3"));
        assert!(!names("x (/a.conf:31)", "/a.conf:3"));
    }
}
