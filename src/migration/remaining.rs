//! What `check` finds and a plan leaves as it is: for whoever reads the plan, who may not have asked.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::plan::Plan;
use super::proposal::Proposed;
use super::situation::Situation;
use crate::findings::{Facts, Finding, RULES, Rule, Severity, find};
use crate::httpd::path_bytes;
use crate::source::printable;

/// The rules that are not asked: those whose subject a plan speaks of itself, in its own words and with what it does about
/// it (who is together in one interpreter, and mod_python), and those about comments.
const UNASKED: [&str; 4] = ["WD250", "WD551", "WD901", "WD902"];

/// The rules about where something runs, and whether it is reached at all: how their codes begin.
const PLACE: [&str; 9] = [
    "WD1", "WD2", "WD304", "WD305", "WD306", "WD309", "WD311", "WD312", "WD5",
];

/// What is wrong on a server, found out while a plan is made.
pub struct Wrong<'s> {
    situation: Situation<'s>,
    found: OnceLock<Vec<Finding>>,
}

/// How often something is found: definitions move to another file, and lines move in theirs.
pub(super) type Counted = BTreeMap<(&'static str, String), usize>;

impl<'s> Wrong<'s> {
    /// Returns what is wrong on a server, not looked for yet.
    pub fn on(situation: Situation<'s>) -> Self {
        let found = OnceLock::new();
        Self { situation, found }
    }

    /// Returns the errors and warnings of `check` of which a plan does not speak anyway. Who asks first looks for them.
    pub fn now(&self) -> &[Finding] {
        self.found.get_or_init(|| {
            let is_asked =
                |rule: &&Rule| rule.severity >= Severity::Warning && !UNASKED.contains(&rule.code);
            let rules: Vec<&Rule> = RULES.iter().copied().filter(is_asked).collect();
            find(&Facts::new(self.situation, None), &rules)
        })
    }

    /// Counts what the rules that find something now find on the server as it would be: a plan brings nothing.
    pub(super) fn then(&self, after: Situation<'_>) -> Counted {
        let mut counted = Counted::new();
        let now = self.now();
        if now.is_empty() {
            return counted;
        }
        let has_found = |rule: &&Rule| now.iter().any(|finding| finding.rule.code == rule.code);
        let rules: Vec<&Rule> = RULES.iter().copied().filter(has_found).collect();
        for finding in find(&Facts::new(after, None), &rules) {
            *counted.entry(key(&finding)).or_default() += 1;
        }
        counted
    }
}

impl Proposed {
    /// Returns what is wrong now and the plan does not mend, and of which it does not speak.
    pub fn remaining(&self, wrong: &Wrong<'_>) -> Vec<Finding> {
        let mut then = self.then.clone();
        let mut is_left = |finding: &Finding| match then.get_mut(&key(finding)) {
            Some(number) if *number > 0 => {
                *number -= 1;
                true
            }
            _ => false,
        };
        let left = wrong.now().iter().filter(|finding| is_left(finding));
        let said = Said::by(&self.plan);
        let left = left.filter(|finding| !said.speaks_of(finding));
        left.cloned().collect()
    }
}

/// What a plan says of lines, in what it leaves alone and in its notes, by the file names and numbers of the lines.
struct Said<'plan>(BTreeMap<&'plan str, Vec<&'plan str>>);

impl<'plan> Said<'plan> {
    fn by(plan: &'plan Plan) -> Self {
        let mut by_line: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let held = plan.held.iter().chain(&plan.left).map(|held| &held.at);
        for text in held.chain(&plan.notes).chain(&plan.seen) {
            for line in lines_named(text) {
                by_line.entry(line).or_default().push(text);
            }
        }
        Self(by_line)
    }

    /// Returns whether it names the line of a finding that is about where something runs, not only one that explains it.
    fn speaks_of(&self, finding: &Finding) -> bool {
        let code = finding.rule.code;
        let is_about_place = PLACE.iter().any(|start| code.starts_with(start));
        let at = &finding.primary.location;
        let place = format!("{}:{}", printable(path_bytes(&at.file)), at.number());
        let mut texts = lines_named(&place)
            .filter_map(|line| self.0.get(line))
            .flatten();
        is_about_place && texts.any(|text| names(text, &place))
    }
}

/// Returns the lines that a text names, as `file.conf:3` without the directory.
fn lines_named(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(':').filter_map(|(at, _)| {
        let (before, behind) = (text.get(..at)?, text.get(at + 1..)?);
        let digits = behind.len()
            - behind
                .trim_start_matches(|next: char| next.is_ascii_digit())
                .len();
        let start = before.rfind('/').map_or(0, |slash| slash + 1);
        (digits > 0)
            .then(|| text.get(start..=at + digits))
            .flatten()
    })
}

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
    fn lines_are_found_in_texts() {
        let named = |text| lines_named(text).collect::<Vec<_>>();
        assert_eq!(
            named("at (/etc/a b.conf:31): /c.conf:4"),
            ["a b.conf:31", "c.conf:4"]
        );
        assert_eq!(named("no line: 3, a:b"), [""; 0]);
    }

    #[test]
    fn a_place_is_not_the_beginning_of_another() {
        assert!(names("x (/a.conf:3)", "/a.conf:3"));
        assert!(names("/a.conf:31 and /a.conf:3", "/a.conf:3"));
        assert!(!names("x (/a.conf:31)", "/a.conf:3"));
    }
}
