//! [`prove`]: reads the server as it would be, and shows that nothing that worked is lost.
//!
//! The changed configuration is read through an [`Overlay`] and evaluated anew. Then, from what is written to what it does:
//! no other directive differs ([`directives`]), every process group is as it was ([`groups`]), every request for an
//! application is answered as before or from a group that can be reached ([`requests`]), no two applications come together
//! in one interpreter ([`interpreters`]), and nothing is left to be planned.

mod changed;
mod directives;
mod groups;
mod interpreters;
mod objections;
mod requests;
mod scopes;
mod transition;
mod unchanged;

pub use changed::Changed;
pub(super) use changed::machine_after;
pub(super) use objections::Objections;
pub use objections::Reached;
pub use transition::{Proof, Running, Transition};
pub(super) use unchanged::{Touched, no_more_changes};

use super::decisions::Decisions;
use super::declared::Declared;
use super::held::Held;
use super::plan::Plan;
use super::plan_error::PlanError;
use super::proposal::{Proving, plan_holding};
use super::remaining::Counted;
use super::restriction::Restriction;
use super::situation::Situation;
use crate::host::at_once;
use crate::httpd::ReadError;
use crate::httpd::request::Router;
use crate::wsgi::{self, Answerer};
use changed::{is_accepted, read_changed};

/// Why a plan is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum Difference {
    /// The changed server cannot be read.
    #[error("the changed configuration cannot be read")]
    Unreadable(#[from] ReadError),
    /// httpd would refuse it.
    #[error("httpd would refuse the changed configuration: {message} ({at})")]
    Refused {
        /// httpd's message.
        message: String,
        /// Where.
        at: String,
    },
    /// Something else changes than what the plan names.
    #[error("the change would reach further than planned: {0}")]
    Changed(String),
    /// With these applications more would change than where they run.
    #[error("the change would reach further than planned: {}", of_first(.0))]
    Reaches(Vec<Reached>),
    /// Something would need embedded mode, which would be restricted.
    #[error("embedded mode would be restricted, and is needed")]
    Embedded(Vec<Held>),
    /// Nothing can be planned for the changed server.
    #[error("the changed configuration cannot be planned for")]
    NoSecondPlan(#[source] PlanError),
    /// More would be planned for the changed server.
    #[error("a second plan would change more: {0}")]
    SecondPlan(String),
}

fn of_first(reached: &[Reached]) -> &str {
    reached
        .first()
        .map_or("an application", |reached| &reached.what)
}

/// What a proof comes to.
pub(super) struct Proven {
    pub(super) proof: Proof,
    /// The server as it would be.
    pub(super) after: Changed,
    /// What is wrong there, where that is asked for.
    pub(super) then: Counted,
}

/// Proves a plan on the model: reads the changed server through an overlay, compares it with the one that is, and plans for
/// it again.
pub(super) fn prove(proving: &Proving<'_>, plan: &Plan) -> Result<Proven, Difference> {
    let situation = &proving.situation;
    let machine = machine_after(situation, plan);
    let (tree, config) = read_changed(&machine, proving.runtime, situation)?;
    let router = Router::new(&machine, &tree, &config);
    let (answerer, accepted) = at_once(
        || Answerer::new(&router, situation.mod_wsgi),
        || is_accepted(&tree, &config, situation.mod_wsgi),
    );
    accepted?;
    let (inventory, overview) = wsgi::examine(&answerer);
    let after = Situation::new(&answerer, &inventory, &overview);
    let comparison = Comparison {
        before: *situation,
        after,
        declared: &plan.declared,
        restricts: matches!(plan.restriction, Restriction::Set { .. }),
    };
    let (compared, more) = at_once(
        || {
            let proof = comparison.compare()?;
            let then = proving.wrong.map(|wrong| wrong.then(after));
            Ok::<_, Difference>((proof, then.unwrap_or_default()))
        },
        || nothing_more(after, proving.decisions, plan),
    );
    let (proof, then) = compared?;
    more?;
    let after = Changed {
        tree,
        config,
        inventory,
        overview,
    };
    Ok(Proven { proof, after, then })
}

/// Makes sure that a second plan changes nothing.
fn nothing_more(
    after: Situation<'_>,
    decisions: &Decisions,
    first: &Plan,
) -> Result<(), Difference> {
    let second = plan_holding(after, decisions, &first.objections);
    let second = second.map_err(Difference::NoSecondPlan)?;
    if second.is_empty() {
        return Ok(());
    }
    let titles = second.steps.into_iter().map(|step| step.title);
    Err(Difference::SecondPlan(
        titles.collect::<Vec<_>>().join("; "),
    ))
}

/// The server as it is, and as it would be.
struct Comparison<'server> {
    before: Situation<'server>,
    after: Situation<'server>,
    /// What is known to be written otherwise.
    declared: &'server Declared,
    /// Whether the change restricts embedded mode.
    restricts: bool,
}

impl Comparison<'_> {
    fn compare(&self) -> Result<Proof, Difference> {
        self.servers().map_err(Difference::Changed)?;
        self.directives().map_err(Difference::Changed)?;
        self.groups().map_err(Difference::Changed)?;
        self.applications().map_err(Difference::Changed)?;
        let asked = self.asked();
        let reached = [
            interpreters::come_together(&asked),
            interpreters::are_unprepared(&self.before, &self.after, &asked),
            self.changes(&asked),
        ];
        let reached = reached.concat();
        if !reached.is_empty() {
            return Err(Difference::Reaches(reached));
        }
        self.requests(&asked)
    }

    /// The virtual hosts are the same.
    fn servers(&self) -> Result<(), String> {
        let (before, after) = (self.before.config, self.after.config);
        let same = before
            .servers()
            .zip(after.servers())
            .all(|((id, one), (_, other))| {
                one.addresses == other.addresses
                    && one.aliases == other.aliases
                    && before.server_name(id) == after.server_name(id)
            });
        if same && before.servers().count() == after.servers().count() {
            return Ok(());
        }
        Err("the virtual hosts would be others".to_owned())
    }
}

#[cfg(test)]
mod tests;
