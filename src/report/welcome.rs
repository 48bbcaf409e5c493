//! What there is, in one screen: how an interview begins.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::check::{Checked, brief};
use super::inspect::Inspection;
use super::overview::{head, mode, summary_line};
use super::page::Page;
use crate::wsgi::{Mounted, Overview};

/// How many applications are named.
const SHOWN: usize = 8;
/// How many kinds of findings are named.
const FINDINGS: usize = 3;

/// Returns how many applications there are, where they run, and what is wrong.
pub fn welcome_text(inspection: Inspection<'_>, checked: Checked<'_>, columns: usize) -> String {
    let mut page = Page::new(columns);
    head(&mut page, inspection);
    let rows = rows(inspection.shown);
    let told: Vec<&Mounted> = rows.iter().map(|row| row.mounted).collect();
    let mut summary = summary_line(Overview::summary(&told), told.len());
    match rows.iter().filter(|row| row.is_twin).count() {
        0 => {}
        1 => summary.push_str("; one of them in several virtual hosts"),
        twins => {
            let _ = write!(summary, "; {twins} of them in several virtual hosts");
        }
    }
    page.wrapped(0, &summary);
    let shown = || rows.iter().take(SHOWN);
    let widths = shown().map(|row| row.mounted.id.chars().count());
    let width = widths.max().unwrap_or_default().min(columns / 2);
    for Row { mounted, mode, .. } in shown() {
        let line = format!("  {:width$}  {mode}", mounted.id);
        if line.chars().count() > columns {
            page.wrapped(2, &format!("{} {mode}", mounted.id));
        } else {
            page.line(&line);
        }
    }
    if let Some(more) = rows.len().checked_sub(SHOWN + 1) {
        page.wrapped(2, &format!("and {} more", more + 1));
    }
    brief(&mut page, checked, FINDINGS);
    if !inspection.overview.unknown.is_empty() {
        let text = "Not everything could be read or is known; `wsgi-daemonize inspect` names it.";
        page.wrapped(0, text);
    }
    page.wrapped(
        0,
        "Nothing is changed on this server: what you decide here becomes a patch.",
    );
    page.into_text()
}

/// An application that is named once, however many virtual hosts have it.
struct Row<'s> {
    mounted: &'s Mounted,
    mode: String,
    is_twin: bool,
}

/// Returns the applications by their names and where they run.
fn rows<'s>(shown: &[&'s Mounted]) -> Vec<Row<'s>> {
    let mut rows: Vec<Row<'s>> = Vec::new();
    let mut places: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for mounted in shown.iter().copied() {
        let mode = mode(&mounted.answer);
        let key = (mounted.id.as_str(), mode.clone());
        let known = places.get(&key).and_then(|at| rows.get_mut(*at));
        if let Some(row) = known {
            row.is_twin |= row.mounted.server != mounted.server;
            continue;
        }
        places.insert(key, rows.len());
        rows.push(Row {
            mounted,
            mode,
            is_twin: false,
        });
    }
    rows
}
