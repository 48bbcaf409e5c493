//! The page on every rule: what it shows as an example is found, and what it shows instead is not.

use wsgi_daemonize::findings::{RULES, Rule, Severity};

use super::server::{codes, findings};

fn is_found(rule: &Rule, text: &str) -> bool {
    let found = findings(text);
    found.iter().any(|finding| finding.rule.code == rule.code)
}

#[test]
fn every_example_is_found_and_what_is_to_be_written_instead_is_not() {
    let mut wrong = Vec::new();
    for rule in RULES {
        if !is_found(rule, rule.page.example) {
            wrong.push(format!("{rule:?}: the example does not fire it"));
        }
        if is_found(rule, rule.page.instead) {
            wrong.push(format!("{rule:?}: what is written instead fires it"));
        }
        let rest = findings(rule.page.instead);
        let errors = rest
            .iter()
            .filter(|finding| finding.rule.severity == Severity::Error);
        if errors.count() > 0 {
            let codes = codes(&rest);
            wrong.push(format!(
                "{rule:?}: what is written instead has errors: {codes:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_and_names_are_in_order_and_used_once() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted(), "{codes:?}");
    for (number, rule) in RULES.iter().enumerate() {
        let others = RULES.iter().skip(number + 1);
        let same = others.filter(|other| other.code == rule.code || other.name == rule.name);
        assert_eq!(same.count(), 0, "{rule:?}");
        let number = rule.code.strip_prefix("WD").unwrap_or_default();
        let is_number = number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit());
        assert!(is_number, "{rule:?}");
    }
}

/// A rule that nobody asks is worth nothing: each stands in a file of its name, and in the list.
#[test]
fn every_file_of_a_rule_is_in_the_list() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/findings");
    // The two rules about comments that allow findings stand beside what reads these comments.
    let mut statics = 2;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let subject = entry.unwrap().path();
        if !subject.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(subject).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            if !text.contains("static RULE: Rule") {
                continue;
            }
            statics += 1;
            let stem = path
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .replace('_', "-");
            let found = RULES.iter().filter(|rule| rule.name == stem);
            assert_eq!(
                found.count(),
                1,
                "{stem}: no rule of the list has this name"
            );
        }
    }
    assert_eq!(statics, RULES.len());
}
