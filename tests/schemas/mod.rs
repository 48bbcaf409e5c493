//! The JSON Schemas in the repository hold for what is printed about every sample server.

pub(crate) mod validator;

use std::ffi::OsString;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::program::wsgi_daemonize;
use crate::support::site::{Site, sites_folder};
use validator::assert_valid;

const TREE: &str = include_str!("../../src/report/schemas/tree.json");
const PLAN: &str = include_str!("../../src/report/schemas/plan.json");
const INSPECT: &str = include_str!("../../src/report/schemas/inspect.json");

/// Prints something as JSON about every sample server, and holds it against its schema.
fn hold_for_every_site(verb: &str, schema: &str) -> Vec<Value> {
    let entries = std::fs::read_dir(sites_folder()).unwrap();
    let mut values = Vec::new();
    for entry in entries {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // The modules of such a copy are not looked for: this machine need not have them.
        let site = Site::copied(&name);
        let named = [verb, "--format", "json"].into_iter().map(OsString::from);
        let output = wsgi_daemonize(named.chain(site.source()));
        values.push(assert_valid(schema, &output.stdout));
    }
    values
}

#[test]
fn tree_prints_what_its_schema_says() {
    for value in hold_for_every_site("tree", TREE) {
        assert_eq!(value["ok"], true);
        assert!(!value["directives"].as_array().unwrap().is_empty());
    }
}

/// Shows the tree of a server of one file, and holds it against its schema.
fn tree_of(text: &[u8]) -> Value {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("httpd.conf");
    std::fs::write(&config, text).unwrap();
    let arguments = ["tree", "--format", "json", "--config"].map(AsRef::as_ref);
    let output = wsgi_daemonize(arguments.into_iter().chain([config.as_os_str()]));
    assert_valid(TREE, &output.stdout)
}

#[test]
fn tree_prints_bytes_that_are_no_text_as_its_schema_says() {
    let value = tree_of(b"ServerAdmin caf\xe9\n");
    assert_eq!(value["directives"][0]["args_hex"], "636166e9", "{value:#}");
}

/// What keeps httpd from starting, and what it warns of, have their places, too.
#[test]
fn tree_prints_what_is_wrong_as_its_schema_says() {
    let value = tree_of(b"ServerName ${NOT_THERE}\nNonsense x\n");
    assert_eq!(value["ok"], false);
    assert_eq!(value["errors"][0]["line"], 2, "{value:#}");
    assert_eq!(value["warnings"].as_array().unwrap().len(), 1, "{value:#}");
}

#[test]
fn inspect_prints_what_its_schema_says() {
    for value in hold_for_every_site("inspect", INSPECT) {
        assert!(value["summary"]["applications"].as_u64() > Some(0));
    }
}

#[test]
fn plan_prints_what_its_schema_says() {
    let mut patches = 0;
    for value in hold_for_every_site("plan", PLAN) {
        let patch = value["patch"].as_str().unwrap_or_default();
        let hex = value["patch_hex"].as_str().unwrap_or_default();
        let is_empty = patch.is_empty() && hex.is_empty();
        assert_eq!(is_empty, value["steps"].as_array().unwrap().is_empty());
        assert_eq!(is_empty, value["files"].as_array().unwrap().is_empty());
        let held = !value["held"].as_array().unwrap().is_empty();
        let restriction = value["restriction"].as_str().unwrap();
        assert!(held || restriction != "held", "{value:#}");
        assert!(!held || restriction != "set", "{value:#}");
        patches += usize::from(!is_empty);
    }
    assert!(patches > 0);
}
