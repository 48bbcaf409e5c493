//! [`prove`]: reads the server as it would be, and shows that nothing that worked is lost.
//!
//! The changed configuration is read through an [`Overlay`] and evaluated anew. Then, from what is written to what it does:
//! no other directive differs ([`directives`]), every process group is as it was ([`groups`]), every request for an
//! application is answered as before or from a group that can be reached ([`requests`]), no two applications come together
//! in one interpreter ([`interpreters`]), and nothing is left to be planned.

mod directives;
mod groups;
mod interpreters;
mod requests;
mod scopes;
mod transition;

pub use transition::{Proof, Running, Transition};

use std::path::Path;

use super::decisions::Decisions;
use super::held::Held;
use super::plan::Plan;
use super::plan_error::PlanError;
use super::proposal::plan_holding;
use super::situation::Situation;
use crate::host::Overlay;
use crate::httpd::request::Router;
use crate::httpd::{self, ReadError, Runtime};
use crate::patch::Change;
use crate::source::printable;
use crate::wsgi::{self, Answerer};

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

/// Proves a plan on the model: reads the changed server through an overlay and compares it with the one that is.
///
/// Files that the plan does not touch are not opened again; what httpd makes of them is found out anew.
pub(super) fn prove(
    situation: &Situation<'_>,
    decisions: &Decisions,
    runtime: &Runtime,
    plan: &Plan,
) -> Result<Proof, Difference> {
    let overlay = changed(situation, plan);
    let is_changed = |path: &Path| overlay.replaces(path);
    let tree = httpd::read_again(&overlay, runtime, situation.tree, &is_changed)?;
    let config = httpd::evaluate(&tree);
    if let Some(error) = wsgi::all_errors(&tree, &config, situation.mod_wsgi)
        .into_iter()
        .next()
    {
        let place = error.place.map(|place| tree.at(place));
        return Err(Difference::Refused {
            message: printable(&error.message),
            at: place.unwrap_or_else(|| "no line".to_owned()),
        });
    }
    let router = Router::new(&overlay, &tree, &config);
    let answerer = Answerer::new(&router, situation.mod_wsgi);
    let after = Situation {
        host: &overlay,
        tree: &tree,
        config: &config,
        inventory: &wsgi::take_inventory(&overlay, &tree, &config),
        overview: &wsgi::overview(&answerer),
        answerer: &answerer,
        mod_wsgi: situation.mod_wsgi,
    };
    let comparison = Comparison {
        before: *situation,
        after,
        plan,
    };
    let proof = comparison.compare()?;
    nothing_more(after, decisions, plan)?;
    Ok(proof)
}

/// Returns the machine after the change.
fn changed<'host>(situation: &Situation<'host>, plan: &Plan) -> Overlay<'host> {
    let mut overlay = Overlay::new(situation.host);
    for (path, change) in plan.patch.changes() {
        match change {
            Change::Modify { after, .. } => overlay.put_file(path, after.clone()),
            Change::Create { text } => overlay.put_file(path, text.clone()),
            Change::Link { target } => overlay.put_link(path, target),
        }
    }
    for (file, after) in &plan.after {
        overlay.put_file(&situation.tree.file(*file).path, after.clone());
    }
    overlay
}

/// Makes sure that a second plan changes nothing.
fn nothing_more(
    after: Situation<'_>,
    decisions: &Decisions,
    first: &Plan,
) -> Result<(), Difference> {
    let second = plan_holding(after, decisions, first.needing.clone());
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
    plan: &'server Plan,
}

impl Comparison<'_> {
    fn compare(&self) -> Result<Proof, Difference> {
        self.servers().map_err(Difference::Changed)?;
        self.directives().map_err(Difference::Changed)?;
        self.groups().map_err(Difference::Changed)?;
        self.applications().map_err(Difference::Changed)?;
        let asked = self.asked();
        interpreters::stay_apart(&asked).map_err(Difference::Changed)?;
        interpreters::are_prepared(&self.before, &self.after, &asked)
            .map_err(Difference::Changed)?;
        self.requests(&asked)
    }

    /// The virtual hosts are the same.
    fn servers(&self) -> Result<(), String> {
        let told = |situation: &Situation<'_>| {
            let servers = situation.config.servers();
            let told = servers.map(|(id, server)| {
                let name = situation.config.server_name(id).map(<[u8]>::to_vec);
                (server.addresses.clone(), name, server.aliases.clone())
            });
            told.collect::<Vec<_>>()
        };
        if told(&self.before) == told(&self.after) {
            return Ok(());
        }
        Err("the virtual hosts would be others".to_owned())
    }
}

#[cfg(test)]
mod tests;
