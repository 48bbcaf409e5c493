//! [`RULES`]: all rules, in the order of their codes.

use super::rule::Rule;
use super::{groups, memory, mode, options, placement};

/// All rules.
pub static RULES: &[&Rule] = &[
    &mode::embedded_beside_groups::RULE,
    &mode::refused_application::RULE,
    &mode::embedded_application::RULE,
    &groups::undefined_group::RULE,
    &groups::group_out_of_reach::RULE,
    &groups::duplicate_group::RULE,
    &groups::unused_group::RULE,
    &placement::refused_by_httpd::RULE,
    &placement::unknown_wsgi_directive::RULE,
    &placement::not_at_the_top::RULE,
    &options::refused_option::RULE,
    &options::number_with_unit::RULE,
    &options::unknown_to_this_version::RULE,
    &options::unknown_to_target::RULE,
    &memory::python_in_every_child::RULE,
    &memory::python_kept_by_hook::RULE,
    &memory::hook_in_htaccess::RULE,
];

/// Returns the rule of a code or a name, in any case.
pub fn rule(called: &str) -> Option<&'static Rule> {
    let is_it = |rule: &&&Rule| {
        rule.code.eq_ignore_ascii_case(called) || rule.name.eq_ignore_ascii_case(called)
    };
    RULES.iter().find(is_it).copied()
}
