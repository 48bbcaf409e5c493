//! What can be wrong with an edit, and with a patch.

use std::path::PathBuf;

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

/// Why a change cannot be part of a patch, or cannot be written as one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// The path is not absolute, climbs with `..`, holds a NUL byte or names no file.
    #[error("`{}` is not the absolute path of a file", .path.display())]
    NotAFile {
        /// The path as given.
        path: PathBuf,
    },
    /// The path is in the patch already.
    #[error("`{}` is changed twice", .path.display())]
    Twice {
        /// The path.
        path: PathBuf,
    },
    /// One change would make a file where another one needs a directory.
    #[error("`{}` cannot be a file: `{}` lies below it", .file.display(), .below.display())]
    Below {
        /// The path that is a file or a link.
        file: PathBuf,
        /// The path that needs it to be a directory.
        below: PathBuf,
    },
    /// No symbolic link can have this target.
    #[error("the link `{}` has an empty target or one with a NUL byte", .path.display())]
    LinkTarget {
        /// The path of the link.
        path: PathBuf,
    },
    /// The path does not lie below the directory that the patch is to be applied in.
    #[error("`{}` does not lie below `{}`", .path.display(), .base.display())]
    OutsideBase {
        /// The path.
        path: PathBuf,
        /// The directory.
        base: PathBuf,
    },
    /// `git apply` refuses the name, because it belongs to git itself.
    #[error("no patch can change `{}`: `git apply` keeps this name to itself", .path.display())]
    ReservedByGit {
        /// The path.
        path: PathBuf,
    },
}
