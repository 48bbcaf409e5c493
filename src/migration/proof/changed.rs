//! [`Changed`]: the server as it would be, read anew through an overlay.

use std::path::Path;

use super::Difference;
use crate::host::Overlay;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::{self, ConfigTree, Runtime, ServerConfig};
use crate::migration::plan::Plan;
use crate::migration::situation::Situation;
use crate::patch::Change;
use crate::source::printable;
use crate::wsgi::{self, Inventory, Overview};

/// The server as it would be.
#[derive(Debug)]
pub struct Changed {
    /// What httpd would read.
    pub tree: ConfigTree,
    /// What it would make of that.
    pub config: ServerConfig,
    /// What mod_wsgi would make of it.
    pub inventory: Inventory,
    /// What would become of requests.
    pub overview: Overview,
}

/// Reads it. Files that the plan does not touch are not opened again; what httpd makes of them is found out anew.
pub(super) fn read_changed(
    machine: &Overlay<'_>,
    runtime: &Runtime,
    before: &Situation<'_>,
) -> Result<(ConfigTree, ServerConfig), Difference> {
    let is_changed = |path: &Path| machine.replaces(path);
    let tree = httpd::read_again(machine, runtime, before.tree, &is_changed)?;
    let config = httpd::evaluate(&tree);
    Ok((tree, config))
}

/// Makes sure that httpd would take it.
pub(super) fn is_accepted(
    tree: &ConfigTree,
    config: &ServerConfig,
    mod_wsgi: Option<Version>,
) -> Result<(), Difference> {
    let mut errors = wsgi::all_errors(tree, config, mod_wsgi).into_iter();
    match errors.next() {
        None => Ok(()),
        Some(error) => {
            let place = error.place.map(|place| tree.at(place));
            Err(Difference::Refused {
                message: printable(&error.message),
                at: place.unwrap_or_else(|| "no line".to_owned()),
            })
        }
    }
}

/// Returns the machine after a change.
pub(in crate::migration) fn machine_after<'host>(
    situation: &Situation<'host>,
    plan: &Plan,
) -> Overlay<'host> {
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
