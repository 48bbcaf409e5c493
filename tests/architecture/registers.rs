//! What is data is in use: templates, presets, sample servers, snapshots; and the top stays tidy.

use std::fs;
use std::path::Path;

use super::{files_below, folder, nothing_to_complain, sources_below};

/// What stands at the top of the repository; names that begin with a dot are git's and CI's.
const TOP: [&str; 15] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "presets",
    "snapshots",
    "src",
    "target",
    "templates",
    "tests",
];

/// Complains about files that the program does not carry: no `include_str!("…/name")` has them.
fn not_embedded(paths: &[String], program: &str) -> Vec<String> {
    let embedded = |path: &&String| program.contains(&format!("/{path}\")"));
    let lost = paths.iter().filter(|path| !embedded(path));
    lost.map(|path| format!("{path}: no include_str! in src names it"))
        .collect()
}

/// Complains about sample servers that no test names.
fn not_visited(sites: &[String], tests: &str) -> Vec<String> {
    let visited = |site: &&String| tests.contains(&format!("\"{site}\""));
    let lost = sites.iter().filter(|site| !visited(site));
    lost.map(|site| format!("tests/sites/{site}: no test names it"))
        .collect()
}

/// Returns whether the tests name all of `parts`, as one path or one by one.
fn names(tests: &str, parts: &[&str]) -> bool {
    let quoted = |name: &str| tests.contains(&format!("{name}\""));
    quoted(&parts.join("/")) || parts.iter().all(|part| quoted(&format!("\"{part}")))
}

/// Complains about snapshots that no test compares with: neither they nor a folder that they are
/// in (below the first, which is a site's or a subject's) is named, nor have they an input of
/// their name below `tests`.
fn not_compared(snapshots: &[String], inputs: &[String], tests: &str) -> Vec<String> {
    let compared = |path: &&String| {
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let stem = Path::new(&parts.join("/")).with_extension("");
        let is_input = |input: &String| {
            let input = Path::new(input).with_extension("");
            input.strip_prefix("tests").is_ok_and(|input| input == stem)
        };
        let least = parts.len().min(2);
        (least..=parts.len()).any(|count| names(tests, &parts[..count]))
            || inputs.iter().any(is_input)
    };
    let lost = snapshots.iter().filter(|path| !compared(path));
    lost.map(|path| format!("{path}: no test compares with it"))
        .collect()
}

/// Complains about names that do not belong at the top.
fn strays(names: &[String]) -> Vec<String> {
    let belongs = |name: &&String| name.starts_with('.') || TOP.contains(&&***name);
    let stray = names.iter().filter(|name| !belongs(name));
    stray
        .map(|name| format!("{name}: does not belong at the top"))
        .collect()
}

/// Returns the names in a folder of the repository.
fn names_in(name: &str) -> Vec<String> {
    let entries = fs::read_dir(folder(name)).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a folder can be listed").file_name())
        .map(|name| name.into_string().expect("our own names are ASCII"))
        .collect();
    names.sort();
    names
}

/// Returns the text of all Rust files below a folder, but for this test's own examples.
fn text_below(name: &str) -> String {
    let mut sources = sources_below(name);
    sources.retain(|source| !source.path.starts_with("tests/architecture/"));
    sources.into_iter().map(|source| source.text).collect()
}

#[test]
fn every_template_and_preset_is_embedded() {
    let data = [files_below("templates"), files_below("presets")].concat();
    nothing_to_complain(not_embedded(&data, &text_below("src")));
}

#[test]
fn every_sample_server_is_visited() {
    nothing_to_complain(not_visited(&names_in("tests/sites"), &text_below("tests")));
}

#[test]
fn every_snapshot_is_compared_with() {
    let (snapshots, inputs) = (files_below("snapshots"), files_below("tests"));
    let tests = text_below("tests") + &text_below("src");
    nothing_to_complain(not_compared(&snapshots, &inputs, &tests));
}

#[test]
fn the_top_is_tidy() {
    nothing_to_complain(strays(&names_in("")));
}

#[test]
fn data_that_is_not_in_use_is_noticed() {
    let owned = |names: &[&str]| -> Vec<String> { names.iter().map(ToString::to_string).collect() };
    let program = r#"include_str!("../../templates/group.conf.tera")"#;
    let data = owned(&["templates/group.conf.tera", "presets/lost.toml"]);
    assert_eq!(not_embedded(&data, program).len(), 1);

    let tests = r#"Site::named("debian").prints("plan.txt"); file!["help/plan.txt"]; "after""#;
    assert_eq!(not_visited(&owned(&["debian", "rhel"]), tests).len(), 1);

    let snapshots = owned(&[
        "snapshots/debian/plan.txt",
        "snapshots/debian/after/conf/httpd.conf",
        "snapshots/debian/lost.txt",
        "snapshots/lost/plan.txt",
        "snapshots/help/plan.txt",
        "snapshots/help/lost.txt",
        "snapshots/syntax/quoted.txt",
        "snapshots/syntax/lost.txt",
    ]);
    let inputs = owned(&["tests/syntax/quoted.conf"]);
    let lost = not_compared(&snapshots, &inputs, tests);
    assert_eq!(lost.len(), 4, "{lost:?}");
    assert!(lost.iter().all(|complaint| complaint.contains("lost")));
}

#[test]
fn a_stray_name_is_noticed() {
    let names = ["src", ".git", "notes.txt"].map(str::to_owned);
    assert_eq!(strays(&names), ["notes.txt: does not belong at the top"]);
}
