//! What there is, in one screen: how an interview begins.

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
    let all = inspection.overview.applications.len();
    page.wrapped(0, &summary_line(Overview::summary(inspection.shown), all));
    let mut rows: Vec<(&str, String)> = Vec::new();
    for Mounted { id, answer, .. } in inspection.shown.iter().copied() {
        let row = (id.as_str(), mode(answer));
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let widths = rows.iter().take(SHOWN).map(|(id, _)| id.chars().count());
    let width = widths.max().unwrap_or_default().min(columns / 2);
    for (id, mode) in rows.iter().take(SHOWN) {
        page.line(&format!("  {id:width$}  {mode}"));
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
