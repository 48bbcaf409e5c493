//! Imports go one way, and only four files touch the machine.

use super::{Source, nothing_to_complain, sources_below};

/// The modules of the program; each imports from its left only.
const LAYERS: [&str; 12] = [
    "source",
    "host",
    "syntax",
    "patch",
    "httpd",
    "wsgi",
    "findings",
    "migration",
    "transaction",
    "report",
    "wizard",
    "cli",
];

/// What the wizard does not see although it stands to its left: it asks, it does not act.
const HIDDEN_FROM_WIZARD: [&str; 3] = ["host", "httpd", "transaction"];

/// The only files that may use files, the environment, arguments or other programs.
const MACHINE: [&str; 4] = [
    "src/host/local.rs",
    "src/cli/settings.rs",
    "src/cli/interrupt.rs",
    "src/cli/pager.rs",
];

/// Returns why the layer `from` may not use the layer `to`, if it may not.
fn objection(from: &str, to: &str) -> Option<String> {
    let place = |name| LAYERS.iter().position(|layer| *layer == name);
    let (Some(reader), Some(read)) = (place(from), place(to)) else {
        return Some(format!("`{from}` and `{to}` are not both layers"));
    };
    let hidden = match from {
        "report" | "cli" => false,
        "wizard" => HIDDEN_FROM_WIZARD.contains(&to),
        _ => to == "report",
    };
    (read > reader || hidden).then(|| format!("`{from}` must not see `{to}`"))
}

/// Returns the name that `text` begins with.
fn first_name(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// Returns the names that follow `crate::`, of which there are several in `crate::{a::B, c}`.
fn imported(path: &str) -> Vec<&str> {
    let Some(group) = path.strip_prefix('{') else {
        return vec![first_name(path)];
    };
    let (mut names, mut depth) = (vec![first_name(group)], 0);
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b',' if depth == 0 => names.push(first_name(&group[at + 1..])),
            b'{' => depth += 1,
            b'}' if depth == 0 => break,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Returns whether `code` climbs by `super` to the root of the crate, from where all is in reach.
fn climbs_out(path: &str, code: &str) -> bool {
    let depth = path.matches('/').count() - usize::from(path.ends_with("/mod.rs"));
    let chain = "super::".repeat(depth);
    let tests = Source::tests_begin(code);
    code.match_indices(&chain)
        .any(|(at, _)| at < tests || code[at + chain.len()..].starts_with("super::"))
}

/// Complains about imports against the order.
fn against_the_order(source: &Source) -> Vec<String> {
    let inside = source.path.strip_prefix("src/");
    let Some((layer, _)) = inside.and_then(|path| path.split_once('/')) else {
        return Vec::new();
    };
    let code = source.code();
    let uses = code.split("crate::").skip(1).flat_map(imported);
    let mut complaints: Vec<String> = uses.filter_map(|name| objection(layer, name)).collect();
    if climbs_out(&source.path, &code) {
        complaints.push("leaves its layer by `super`; write `crate::`".to_owned());
    }
    let place = |complaint| format!("{}: {complaint}", source.path);
    complaints.into_iter().map(place).collect()
}

/// Complains about a module that lifts the ban on the machine, but for its tests.
fn touches_the_machine(source: &Source) -> Option<String> {
    let code = source.code();
    let lifts = code[..Source::tests_begin(&code)].contains("clippy::disallowed_methods");
    let may = MACHINE.contains(&&*source.path) || source.path.ends_with("/tests.rs");
    (lifts && !may).then(|| format!("{}: only {MACHINE:?} touch the machine", source.path))
}

#[test]
fn layers_import_from_their_left_only() {
    nothing_to_complain(sources_below("src").iter().flat_map(against_the_order));
}

#[test]
fn only_four_files_touch_the_machine() {
    nothing_to_complain(sources_below("src").iter().filter_map(touches_the_machine));
}

#[test]
fn an_import_against_the_order_is_noticed() {
    let complaints = |path, text| against_the_order(&Source::new(path, text)).len();
    let cases = [
        ("src/syntax/parser.rs", "use crate::httpd::Tree;", 1),
        ("src/httpd/tree.rs", "use crate::syntax::Document;", 0),
        (
            "src/httpd/tree.rs",
            "use crate::{source::{Span, Text}, wsgi, cli::{run}};",
            2,
        ),
        (
            "src/httpd/tree.rs",
            "use crate::{\n    wsgi::Inventory,\n};",
            1,
        ),
        ("src/httpd/tree.rs", "fn f() { crate::wsgi::f(); }", 1),
        ("src/httpd/tree.rs", "/// See [`crate::wsgi`].", 0),
        ("src/httpd/tree.rs", "pub(crate) struct Tree;", 0),
        ("src/httpd/tree.rs", "use crate::nowhere::X;", 1),
        ("src/nowhere/tree.rs", "use crate::source::Span;", 1),
        ("src/transaction/commit.rs", "use crate::report::Style;", 1),
        (
            "src/report/plan.rs",
            "use crate::report::Style;\nuse crate::migration::Plan;",
            0,
        ),
        (
            "src/wizard/review.rs",
            "use crate::report::Style;\nuse crate::patch::Patch;",
            0,
        ),
        ("src/wizard/review.rs", "use crate::host::Host;", 1),
        ("src/wizard/review.rs", "use crate::cli::Settings;", 1),
        (
            "src/cli/mod.rs",
            "use crate::{host, httpd, report, transaction};",
            0,
        ),
        ("src/lib.rs", "pub use crate::cli::run;", 0),
    ];
    for (path, text, expected) in cases {
        assert_eq!(complaints(path, text), expected, "{path}: {text}");
    }
}

#[test]
fn an_import_by_super_is_noticed() {
    let climbs = |path, text| !against_the_order(&Source::new(path, text)).is_empty();
    assert!(climbs("src/syntax/mod.rs", "use super::httpd;"));
    assert!(climbs("src/syntax/line.rs", "use super::super::httpd;"));
    assert!(!climbs("src/syntax/line.rs", "use super::argument;"));
    assert!(!climbs(
        "src/syntax/mod.rs",
        "\nmod tests {\n    use super::*;\n}"
    ));
    assert!(climbs(
        "src/syntax/mod.rs",
        "\nmod tests {\n    use super::super::httpd;\n}"
    ));
    assert!(!climbs(
        "src/httpd/catalog/core.rs",
        "use super::super::tree;"
    ));
}

#[test]
fn a_module_that_touches_the_machine_is_noticed() {
    let lift = "#![expect(clippy::disallowed_methods, reason = \"it is short\")]\n";
    let in_tests = format!("\nmod tests {{\n{lift}}}");
    let noticed = |path, text: &str| touches_the_machine(&Source::new(path, text)).is_some();
    assert!(noticed("src/syntax/line.rs", lift));
    assert!(!noticed("src/syntax/line.rs", &in_tests));
    assert!(!noticed("src/host/local.rs", lift));
    assert!(!noticed("src/syntax/tests.rs", lift));
}
