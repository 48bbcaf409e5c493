//! [`examine`]: the inventory and the overview of a server, at the same time.

use super::answer::Answerer;
use super::inventory::{Inventory, take_inventory};
use super::overview::{Overview, overview};
use crate::host::at_once;

/// Takes the inventory of a server and looks at all its applications; neither needs the other.
pub fn examine(answerer: &Answerer<'_>) -> (Inventory, Overview) {
    let (host, tree, config) = (answerer.host(), answerer.tree(), answerer.config());
    at_once(|| take_inventory(host, tree, config), || overview(answerer))
}
