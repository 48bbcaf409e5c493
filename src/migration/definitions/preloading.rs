//! Which lines need the definition of a group above them.

use crate::httpd::NodeId;
use crate::migration::situation::Situation;

/// Returns the lines that name a group which mod_wsgi looks for while it reads them: aliases with both groups, import
/// scripts.
pub(in crate::migration) fn preloading(situation: &Situation<'_>) -> Vec<NodeId> {
    let aliases = situation.inventory.applications.iter();
    let mut nodes: Vec<_> = aliases
        .filter(|application| application.is_preloaded_in_a_group())
        .filter(|application| application.options.is_preloaded())
        .map(|application| application.node)
        .collect();
    nodes.extend(situation.config.effective.iter().filter_map(|effective| {
        let name = situation.tree.name_of(effective.node);
        let is_import = name.eq_ignore_ascii_case(b"WSGIImportScript");
        is_import.then_some(effective.node)
    }));
    nodes
}
