//! [`Edits`]: edits of one file that cannot collide, and the new bytes they make.
//!
//! What an edit does not cover is copied from the original, so it cannot change.

use super::{Edit, EditError};
use crate::source::Span;

/// Edits of one file, none of which touches what another one changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// In the order of their places; insertions stand before a replacement that starts where they do.
    edits: Vec<Edit>,
}

impl Edits {
    /// Returns no edits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one edit, unless it overlaps one that is there.
    ///
    /// Insertions at one place keep the order in which they were added. They may stand at either end of
    /// a replacement, but not inside. An edit that is there already is not added again, and reported as
    /// [`EditError::Identical`], which can be ignored safely.
    pub fn add(&mut self, edit: Edit) -> Result<(), EditError> {
        let index = self.place_for(&edit)?;
        self.edits.insert(index, edit);
        Ok(())
    }

    /// Adds all edits of a group, or none of them.
    ///
    /// A group that is there as a whole is reported as [`EditError::Identical`]. Where only some of it is
    /// there, replacements count as done, since bytes can be replaced only once; an insertion is
    /// refused as [`EditError::Overlap`], since nobody can know whether it is meant a second time.
    pub fn add_all(&mut self, group: impl IntoIterator<Item = Edit>) -> Result<(), EditError> {
        let mut new = Self::new();
        let mut there = Vec::new();
        for edit in group {
            let (span, insertion) = (edit.span, edit.is_insertion());
            match self.place_for(&edit).and_then(|_| new.add(edit)) {
                Ok(()) => {}
                Err(EditError::Identical { .. }) => there.push((span, insertion)),
                Err(error) => return Err(error),
            }
        }
        if new.is_empty()
            && let Some((span, _)) = there.first()
        {
            return Err(EditError::Identical { span: *span });
        }
        if let Some((span, _)) = there.iter().find(|(_, insertion)| *insertion) {
            let (span, taken) = (*span, *span);
            return Err(EditError::Overlap { span, taken });
        }
        for edit in new.edits {
            self.edits.insert(self.index_of(edit.span), edit);
        }
        Ok(())
    }

    /// Returns the edits in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter()
    }

    /// Returns whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Returns the new bytes of `text`, or [`EditError::OutsideFile`] when it is shorter than an edit says.
    pub fn apply(&self, text: &[u8]) -> Result<Vec<u8>, EditError> {
        let grown: usize = self.edits.iter().map(|edit| edit.replacement.len()).sum();
        let mut result = Vec::with_capacity(text.len() + grown);
        let mut copied = 0;
        for edit in &self.edits {
            let outside = EditError::OutsideFile {
                span: edit.span,
                length: text.len(),
            };
            let (start, end) = (edit.span.start as usize, edit.span.end as usize);
            let kept = text.get(copied..start).ok_or(outside)?;
            if end > text.len() {
                return Err(outside);
            }
            result.extend_from_slice(kept);
            result.extend_from_slice(&edit.replacement);
            copied = end;
        }
        result.extend_from_slice(text.get(copied..).unwrap_or_default());
        Ok(result)
    }

    /// Returns where `edit` belongs among the others, if it can.
    fn place_for(&self, edit: &Edit) -> Result<usize, EditError> {
        check_direction(edit.span)?;
        let index = self.index_of(edit.span);
        self.check_identical(index, edit)?;
        self.check_overlap(index, edit.span)?;
        Ok(index)
    }

    /// Returns where an edit of `span` belongs: behind those that start or end earlier, and behind equal ones.
    fn index_of(&self, span: Span) -> usize {
        self.edits
            .partition_point(|there| (there.span.start, there.span.end) <= (span.start, span.end))
    }

    fn check_identical(&self, index: usize, edit: &Edit) -> Result<(), EditError> {
        let before = self.edits.get(..index).unwrap_or_default().iter().rev();
        let mut same_place = before.take_while(|there| there.span == edit.span);
        if same_place.any(|there| there.replacement == edit.replacement) {
            return Err(EditError::Identical { span: edit.span });
        }
        Ok(())
    }

    /// Refuses a span that overlaps a neighbour. Further ones cannot overlap, since the edits do not overlap
    /// each other.
    fn check_overlap(&self, index: usize, span: Span) -> Result<(), EditError> {
        let before = index.checked_sub(1).and_then(|index| self.edits.get(index));
        let neighbours = before.into_iter().chain(self.edits.get(index));
        match neighbours
            .map(|there| there.span)
            .find(|taken| overlap(*taken, span))
        {
            Some(taken) => Err(EditError::Overlap { span, taken }),
            None => Ok(()),
        }
    }
}

/// Refuses a span that runs backwards; there are no such bytes in any file.
fn check_direction(span: Span) -> Result<(), EditError> {
    if span.start > span.end {
        return Err(EditError::OutsideFile { span, length: 0 });
    }
    Ok(())
}

