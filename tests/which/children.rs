//! What brings Python into Apache's own processes although embedded mode is restricted.

use super::ground::Ground;

const URL: &str = "http://main.test/app";

/// What happens without any trigger.
const RESTRICTED: &str = "WSGIRestrictEmbedded On\nWSGIScriptAlias /app @ROOT@/app/a.wsgi\n";

/// A line that every start of Python logs; there are no daemons here.
const PYTHON: &str = "Initializing Python.";

/// Returns the directives that keep Python in the children, as we say.
fn causes(ground: &Ground) -> Vec<String> {
    let output = ground.run(&["inspect", "--format", "json"]);
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let causes = page["python_in_children"].as_array().unwrap();
    let first_word = |cause: &serde_json::Value| {
        let directive = cause["directive"].as_str().unwrap_or("nothing");
        directive.split(' ').next().unwrap().to_owned()
    };
    causes.iter().map(first_word).collect()
}

/// Asserts which directives we name, and that the real server starts Python in children if there are any.
#[track_caller]
fn assert_causes(config: &str, files: &[(&str, &str)], expected: &[&str]) {
    let ground = Ground::new(&[RESTRICTED, config].concat(), files);
    assert_causes_of(&ground, expected);
}

#[track_caller]
fn assert_causes_of(ground: &Ground, expected: &[&str]) {
    assert_eq!(causes(ground), expected);
    let ours = ground.ours(&[URL], &[]);
    if let Some((real, log)) = ground.real(&[URL]) {
        assert_eq!(log.contains(PYTHON), !expected.is_empty(), "{log}");
        assert_eq!(ours[0].status, "refused");
        assert_eq!(real[0].status, "refused");
    }
}

#[test]
fn an_access_script_in_any_section_does() {
    let config = "<Location /elsewhere>\nWSGIAccessScript @ROOT@/app/a.wsgi\n</Location>\n";
    assert_causes(config, &[], &["WSGIAccessScript"]);
}

#[test]
fn it_does_in_front_of_the_restriction_too() {
    let config = "<Location /elsewhere>\nWSGIAccessScript @ROOT@/app/a.wsgi\n</Location>\n";
    let ground = Ground::new(&[config, RESTRICTED].concat(), &[]);
    assert_causes_of(&ground, &["WSGIAccessScript"]);
}

#[test]
fn a_script_for_users_or_groups_does() {
    for name in ["WSGIAuthUserScript", "WSGIAuthGroupScript"] {
        let config = format!("<Location /elsewhere>\n{name} @ROOT@/app/a.wsgi\n</Location>\n");
        assert_causes(&config, &[], &[name]);
    }
}

#[test]
fn a_script_inside_a_provider_alias_does() {
    let config = "<AuthnProviderAlias wsgi own>\nWSGIAuthUserScript @ROOT@/app/a.wsgi\n</AuthnProviderAlias>\n";
    assert_causes(config, &[], &["WSGIAuthUserScript"]);
}

#[test]
fn a_script_that_is_loaded_into_them_does() {
    let config =
        "WSGIImportScript @ROOT@/app/a.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}\n";
    assert_causes(config, &[], &["WSGIImportScript"]);
}

#[test]
fn an_alias_with_both_options_does_not() {
    let config =
        "WSGIScriptAlias /both @ROOT@/app/a.wsgi process-group=%{GLOBAL} application-group=x\n";
    assert_causes(config, &[], &[]);
}

#[test]
fn a_wrong_python_home_does_not() {
    assert_causes("WSGIPythonHome /nonexistent\n", &[], &[]);
}

#[test]
fn a_script_only_in_a_htaccess_does_not() {
    let config = "<Directory @ROOT@/www>\nAllowOverride AuthConfig\n</Directory>\n";
    let files = [("www/.htaccess", "WSGIAccessScript @ROOT@/app/a.wsgi\n")];
    assert_causes(config, &files, &[]);
}

#[test]
fn a_dispatch_script_does_and_leaves_every_answer_open() {
    let config = "<Location /elsewhere>\nWSGIDispatchScript @ROOT@/app/a.wsgi\n</Location>\n";
    assert_causes(config, &[], &["WSGIDispatchScript"]);
    let ground = Ground::new(
        "WSGIScriptAlias /app @ROOT@/app/a.wsgi\nWSGIDispatchScript @ROOT@/app/b.wsgi\n",
        &[],
    );
    let ours = ground.ours(&[URL], &[]);
    assert_eq!(ours[0].status, "undecided");
    assert!(ours[0].because.is_some());
}

/// Not asked of the real server: every process of a 4.9.4 with Python 3.11 dies of it, again and again.
#[test]
fn early_initialization_does_where_a_version_has_it() {
    let config = [RESTRICTED, "WSGILazyInitialization Off\n"].concat();
    let ground = Ground::new(&config, &[]);
    assert_eq!(causes(&ground), ["WSGILazyInitialization"]);
}

#[test]
fn without_a_restriction_its_lack_is_the_cause() {
    let ground = Ground::new("WSGIScriptAlias /app @ROOT@/app/a.wsgi\n", &[]);
    assert_eq!(causes(&ground), ["nothing"]);
}
