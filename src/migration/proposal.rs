//! [`propose`]: a plan that is proven.

use super::decisions::Decisions;
use super::declared::Declared;
use super::held::{Held, Obstacle};
use super::plan::{Plan, think_through};
use super::plan_error::PlanError;
use super::proof::{Changed, Difference, Proof, prove};
use super::restriction::Restriction;
use super::situation::Situation;
use crate::httpd::Runtime;
use crate::patch::Patch;

/// Why nothing is proposed.
#[derive(Debug, thiserror::Error)]
pub enum ProposalError {
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The plan is not what it should be.
    #[error(transparent)]
    Proof(#[from] Difference),
}

/// A plan that is proven.
#[derive(Debug)]
pub struct Proposed {
    /// The plan.
    pub plan: Plan,
    /// What its proof has shown.
    pub proof: Proof,
    /// The server as it would be.
    pub after: Changed,
}

/// Plans, and proves the plan. What the proof finds to need embedded mode holds the restriction back, and is named.
pub fn propose(
    situation: Situation<'_>,
    decisions: &Decisions,
    runtime: &Runtime,
) -> Result<Proposed, ProposalError> {
    let plan = plan_holding(situation, decisions, Vec::new())?;
    let plan = match prove(&situation, decisions, runtime, &plan) {
        Ok((proof, after)) => return Ok(Proposed { plan, proof, after }),
        Err(Difference::Embedded(needing)) => plan_holding(situation, decisions, needing)?,
        Err(difference) => return Err(difference.into()),
    };
    let (proof, after) = prove(&situation, decisions, runtime, &plan)?;
    Ok(Proposed { plan, proof, after })
}

/// Plans; `needing` is known to need embedded mode. Nothing is changed when a file that has to be edited cannot be.
pub(super) fn plan_holding(
    situation: Situation<'_>,
    decisions: &Decisions,
    needing: Vec<Held>,
) -> Result<Plan, PlanError> {
    match think_through(situation, decisions, needing.clone()) {
        Err(PlanError::Edit { path, reason }) => {
            let obstacle = Obstacle::new(
                format!("what has to be written there cannot be: {reason}"),
                "write the end of the file anew, as lines of their own",
            );
            let held = Held::new("the server is left as it is", obstacle, path);
            Ok(nothing(situation, needing, held))
        }
        planned => planned,
    }
}

/// Returns the plan to change nothing, and why.
fn nothing(situation: Situation<'_>, needing: Vec<Held>, held: Held) -> Plan {
    let is_restricted = situation.inventory.is_restricted();
    Plan {
        steps: Vec::new(),
        held: needing.iter().cloned().chain([held]).collect(),
        left: Vec::new(),
        needing,
        notes: Vec::new(),
        seen: Vec::new(),
        restriction: if is_restricted {
            Restriction::InForce
        } else {
            Restriction::Held
        },
        base: situation.root(),
        patch: Patch::new(),
        after: Vec::new(),
        decided: Vec::new(),
        declared: Declared::default(),
    }
}
