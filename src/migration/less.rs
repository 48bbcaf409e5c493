//! What remains of a plan that does not pass its proof.
//!
//! That a plan does not pass is a defect: it should not have been made. What of it does pass is right all the same, and of use.
//! So the restriction is withheld first, then the definitions stay where they are, then applications are left alone, as few
//! as possible. Each such plan has a proof of its own, and names what was found.

use super::plan::Plan;
use super::proof::{Difference, Objections};
use super::proposal::{Proposed, Proving, Settled, Stuck};
use super::restriction::Restriction;
use crate::httpd::path_bytes;
use crate::source::printable;
use crate::wsgi::ApplicationId;

/// So many plans are tried to find out which applications are to be left alone.
const TRIES: usize = 24;

impl Proving<'_> {
    /// Finds a plan that passes, and does less than one that does not.
    pub(super) fn less(&self, stuck: &Stuck) -> Option<Proposed> {
        let Stuck { plan, difference } = stuck;
        let why = format!("a plan with it does not pass its proof: {difference}");
        let mut objections = plan.objections.clone();
        if matches!(plan.restriction, Restriction::Set { .. }) {
            objections.withhold_restriction(&why, self.place(difference));
            if let Some(proposed) = self.passes(&objections) {
                return Some(proposed);
            }
        }
        let mut unmoved = objections.clone();
        unmoved.keep_definitions(&why);
        if let Some(proposed) = self.passes(&unmoved) {
            return Some(proposed);
        }
        let mut bases = [objections, unmoved].into_iter();
        bases.find_map(|base| self.without_some(plan, &base, &why))
    }

    /// Leaves applications alone: first all, then as few as pass (Zeller's and Hildebrandt's `ddmin`, by complements).
    fn without_some(&self, plan: &Plan, objections: &Objections, why: &str) -> Option<Proposed> {
        let without = |left: &[ApplicationId]| {
            let mut objections = objections.clone();
            for id in left {
                objections.leave_alone(*id, why);
            }
            self.passes(&objections)
        };
        let mut left: Vec<_> = plan.delegated.iter().copied().collect();
        let mut best = without(&left)?;
        let mut tries = TRIES;
        let mut size = left.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            while at < left.len() && left.len() > 1 && tries > 0 {
                tries -= 1;
                let mut fewer = left.clone();
                fewer.drain(at..left.len().min(at + size));
                match without(&fewer) {
                    Some(better) => (best, left) = (better, fewer),
                    None => at += size,
                }
            }
            size /= 2;
        }
        Some(best)
    }

    fn passes(&self, objections: &Objections) -> Option<Proposed> {
        match self.settle(objections.clone()) {
            Ok(Settled::Proven(proposed)) => Some(*proposed),
            Ok(Settled::Stuck(_)) | Err(_) => None,
        }
    }

    /// Returns the place that a difference names, else the main file.
    fn place(&self, difference: &Difference) -> String {
        match difference {
            Difference::Refused { at, .. } => at.clone(),
            _ => printable(path_bytes(&self.runtime.config)),
        }
    }
}
