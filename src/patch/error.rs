//! What can be wrong with an edit.

use crate::source::Span;

/// Why an edit was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The very same edit is there already, so leaving this one out does no harm.
    #[error("the same change of bytes {}..{} is there already", .span.start, .span.end)]
    Identical {
        /// Where both stand.
        span: Span,
    },
    /// Two edits want the same bytes, or one would insert in the middle of what the other replaces.
    #[error(
        "bytes {}..{} cannot be changed: bytes {}..{} are changed already",
        .span.start, .span.end, .taken.start, .taken.end
    )]
    Overlap {
        /// Where the refused edit stands.
        span: Span,
        /// Where the earlier one stands.
        taken: Span,
    },
    /// The place is not in the file.
    #[error("there are no bytes {}..{} in a file of {length} bytes", .span.start, .span.end)]
    OutsideFile {
        /// The place asked for.
        span: Span,
        /// How long the file is.
        length: usize,
    },
    /// A backslash before the line end would make one line of two that must stay apart.
    #[error("the line that ends at byte {at} is continued by a backslash")]
    Continued {
        /// Offset behind the continued line; the length of the file where the file ends there.
        at: usize,
    },
    /// The text to insert ends in a backslash, so that it would swallow the line behind it.
    #[error("a text that ends in a backslash cannot be inserted")]
    OpenEnd,
}
