//! WD6xx: what applications find around them, and the files that a configuration names.

mod django_settings;
mod locale;
mod python_environment;

pub(super) use django_settings::Settings;
pub(super) use python_environment::python_of_module;

pub(super) mod activated_in_script;
pub(super) mod ascii_file_names;
pub(super) mod closed_directory;
pub(super) mod closed_environment;
pub(super) mod daemon_home_missing;
pub(super) mod embedded_python_path;
pub(super) mod environment_in_path;
pub(super) mod extension_loaded_twice;
pub(super) mod extension_outside_main;
pub(super) mod hidden_authorization;
pub(super) mod home_under_selinux;
pub(super) mod missing_locale;
pub(super) mod python_home_missing;
pub(super) mod python_home_version;
pub(super) mod python_path_version;
pub(super) mod script_missing;
pub(super) mod shared_django_settings;
pub(super) mod user_without_home;
pub(super) mod variable_of_requests;
pub(super) mod wrong_python_home;
