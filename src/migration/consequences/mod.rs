//! Other lines that have to follow when applications move, and what is decided about each.

mod allowed_groups;
mod embedded_settings;
mod host_list;
mod import_scripts;
mod python_start;
mod restrict_process;
pub(super) mod socket_prefix;

pub(super) use allowed_groups::Lists;
pub(super) use embedded_settings::{embedded_settings, keeps_python};
pub(super) use import_scripts::{import_in_the_way, names_interpreter, preparing_imports};
pub(super) use python_start::early_python;
pub(super) use socket_prefix::without_sockets;

use super::changes::Changes;
use super::declared::Declared;
use super::definitions::Removal;
use super::grouping::Group;
use super::held::Held;
use super::judgement::Judgement;
use super::plan_error::PlanError;
use super::restriction::Restriction;
use super::situation::Situation;
use super::step::Step;
use crate::httpd::NodeId;

/// Why a restriction goes that stands in a wrong place.
const MISPLACED: &str = "httpd does not start with it there: it is for the whole server, and stands at the main server alone";

/// What has been decided, and what follows from it.
pub(super) struct Consequences<'plan, 'server> {
    pub(super) situation: Situation<'server>,
    pub(super) judgement: &'plan Judgement,
    /// The groups to which something is delegated from now on.
    pub(super) groups: &'plan [Group],
    pub(super) restriction: &'plan Restriction,
    /// Whether nothing is to run in Apache's own processes any more.
    pub(super) nothing_embedded: bool,
    pub(super) changes: &'plan mut Changes<'server>,
    pub(super) declared: &'plan mut Declared,
    pub(super) steps: &'plan mut Vec<Step>,
    /// Whether each virtual host is to use the process groups of its own applications alone.
    pub(super) restricts_processes: bool,
    /// What is left alone although nothing fails because of it.
    pub(super) left: &'plan mut Vec<Held>,
    /// The lines before which the definitions must stand.
    pub(super) needed: &'plan mut Vec<NodeId>,
}

impl Consequences<'_, '_> {
    /// Changes the lines that have to follow.
    pub(super) fn follow(mut self) -> Result<(), PlanError> {
        self.allow_groups()?;
        self.retarget_import_scripts()?;
        self.restrict_processes()?;
        let mut removal = Removal::new(self.situation);
        if let Restriction::Set { replaced } = self.restriction {
            for (spot, node) in replaced {
                removal.take_line(spot, *node);
            }
        }
        self.take_misplaced_restrictions(&mut removal);
        self.start_python_late(&mut removal);
        self.drop_embedded_settings(&mut removal);
        removal.finish(self.changes)
    }

    /// Takes `WSGIRestrictEmbedded` away where httpd refuses it, whatever becomes of it at the main server.
    fn take_misplaced_restrictions(&mut self, removal: &mut Removal<'_>) {
        let situation = self.situation;
        for node in &situation.inventory.misplaced_restrictions {
            let Ok(spot) = situation.spot(*node) else {
                continue;
            };
            removal.take_line(&spot, *node);
            let title = "take `WSGIRestrictEmbedded` out of a section";
            let step = Step::review(title, MISPLACED).at([situation.at_node(*node)]);
            self.steps.push(step);
        }
    }
}
