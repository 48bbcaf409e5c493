//! `plan`: the migration, as a patch to be read.

use std::mem::ManuallyDrop;

use super::decided::{Answers, answers, templates};
use super::presets::{not_usable, read};
use super::{Outcome, Problem, not_written};
use crate::cli::arguments::{PlanFormat, PlanOptions, PlanStage, SourceOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::server::Server;
use crate::cli::settings::Settings;
use crate::cli::sign_of_life::SignOfLife;
use crate::findings::Finding;
use crate::host::at_once;
use crate::httpd::catalog::wsgi::Version;
use crate::migration::{
    self, Decisions, Library, Plan, PlanError, ProposalError, Proposed, Stage, Wrong,
};
use crate::patch::PatchError;
use crate::report::{self, Failure, PlanJson, Proposal};
use crate::wsgi::{Inventory, Situation};

/// Proposes the daemon-only layout.
pub(in crate::cli) fn plan(
    output: &mut Output,
    source: &SourceOptions,
    options: &PlanOptions,
) -> Outcome {
    let decisions = decisions(options)?;
    let settings = Settings::new(source)?;
    let sign_of_life = SignOfLife::show("looking at the server");
    let server = Server::read(&settings, source)?;
    server.refuse_what_stays_refused()?;
    server.examined(|situation| {
        drop(sign_of_life);
        if situation.inventory.directives == 0 {
            server.refuse_what_httpd_refuses()?;
            deliver(output, &settings, options, b"", b"")?;
            output.talk(NOTHING_TO_MIGRATE);
            output.talk(&report::unknown_text(&server.tree, &server.tree.unknown));
            return Ok(ExitStatus::Done);
        }
        refuse_old_versions(situation.mod_wsgi)?;
        tell_what_is_mended(output, situation.inventory);
        let (proposed, wrong) = propose(&situation, &decisions, &settings)?;
        let (proposed, wrong) = (ManuallyDrop::new(proposed), ManuallyDrop::new(wrong));
        tell_what_is_withdrawn(output, &proposed);
        let plan = &proposed.plan;
        let proposal = Proposal {
            lines: server.lines(),
            plan,
            proof: &proposed.proof,
            wrong: &wrong,
            mod_wsgi: server.mod_wsgi,
            patch_file: options.output.as_deref(),
            base: &settings.on_this_machine(&plan.base),
        };
        write_answers(&settings, &decisions, plan, options)?;
        show(output, &settings, proposal, &proposed.diff, options)?;
        Ok(status(options, plan))
    })
}

/// Returns a plan with its proof, and what it leaves wrong.
fn propose(
    situation: &Situation<'_>,
    decisions: &Decisions,
    settings: &Settings,
) -> Result<(Proposed, Vec<Finding>), Problem> {
    let sign_of_life = SignOfLife::show("planning");
    let wrong = Wrong::on(*situation);
    let (proposed, _) = at_once(
        || migration::propose(*situation, decisions, &settings.runtime, Some(&wrong)),
        || wrong.now(),
    );
    drop(sign_of_life);
    let proposed = proposed.map_err(|error| nothing_proposed(&error))?;
    let wrong = proposed.remaining(&wrong);
    Ok((proposed, wrong))
}

fn status(options: &PlanOptions, plan: &Plan) -> ExitStatus {
    if options.check && !plan.is_empty() {
        return ExitStatus::Pending;
    }
    ExitStatus::Done
}

/// What is said of a server on which mod_wsgi does nothing.
pub(super) const NOTHING_TO_MIGRATE: &str =
    "no directive of mod_wsgi is in effect: there is nothing to migrate\n";

/// Says that httpd does not start with the configuration as it stands.
fn tell_what_is_mended(output: &mut Output, inventory: &Inventory) {
    if !inventory.misplaced_restrictions.is_empty() {
        output.talk(
            "httpd does not start with this configuration, because of a `WSGIRestrictEmbedded` in a section: the plan mends that\n",
        );
    }
}

/// Puts together what the options say.
fn decisions(options: &PlanOptions) -> Result<Decisions, Problem> {
    let said = &options.decisions;
    let answers = Answers::read(said)?;
    let decisions = Decisions::gather(&Library::new(&read), answers.said(said));
    let mut decisions = decisions.map_err(|error| not_usable(&error))?;
    decisions.stage = match options.stage {
        PlanStage::All => Stage::All,
        PlanStage::Delegate => Stage::Delegate,
    };
    Ok(match templates(said)? {
        None => decisions,
        Some(templates) => decisions.with_templates(templates),
    })
}

/// Writes the decisions where it was asked for.
fn write_answers(
    settings: &Settings,
    decisions: &Decisions,
    plan: &Plan,
    options: &PlanOptions,
) -> Result<(), Problem> {
    let Some(path) = &options.decisions.write_answers else {
        return Ok(());
    };
    let answers = answers(decisions, plan).map_err(|error| not_usable(&error))?;
    settings.write(path, answers.as_bytes())
}

/// What is needed to find a defect.
const TO_SEND: &str = "please report it with this message, the lines that it names, and what `wsgi-daemonize --version` and \
                       `wsgi-daemonize tree` print, without what is secret";

/// Says that less is proposed than was planned.
fn tell_what_is_withdrawn(output: &mut Output, proposed: &Proposed) {
    if let Some(difference) = &proposed.withdrawn {
        output.talk(&format!(
            "warning: not all that was planned passed its proof: {difference}\n  help: what is proposed here did; what was \
             withdrawn is named below\n  help: {TO_SEND}\n"
        ));
    }
}

/// Decisions that cannot be followed are the user's; everything else is ours.
fn nothing_proposed(error: &ProposalError) -> Problem {
    let mut failure = Failure::from_error(error);
    match error {
        ProposalError::Plan(PlanError::Decisions(decisions)) => {
            failure.help.extend(decisions.help());
            (ExitStatus::Usage, failure)
        }
        // What we write ourselves can be filled in.
        ProposalError::Plan(PlanError::Template(_)) => (ExitStatus::Usage, failure),
        ProposalError::Plan(_) => (ExitStatus::Refused, failure.help(TO_SEND)),
        ProposalError::Proof(_) => {
            let help = "nothing was changed: this is a defect of wsgi-daemonize";
            let failure = failure.help(help).help(TO_SEND);
            (ExitStatus::Refused, failure)
        }
    }
}

/// The first version whose `WSGIScriptAlias` takes a process group.
const OLDEST: Version = (3, 0, 0);

pub(super) fn refuse_old_versions(version: Option<Version>) -> Result<(), Problem> {
    match version {
        Some(version) if version < OLDEST => {
            let (major, minor, patch) = version;
            let failure = Failure::new(format!(
                "mod_wsgi {major}.{minor}.{patch} is too old: `process-group=` on WSGIScriptAlias came with 3.0"
            ));
            Err((
                ExitStatus::Refused,
                failure.help("bring mod_wsgi up to date first"),
            ))
        }
        _ => Ok(()),
    }
}

fn show(
    output: &mut Output,
    settings: &Settings,
    proposal: Proposal<'_>,
    diff: &Result<Vec<u8>, PatchError>,
    options: &PlanOptions,
) -> Result<(), Problem> {
    let diff = match diff {
        Ok(diff) => diff.as_slice(),
        Err(error) => return Err((ExitStatus::Refused, Failure::from_error(error))),
    };
    let (text, diff) = match options.format {
        PlanFormat::Patch => (Vec::new(), diff),
        PlanFormat::Text => {
            let text = report::plan_text(proposal, output.columns());
            (text.into_bytes(), diff)
        }
        PlanFormat::Json => {
            let json = report::json(&PlanJson::new(proposal, diff))
                .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
            (json, &b""[..])
        }
    };
    deliver(output, settings, options, &text, diff)?;
    settings.tell_notes(output);
    if options.format == PlanFormat::Patch {
        output.talk(&report::plan_summary(proposal, report::COLUMNS));
    }
    Ok(())
}

/// Writes the product where it was asked for: a text, and a diff behind it.
fn deliver(
    output: &mut Output,
    settings: &Settings,
    options: &PlanOptions,
    text: &[u8],
    diff: &[u8],
) -> Result<(), Problem> {
    if let Some(path) = &options.output {
        return settings.write(path, &[text, diff].concat());
    }
    let written = output.product(text).and_then(|()| output.diff(diff));
    written.map_err(|error| not_written(&error))
}
