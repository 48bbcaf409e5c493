//! A plan is proven, changes nothing but what it names, and is done when it is done.

use proptest::prelude::*;
use wsgi_daemonize::migration::Restriction;
use wsgi_daemonize::patch::Change;
use wsgi_daemonize::source::Text;
use wsgi_daemonize::syntax::{Document, LineKind, Words};

use super::servers::server;
use super::tried;

/// The directives whose lines a plan may write, change or delete.
const PLANNED: &[&[u8]] = &[
    b"wsgiscriptalias",
    b"wsgiscriptaliasmatch",
    b"wsgihandlerscript",
    b"wsgiprocessgroup",
    b"wsgidaemonprocess",
    b"wsgirestrictembedded",
    b"wsgirestrictprocess",
    b"wsgiimportscript",
    b"wsgilazyinitialization",
    b"wsgipythonpath",
    b"wsgipythoneggs",
];

/// Returns the lines of a file that no plan touches: all but its own directives, comments, blank lines, and conditions
/// around nothing else.
fn untouched(text: &Text) -> Vec<Vec<u8>> {
    let document = Document::parse(text.clone());
    let is_planned = |logical: &[u8]| {
        let name = Words::new(logical)
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        PLANNED.contains(&&*name)
    };
    let lines = document.lines().iter().filter(|line| {
        !matches!(line.kind, LineKind::Blank | LineKind::Comment)
            && !is_planned(&document.logical(line))
    });
    let mut kept: Vec<Vec<u8>> = Vec::new();
    for line in lines {
        let logical = document.logical(line).to_ascii_lowercase();
        match kept.last() {
            Some(above) if logical.starts_with(b"</if") && is_condition(above) => {
                kept.pop();
            }
            _ => kept.push(line.span.of(text).to_vec()),
        }
    }
    kept
}

fn is_condition(line: &[u8]) -> bool {
    let line = line.trim_ascii_start().to_ascii_lowercase();
    [&b"<ifmodule"[..], b"<ifdefine", b"<iffile", b"<ifversion"]
        .iter()
        .any(|name| line.starts_with(name))
}

proptest! {
    #![proptest_config(tried(200))]

    #[test]
    fn a_plan_is_proven_and_planning_twice_is_planning_once(server in server()) {
        prop_assume!(server.is_accepted());
        let outcome = server.planned();
        prop_assert_eq!(outcome.steps.is_empty(), outcome.patch.is_empty(), "{}", outcome);
        if outcome.steps.is_empty() {
            prop_assert_eq!(&*outcome.diff, "");
        }
    }

    #[test]
    fn outside_its_edits_a_plan_changes_nothing(server in server()) {
        prop_assume!(server.is_accepted());
        let outcome = server.planned();
        for (path, change) in &outcome.patch {
            let Change::Modify { before, after } = change else { continue };
            prop_assert_eq!(untouched(before), untouched(after), "{} {}", path.display(), outcome);
        }
    }

    /// With embedded mode restricted, every application that httpd knows names a group that is there.
    #[test]
    fn a_plan_that_restricts_leaves_nothing_embedded(server in server()) {
        prop_assume!(server.is_accepted());
        let outcome = server.planned();
        if outcome.restriction == Restriction::Held {
            let before = server.lines("WSGIRestrictEmbedded");
            prop_assert_eq!(before, outcome.lines("WSGIRestrictEmbedded"), "{}", outcome);
        } else {
            prop_assert_eq!(outcome.lines("WSGIRestrictEmbedded"), ["WSGIRestrictEmbedded On"]);
        }
    }
}
