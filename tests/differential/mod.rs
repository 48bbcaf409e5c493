//! Random configurations: our `tree` must answer as httpd's own dumps do.
//!
//! `WSGI_DAEMONIZE_SEEDS=1000` tries so many seeds, `START..END` those; a seed always makes the same
//! configuration.

mod author;
mod conditions;
mod damage;
mod directives;
mod includes;
mod macros;
mod mistakes;
mod oddities;
mod page;
mod sections;
mod site;
mod variety;
mod words;

use crate::support::oracle::Oracle;
use crate::support::oracle::answer::{Phase, Refusal, includes_difference};
use crate::support::oracle::ours::Tree;
use crate::support::seeds::seeds;
use author::Author;
use site::Site;
use std::ops::Range;
use variety::Variety;

const SEEDS: Range<u64> = 0..40;

/// Which refusals must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusals {
    /// All: there is nothing in the configuration that only a module could refuse.
    All,
    /// Those that follow from names, contexts and counts.
    General,
}

#[test]
fn tree_answers_as_httpd_does_on_random_configurations() {
    let Some(oracle) = Oracle::installed() else {
        return;
    };
    let differences = seeds(SEEDS)
        .filter_map(|seed| difference(&oracle, seed, &Author::site(seed), Refusals::All));
    report(&differences.collect::<Vec<_>>());
}

#[test]
fn tree_answers_as_httpd_does_on_damaged_configurations() {
    let Some(oracle) = Oracle::installed() else {
        return;
    };
    let differences = seeds(SEEDS).filter_map(|seed| {
        let site = Author::site(seed).damaged(seed);
        difference(&oracle, seed, &site, Refusals::General)
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

/// Writes the configuration of a seed and says where the two readers part.
fn difference(oracle: &Oracle, seed: u64, site: &Site, which: Refusals) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary directory");
    site.write(folder.path());
    let question = site.question(folder.path());
    let (complaint, includes, directives) = oracle.all(&question);
    let difference = match (Tree::of(&question), &complaint.refusal) {
        (Err(problem), _) => Some(problem),
        (Ok(tree), None) => tree.difference(&includes, &directives),
        (Ok(tree), Some(refusal)) if which == Refusals::General && is_for_modules(refusal) => {
            // We may accept it, or go on to another error.
            let is_read = refusal.phase != Phase::Read;
            includes_difference(&includes, &tree.includes).filter(|_| is_read)
        }
        (Ok(tree), Some(refusal)) => includes_difference(&includes, &tree.includes)
            .or_else(|| refusal_difference(refusal, tree.errors.first())),
    };
    Some(format!("seed {seed}: {}\n{site}", difference?))
}

/// Read errors agree to the letter; of the walk, the place must.
fn refusal_difference(expected: &Refusal, got: Option<&Refusal>) -> Option<String> {
    let place = |refusal: &Refusal| (refusal.phase, refusal.file.clone(), refusal.line);
    let same = got.is_some_and(|got| match expected.phase {
        Phase::Read => expected.is_met_by(got),
        _ => place(expected) == place(got),
    });
    (!same).then(|| format!("refusal\n      expected {expected:?}\n      got      {got:?}"))
}

/// Tells whether a refusal is about values, which only a directive's module knows, or about module
/// files, which need not be where a configuration is read.
fn is_for_modules(refusal: &Refusal) -> bool {
    let message = refusal.message.as_deref().unwrap_or_default();
    let general = [
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
    match refusal.phase {
        Phase::Read => message.starts_with("Cannot load "),
        Phase::Walk => !general.iter().any(|sign| message.contains(sign)),
        Phase::Check => true,
    }
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
