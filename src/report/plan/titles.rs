//! What is done, in a line for each step; of many that are alike, the first.

use std::collections::BTreeMap;

use crate::migration::Step;
use crate::report::page::Page;

/// So many steps of a kind are named where all of them can be asked for.
pub(in crate::report) const OF_A_KIND: usize = 10;

/// Names steps, and so many of a kind at most.
pub(in crate::report) fn titles(page: &mut Page, steps: &[&Step], most: usize) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for step in steps {
        *counts.entry(kind(step)).or_default() += 1;
    }
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for step in steps {
        let number = told.entry(kind(step)).or_default();
        *number += 1;
        if *number <= most {
            page.wrapped(0, &format!("- {}", step.title));
        }
        let all = counts.get(kind(step)).copied().unwrap_or_default();
        if *number == most && all > most {
            page.wrapped(2, &format!("and {} more like these", all - most));
        }
    }
}

/// Returns the kind of a step: what its title begins with, such as `run`, `move` or `take`.
fn kind(step: &Step) -> &str {
    step.title.split(' ').next().unwrap_or_default()
}
