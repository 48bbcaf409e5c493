//! `check`: what is wrong or risky in a configuration.

use std::path::Path;

use super::explain::known_rule;
use super::log::show_log;
use super::{Outcome, Problem, not_written};
use crate::cli::arguments::{CheckFormat, CheckOptions, FailOn, SourceOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::server::Server;
use crate::cli::settings::{Settings, version};
use crate::cli::sign_of_life::SignOfLife;
use crate::findings::{self, Applicability, Facts, Finding, NotMissed, RULES, Rule, Severity};
use crate::migration::Mending;
use crate::patch::CONTEXT;
use crate::report::{self, Baseline, CheckJson, Checked, Failure, Repair};
use crate::wsgi::Situation;

/// Shows what the rules find.
pub(in crate::cli) fn check(
    output: &mut Output,
    source: &SourceOptions,
    options: &CheckOptions,
) -> Outcome {
    let rules = rules(options)?;
    let target = version("--target", options.target.as_deref())?;
    let settings = Settings::new(source)?;
    let sign_of_life = SignOfLife::show("looking at the server");
    let server = Server::read(&settings, source)?;
    server.examined(|situation| {
        let facts = Facts::new(situation, target);
        let findings = findings::find(&facts, &rules);
        drop(sign_of_life);
        if let Some(path) = &options.write_baseline {
            return write_baseline(&settings, path, &findings);
        }
        let all = findings.len();
        let findings = without_known(options, findings)?;
        let known = all - findings.len();
        let checked = Checked {
            lines: server.lines(),
            findings: &findings,
            mod_wsgi: server.mod_wsgi,
            root: settings.root(),
        };
        if options.diff {
            repair(output, &settings, situation, checked, options)?;
        } else if let Some(path) = &options.log {
            show_log(output, path, &facts, checked, options.format)?;
        } else {
            show(output, checked, options.format)?;
        }
        settings.tell_notes(output);
        tell_what_is_missing(output, &facts, &rules, known);
        Ok(status(&findings, options.fail_on))
    })
}

fn show(output: &mut Output, checked: Checked<'_>, format: CheckFormat) -> Result<(), Problem> {
    let json = |json: serde_json::Result<Vec<u8>>| {
        json.map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))
    };
    let written = match format {
        CheckFormat::Text => {
            let text = report::check_text(checked, output.look());
            output.product(text.as_bytes())
        }
        CheckFormat::Github => output.product(report::github_text(checked).as_bytes()),
        CheckFormat::Json => output.product(&json(report::json(&CheckJson::new(checked)))?),
        CheckFormat::Sarif => output.product(&json(report::json(&report::sarif(checked)))?),
    };
    written.map_err(|error| not_written(&error))
}

/// Shows the fixes as a diff.
fn repair(
    output: &mut Output,
    settings: &Settings,
    situation: Situation<'_>,
    checked: Checked<'_>,
    options: &CheckOptions,
) -> Result<(), Problem> {
    let applicability = if options.unsafe_fixes {
        Applicability::Unsafe
    } else {
        Applicability::Safe
    };
    let mending = Mending {
        situation,
        runtime: &settings.runtime,
        applicability,
    };
    let sign_of_life = SignOfLife::show("mending");
    let mended = mending.mend(checked.findings);
    drop(sign_of_life);
    let diff = mended.patch.unified_diff(&mended.base, CONTEXT);
    let diff = diff.map_err(|error| (ExitStatus::Refused, Failure::from_error(&error)))?;
    match &options.output {
        Some(path) => settings.write(path, &diff)?,
        None => output.diff(&diff).map_err(|error| not_written(&error))?,
    }
    let repair = Repair {
        checked,
        mended: &mended,
        applicability,
        base: &settings.on_this_machine(&mended.base),
        patch_file: options.output.as_deref(),
    };
    output.talk(&report::repair_text(repair, report::COLUMNS));
    Ok(())
}

fn write_baseline(settings: &Settings, path: &Path, findings: &[Finding]) -> Outcome {
    let text = Baseline::of(findings).text();
    let text = text.map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
    settings.write(path, text.as_bytes())?;
    Ok(ExitStatus::Done)
}

/// Leaves out what the baseline knows.
fn without_known(options: &CheckOptions, findings: Vec<Finding>) -> Result<Vec<Finding>, Problem> {
    let Some(path) = &options.baseline else {
        return Ok(findings);
    };
    let baseline = Baseline::parse(&Settings::read_named(path)?).map_err(|error| {
        let mut failure = Failure::new(format!("`{}` is no baseline", path.display()));
        failure.causes.push(error.to_string());
        let failure = failure.help("write one with `wsgi-daemonize check --write-baseline FILE`");
        (ExitStatus::Usage, failure)
    })?;
    Ok(baseline.without_known(findings))
}

/// Says what is not among the findings.
fn tell_what_is_missing(output: &mut Output, facts: &Facts<'_>, rules: &[&Rule], known: usize) {
    match known {
        0 => {}
        1 => output.talk("note: one finding of the baseline is not shown\n"),
        _ => output.talk(&format!(
            "note: {known} findings of the baseline are not shown\n"
        )),
    }
    if !facts.is_read() {
        output.talk(
            "note: httpd stops reading where it refuses: what stands behind was not looked at\n",
        );
    }
    match facts.not_missed(rules) {
        None => {}
        Some(NotMissed::Anything) => output.talk(
            "note: the file of mod_wsgi's module is not on this machine: which files are missing was not looked at\n",
        ),
        Some(NotMissed::InCommonDirectories) => output.talk(
            "note: no script of this configuration is on this machine: in directories that every machine has, none is missed\n",
        ),
    }
}

/// Returns the rules that are asked for.
fn rules(options: &CheckOptions) -> Result<Vec<&'static Rule>, Problem> {
    let known = |names: &[String]| -> Result<Vec<&'static Rule>, Problem> {
        names.iter().map(|name| known_rule(name)).collect()
    };
    let (only, skip) = (known(&options.only)?, known(&options.skip)?);
    let is_in = |rules: &[&Rule], rule: &Rule| rules.iter().any(|other| other.code == rule.code);
    let wanted = RULES
        .iter()
        .filter(|rule| only.is_empty() || is_in(&only, rule));
    Ok(wanted.filter(|rule| !is_in(&skip, rule)).copied().collect())
}

fn status(findings: &[Finding], fail_on: FailOn) -> ExitStatus {
    let limit = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Advice => Severity::Advice,
        FailOn::Never => return ExitStatus::Done,
    };
    if findings
        .iter()
        .any(|finding| finding.rule.severity >= limit)
    {
        return ExitStatus::Found;
    }
    ExitStatus::Done
}
