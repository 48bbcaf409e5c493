//! What holds for any bytes and any edits.

use std::path::Path;

use proptest::prelude::*;
use wsgi_daemonize::patch::{Edit, EditError, Edits, Patch};
use wsgi_daemonize::source::Text;

use super::applier;
use super::texts::{some_of, text, text_and_edits};

/// Returns how many cases are tried; nothing is written beside the tests when one fails.
pub(super) fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn without_edits_nothing_changes(text in text()) {
        prop_assert_eq!(Edits::new().apply(&text).unwrap(), text.clone());
        let mut patch = Patch::new();
        patch.modify("/x", Text::new(text.clone()), Text::new(text)).unwrap();
        prop_assert_eq!(patch.unified_diff(Path::new("/"), 3).unwrap(), b"");
    }

    #[test]
    fn outside_the_edits_nothing_changes((text, edits) in text_and_edits()) {
        let edits = some_of(edits);
        let result = edits.apply(&text).unwrap();
        let (mut old, mut new) = (0, 0);
        for edit in edits.iter() {
            let kept = edit.span.start as usize - old;
            prop_assert_eq!(&result[new..new + kept], &text[old..old + kept]);
            new += kept;
            let replacement = &result[new..new + edit.replacement.len()];
            prop_assert_eq!(replacement, &edit.replacement[..]);
            new += edit.replacement.len();
            old = edit.span.end as usize;
        }
        prop_assert_eq!(&result[new..], &text[old..]);
    }

    #[test]
    fn edits_do_what_splicing_from_the_back_does((text, edits) in text_and_edits()) {
        let edits = some_of(edits);
        let mut spliced = text.clone();
        let from_the_back: Vec<&Edit> = edits.iter().collect();
        for edit in from_the_back.into_iter().rev() {
            let range = edit.span.start as usize..edit.span.end as usize;
            spliced.splice(range, edit.replacement.iter().copied());
        }
        prop_assert_eq!(edits.apply(&text).unwrap(), spliced);
    }

    #[test]
    fn edits_of_different_places_commute((text, edits) in text_and_edits()) {
        let accepted: Vec<Edit> = some_of(edits).iter().cloned().collect();
        let mut places: Vec<Edit> = accepted;
        places.dedup_by_key(|edit| edit.span);
        let forwards = some_of(places.clone());
        let backwards = some_of(places.iter().rev().cloned());
        let middle_out = places.len() / 2;
        places.rotate_left(middle_out);
        let rotated = some_of(places);
        prop_assert_eq!(&forwards, &backwards);
        prop_assert_eq!(&forwards, &rotated);
        prop_assert_eq!(forwards.apply(&text).unwrap(), backwards.apply(&text).unwrap());
    }

    #[test]
    fn only_an_overlap_is_refused((_, edits) in text_and_edits()) {
        let mut all = Edits::new();
        for edit in edits {
            let touches = |other: &Edit| {
                let strictly = other.span.start < edit.span.end && edit.span.start < other.span.end;
                strictly && *other != edit
            };
            let (overlaps, there) = (all.iter().any(touches), all.iter().any(|other| *other == edit));
            let before = all.clone();
            let added = all.add(edit);
            let (identical, overlap) = (
                matches!(added, Err(EditError::Identical { .. })),
                matches!(added, Err(EditError::Overlap { .. })),
            );
            prop_assert_eq!(identical, there);
            prop_assert_eq!(overlap, overlaps && !there);
            prop_assert_eq!(added.is_err(), all == before);
        }
    }

    #[test]
    fn a_group_comes_whole_or_not_at_all((_, edits) in text_and_edits(), at in 0..12_usize) {
        let (first, group) = edits.split_at(at.min(edits.len()));
        let before = some_of(first.iter().cloned());
        let mut all = before.clone();
        match all.add_all(group.iter().cloned()) {
            Ok(()) => prop_assert!(group.iter().all(|edit| all.iter().any(|other| other == edit))),
            Err(error) => {
                let there = group.iter().all(|edit| before.iter().any(|other| other == edit));
                prop_assert_eq!(matches!(error, EditError::Identical { .. }), there);
                prop_assert_eq!(all, before);
            }
        }
    }

    #[test]
    fn the_diff_leads_from_before_to_after(before in text(), after in text(), context in 1..6_u16) {
        check_diff(&before, &after, context)?;
    }

    #[test]
    fn the_diff_of_edits_leads_to_their_result((text, edits) in text_and_edits(), context in 1..6_u16) {
        let after = some_of(edits).apply(&text).unwrap();
        check_diff(&text, &after, context)?;
    }
}

/// Writes the diff of one file and applies it by the book.
fn check_diff(before: &[u8], after: &[u8], context: u16) -> Result<(), TestCaseError> {
    let mut patch = Patch::new();
    patch
        .modify("/x", Text::new(before), Text::new(after))
        .unwrap();
    let diff = patch.unified_diff(Path::new("/"), context).unwrap();
    let hunks = diff.strip_prefix(b"--- a/x\n+++ b/x\n").unwrap_or(&diff);
    prop_assert_eq!(hunks.is_empty(), before == after);
    prop_assert_eq!(applier::apply(before, hunks), after);
    Ok(())
}
