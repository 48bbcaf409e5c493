//! The cases of every rule: configurations that have the fault, and some that nearly have it.
//!
//! In `cases/NAME/fires….conf` the lines behind a comment `# here` are those that are found, and `# here: PATH:LINE` names one of
//! another file; in `quiet….conf` nothing is found.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use wsgi_daemonize::findings::{Finding, RULES};

use super::server::findings;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings/cases")
}

fn files(name: &str, start: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder().join(name)).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> = paths
        .map(|path| {
            let file = path.file_name().unwrap().to_str().unwrap().to_owned();
            (file, fs::read_to_string(path).unwrap())
        })
        .filter(|(file, _)| file.starts_with(start))
        .collect();
    files.sort();
    files
}

/// Returns the places that are to be found.
fn marked(text: &str) -> BTreeSet<String> {
    let lines = (1..).zip(text.lines());
    let marks = lines.filter_map(|(number, line): (u32, _)| {
        let mark = line.trim().strip_prefix("# here")?;
        Some(match mark.strip_prefix(": ") {
            Some(place) => place.to_owned(),
            None => format!("{}", number + 1),
        })
    });
    marks.collect()
}

/// Returns where a finding is.
fn place(finding: &Finding) -> String {
    let at = &finding.primary.location;
    if at.file.ends_with("site.conf") {
        return format!("{}", at.line);
    }
    format!("{}:{}", at.file.display(), at.line)
}

#[test]
fn every_rule_has_a_case_that_fires_and_one_that_does_not() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let (fires, quiet) = (files(rule.name, "fires"), files(rule.name, "quiet"));
        if fires.is_empty() || quiet.is_empty() {
            wrong.push(format!(
                "{rule:?}: {} fire, {} are quiet",
                fires.len(),
                quiet.len()
            ));
        }
        for (file, text) in fires.iter().chain(&quiet) {
            let all = findings(text);
            let own = all.iter().filter(|finding| finding.rule.code == rule.code);
            let found: BTreeSet<String> = own.map(place).collect();
            let expected = marked(text);
            if found != expected || expected.is_empty() == file.starts_with("fires") {
                wrong.push(format!(
                    "{}/{file}: found at {found:?}, not {expected:?}",
                    rule.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_cases_is_that_of_a_rule() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(RULES.iter().any(|rule| rule.name == name), "{name}");
    }
}
