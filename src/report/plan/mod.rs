//! A plan for a person: a summary beside the diff, or the whole explanation before it.

mod application;
mod apply;
mod json;
mod titles;

pub(super) use apply::how_to_apply;
pub use apply::shell_word;
pub use json::PlanJson;
pub(super) use titles::{OF_A_KIND, titles};

use std::path::Path;

use self::application::applications;
use super::check::{Checked, worst};
use super::inspect::version_text;
use super::page::Page;
use super::which::Lines;
use crate::findings::Finding;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::path_bytes;
use crate::migration::{Held, Plan, Proof, Restriction, Risk, Step};
use crate::source::printable;

/// A plan with its proof, and where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'s> {
    /// Where lines are looked up.
    pub lines: Lines<'s>,
    /// What is to be changed.
    pub plan: &'s Plan,
    /// What becomes of every application.
    pub proof: &'s Proof,
    /// What `check` finds that the plan leaves as it is.
    pub wrong: &'s [Finding],
    /// The version of mod_wsgi, if it is known.
    pub mod_wsgi: Option<Version>,
    /// The file to which the diff was written, if it was not standard output.
    pub patch_file: Option<&'s Path>,
    /// The directory on this machine from which it is applied.
    pub base: &'s Path,
}

/// Returns the summary that accompanies a patch: a few lines.
pub fn plan_summary(proposal: Proposal<'_>, columns: usize) -> String {
    let mut page = Page::new(columns);
    outline(&mut page, proposal.plan, usize::MAX);
    let mut text = page.into_text();
    let mut page = Page::new(columns);
    wrong(&mut page, proposal);
    text.push_str(&page.into_text());
    if !proposal.plan.is_empty() {
        text.push_str(&apply_text(proposal, columns));
    }
    text
}

/// Returns what a plan does, what it holds back, and what else changes: of many steps that are alike, the first.
pub fn plan_outline(plan: &Plan, columns: usize) -> String {
    let mut page = Page::new(columns);
    outline(&mut page, plan, OF_A_KIND);
    page.into_text()
}

fn outline(page: &mut Page, plan: &Plan, most: usize) {
    if plan.is_empty() {
        page.wrapped(0, nothing_to_change(plan));
    }
    let steps: Vec<&Step> = plan.steps.iter().collect();
    titles(page, &steps, most);
    held(page, plan);
    notes(page, plan);
}

/// Returns how a patch is applied, and taken back.
pub fn apply_text(proposal: Proposal<'_>, columns: usize) -> String {
    let mut page = Page::new(columns);
    to_apply(&mut page, proposal);
    page.into_text()
}

/// Returns the whole explanation; the diff belongs behind it.
pub fn plan_text(proposal: Proposal<'_>, columns: usize) -> String {
    let plan = proposal.plan;
    let mut page = Page::new(columns);
    head(&mut page, proposal);
    applications(&mut page, proposal);
    steps(&mut page, plan);
    held(&mut page, plan);
    notes(&mut page, plan);
    wrong(&mut page, proposal);
    if !plan.is_empty() {
        to_apply(&mut page, proposal);
    }
    page.blank();
    page.into_text()
}

/// So many kinds of findings are named.
const KINDS: usize = 8;

/// Names what is wrong besides.
fn wrong(page: &mut Page, proposal: Proposal<'_>) {
    let checked = Checked {
        lines: proposal.lines,
        findings: proposal.wrong,
        mod_wsgi: proposal.mod_wsgi,
        root: None,
    };
    if checked.findings.is_empty() {
        return;
    }
    page.blank();
    page.wrapped(
        0,
        "What is wrong already, and stays so (`wsgi-daemonize explain CODE` says more)",
    );
    worst(page, checked, KINDS);
}

fn to_apply(page: &mut Page, proposal: Proposal<'_>) {
    how_to_apply(
        page,
        &proposal.plan.patch,
        proposal.base,
        proposal.patch_file,
    );
}

fn head(page: &mut Page, proposal: Proposal<'_>) {
    let main = proposal.lines.tree.files().next();
    let main = main.map_or_else(String::new, |(_, file)| printable(path_bytes(&file.path)));
    let version = match proposal.mod_wsgi {
        Some(version) => format!("mod_wsgi {}", version_text(version)),
        None => "mod_wsgi of unknown version".to_owned(),
    };
    page.wrapped(0, &format!("Plan for {main}, {version}"));
}

fn nothing_to_change(plan: &Plan) -> &'static str {
    match (plan.held.is_empty(), &plan.restriction) {
        (true, Restriction::InForce) => {
            "nothing to change: all applications run in daemons, embedded mode is restricted"
        }
        (true, Restriction::Later) => {
            "nothing to change in this stage; plan without --stage delegate to restrict embedded mode"
        }
        (true, _) => "nothing to change",
        (false, _) => "nothing to change by this program; see what is held back",
    }
}

fn steps(page: &mut Page, plan: &Plan) {
    page.blank();
    if plan.is_empty() {
        page.wrapped(0, nothing_to_change(plan));
        return;
    }
    page.wrapped(0, "Steps");
    page.wrapped(2, RISKS);
    for (number, step) in (1..).zip(&plan.steps) {
        page.wrapped(2, &format!("{number}. {}", step.title));
        page.wrapped(5, &format!("why: {}", step.reason));
        page.wrapped(5, &format!("risk: {}", risk_name(step.risk)));
        for at in &step.at {
            page.line(&format!("     {at}"));
        }
    }
}

/// What risks ask of the person who reads them.
const RISKS: &str = "(safe: requests are answered as before; review: see below what else changes; manual: there is \
                     something for you to do)";

pub(super) fn risk_name(risk: Risk) -> &'static str {
    match risk {
        Risk::Safe => "safe",
        Risk::Review => "review",
        Risk::Manual => "manual",
    }
}

fn held(page: &mut Page, plan: &Plan) {
    if !plan.held.is_empty() {
        page.blank();
        page.wrapped(
            0,
            match plan.restriction {
                Restriction::Held => "Held back: `WSGIRestrictEmbedded On`; this stands in its way",
                _ => "Left alone",
            },
        );
        write_held(page, &plan.held);
    }
    if !plan.left.is_empty() {
        page.blank();
        page.wrapped(0, "Left alone; nothing fails because of it");
        write_held(page, &plan.left);
    }
}

/// Writes what is held, those with one subject below each other.
fn write_held(page: &mut Page, held: &[Held]) {
    for same in held.chunk_by(|one, other| one.what == other.what) {
        let Some(first) = same.first() else { continue };
        page.wrapped(2, &first.what);
        for held in same {
            page.line(&format!("      {}", held.at));
            page.wrapped(8, &format!("why: {}", held.why));
            page.wrapped(8, &format!("to clear it: {}", held.clear));
        }
    }
}

fn notes(page: &mut Page, plan: &Plan) {
    listed(page, "What else changes", &plan.notes);
    listed(page, "What was seen besides", &plan.seen);
}

fn listed(page: &mut Page, title: &str, notes: &[String]) {
    if notes.is_empty() {
        return;
    }
    page.blank();
    page.wrapped(0, title);
    for note in notes {
        page.wrapped(2, &format!("* {note}"));
    }
}
