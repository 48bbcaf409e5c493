//! `WSGILazyInitialization`: when Python starts. mod_wsgi 6 has no such directive.

use super::Consequences;
use crate::httpd::NodeId;
use crate::migration::definitions::Removal;
use crate::migration::held::Obstacle;
use crate::migration::restriction::Restriction;
use crate::migration::situation::Situation;
use crate::migration::step::Step;

/// Why `Off` goes.
const OFF: &str = "it starts Python in httpd's first process, as root, whatever is restricted; with newer Pythons every \
                   process crashes under it, and mod_wsgi 6 does not know it";
/// Why `On` goes.
const ON: &str = "it says what is so without it, and mod_wsgi 6 does not know it";

/// Returns the line that starts Python early and cannot be taken away.
pub(in crate::migration) fn early_python(situation: &Situation<'_>) -> Vec<(Obstacle, NodeId)> {
    let lines = lines(situation).into_iter();
    let kept = lines.filter_map(|(node, is_off)| match situation.spot(node) {
        Err(obstacle) if is_off => Some((obstacle, node)),
        _ => None,
    });
    kept.collect()
}

impl Consequences<'_, '_> {
    /// Takes the lines away, once embedded mode is restricted.
    pub(super) fn start_python_late(&mut self, removal: &mut Removal<'_>) {
        let is_restricted = matches!(
            self.restriction,
            Restriction::InForce | Restriction::Set { .. }
        );
        if !is_restricted {
            return;
        }
        for (node, is_off) in lines(&self.situation) {
            let Ok(spot) = self.situation.spot(node) else {
                continue;
            };
            removal.take_line(&spot, node);
            self.declared.deleted.insert(node);
            let step = if is_off {
                Step::review("take `WSGILazyInitialization Off` away", OFF)
            } else {
                Step::safe("take `WSGILazyInitialization On` away", ON)
            };
            self.steps.push(step.at([self.situation.at_node(node)]));
        }
    }
}

/// Returns the lines, and whether each says Off.
fn lines(situation: &Situation<'_>) -> Vec<(NodeId, bool)> {
    let effective = situation.config.of_wsgi().into_iter();
    let directives = effective.map(|effective| situation.tree.directive(effective.node));
    directives
        .filter(|directive| {
            directive
                .name
                .eq_ignore_ascii_case(b"WSGILazyInitialization")
        })
        .map(|directive| {
            let value = directive.first_word().unwrap_or_default();
            (directive.id, value.eq_ignore_ascii_case(b"off"))
        })
        .collect()
}
