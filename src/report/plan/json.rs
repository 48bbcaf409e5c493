//! A plan as JSON.

use serde::Serialize;

use super::{Proposal, risk_name};
use crate::findings::Finding;
use crate::httpd::path_bytes;
use crate::httpd::request::Origin;
use crate::migration::{Held, Restriction, Running, Step, Transition};
use crate::report::inspect::{mechanism_name, version_text};
use crate::report::tree::hex;
use crate::report::which::{Lines, VirtualHostJson, status_name};
use crate::source::printable;

/// `plan --format json`.
#[derive(Debug, Serialize)]
pub struct PlanJson {
    schema: u32,
    config: String,
    mod_wsgi: Option<String>,
    restriction: &'static str,
    applications: Vec<TransitionJson>,
    steps: Vec<StepJson>,
    held: Vec<HeldJson>,
    left: Vec<HeldJson>,
    notes: Vec<String>,
    seen: Vec<String>,
    wrong: Vec<WrongJson>,
    base: String,
    files: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patch_hex: Option<String>,
}

#[derive(Debug, Serialize)]
struct TransitionJson {
    id: String,
    virtual_host: Option<VirtualHostJson>,
    mechanism: &'static str,
    mount: String,
    script: Option<String>,
    part: Option<String>,
    file: String,
    line: u32,
    before: RunningJson,
    after: RunningJson,
}

#[derive(Debug, Serialize)]
struct RunningJson {
    mode: &'static str,
    process_group: Option<String>,
    application_group: Option<String>,
    processes: Option<u32>,
    threads: Option<u32>,
    loaded_at_start: bool,
    log_of: Option<VirtualHostJson>,
}

#[derive(Debug, Serialize)]
struct StepJson {
    title: String,
    reason: String,
    risk: &'static str,
    at: Vec<String>,
}

#[derive(Debug, Serialize)]
struct WrongJson {
    code: &'static str,
    severity: &'static str,
    message: String,
    file: String,
    line: u32,
}

#[derive(Debug, Serialize)]
struct HeldJson {
    what: String,
    why: String,
    clear: String,
    at: String,
}

impl PlanJson {
    /// Returns everything that there is to say of a plan, and its diff.
    pub fn new(proposal: Proposal<'_>, diff: &[u8]) -> Self {
        let Proposal {
            lines, plan, proof, ..
        } = proposal;
        let main = lines.tree.files().next();
        let (patch, patch_hex) = match std::str::from_utf8(diff) {
            Ok(text) => (Some(text.to_owned()), None),
            Err(_) => (None, Some(hex(diff))),
        };
        Self {
            schema: 1,
            config: main.map_or_else(String::new, |(_, file)| printable(path_bytes(&file.path))),
            mod_wsgi: proposal.mod_wsgi.map(version_text),
            restriction: restriction_name(&plan.restriction),
            applications: proof
                .transitions
                .iter()
                .map(|transition| transition_json(lines, transition))
                .collect(),
            steps: plan.steps.iter().map(step_json).collect(),
            held: plan.held.iter().map(held_json).collect(),
            left: plan.left.iter().map(held_json).collect(),
            notes: plan.notes.clone(),
            seen: plan.seen.clone(),
            wrong: proposal.wrong.iter().map(wrong_json).collect(),
            base: printable(path_bytes(proposal.base)),
            files: plan
                .patch
                .changes()
                .map(|(path, _)| printable(path_bytes(path)))
                .collect(),
            patch,
            patch_hex,
        }
    }
}

fn restriction_name(restriction: &Restriction) -> &'static str {
    match restriction {
        Restriction::InForce => "in-force",
        Restriction::Set { .. } => "set",
        Restriction::Held => "held",
        Restriction::NotAsked => "not-asked",
        Restriction::Later => "later",
    }
}

fn transition_json(lines: Lines<'_>, transition: &Transition) -> TransitionJson {
    let (file, line) = lines.place(&Origin::Config(transition.node));
    TransitionJson {
        id: transition.id.clone(),
        virtual_host: lines.virtual_host(transition.server),
        mechanism: mechanism_name(transition.mechanism),
        mount: printable(&transition.mount),
        script: transition.script.as_deref().map(printable),
        part: transition.part.as_deref().map(printable),
        file,
        line,
        before: running_json(lines, &transition.before),
        after: running_json(lines, &transition.after),
    }
}

fn running_json(lines: Lines<'_>, running: &Running) -> RunningJson {
    RunningJson {
        mode: status_name(running.status),
        process_group: running.process_group.as_deref().map(printable),
        application_group: running.application_group.as_deref().map(printable),
        processes: running.size.map(|(processes, _)| processes),
        threads: running.size.map(|(_, threads)| threads),
        loaded_at_start: running.at_start,
        log_of: lines.virtual_host(running.logs_of),
    }
}

fn step_json(step: &Step) -> StepJson {
    StepJson {
        title: step.title.clone(),
        reason: step.reason.clone(),
        risk: risk_name(step.risk),
        at: step.at.clone(),
    }
}

fn wrong_json(finding: &Finding) -> WrongJson {
    let at = &finding.primary.location;
    WrongJson {
        code: finding.rule.code,
        severity: finding.rule.severity.name(),
        message: finding.message.clone(),
        file: printable(path_bytes(&at.file)),
        line: at.line,
    }
}

fn held_json(held: &Held) -> HeldJson {
    HeldJson {
        what: held.what.clone(),
        why: held.why.clone(),
        clear: held.clear.clone(),
        at: held.at.clone(),
    }
}