/// Returns whether two spans share a byte, or one is a place strictly inside the other.
fn overlap(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"0123456789";

    fn replace(start: u32, end: u32, bytes: &str) -> Edit {
        Edit::replace(Span::new(start, end), bytes)
    }

    fn applied(edits: &[Edit]) -> Vec<u8> {
        let mut all = Edits::new();
        for edit in edits {
            all.add(edit.clone()).unwrap();
        }
        all.apply(TEXT).unwrap()
    }

    #[test]
    fn no_edits_change_nothing() {
        assert_eq!(Edits::new().apply(TEXT).unwrap(), TEXT);
        assert!(Edits::new().is_empty());
    }

    #[test]
    fn edits_apply_in_the_order_of_their_places() {
        let edits = [
            Edit::delete(Span::new(8, 10)),
            Edit::insert(0, "<"),
            replace(3, 5, "xyz"),
            Edit::insert(10, ">"),
        ];
        assert_eq!(applied(&edits), b"<012xyz567>");
    }

    #[test]
    fn insertions_at_one_place_keep_their_order() {
        let edits = [
            Edit::insert(4, "a"),
            Edit::insert(4, "c"),
            Edit::insert(4, "b"),
        ];
        assert_eq!(applied(&edits), b"0123acb456789");
    }

    #[test]
    fn insertions_may_stand_at_both_ends_of_a_replacement() {
        let edits = [
            replace(4, 6, "X"),
            Edit::insert(6, ")"),
            Edit::insert(4, "("),
            replace(6, 7, "Y"),
        ];
        assert_eq!(applied(&edits), b"0123(X)Y789");
    }

    #[test]
    fn overlapping_edits_are_refused_and_named() {
        let taken = Span::new(4, 6);
        let refused = [(3, 5), (5, 7), (4, 5), (3, 7), (5, 5), (4, 6)];
        for (start, end) in refused {
            let mut edits = Edits::new();
            edits.add(replace(4, 6, "X")).unwrap();
            let span = Span::new(start, end);
            assert_eq!(
                edits.add(replace(start, end, "Y")),
                Err(EditError::Overlap { span, taken }),
                "{start}..{end}"
            );
            assert_eq!(edits.apply(TEXT).unwrap(), b"0123X6789");
        }
    }

    #[test]
    fn a_replacement_around_an_insertion_is_refused() {
        let mut edits = Edits::new();
        edits.add(Edit::insert(5, "X")).unwrap();
        let (span, taken) = (Span::new(4, 6), Span::empty(5));
        assert_eq!(
            edits.add(Edit::delete(span)),
            Err(EditError::Overlap { span, taken })
        );
    }

    #[test]
    fn an_identical_edit_is_told_apart_and_does_no_harm() {
        let edits = [
            replace(4, 6, "X"),
            Edit::insert(2, "a"),
            Edit::insert(2, "b"),
        ];
        let mut all = Edits::new();
        for edit in edits.iter().chain(&edits) {
            let there = all.iter().any(|other| other == edit);
            let identical = Err(EditError::Identical { span: edit.span });
            assert_eq!(
                all.add(edit.clone()),
                if there { identical } else { Ok(()) }
            );
        }
        assert_eq!(all.apply(TEXT).unwrap(), b"01ab23X6789");
    }

    #[test]
    fn a_group_is_added_whole_or_not_at_all() {
        let mut edits = Edits::new();
        edits.add(replace(4, 6, "X")).unwrap();
        let before = edits.clone();
        let (span, taken) = (Span::new(5, 6), Span::new(4, 6));
        let group = [Edit::insert(0, "a"), Edit::delete(span)];
        assert_eq!(
            edits.add_all(group),
            Err(EditError::Overlap { span, taken })
        );
        assert_eq!(edits, before);
        edits
            .add_all([Edit::insert(0, "a"), Edit::delete(Span::new(8, 9))])
            .unwrap();
        assert_eq!(edits.apply(TEXT).unwrap(), b"a0123X679");
    }

    #[test]
    fn a_group_whose_own_edits_overlap_is_refused() {
        let mut edits = Edits::new();
        let group = [replace(0, 3, "a"), replace(2, 4, "b")];
        assert!(matches!(
            edits.add_all(group),
            Err(EditError::Overlap { .. })
        ));
        assert!(edits.is_empty());
    }

    #[test]
    fn a_group_that_is_there_is_identical_and_half_of_one_is_completed_if_that_is_clear() {
        let group = [Edit::insert(0, "a"), Edit::delete(Span::new(8, 9))];
        let mut edits = Edits::new();
        edits.add_all(group.clone()).unwrap();
        let there = edits.clone();
        assert!(matches!(
            edits.add_all(group),
            Err(EditError::Identical { .. })
        ));
        assert_eq!(edits, there);
        let other = [Edit::insert(0, "a"), Edit::insert(2, "b")];
        assert!(matches!(
            edits.add_all(other),
            Err(EditError::Overlap { .. })
        ));
        assert_eq!(edits, there);
        let shared = [Edit::delete(Span::new(8, 9)), Edit::insert(2, "b")];
        edits.add_all(shared).unwrap();
        assert_eq!(edits.apply(TEXT).unwrap(), b"a01b2345679");
    }

    #[test]
    fn a_place_outside_the_file_is_an_error() {
        for span in [Span::new(9, 11), Span::empty(11), Span::new(20, 30)] {
            let mut edits = Edits::new();
            edits.add(Edit::delete(span)).unwrap();
            let length = TEXT.len();
            assert_eq!(
                edits.apply(TEXT),
                Err(EditError::OutsideFile { span, length })
            );
        }
        let backwards = Span { start: 3, end: 2 };
        assert!(matches!(
            Edits::new().add(Edit::delete(backwards)),
            Err(EditError::OutsideFile { .. })
        ));
    }
}
