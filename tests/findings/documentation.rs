//! The documentation of the rules in the repository is what the rules say.

use std::collections::BTreeMap;
use std::path::Path;

use wsgi_daemonize::findings::RULES;
use wsgi_daemonize::report::{rule_markdown, rules_markdown};

/// The pages by their names: what the rules say now.
fn pages() -> BTreeMap<String, String> {
    let pages = RULES
        .iter()
        .map(|rule| (format!("{}.md", rule.code), rule_markdown(rule)));
    let index = ("README.md".to_owned(), rules_markdown());
    pages.chain([index]).collect()
}

/// Every page is as its rule says, and there is none without a rule; `SNAPSHOTS=overwrite` writes them anew.
#[test]
fn the_pages_on_the_rules_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/explain/rules");
    if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in pages() {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    let entries = std::fs::read_dir(&folder).unwrap();
    let written: BTreeMap<String, String> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    let expected = pages();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&written), names(&expected));
    for (name, text) in expected {
        snapbox::assert_data_eq!(written[&name].as_str(), snapbox::Data::text(text).raw());
    }
}

/// The README leads to the index.
#[test]
fn the_readme_leads_to_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    assert!(readme.contains("(snapshots/explain/rules/README.md)"));
}
