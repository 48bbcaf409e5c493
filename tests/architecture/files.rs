//! Every Rust file says what it is, is of a readable length, and is compiled.

use std::path::Path;

use super::{Source, nothing_to_complain, sources_below};

/// The longest a file may be.
const LIMIT: usize = 400;

/// Files that are longer because they hold one table.
const TABLES: &[&str] = &["src/httpd/catalog/table.rs"];

/// Files with a second concept in them that is still to be taken out.
const TO_DIVIDE: &[&str] = &[];

/// Complains about a file whose first line does not say what it is.
fn no_module_doc(source: &Source) -> Option<String> {
    let missing = !source.text.starts_with("//! ");
    missing.then(|| format!("{}: does not begin with `//!`", source.path))
}

/// Complains about a long file, unless it is one of `long`, and about one of those that is not.
fn wrong_length(source: &Source, long: &[&str]) -> Option<String> {
    let lines = source.text.lines().count();
    match (lines > LIMIT, long.contains(&&*source.path)) {
        (true, false) => Some(format!("{}: {lines} lines, limit {LIMIT}", source.path)),
        (false, true) => Some(format!("{}: {lines} lines need no exemption", source.path)),
        _ => None,
    }
}

/// Complains about exemptions for files that are not there.
fn not_there(all: &[Source], long: &[&str]) -> Vec<String> {
    let there = |path: &&&str| all.iter().any(|source| source.path == **path);
    let gone = long.iter().filter(|path| !there(path));
    gone.map(|path| format!("{path}: is exempt and not there"))
        .collect()
}

/// Returns whether `text` has a line `mod name;`, however visible.
fn declares(text: &str, name: &str) -> bool {
    let declaration = format!("mod {name};");
    let mut lines = text
        .lines()
        .filter_map(|line| line.trim().strip_suffix(&declaration));
    lines.any(|before| before.is_empty() || before.starts_with("pub") || before.starts_with("#["))
}

/// Complains about a file that no `mod` line names: it would never be compiled.
fn not_compiled(source: &Source, all: &[Source]) -> Option<String> {
    let path = Path::new(source.path.strip_suffix("/mod.rs").unwrap_or(&source.path));
    let name = path.file_stem()?.to_str()?;
    if matches!(name, "lib" | "main") {
        return None;
    }
    let folder = path.parent()?.to_str()?;
    let parents = ["lib", "main", "mod"].map(|stem| format!("{folder}/{stem}.rs"));
    let mut parents = all.iter().filter(|other| parents.contains(&other.path));
    let declared = parents.any(|parent| declares(&parent.text, name));
    (!declared).then(|| format!("{}: no `mod {name};` in {folder}", source.path))
}

#[test]
fn every_file_says_what_it_is() {
    let sources = [sources_below("src"), sources_below("tests")].concat();
    nothing_to_complain(sources.iter().filter_map(no_module_doc));
}

#[test]
fn every_file_is_of_readable_length() {
    let sources = sources_below("src");
    let long = [TABLES, TO_DIVIDE].concat();
    let lengths = sources
        .iter()
        .filter_map(|source| wrong_length(source, &long));
    nothing_to_complain(lengths.chain(not_there(&sources, &long)));
}

#[test]
fn every_file_is_compiled() {
    let sources = [sources_below("src"), sources_below("tests")].concat();
    let orphans = sources
        .iter()
        .filter_map(|source| not_compiled(source, &sources));
    nothing_to_complain(orphans);
}

#[test]
fn a_file_without_module_doc_is_noticed() {
    let noticed = |text| no_module_doc(&Source::new("src/syntax/line.rs", text)).is_some();
    assert!(noticed("use std::fmt;"));
    assert!(noticed("/// A line."));
    assert!(noticed(""));
    assert!(!noticed("//! Bytes become lines.\n"));
}

#[test]
fn a_wrong_length_is_noticed() {
    let source = |lines| Source::new("src/httpd/table.rs", &"x\n".repeat(lines));
    let table = ["src/httpd/table.rs"];
    assert!(wrong_length(&source(401), &[]).is_some());
    assert!(wrong_length(&source(400), &[]).is_none());
    assert!(wrong_length(&source(401), &table).is_none());
    assert!(wrong_length(&source(400), &table).is_some());
    assert_eq!(not_there(&[source(1)], &["src/httpd/gone.rs"]).len(), 1);
    assert_eq!(not_there(&[source(1)], &table).len(), 0);
}

#[test]
fn a_file_that_is_not_compiled_is_noticed() {
    let all = [
        Source::new("src/lib.rs", "pub mod syntax;\n"),
        Source::new(
            "src/syntax/mod.rs",
            "mod line;\npub(crate) mod word;\n// mod lost;\n",
        ),
        Source::new("src/syntax/line.rs", ""),
        Source::new("src/syntax/word.rs", ""),
        Source::new("src/syntax/lost.rs", ""),
        Source::new("src/host/mod.rs", ""),
        Source::new("tests/main.rs", ""),
        Source::new("tests/lost.rs", ""),
    ];
    let orphans: Vec<String> = all
        .iter()
        .filter_map(|source| not_compiled(source, &all))
        .collect();
    assert_eq!(
        orphans,
        [
            "src/syntax/lost.rs: no `mod lost;` in src/syntax",
            "src/host/mod.rs: no `mod host;` in src",
            "tests/lost.rs: no `mod lost;` in tests",
        ]
    );
}
