//! `WSGIImportScript process-group=%{GLOBAL}`: a script that is loaded into Apache's own processes goes with the application
//! that it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Consequences;
use crate::httpd::{NodeId, ServerId, merge};
use crate::migration::plan_error::{PlanError, edit_error};
use crate::migration::situation::{Situation, Spot};
use crate::migration::step::Step;
use crate::source::{Span, printable};
use crate::syntax::quote;
use crate::wsgi::{Application, ApplicationId, ImportScript, Target};

/// How an option names Apache's own processes.
const OPTION: &[u8] = b"process-group=%{GLOBAL}";
/// Why a script is loaded elsewhere.
const WHY: &str = "it is the script of an application that runs there, and in Apache's own processes it would start Python";

/// A line that loads a script, with all its readings.
struct Line {
    spot: Spot,
    nodes: BTreeSet<NodeId>,
    groups: BTreeSet<Option<Vec<u8>>>,
}

/// Returns whether a script is loaded at start into another interpreter than the main one: then that is the interpreter in
/// which its application expects itself.
pub(in crate::migration) fn names_interpreter(
    situation: &Situation<'_>,
    application: &Application,
) -> bool {
    let mut imports = situation.inventory.embedded_imports();
    imports
        .any(|import| runs(situation, application, import) && !import.application_group.is_empty())
}

impl Consequences<'_, '_> {
    /// Lets scripts be loaded where their applications run.
    pub(super) fn retarget_import_scripts(&mut self) -> Result<(), PlanError> {
        let situation = self.situation;
        for import in self.imports() {
            let mut groups = import.groups.iter();
            let (Some(Some(group)), None) = (groups.next(), groups.next()) else {
                continue;
            };
            let Some(place) = place_of_option(situation.raw(&import.spot)) else {
                continue;
            };
            let option = [b"process-group=", quote(group).as_slice()].concat();
            let replaced = self.changes.replace_in_line(&import.spot, place, &option);
            replaced.map_err(|error| edit_error(&import.spot.path, &error))?;
            for node in &import.nodes {
                let arguments = situation.tree.directive(*node).arguments;
                if let Some(place) = place_of_option(arguments) {
                    self.declared.edit(*node, arguments, place, &option);
                    self.needed.push(*node);
                }
            }
            let title = format!(
                "load the script of a WSGIImportScript in the process group `{}`",
                printable(group)
            );
            let at = situation.at_spot(&import.spot);
            self.steps.push(Step::review(title, WHY).at([at]));
        }
        Ok(())
    }

    /// Returns the lines, with the groups in which their scripts run; none among these where that is not so, or not known.
    fn imports(&self) -> Vec<Line> {
        let situation = self.situation;
        let runs_in = self.runs_in();
        let mut found: BTreeMap<(PathBuf, usize), Line> = BTreeMap::new();
        for import in situation.inventory.embedded_imports() {
            let Ok(spot) = situation.spot(import.node) else {
                continue;
            };
            let line = found
                .entry((spot.path.clone(), spot.line))
                .or_insert_with(|| Line {
                    spot,
                    nodes: BTreeSet::new(),
                    groups: BTreeSet::new(),
                });
            line.nodes.insert(import.node);
            for (id, application) in situation.inventory.applications() {
                if runs(&situation, application, import) {
                    let group = runs_in.get(&id);
                    let group = group.filter(|group| self.is_above(group, import.node));
                    line.groups.insert(group.cloned());
                }
            }
        }
        found.into_values().collect()
    }

    /// Returns the group of each application that runs in one, now or from now on.
    fn runs_in(&self) -> BTreeMap<ApplicationId, Vec<u8>> {
        let delegated = self.judgement.applications.iter();
        let delegated =
            delegated.filter_map(|(id, verdict)| Some((*id, verdict.group()?.to_vec())));
        let new = self.groups.iter().flat_map(|group| {
            let ids = group.applications.iter();
            ids.map(|id| (*id, group.name.clone()))
        });
        delegated.chain(new).collect()
    }

    /// Returns whether a group is, or will be, defined in the main server above a line.
    fn is_above(&self, group: &[u8], line: NodeId) -> bool {
        let daemon = self.situation.inventory.daemon(group);
        daemon.is_none_or(|daemon| {
            let is_hoisted = self.judgement.hoisted.contains_key(&daemon.node);
            is_hoisted || daemon.server == ServerId::MAIN && daemon.node < line
        })
    }
}

/// Returns whether an application runs the script that a line loads.
fn runs(situation: &Situation<'_>, application: &Application, import: &ImportScript) -> bool {
    let root = &situation.tree.server_root;
    let script = merge(root, &import.script);
    let target = merge(root, &application.path);
    match application.target {
        Target::Directory => script.starts_with(&target),
        Target::File | Target::Missing => script == target,
    }
}

/// Returns where a line has the option, if it does so once.
fn place_of_option(line: &[u8]) -> Option<Span> {
    let mut found = memchr::memmem::find_iter(line, OPTION);
    let (at, None) = (found.next()?, found.next()) else {
        return None;
    };
    let end = at + OPTION.len();
    let is_word = line.get(end).is_none_or(u8::is_ascii_whitespace);
    let offset = |at| u32::try_from(at).ok();
    is_word.then_some(Span::new(offset(at)?, offset(end)?))
}
