//! [`Restriction`]: whether embedded mode can be restricted, and what stands in the way.

use super::consequences::early_python;
use super::decisions::{Decisions, Saying, Stage};
use super::held::{Held, Obstacle};
use super::situation::{Situation, Spot};
use super::step::Step;
use crate::httpd::NodeId;
use crate::httpd::path_bytes;
use crate::source::printable;
use crate::wsgi::Concern;

/// What becomes of `WSGIRestrictEmbedded`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restriction {
    /// It is On already, once.
    InForce,
    /// It is set to On, in place of these lines.
    Set {
        /// The lines that say something else, or say it again.
        #[doc(hidden)]
        replaced: Vec<(Spot, NodeId)>,
    },
    /// It is not touched, because something would fail.
    Held,
    /// The preset does not ask for it.
    NotAsked,
    /// Nothing stands in its way; it is left for a second plan.
    Later,
}

/// Decides on the restriction. What stands in its way is added to `held`, which has what is not delegated already.
pub(super) fn restriction(
    situation: &Situation<'_>,
    decisions: &Decisions,
    held: &mut Vec<Held>,
) -> Restriction {
    let lines = &situation.inventory.restrict_embedded;
    let is_in_force = is_in_force(situation);
    // Whoever restricts embedded mode already wants that, whatever the preset says.
    let is_wanted = decisions.preset.restrict_embedded || situation.inventory.is_restricted();
    if !is_wanted {
        return Restriction::NotAsked;
    }
    let what = if is_in_force { IN_FORCE } else { NOT_SET };
    hold_for_what_is_not_followed(situation, what, held);
    for (obstacle, node) in early_python(situation) {
        held.push(Held::new(what, obstacle, situation.at_node(node)));
    }
    hold_for_htaccess_files(situation, what, held);
    hold_for_unknowns(situation, what, held);
    if is_in_force {
        return Restriction::InForce;
    }
    let mut replaced = Vec::new();
    for (node, _) in lines {
        match situation.spot(*node) {
            Ok(spot) => replaced.push((spot, *node)),
            Err(obstacle) => held.push(Held::new(NOT_SET, obstacle, situation.at_node(*node))),
        }
    }
    if !held.is_empty() {
        return Restriction::Held;
    }
    match decisions.stage {
        Stage::All => Restriction::Set { replaced },
        Stage::Delegate => Restriction::Later,
    }
}

/// Returns whether embedded mode is restricted by one line that stays. The line of a file that is also read in a section, where
/// httpd refuses it, goes.
pub(super) fn is_in_force(situation: &Situation<'_>) -> bool {
    let inventory = situation.inventory;
    let line = |node: NodeId| {
        let spot = situation.spot(node).ok()?;
        Some((spot.path, spot.line))
    };
    let misplaced = inventory.misplaced_restrictions.iter();
    let going: Vec<_> = misplaced.filter_map(|node| line(*node)).collect();
    let mut lines = inventory.restrict_embedded.iter();
    let goes = lines.any(|(node, _)| line(*node).is_some_and(|line| going.contains(&line)));
    inventory.is_restricted() && !goes
}

/// Why embedded mode is restricted.
const RESTRICTED: &str =
    "nothing needs it any more, and without it Apache's own processes start no Python";
/// Why embedded mode is restricted although Python stays.
const RESTRICTED_BESIDE_HOOKS: &str = "no application needs it any more, and none comes back to Apache's own processes unseen; \
                                       what keeps Python there is named below";

/// Returns the step that sets the restriction; some Python may stay in Apache's own processes.
pub(super) fn step_of_restriction(keeps_python: bool) -> Step {
    let title = "restrict embedded mode: `WSGIRestrictEmbedded On` at the main server";
    let reason = if keeps_python {
        RESTRICTED_BESIDE_HOOKS
    } else {
        RESTRICTED
    };
    Step::safe(title, reason).unless([Saying::set("restrict-embedded", "false")])
}

/// Directives by which Python may run in Apache's own processes without a `WSGIScriptAlias`.
fn hold_for_what_is_not_followed(situation: &Situation<'_>, what: &str, held: &mut Vec<Held>) {
    for beyond in &situation.inventory.beyond {
        let directive = situation.tree.directive(beyond.node);
        let name = printable(directive.name);
        let (why, clear) = match beyond.concern {
            Concern::OtherMount => (
                format!(
                    "`{name}` can run an application in Apache's own processes, and this version does not \
                     follow it"
                ),
                "delegate what it runs with WSGIProcessGroup, and set the restriction by hand",
            ),
            Concern::ChoosesGroups => (
                format!(
                    "`{name}` may choose Apache's own processes for a request; this version does not follow it"
                ),
                "take it away, or set the restriction by hand",
            ),
            Concern::RestrictsGroups
            | Concern::ChangesRoot
            | Concern::Htaccess
            | Concern::EarlyPython
            | Concern::PythonInChildren
            | Concern::EmbeddedOnly
            | Concern::DaemonOnly => continue,
        };
        held.push(Held::new(
            what,
            Obstacle::new(why, clear),
            situation.at_node(beyond.node),
        ));
    }
}

/// A hook in a `.htaccess` crashes a process without Python at its first request (mod_wsgi.md 5.2: measured), and what was
/// not looked at may have one, or a handler.
fn hold_for_htaccess_files(situation: &Situation<'_>, what: &str, held: &mut Vec<Held>) {
    let htaccess = &situation.inventory.htaccess;
    for hook in &htaccess.hooks {
        let obstacle = Obstacle::new(
            format!(
                "`{}` in a .htaccess file runs Python in Apache's own processes, and crashes those without it",
                hook.directive
            ),
            "write it in a <Directory> of the configuration",
        );
        let file = printable(path_bytes(&hook.file));
        held.push(Held::new(what, obstacle, format!("{file}:{}", hook.line)));
    }
    for (node, why) in &htaccess.open {
        let directive = situation.tree.directive(*node);
        let obstacle = Obstacle::new(
            format!(
                "`{} {}` lets .htaccess files run Python in Apache's own processes, and not all could be looked at: {why}",
                printable(directive.name),
                printable(directive.arguments)
            ),
            "take what is not needed out of the line",
        );
        held.push(Held::new(what, obstacle, situation.at_node(*node)));
    }
}

/// What could not be read may hold an application.
fn hold_for_unknowns(situation: &Situation<'_>, what: &str, held: &mut Vec<Held>) {
    for unknown in situation
        .tree
        .unknown
        .iter()
        .chain(&situation.config.unknown)
    {
        held.push(Held::new(
            what,
            Obstacle::new(
                format!("it is not known {}", unknown.what),
                "make it known, and plan again",
            ),
            situation.at(unknown.place),
        ));
    }
}

const IN_FORCE: &str =
    "`WSGIRestrictEmbedded On` is there already, and what it does to all requests is not known";
pub(super) const NOT_SET: &str = "`WSGIRestrictEmbedded On` is not set";
