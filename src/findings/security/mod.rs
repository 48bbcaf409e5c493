//! WD7xx: who can read, change or reach what he should not.

pub(super) mod script_below_document_root;
pub(super) mod shared_socket_directory;
pub(super) mod socket_directory_closed;
pub(super) mod socket_directory_missing;
pub(super) mod user_without_group;
pub(super) mod world_writable_script;
