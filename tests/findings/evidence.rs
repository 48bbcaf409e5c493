//! Where what each rule says of the server was seen on the real one.

use wsgi_daemonize::findings::RULES;

use crate::architecture::has_test;

/// The tests in which the server shows what a rule says of it.
const SEEN: &[(&str, &[&str])] = &[
    (
        "what_the_real_server_logs_is_tied_to_its_configuration_and_leads_to_the_rules",
        &[
            "WD102", "WD201", "WD202", "WD207", "WD311", "WD602", "WD608", "WD609", "WD610",
        ],
    ),
    (
        "what_keeps_the_real_server_from_starting_leads_to_the_rules",
        &["WD203", "WD208", "WD302", "WD303", "WD401", "WD403"],
    ),
    (
        "embedded_mode_works_where_nothing_is_said_or_off",
        &["WD101", "WD103", "WD501"],
    ),
    (
        "groups_are_as_their_options_say",
        &["WD205", "WD206", "WD405"],
    ),
    (
        "l6_the_option_of_the_alias_against_the_directive",
        &["WD209"],
    ),
    ("l7_the_later_location_wins_not_the_longer", &["WD210"]),
    (
        "l8_a_definition_under_a_flag_in_two_virtual_hosts",
        &["WD211"],
    ),
    (
        "what_applications_see_depends_on_their_group",
        &["WD250", "WD406"],
    ),
    ("under_mpm_itk_a_socket_is_its_users", &["WD251"]),
    (
        "the_suite_holds_for_the_installed_httpd",
        &["WD301", "WD309"],
    ),
    (
        "among_aliases_the_first_wins_not_the_longest",
        &["WD304", "WD305"],
    ),
    ("what_a_htaccess_may_not_say_is_a_500", &["WD312"]),
    ("mod_alias_wins_over_any_alias_of_mod_wsgi", &["WD306"]),
    ("a_proxy_comes_before_any_alias_of_mod_wsgi", &[]),
    ("the_last_option_of_an_alias_counts", &[]),
    (
        "behind_an_alias_for_everything_an_expression_is_not_tried",
        &[],
    ),
    ("behind_a_link_to_nothing_everything_is_forbidden", &[]),
    ("what_is_below_an_uneven_alias_is_not_found", &["WD307"]),
    ("a_second_file_of_the_module_is_skipped", &["WD308"]),
    (
        "off_after_on_lets_requests_through_to_children_without_python_before_6_0_2",
        &["WD310"],
    ),
    (
        "processes_end_by_their_limits",
        &["WD402", "WD411", "WD412"],
    ),
    (
        "without_the_monitor_a_request_has_no_limit",
        &["WD408", "WD409"],
    ),
    ("an_access_script_in_any_section_does", &["WD502"]),
    (
        "a_hook_in_htaccess_crashes_a_child_without_python",
        &["WD503"],
    ),
    (
        "python_starts_in_the_parent_where_it_is_not_lazy",
        &["WD550"],
    ),
    ("beside_mod_python_the_server_does_not_start", &["WD551"]),
    ("a_setting_by_default_is_that_of_the_first_site", &["WD601"]),
    ("process_groups_without_a_home_die", &["WD603"]),
    (
        "modules_in_the_wrong_place_are_not_found",
        &["WD604", "WD605", "WD607"],
    ),
    ("files_are_found_by_whoever_looks", &["WD606", "WD701"]),
    (
        "through_a_closed_directory_nobody_is_served",
        &["WD611", "WD612", "WD706"],
    ),
    (
        "what_allows_one_interpreter_fails_in_the_second",
        &["WD613", "WD614"],
    ),
    (
        "what_is_of_requests_or_hidden_is_not_seen",
        &["WD616", "WD619"],
    ),
    (
        "the_names_of_files_are_as_the_locale_has_them",
        &["WD617", "WD618"],
    ),
    ("without_its_socket_a_group_is_not_reached", &["WD702"]),
    (
        "without_a_directory_for_sockets_nobody_is_served",
        &["WD703"],
    ),
    (
        "small_things_are_as_the_pages_say",
        &["WD704", "WD801", "WD802"],
    ),
];

/// What there is nothing to see of, and why.
const NOT_SEEN: &[(&str, &str)] = &[
    ("WD204", "what nothing selects is not asked"),
    (
        "WD404",
        "about a version that is not installed; its own sources say it",
    ),
    ("WD407", "about what Python can use of many threads"),
    ("WD410", "a limit beyond all waiting"),
    ("WD504", "two groups run, as two lines say"),
    (
        "WD615",
        "about a habit; what the file does is virtualenv's own affair",
    ),
    (
        "WD620",
        "about a policy of the kernel that tests do not have",
    ),
    ("WD705", "about the rights of a file"),
    ("WD901", "about our own comments"),
    ("WD902", "about our own comments"),
];

#[test]
fn every_rule_was_seen_on_the_real_server_or_says_why_not() {
    let seen = SEEN.iter().flat_map(|(_, codes)| codes.iter().copied());
    let not_seen = NOT_SEEN.iter().map(|(code, _)| *code);
    let mut codes: Vec<&str> = seen.chain(not_seen).collect();
    codes.sort_unstable();
    let expected: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(codes, expected);
}

#[test]
fn the_tests_that_are_named_are_there() {
    for (name, _) in SEEN {
        assert!(has_test(name), "{name}");
    }
    assert!(!has_test("nobody_calls_a_test_so"));
}
