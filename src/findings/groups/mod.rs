//! WD2xx: process groups, and who can reach them.

pub(super) mod duplicate_group;
pub(super) mod fenced_off_group;
pub(super) mod forgotten_group_name;
pub(super) mod group_defined_too_late;
pub(super) mod group_out_of_reach;
pub(super) mod guarded_group;
pub(super) mod location_overruled_by_shorter;
pub(super) mod overruled_process_group;
pub(super) mod request_to_service_group;
pub(super) mod shared_main_interpreter;
pub(super) mod socket_of_another_user;
pub(super) mod undefined_group;
pub(super) mod unused_group;
