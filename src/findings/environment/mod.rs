//! WD6xx: what applications find around them, and the files that a configuration names.

mod django_settings;
mod python_environment;

pub(super) mod closed_directory;
pub(super) mod daemon_home_missing;
pub(super) mod embedded_python_path;
pub(super) mod environment_in_path;
pub(super) mod python_home_missing;
pub(super) mod python_home_version;
pub(super) mod python_path_version;
pub(super) mod script_missing;
pub(super) mod shared_django_settings;
pub(super) mod user_without_home;
pub(super) mod wrong_python_home;
