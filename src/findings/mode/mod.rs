//! WD1xx: in which processes applications run.

pub(super) mod embedded_application;
pub(super) mod embedded_beside_groups;
pub(super) mod refused_application;
