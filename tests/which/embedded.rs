//! `WSGIRestrictEmbedded` in every order, and what that means by the version of mod_wsgi.

use super::ground::Ground;
use super::told::{Expected, Told};

const URLS: [&str; 2] = ["http://main.test/embedded", "http://main.test/daemon"];

/// A line that every start of Python logs, in a child or a daemon.
const PYTHON: &str = "Initializing Python.";

fn ground(lines: &[&str]) -> Ground {
    let aliases = "
        WSGIScriptAlias /embedded @ROOT@/app/a.wsgi
        WSGIScriptAlias /daemon @ROOT@/app/a.wsgi process-group=one";
    let config = [&["WSGIDaemonProcess one threads=1"], lines, &[aliases]].concat();
    Ground::new(&config.join("\n"), &[])
}

/// Asks us, for a version of mod_wsgi, and what we say of Python in the children.
fn ours(ground: &Ground, version: &str) -> (Vec<Told>, Option<bool>) {
    let option = ["--mod-wsgi-version", version];
    let answers = ground.ours(&URLS, &option);
    let output = ground.run(&["inspect", "--format", "json", option[0], option[1]]);
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    (answers, page["server"]["python_in_children"].as_bool())
}

/// Asserts what becomes of an application that is not delegated, with a version; a delegated one always works.
#[track_caller]
fn assert_is(ground: &Ground, version: &str, expected: Expected, python: bool) {
    let (answers, in_children) = ours(ground, version);
    assert!(expected.fits(&answers[0]), "{version}: {:?}", answers[0]);
    assert!(
        Expected::Daemon("one").fits(&answers[1]),
        "{:?}",
        answers[1]
    );
    assert_eq!(in_children, Some(python), "{version}");
}

/// Asserts what the real server shows: the answers, and how many processes started Python beside the one daemon.
#[track_caller]
fn assert_real(ground: &Ground, status: &str, python: bool) {
    let Some((answers, log)) = ground.real(&URLS) else {
        return;
    };
    assert_eq!(answers[0].status, status, "{:?}", answers[0]);
    assert_eq!(answers[1].status, "daemon", "{:?}", answers[1]);
    let started = log.matches(PYTHON).count();
    assert_eq!(started > 1, python, "{started} starts\n{log}");
}

#[test]
fn embedded_mode_works_where_nothing_is_said_or_off() {
    for lines in [&[][..], &["WSGIRestrictEmbedded Off"]] {
        let ground = ground(lines);
        assert_is(&ground, "4.9.4", Expected::Embedded, true);
        assert_is(&ground, "6.0.5", Expected::Embedded, true);
        assert_real(&ground, "embedded", true);
    }
}

#[test]
fn on_refuses_and_keeps_python_out() {
    let ground = ground(&["WSGIRestrictEmbedded On"]);
    assert_is(&ground, "4.9.4", Expected::Refused, false);
    assert_is(&ground, "6.0.5", Expected::Refused, false);
    assert_real(&ground, "refused", false);
}

#[test]
fn off_after_on_lets_requests_through_to_children_without_python_before_6_0_2() {
    let ground = ground(&["WSGIRestrictEmbedded On", "WSGIRestrictEmbedded Off"]);
    assert_is(&ground, "4.9.4", Expected::Refused, false);
    assert_is(&ground, "6.0.1", Expected::Refused, false);
    assert_is(&ground, "6.0.2", Expected::Embedded, true);
    assert_real(&ground, "crash", false);
}

#[test]
fn on_after_off_refuses_and_loses_the_saving_from_6_0_2_on() {
    let ground = ground(&["WSGIRestrictEmbedded Off", "WSGIRestrictEmbedded On"]);
    assert_is(&ground, "4.9.4", Expected::Refused, false);
    assert_is(&ground, "6.0.1", Expected::Refused, false);
    assert_is(&ground, "6.0.2", Expected::Refused, true);
    assert_real(&ground, "refused", false);
}
