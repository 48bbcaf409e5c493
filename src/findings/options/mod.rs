//! WD4xx: options of process groups and aliases, and the versions that know them.

pub(super) mod endless_timeout;
pub(super) mod monitor_switched_off;
pub(super) mod no_time_limit;
pub(super) mod number_with_unit;
mod numeric_option;
pub(super) mod refused_option;
mod releases;
pub(super) mod repeated_option;
pub(super) mod restart_after_few_requests;
pub(super) mod single_process_multiprocess;
pub(super) mod tiny_memory_limit;
pub(super) mod too_many_threads;
pub(super) mod unknown_to_target;
pub(super) mod unknown_to_this_version;
