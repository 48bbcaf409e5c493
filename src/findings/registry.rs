//! [`RULES`]: all rules, in the order of their codes.

use super::allowance_rules;
use super::rule::Rule;
use super::{environment, groups, memory, mode, options, placement, security, style};

/// All rules.
pub static RULES: &[&Rule] = &[
    &mode::embedded_beside_groups::RULE,
    &mode::refused_application::RULE,
    &mode::embedded_application::RULE,
    &groups::undefined_group::RULE,
    &groups::group_out_of_reach::RULE,
    &groups::duplicate_group::RULE,
    &groups::unused_group::RULE,
    &groups::request_to_service_group::RULE,
    &groups::forgotten_group_name::RULE,
    &groups::fenced_off_group::RULE,
    &groups::group_defined_too_late::RULE,
    &groups::overruled_process_group::RULE,
    &groups::location_overruled_by_shorter::RULE,
    &groups::guarded_group::RULE,
    &groups::shared_main_interpreter::RULE,
    &groups::socket_of_another_user::RULE,
    &placement::refused_by_httpd::RULE,
    &placement::unknown_wsgi_directive::RULE,
    &placement::not_at_the_top::RULE,
    &placement::alias_behind_shorter::RULE,
    &placement::mounted_twice::RULE,
    &placement::alias_behind_mod_alias::RULE,
    &placement::uneven_slashes::RULE,
    &placement::module_loaded_twice::RULE,
    &placement::mod_wsgi_not_loaded::RULE,
    &placement::contradictory_restriction::RULE,
    &placement::closed_application::RULE,
    &placement::refused_htaccess::RULE,
    &options::refused_option::RULE,
    &options::number_with_unit::RULE,
    &options::unknown_to_this_version::RULE,
    &options::unknown_to_target::RULE,
    &options::repeated_option::RULE,
    &options::single_process_multiprocess::RULE,
    &options::too_many_threads::RULE,
    &options::no_time_limit::RULE,
    &options::monitor_switched_off::RULE,
    &options::endless_timeout::RULE,
    &options::tiny_memory_limit::RULE,
    &options::restart_after_few_requests::RULE,
    &memory::python_in_every_child::RULE,
    &memory::python_kept_by_hook::RULE,
    &memory::hook_in_htaccess::RULE,
    &memory::group_for_each_twin::RULE,
    &memory::early_initialization::RULE,
    &memory::mod_python_beside_it::RULE,
    &environment::shared_django_settings::RULE,
    &environment::python_home_missing::RULE,
    &environment::wrong_python_home::RULE,
    &environment::python_home_version::RULE,
    &environment::environment_in_path::RULE,
    &environment::python_path_version::RULE,
    &environment::embedded_python_path::RULE,
    &environment::script_missing::RULE,
    &environment::daemon_home_missing::RULE,
    &environment::user_without_home::RULE,
    &environment::closed_directory::RULE,
    &environment::extension_loaded_twice::RULE,
    &environment::extension_outside_main::RULE,
    &security::script_below_document_root::RULE,
    &security::shared_socket_directory::RULE,
    &security::socket_directory_missing::RULE,
    &security::user_without_group::RULE,
    &security::world_writable_script::RULE,
    &security::socket_directory_closed::RULE,
    &style::stdout_restriction_off::RULE,
    &style::group_names_alike::RULE,
    &allowance_rules::UNEXPLAINED,
    &allowance_rules::UNUSED,
];

/// Returns the rule of a code or a name, in any case.
pub fn rule(called: &str) -> Option<&'static Rule> {
    let is_it = |rule: &&&Rule| {
        rule.code.eq_ignore_ascii_case(called) || rule.name.eq_ignore_ascii_case(called)
    };
    RULES.iter().find(is_it).copied()
}
