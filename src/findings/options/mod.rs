//! WD4xx: options of process groups and aliases, and the versions that know them.

pub(super) mod number_with_unit;
mod numeric_option;
pub(super) mod refused_option;
mod releases;
pub(super) mod unknown_to_target;
pub(super) mod unknown_to_this_version;
