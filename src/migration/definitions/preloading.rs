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
    let imports = situation.config.named(&["WSGIImportScript"]);
    nodes.extend(imports.iter().map(|effective| effective.node));
    nodes
}
