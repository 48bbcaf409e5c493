//! A plan in words.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::migration::{Plan, Restriction, Risk};
use crate::patch::Headers;

/// Where a patch was written, and where it is applied.
#[derive(Debug)]
pub struct Handover {
    /// The file that it was written to, if it was not standard output.
    pub patch: Option<PathBuf>,
    /// The directory on this machine from which it is applied.
    pub base: PathBuf,
}

/// Returns the summary that accompanies a patch: a few lines.
pub fn plan_summary(plan: &Plan, handover: &Handover) -> String {
    let mut text = String::new();
    if plan.is_empty() && plan.held.is_empty() {
        text.push_str("nothing to change: every application runs in a daemon, and embedded mode is restricted\n");
        return text;
    }
    if plan.is_empty() {
        text.push_str("nothing to change by this program; see what is held back\n");
    }
    for step in &plan.steps {
        let _ = writeln!(text, "- {}", step.title);
    }
    held(&mut text, plan);
    notes(&mut text, plan);
    if !plan.is_empty() {
        how_to_apply(&mut text, plan, handover);
    }
    text
}

/// Returns the whole explanation; the diff belongs behind it.
pub fn plan_text(plan: &Plan, handover: &Handover) -> String {
    let mut text = String::from("Plan\n");
    if plan.is_empty() {
        text.push_str("  nothing to change\n");
    }
    for (number, step) in (1..).zip(&plan.steps) {
        let _ = writeln!(text, "  {number}. {}", step.title);
        let _ = writeln!(text, "     {} ({})", step.reason, risk_name(step.risk));
        for at in &step.at {
            let _ = writeln!(text, "     {at}");
        }
    }
    text.push('\n');
    held(&mut text, plan);
    notes(&mut text, plan);
    if !plan.is_empty() {
        how_to_apply(&mut text, plan, handover);
    }
    text
}

fn risk_name(risk: Risk) -> &'static str {
    match risk {
        Risk::Safe => "safe",
        Risk::Review => "review",
        Risk::Manual => "manual",
    }
}

fn held(text: &mut String, plan: &Plan) {
    if plan.restriction == Restriction::Held {
        text.push_str("held back: `WSGIRestrictEmbedded On`, because something would fail:\n");
    } else if !plan.held.is_empty() {
        text.push_str("left alone:\n");
    }
    for held in &plan.held {
        let _ = writeln!(
            text,
            "! {}\n  {}: {}; {}",
            held.what, held.at, held.why, held.clear
        );
    }
}

fn notes(text: &mut String, plan: &Plan) {
    if !plan.notes.is_empty() {
        text.push_str("what else changes:\n");
    }
    for note in &plan.notes {
        let _ = writeln!(text, "* {note}");
    }
}

fn how_to_apply(text: &mut String, plan: &Plan, handover: &Handover) {
    let base = shell_word(&handover.base);
    let file = if let Some(path) = &handover.patch {
        text.push_str("to apply it:\n");
        shell_word(path)
    } else {
        text.push_str("to apply it: write it to a file with --output change.patch, then\n");
        "change.patch".to_owned()
    };
    let _ = writeln!(
        text,
        "  patch -d {base} -p1 < {file}    (and patch -R -d {base} -p1 < {file} takes it back)"
    );
    if plan.patch.headers() == Headers::Git {
        text.push_str(
            "(or git apply in that directory; below the top of a git work tree with --directory=DIR)\n",
        );
    }
    text.push_str("then let httpd check it (apachectl configtest) and restart it\n");
}

/// Returns a path as one word of a shell's command line.
fn shell_word(path: &Path) -> String {
    let text = crate::source::printable(crate::httpd::path_bytes(path));
    let plain = |character: char| character.is_alphanumeric() || "/._-+".contains(character);
    if text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
