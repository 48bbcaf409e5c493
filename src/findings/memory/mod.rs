//! WD5xx: what keeps Python in memory.

pub(super) mod early_initialization;
pub(super) mod group_for_each_twin;
pub(super) mod hook_in_htaccess;
pub(super) mod mod_python_beside_it;
pub(super) mod python_in_every_child;
pub(super) mod python_kept_by_hook;
