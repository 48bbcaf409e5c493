//! [`propose`]: a plan that is proven.

use super::decisions::Decisions;
use super::plan::{Plan, plan_holding};
use super::plan_error::PlanError;
use super::proof::{Difference, Proof, prove};
use super::situation::Situation;
use crate::httpd::Runtime;

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

/// Plans, and proves the plan. What the proof finds to need embedded mode holds the restriction back, and is named.
pub fn propose(
    situation: Situation<'_>,
    decisions: &Decisions,
    runtime: &Runtime,
) -> Result<(Plan, Proof), ProposalError> {
    let plan = plan_holding(situation, decisions, Vec::new())?;
    let plan = match prove(&situation, decisions, runtime, &plan) {
        Ok(proof) => return Ok((plan, proof)),
        Err(Difference::Embedded(needing)) => plan_holding(situation, decisions, needing)?,
        Err(difference) => return Err(difference.into()),
    };
    let proof = prove(&situation, decisions, runtime, &plan)?;
    Ok((plan, proof))
}
