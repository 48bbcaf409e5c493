//! Random configurations: our `tree` must answer as httpd's own dumps do.
//!
//! `WSGI_DAEMONIZE_SEEDS=1000` tries so many seeds, `START..END` those; a seed always makes the same
//! configuration.

mod author;
mod conditions;
mod damage;
mod dice;
mod directives;
mod includes;
mod macros;
mod mistakes;
mod page;
mod sections;
mod site;
mod variety;
mod words;

use crate::support::oracle::answer::{Phase, Refusal, first_difference, includes_difference};
use crate::support::oracle::ours::Tree;
use crate::support::oracle::{Complaint, Oracle};
use author::Author;
use site::Site;
use std::ops::Range;
use variety::Variety;

const SEEDS: Range<u64> = 0..40;

/// Which refusals of the walk must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walk {
    /// All: there are no values in the configuration that a module could refuse.
    Known,
    /// Those that follow from names, contexts and counts.
    General,
}

#[test]
fn tree_answers_as_httpd_does_on_random_configurations() {
    let Some(oracle) = Oracle::installed() else {
        return;
    };
    let differences =
        seeds().filter_map(|seed| difference(&oracle, seed, &Author::site(seed), Walk::Known));
    report(&differences.collect::<Vec<_>>());
}

#[test]
fn tree_answers_as_httpd_does_on_damaged_configurations() {
    let Some(oracle) = Oracle::installed() else {
        return;
    };
    let differences = seeds().filter_map(|seed| {
        let site = Author::site(seed).damaged(seed);
        difference(&oracle, seed, &site, Walk::General)
    });
    report(&differences.collect::<Vec<_>>());
}

#[test]
fn most_random_configurations_are_accepted_by_httpd() {
    let Some(oracle) = Oracle::installed() else {
        return;
    };
    let mut variety = Variety::default();
    for seed in SEEDS {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let site = Author::site(seed);
        site.write(folder.path());
        let (complaint, includes, directives) = oracle.all(&site.question(folder.path()));
        assert_eq!(complaint.signal, None, "seed {seed} kills httpd\n{site}");
        variety.count(seed, &complaint, &includes, &directives);
    }
    println!("{variety:#?}");
    variety.suffices();
}

fn seeds() -> Range<u64> {
    let Some(wanted) = std::env::var_os("WSGI_DAEMONIZE_SEEDS") else {
        return SEEDS;
    };
    let wanted = wanted.to_str().expect("digits");
    let number = |digits: &str| {
        digits
            .parse()
            .expect("WSGI_DAEMONIZE_SEEDS=COUNT or START..END")
    };
    match wanted.split_once("..") {
        Some((start, end)) => number(start)..number(end),
        None => 0..number(wanted),
    }
}

/// Writes the configuration of a seed and says where the two readers part.
fn difference(oracle: &Oracle, seed: u64, site: &Site, walk: Walk) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary directory");
    site.write(folder.path());
    let question = site.question(folder.path());
    let (complaint, includes, directives) = oracle.all(&question);
    let compared = |tree: &Tree| {
        includes_difference(&includes, &tree.includes)
            .or_else(|| verdict_difference(&complaint, tree, walk))
            .or_else(|| {
                let is_compared = complaint.accepted;
                let found = first_difference("directives", &directives, &tree.directives);
                found.filter(|_| is_compared)
            })
    };
    let difference = match Tree::of(&question) {
        Ok(tree) => compared(&tree)?,
        Err(problem) => problem,
    };
    Some(format!("seed {seed}: {difference}\n{site}"))
}

/// Read errors agree to the letter; of the walk, the place must.
fn verdict_difference(complaint: &Complaint, tree: &Tree, walk: Walk) -> Option<String> {
    let (expected, got) = (complaint.refusal.as_ref(), tree.errors.first());
    let place = |refusal: &Refusal| (refusal.phase, refusal.file.clone(), refusal.line);
    let same = match (expected, got) {
        (None, None) => true,
        (Some(expected), Some(got)) if expected.phase == Phase::Read => expected == got,
        (Some(expected), got) if walk == Walk::General && !is_general(expected) => {
            // Which values a directive takes only its module knows: we may go on to another error.
            expected.phase == Phase::Walk && got.is_none_or(|got| got.phase == Phase::Walk)
        }
        (Some(expected), Some(got)) => place(expected) == place(got),
        _ => false,
    };
    let warnings = &tree.warnings;
    (!same).then(|| {
        format!(
            "verdict\n      expected {expected:?}\n      got      {got:?}, warnings {warnings:?}"
        )
    })
}

/// Tells whether a refusal follows from names, contexts and counts, which a reader can know.
fn is_general(refusal: &Refusal) -> bool {
    let message = refusal.message.as_deref().unwrap_or_default();
    let signs = [
        "Invalid command '",
        " not allowed here",
        " not allowed in <",
        " cannot occur within <",
        " takes ",
        " requires at least ",
        " requires additional arguments",
        " directive missing closing '>'",
        "arguments not (yet) supported",
    ];
    signs.iter().any(|sign| message.contains(sign))
}

/// Fails with the first differences in full.
fn report(differences: &[String]) {
    let (count, first) = (
        differences.len(),
        differences.get(..3).unwrap_or(differences),
    );
    assert!(
        first.is_empty(),
        "{count} seeds differ\n{}",
        first.join("\n\n")
    );
}
