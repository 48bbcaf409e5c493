//! The suite of 332 small configurations: our reader must answer as httpd does.
//!
//! What httpd does is kept in `expected.toml`, and measured again where an httpd is installed.

pub(crate) mod case;
mod measured;

use crate::support::oracle::answer::{Phase, includes_difference};
use crate::support::oracle::ours::Tree;
use case::Case;
use std::collections::BTreeSet;

/// A case that need not agree, and why.
type Excuse = (&'static str, &'static str);

/// Cases that no reader can answer from the files alone.
const UNKNOWABLE: &[Excuse] = &[(
    "lex-lost-last-line-206",
    "httpd loses a last line that fills its buffer exactly; the size depends on APR's allocator",
)];

/// Refusals of the walk for values that only the directive's own module judges, which we do not.
const WALK_DISAGREEMENTS: &[Excuse] = &[
    (
        "cond-else-without-if",
        "`<If>` is decided per request: what stands before an `<Else>` is not followed",
    ),
    ("cond-if-unquoted", "expressions are not parsed"),
    (
        "misc-documentroot-missing",
        "DocumentRoot is not looked up: a copied server would be refused for it",
    ),
    ("tok-iterate-bad", "LogLevel itself judges its words"),
    ("vhost-bad-address", "addresses are not judged"),
    ("vhost-listen-twice", "addresses are not compared"),
];

/// Refusals of the walk that must agree: what the core refuses, sections, contexts, mod_wsgi.
const WALK_FAMILIES: [&str; 4] = ["core-", "sec-", "ctx-", "wsgi-"];

#[test]
fn accepted_cases_have_the_files_and_directives_of_httpd() {
    let cases = cases(|case| case.expected.check.ok);
    assert_eq!(cases.len(), 173);
    report(&failures(&cases, UNKNOWABLE, accepted));
}

#[test]
fn cases_refused_while_reading_have_the_error_of_httpd() {
    let cases = cases(|case| case.phase() == Some(Phase::Read));
    assert_eq!(cases.len(), 73);
    report(&failures(&cases, UNKNOWABLE, refused));
}

#[test]
fn cases_refused_by_the_walk_have_the_error_of_httpd() {
    let cases = cases(|case| case.phase() == Some(Phase::Walk));
    assert_eq!(cases.len(), 83);
    report(&failures(&cases, WALK_DISAGREEMENTS, refused));
}

#[test]
fn cases_refused_by_later_checks_are_read_to_the_end() {
    let cases = cases(|case| case.phase() == Some(Phase::Check));
    assert_eq!(cases.len(), 3);
    report(&failures(&cases, &[], read_whole));
}

#[test]
fn excuses_are_for_cases_of_the_suite_and_not_for_what_must_agree() {
    let names: BTreeSet<String> = Case::all().into_iter().map(|case| case.name).collect();
    for (name, reason) in UNKNOWABLE.iter().chain(WALK_DISAGREEMENTS) {
        assert!(names.contains(*name), "{name} ({reason}) is no case");
        let must_agree = WALK_FAMILIES.iter().any(|family| name.starts_with(family));
        assert!(!must_agree, "{name} must agree");
    }
}

impl Case {
    fn phase(&self) -> Option<Phase> {
        let refusal = self.expected.check.refusal.as_ref();
        refusal.map(|refusal| refusal.phase)
    }
}

fn cases(wanted: impl Fn(&Case) -> bool) -> Vec<Case> {
    Case::all().into_iter().filter(wanted).collect()
}

type Judge = fn(&Case, &Tree) -> Option<String>;

/// Says what is wrong in all the cases; an excused one that agrees is wrong too.
fn failures(cases: &[Case], excuses: &[Excuse], judge: Judge) -> Vec<String> {
    let judged = cases.iter().filter_map(|case| {
        let is_excused = excuses.iter().any(|(name, _)| *name == case.name);
        match wrong(case, judge) {
            None if is_excused => Some(format!("{}: agrees now, unlist it", case.name)),
            difference => difference.filter(|_| !is_excused),
        }
    });
    judged.collect()
}

/// Reads the case with our program and says what is wrong with the answer.
fn wrong(case: &Case, judge: Judge) -> Option<String> {
    let copied = case.copied();
    let difference = match Tree::of(&copied.question()) {
        Ok(tree) => judge(case, &tree)?,
        Err(problem) => problem,
    };
    Some(format!("{}: {difference}", case.name))
}

fn accepted(case: &Case, tree: &Tree) -> Option<String> {
    tree.difference(&case.expected.includes, &case.expected.directives)
}

fn refused(case: &Case, tree: &Tree) -> Option<String> {
    let (expected, got) = (&case.expected.check.refusal, tree.errors.first());
    let both = expected.as_ref().zip(got);
    if both.is_none_or(|(expected, got)| !expected.is_met_by(got)) {
        return Some(format!(
            "\n      expected {expected:?}\n      got      {got:?}"
        ));
    }
    includes_difference(&case.expected.includes, &tree.includes)
}

fn read_whole(case: &Case, tree: &Tree) -> Option<String> {
    if let Some(error) = tree.first_error(Phase::Read) {
        return Some(format!("httpd reads it to the end, we say {error:?}"));
    }
    includes_difference(&case.expected.includes, &tree.includes)
}

fn report(failures: &[String]) {
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} cases differ\n{}",
        failures.join("\n")
    );
}
