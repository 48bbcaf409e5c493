//! [`Objections`]: what a proof has against a plan, for the plan that is made in its place.

use std::collections::BTreeMap;

use super::Difference;
use crate::httpd::{NodeId, merge, path_bytes};
use crate::migration::held::{Held, Obstacle};
use crate::migration::judgement::Refusal;
use crate::migration::restriction::NOT_SET;
use crate::migration::situation::Situation;
use crate::wsgi::{Application, ApplicationId, Mechanism};

/// An application with which more would change than planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The line that mounts it.
    pub(super) line: NodeId,
    /// Its script.
    pub(super) script: Option<Vec<u8>>,
    /// What would change.
    pub(super) what: String,
}

/// What a person can do where a plan is held back that should have passed its proof.
const REPORT: &str = "please report it, with the lines that it names";

/// What is known to stand in the way before a plan is made.
#[derive(Clone, Debug, Default)]
pub(in crate::migration) struct Objections {
    /// What needs embedded mode.
    pub(in crate::migration) needing: Vec<Held>,
    /// Why applications are not delegated. The changed server has the same numbers.
    applications: BTreeMap<ApplicationId, String>,
    /// Why no definition moves.
    definitions: Option<String>,
}

impl Objections {
    /// Takes what a proof has against a plan; the error is what another plan cannot heed.
    pub(in crate::migration) fn take(
        &mut self,
        situation: &Situation<'_>,
        difference: Difference,
    ) -> Result<(), Difference> {
        match difference {
            Difference::Embedded(needing) if self.needing.is_empty() => self.needing = needing,
            Difference::Reaches(reached) => {
                let before = self.applications.len();
                for reached in &reached {
                    self.leave(situation, reached);
                }
                if self.applications.len() == before {
                    return Err(Difference::Reaches(reached));
                }
            }
            other => return Err(other),
        }
        Ok(())
    }

    fn leave(&mut self, situation: &Situation<'_>, reached: &Reached) {
        let root = &situation.tree.server_root;
        let is_it = |application: &Application| {
            // A handler is told by the line that sets it, and its script stands on another.
            let is_its_script = || {
                let script = merge(root, &application.path);
                reached.script.as_deref() == Some(path_bytes(&script))
            };
            application.node == reached.line
                || application.mechanism == Mechanism::HandlerScript && is_its_script()
        };
        let applications = situation.inventory.applications();
        for (id, _) in applications.filter(|(_, application)| is_it(application)) {
            let known = self.applications.entry(id);
            known.or_insert_with(|| {
                format!("more would change than where it runs: {}", reached.what)
            });
        }
    }

    /// Withholds the restriction.
    pub(in crate::migration) fn withhold_restriction(&mut self, why: &str, at: String) {
        let obstacle = Obstacle::new(why, REPORT);
        self.needing.push(Held::new(NOT_SET, obstacle, at));
    }

    /// Leaves an application as it is.
    pub(in crate::migration) fn leave_alone(&mut self, id: ApplicationId, why: &str) {
        self.applications.insert(id, why.to_owned());
    }

    /// Leaves all definitions where they are.
    pub(in crate::migration) fn keep_definitions(&mut self, why: &str) {
        self.definitions = Some(why.to_owned());
    }

    /// Makes sure that no proof had anything against moving definitions.
    pub(in crate::migration) fn let_move(&self) -> Result<(), Obstacle> {
        match &self.definitions {
            None => Ok(()),
            Some(why) => Err(Obstacle::new(why, REPORT)),
        }
    }

    /// Makes sure that no proof had anything against delegating an application.
    pub(in crate::migration) fn let_through(
        &self,
        id: ApplicationId,
        application: &Application,
    ) -> Result<(), Refusal> {
        let Some(why) = self.applications.get(&id) else {
            return Ok(());
        };
        let clear = "delegate it by hand";
        Err((Obstacle::new(why, clear), application.node))
    }
}
