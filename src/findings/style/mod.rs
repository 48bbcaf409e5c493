//! WD8xx: what works, and says something else than it seems to.

pub(super) mod group_names_alike;
pub(super) mod stdout_restriction_off;
