//! What `check --diff` says beside the diff.

use std::path::Path;

use super::Checked;
use crate::findings::{Applicability, Finding, Fix};
use crate::migration::Mended;
use crate::report::page::{Page, count};
use crate::report::plan::how_to_apply;

/// What is mended of what was found.
#[derive(Clone, Copy, Debug)]
pub struct Repair<'s> {
    /// What was found.
    pub checked: Checked<'s>,
    /// What is mended, and what is not.
    pub mended: &'s Mended<'s>,
    /// Which fixes were asked for.
    pub applicability: Applicability,
    /// The directory on this machine from which the patch is applied.
    pub base: &'s Path,
    /// The file to which the diff was written, if it was not standard output.
    pub patch_file: Option<&'s Path>,
}

/// Returns what a patch mends and what it does not, and how it is applied.
pub fn repair_text(repair: Repair<'_>, columns: usize) -> String {
    let Repair {
        checked, mended, ..
    } = repair;
    let mut page = Page::new(columns);
    if mended.patch.is_empty() {
        page.wrapped(0, "no fix to write");
    }
    for finding in &mended.mended {
        page.wrapped_at(0, 2, &format!("- {}", item(checked, finding)));
    }
    for (finding, why) in &mended.left {
        page.wrapped_at(0, 2, &format!("left out: {}", item(checked, finding)));
        page.wrapped_at(2, 4, &format!("why: {why}"));
    }
    what_is_left(&mut page, repair);
    if !mended.patch.is_empty() {
        how_to_apply(&mut page, &mended.patch, repair.base, repair.patch_file);
    }
    page.into_text()
}

/// Returns a finding and what mends it, in one line.
fn item(checked: Checked<'_>, finding: &Finding) -> String {
    let at = &finding.primary.location;
    let file = checked.path(&at.file);
    let title = finding.fix.as_ref().map_or("", |fix| fix.title.as_str());
    format!("{} {file}:{}: {title}", finding.rule.code, at.line)
}

/// Says how much is left for a person.
fn what_is_left(page: &mut Page, repair: Repair<'_>) {
    let all = repair.checked.findings;
    let fixes = all.iter().filter_map(|finding| finding.fix.as_ref());
    let is_asked_for = |fix: &&Fix| fix.applicability >= repair.applicability;
    let asked_for = fixes.clone().filter(is_asked_for).count();
    let is_unsafe = |fix: &&Fix| fix.applicability == Applicability::Unsafe;
    let more = fixes
        .filter(|fix| is_unsafe(fix) && !is_asked_for(fix))
        .count();
    if more > 0 {
        let fixes = match more {
            1 => "1 more fix".to_owned(),
            more => format!("{more} more fixes"),
        };
        let text = format!("{fixes} may change what the server does: see `--unsafe-fixes`");
        page.wrapped(0, &text);
    }
    let others = all.len() - asked_for - more;
    if others > 0 {
        let findings = count(others, "finding");
        page.wrapped(0, &format!("{findings} without a fix: `check` shows them"));
    }
}
