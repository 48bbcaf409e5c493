//! WD2xx: process groups, and who can reach them.

pub(super) mod duplicate_group;
pub(super) mod group_out_of_reach;
pub(super) mod undefined_group;
pub(super) mod unused_group;
