//! What stands beside a configuration that is shown: what httpd warns of, and what cannot be known.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::httpd::{ConfigTree, Place, Unknown};
use crate::source::printable;

/// How many remarks of one kind are shown.
const MOST: usize = 10;

/// Returns httpd's warnings, one line each. Of a line that is not known anyway httpd may warn or not.
pub fn warnings_text(tree: &ConfigTree) -> String {
    let unknown: BTreeSet<Place> = tree.unknown.iter().map(|unknown| unknown.place).collect();
    let warnings = tree.warnings.iter();
    let warnings = warnings.filter(|warning| !unknown.contains(&warning.place));
    let lines = warnings.map(|warning| {
        let message = printable(&warning.message);
        format!("{}: {message}", tree.at(warning.place))
    });
    listed("warning", lines.collect())
}

/// Returns what cannot be known, one line each.
pub fn unknown_text(tree: &ConfigTree, unknown: &[Unknown]) -> String {
    let unknown = unknown.iter();
    let lines = unknown.map(|unknown| format!("{}: {}", tree.at(unknown.place), unknown.what));
    listed("unknown", lines.collect())
}

fn listed(kind: &str, lines: Vec<String>) -> String {
    let more = lines.len().saturating_sub(MOST);
    let mut text = String::new();
    for line in lines.into_iter().take(MOST) {
        let _ = writeln!(text, "{kind}: {line}");
    }
    if more > 0 {
        let _ = writeln!(text, "{kind}: … and {more} more (all with --format json)");
    }
    text
}
