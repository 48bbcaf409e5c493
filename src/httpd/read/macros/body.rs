//! [`BodyReader`]: logical lines become the body of a macro.

use super::MAX_BODY_LINE;
use crate::syntax::word;

/// Collects the lines of a body until its `</Macro>` (mod_macro.c: `get_lines_till_end_token`).
#[derive(Debug)]
pub(super) struct BodyReader {
    /// The lines so far.
    pub(super) lines: Vec<Vec<u8>>,
    nesting: u32,
    /// Opening minus closing tags of any name, for the warning.
    pub(super) balance: i32,
}

/// What a line means for a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BodyLine {
    /// It belongs to the body.
    Inside,
    /// It closes a section that the body does not open.
    Negative,
    /// It is the end.
    End,
    /// The end cannot be found any more; the message says why.
    Lost(&'static str),
}

/// What httpd says when a body does not end.
pub(super) const NO_END: &str = "expected token not found: </Macro>";

impl BodyReader {
    pub(super) fn new() -> Self {
        Self {
            lines: Vec::new(),
            nesting: 1,
            balance: 1,
        }
    }

    /// Takes a logical line.
    pub(super) fn take(&mut self, line: &[u8]) -> BodyLine {
        if line.len() >= MAX_BODY_LINE - 1 {
            return BodyLine::Lost(NO_END);
        }
        if line.starts_with(b"#") {
            return BodyLine::Inside;
        }
        let mut rest = line;
        let first = word(&mut rest);
        let mut meaning = BodyLine::Inside;
        if first.starts_with(b"</") {
            self.balance -= 1;
            if self.balance < 0 {
                meaning = BodyLine::Negative;
            }
        } else if first.starts_with(b"<") {
            self.balance += 1;
        }
        if first.eq_ignore_ascii_case(b"</Macro>") {
            self.nesting -= 1;
            if self.nesting == 0 {
                return BodyLine::End;
            }
        } else if first.eq_ignore_ascii_case(b"<Macro") {
            self.nesting += 1;
        }
        self.lines.push(line.to_owned());
        meaning
    }
}
