//! [`propose`]: a plan that is proven.

use std::collections::BTreeSet;

use super::decisions::Decisions;
use super::declared::Declared;
use super::held::{Held, Obstacle};
use super::plan::{Plan, think_through};
use super::plan_error::PlanError;
use super::proof::{Changed, Difference, Objections, Proof, Proven, prove};
use super::remaining::{Counted, Wrong};
use super::restriction::{Restriction, is_in_force};
use super::situation::Situation;
use crate::host::at_once;
use crate::httpd::Runtime;
use crate::patch::{CONTEXT, Patch, PatchError};

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
    /// The change, to be applied in the directory from which that is done; the error is why no diff can say it.
    pub diff: Result<Vec<u8>, PatchError>,
    /// What its proof has shown.
    pub proof: Proof,
    /// The server as it would be. A program that ends soon need not give its memory back piece by piece, so that is left to
    /// whoever asks for a proposal.
    pub after: Changed,
    /// What is wrong there.
    pub(super) then: Counted,
    /// What the proof had against all that was planned first, where less is proposed because of a defect of ours.
    pub withdrawn: Option<Difference>,
}

/// So many plans are made, each of which heeds what the proofs had against those before it.
const PLANS: usize = 8;

/// Plans, and proves the plan. What the proof finds to need embedded mode holds the restriction back, and applications with
/// which more would change than where they run are left as they are: both are named. Of a plan that does not pass otherwise,
/// what passes is proposed. What is `wrong` on the server is looked for again on the one that would be, if it is asked for.
pub fn propose(
    situation: Situation<'_>,
    decisions: &Decisions,
    runtime: &Runtime,
    wrong: Option<&Wrong<'_>>,
) -> Result<Proposed, ProposalError> {
    let proving = Proving {
        situation,
        decisions,
        runtime,
        wrong,
    };
    match proving.settle(Objections::default())? {
        Settled::Proven(proposed) => Ok(*proposed),
        Settled::Stuck(stuck) => match proving.less(&stuck) {
            Some(proposed) => Ok(Proposed {
                withdrawn: Some(stuck.difference),
                ..proposed
            }),
            None => Err(stuck.difference.into()),
        },
    }
}

/// What is to be planned and proven.
#[derive(Clone, Copy)]
pub(super) struct Proving<'server> {
    pub(super) situation: Situation<'server>,
    pub(super) decisions: &'server Decisions,
    pub(super) runtime: &'server Runtime,
    pub(super) wrong: Option<&'server Wrong<'server>>,
}

/// What planning has come to.
pub(super) enum Settled {
    /// A proof.
    Proven(Box<Proposed>),
    /// A plan that no proof shows to be right.
    Stuck(Box<Stuck>),
}

/// A plan that does not pass its proof.
pub(super) struct Stuck {
    pub(super) plan: Plan,
    /// Why it does not.
    pub(super) difference: Difference,
}

impl Proving<'_> {
    /// Plans until a proof has nothing against the plan that another plan could heed.
    pub(super) fn settle(&self, mut objections: Objections) -> Result<Settled, PlanError> {
        let mut rounds = 1;
        loop {
            let plan = plan_holding(self.situation, self.decisions, &objections)?;
            let (proven, diff) = at_once(
                || prove(self, &plan),
                || plan.patch.unified_diff(&plan.base, CONTEXT),
            );
            let difference = match proven {
                Ok(Proven { proof, after, then }) => {
                    return Ok(Settled::Proven(Box::new(Proposed {
                        plan,
                        diff,
                        proof,
                        after,
                        then,
                        withdrawn: None,
                    })));
                }
                Err(difference) => difference,
            };
            let heeded = match difference {
                difference if rounds < PLANS => objections.take(&self.situation, difference),
                difference => Err(difference),
            };
            if let Err(difference) = heeded {
                return Ok(Settled::Stuck(Box::new(Stuck { plan, difference })));
            }
            rounds += 1;
        }
    }
}

/// Plans, and heeds what proofs had against the plans before. Nothing is changed when a file that has to be edited cannot be.
pub(super) fn plan_holding(
    situation: Situation<'_>,
    decisions: &Decisions,
    objections: &Objections,
) -> Result<Plan, PlanError> {
    match think_through(situation, decisions, objections) {
        Err(PlanError::Edit { path, reason }) => {
            let obstacle = Obstacle::new(
                format!("what has to be written there cannot be: {reason}"),
                "write the end of the file anew, as lines of their own",
            );
            let held = Held::new("the server is left as it is", obstacle, path);
            Ok(nothing(situation, objections, held))
        }
        planned => planned,
    }
}

/// Returns the plan to change nothing, and why.
fn nothing(situation: Situation<'_>, objections: &Objections, held: Held) -> Plan {
    let is_restricted = is_in_force(&situation);
    Plan {
        steps: Vec::new(),
        held: objections.needing.iter().cloned().chain([held]).collect(),
        left: Vec::new(),
        objections: objections.clone(),
        notes: Vec::new(),
        seen: Vec::new(),
        restriction: if is_restricted {
            Restriction::InForce
        } else {
            Restriction::Held
        },
        base: situation.root(),
        delegated: BTreeSet::new(),
        patch: Patch::new(),
        after: Vec::new(),
        decided: Vec::new(),
        declared: Declared::default(),
    }
}
