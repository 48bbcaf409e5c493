//! [`finish`]: what becomes of a plan: a patch, a file of answers, both, or nothing.

use std::path::{Path, PathBuf};

use super::interview::{Reply, Stop};
use super::walk::Walk;
use crate::migration::{Answer, Choice, Draft, Question};
use crate::report;

/// What an interview makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// The change, as a diff.
    Patch,
    /// The decisions, to plan by them again.
    Answers,
}

/// The name of a patch, if nobody wants another.
const PATCH: &str = "wsgi-daemonize.patch";
/// The name of a file of answers, if nobody wants another.
const ANSWERS: &str = "wsgi-daemonize.toml";

/// Asks what becomes of a plan, and writes it. Returns whether that is done; else somebody wants to go back.
pub(super) fn finish(walk: &mut Walk<'_, '_>, draft: &Draft) -> Result<bool, Stop> {
    let wanted = walk.desk.wanted();
    if !wanted.is_empty() && write_wanted(walk, draft, &wanted)? {
        return Ok(true);
    }
    loop {
        let Reply::Answer(Answer::One(id)) = walk.interview.ask(&what_now())? else {
            return Ok(false);
        };
        let products: &[Product] = match id.as_str() {
            "patch" => &[Product::Patch],
            "answers" => &[Product::Answers],
            "both" => &[Product::Patch, Product::Answers],
            _ => return Err(Stop::Wish),
        };
        let mut all = true;
        for product in products {
            all = all && write(walk, draft, *product)?;
        }
        if all {
            return Ok(true);
        }
    }
}

fn what_now() -> Question {
    let choices = vec![
        Choice::new(
            "both",
            "Write the patch and the answers",
            "the answers make the same patch again, here or on a server like this one",
        ),
        Choice::new(
            "patch",
            "Write the patch",
            "to be applied with patch or git",
        ),
        Choice::new(
            "answers",
            "Write the answers",
            "for `wsgi-daemonize plan --answers FILE`",
        ),
        Choice::new("stop", "Stop", "nothing is changed").stopping(),
    ];
    Question::one("now", "What becomes of it?", choices)
        .because("The server's files are not touched: a patch is applied by you, when you want it.")
}

/// Asks for the name of a file until it can be written; returns whether it was.
fn write(walk: &mut Walk<'_, '_>, draft: &Draft, product: Product) -> Result<bool, Stop> {
    let (id, what, default) = match product {
        Product::Patch => ("now.patch", "the patch", PATCH),
        Product::Answers => ("now.answers", "the answers", ANSWERS),
    };
    let question = Question::text(id, format!("The file for {what}?"), default, Vec::new())
        .because(
            "A path begins where you stand now. A file that is there already is not replaced.",
        );
    loop {
        let Reply::Answer(Answer::Text(name)) = walk.interview.ask(&question)? else {
            return Ok(false);
        };
        if is_slip(&name) {
            let text = format!("`{name}` is hardly the name of a file; `./{name}` would be.\n");
            walk.interview.tell(&text)?;
        } else if write_to(walk, draft, product, Path::new(&name))? {
            return Ok(true);
        }
    }
}

/// Returns whether somebody has answered another question: by a letter, a number, yes or no.
fn is_slip(name: &str) -> bool {
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    is_number || name.chars().count() == 1 || ["yes", "no"].contains(&name)
}

/// Writes what was wanted before anything was asked; returns whether all of it could be written.
fn write_wanted(
    walk: &mut Walk<'_, '_>,
    draft: &Draft,
    wanted: &[(Product, PathBuf)],
) -> Result<bool, Stop> {
    for (product, file) in wanted {
        if !write_to(walk, draft, *product, file)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes a file, and says what can be done with it, or why it cannot be written; returns whether it was.
fn write_to(
    walk: &mut Walk<'_, '_>,
    draft: &Draft,
    product: Product,
    file: &Path,
) -> Result<bool, Stop> {
    if let Err(reason) = walk.desk.write(product, file, draft, &walk.transcript) {
        let name = file.display();
        walk.interview
            .tell(&format!("`{name}` cannot be written: {reason}\n"))?;
        return Ok(false);
    }
    told(walk, draft, product, file)?;
    Ok(true)
}

/// Says what can be done with what was written.
fn told(walk: &mut Walk<'_, '_>, draft: &Draft, product: Product, file: &Path) -> Result<(), Stop> {
    let name = file.display();
    let text = match product {
        Product::Answers => {
            let command = walk.desk.planning_by(file);
            format!("\n{name} has the answers; the same plan is made again by:\n  {command}\n")
        }
        Product::Patch => {
            let base = walk.desk.on_this_machine(&draft.plan.base);
            let proposal = walk.proposal(draft, &base, Some(file));
            let text = report::apply_text(proposal, walk.interview.columns());
            format!("\n{name} has the change; the server's files are as they were.\n{text}")
        }
    };
    walk.interview.tell(&text)
}
