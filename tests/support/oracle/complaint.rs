//! What httpd writes on standard error becomes a verdict: accepted, or refused why and where.
//!
//! Errors of the two phases look different: while reading, one line names the whole chain of
//! Includes; afterwards `AH00526` names the innermost place and the next line the reason.

use super::answer::{Phase, Refusal};
use crate::support::printable;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

/// httpd cuts a log line at 8 KiB; a chain this long does not end with its reason any more.
const CUT_CHAIN: usize = 50;
/// Chains longer than this are stated by their length.
const LONG_CHAIN: usize = 8;

/// What `httpd -t` says.
#[derive(Debug, Default)]
pub(crate) struct Complaint {
    pub(crate) accepted: bool,
    pub(crate) signal: Option<i32>,
    pub(crate) refusal: Option<Refusal>,
    /// The Includes around the place of an error, outermost first, as `file:line`.
    pub(crate) outer: Vec<String>,
    pub(crate) first_line: Option<String>,
    /// Every line that is not the error, without time and process.
    pub(crate) warnings: Vec<String>,
}

/// Reads what httpd wrote before it ended.
pub(crate) fn read(status: ExitStatus, written: &[u8]) -> Complaint {
    let text = printable(written);
    let lines: Vec<&str> = text
        .split('\n')
        .filter(|line| !line.trim().is_empty())
        .collect();
    let starts_error =
        |line: &&str| program_message(line).is_some() || line.starts_with("AH00526: ");
    let error_at = lines.iter().position(starts_error).unwrap_or(lines.len());
    let (before, error) = lines.split_at(error_at);
    let mut complaint = Complaint {
        accepted: status.success(),
        signal: status.signal(),
        warnings: before.iter().filter_map(|line| warning(line)).collect(),
        ..Complaint::default()
    };
    match error {
        [first, rest @ ..] => complaint.take_error(first, rest.first().copied()),
        [] if !complaint.accepted && complaint.signal.is_none() => complaint.take_last_check(),
        [] => {}
    }
    complaint
}

impl Complaint {
    fn take_error(&mut self, first: &str, second: Option<&str>) {
        let Some(message) = program_message(first) else {
            self.first_line = Some(first.to_owned());
            self.refusal = Some(walk_refusal(first, second));
            return;
        };
        // The program is called httpd elsewhere.
        self.first_line = Some(format!("apache2: {message}"));
        self.refusal = Some(self.read_refusal(message));
    }

    /// Takes the chain off `Syntax error on line 7 of F: Syntax error on line 2 of G: REASON`.
    fn read_refusal(&mut self, message: &str) -> Refusal {
        let mut refusal = Refusal {
            phase: Phase::Read,
            message: None,
            file: None,
            line: None,
        };
        let mut chain = Vec::new();
        let mut rest = message;
        while let Some((place, inner)) = chain_link(rest) {
            chain.push(place);
            rest = inner;
        }
        if chain.len() > CUT_CHAIN {
            return refusal;
        }
        refusal.message = Some(rest.to_owned());
        if let Some((file, line)) = chain.pop() {
            (refusal.file, refusal.line) = (Some(file.to_owned()), Some(line));
        } else if let Some((file, line, reason)) = unreadable(rest) {
            (refusal.file, refusal.line) = (Some(file.to_owned()), Some(line));
            refusal.message = Some(reason.to_owned());
        }
        self.outer = chain
            .iter()
            .map(|(file, line)| format!("{file}:{line}"))
            .collect();
        refusal
    }

    /// No error line: the reason is the first of the other lines that has one.
    fn take_last_check(&mut self) {
        let reason = self.warnings.iter().find(|line| !line.contains("AH00014"));
        self.refusal = Some(Refusal {
            phase: Phase::Check,
            message: Some(reason.cloned().unwrap_or_default()),
            file: None,
            line: None,
        });
    }

    /// Returns the chain as the suite writes it: names, or their number when there are many.
    pub(crate) fn outer_in_short(&self) -> (Option<&[String]>, Option<usize>) {
        match self.outer.len() {
            0 => (None, None),
            length if length < LONG_CHAIN => (Some(&self.outer), None),
            length => (None, Some(length)),
        }
    }
}

/// Reads `AH00526: Syntax error on line 3 of G:`, whose reason is the next line.
fn walk_refusal(first: &str, second: Option<&str>) -> Refusal {
    let place = first
        .strip_prefix("AH00526: Syntax error on line ")
        .and_then(|rest| rest.strip_suffix(':'))
        .and_then(|rest| rest.split_once(" of "));
    Refusal {
        phase: Phase::Walk,
        message: Some(second.unwrap_or_default().to_owned()),
        file: place.map(|(_, file)| file.to_owned()),
        line: place.and_then(|(line, _)| line.parse().ok()),
    }
}

/// Takes one place off a chain: `Syntax error on line N of PLACE: ` and what follows.
fn chain_link(text: &str) -> Option<((&str, u32), &str)> {
    let rest = text.strip_prefix("Syntax error on line ")?;
    let (line, rest) = rest.split_once(" of ")?;
    let after = after_macro_place(rest).or_else(|| rest.get(rest.find(": ")?..))?;
    let reason = after.strip_prefix(": ")?;
    let place = rest.strip_suffix(after)?;
    let has_reason = !reason.is_empty();
    has_reason.then_some(((place, line.parse().ok()?), reason))
}

/// Passes `macro 'x' (defined on line 1 of "PLACE") used on line 2 of "PLACE"`.
fn after_macro_place(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("macro '")?;
    let (_, rest) = rest.split_once("' (defined on line ")?;
    let rest = after_quoted_place(rest.split_once(" of ")?.1)?;
    let rest = rest.strip_prefix(") used on line ")?;
    after_quoted_place(rest.split_once(" of ")?.1)
}

/// Passes a quoted file name or a quoted place in macro text, whose own quotes are not escaped.
fn after_quoted_place(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('"')?;
    let after = match after_macro_place(inside) {
        Some(after) => after,
        None => inside.get(inside.find('"')?..)?,
    };
    after.strip_prefix('"')
}

/// Reads `Error reading F at line 1: REASON`.
fn unreadable(message: &str) -> Option<(&str, u32, &str)> {
    let (file, rest) = message
        .strip_prefix("Error reading ")?
        .split_once(" at line ")?;
    let (line, reason) = rest.split_once(": ")?;
    Some((file, line.parse().ok()?, reason))
}

fn program_message(line: &str) -> Option<&str> {
    line.strip_prefix("apache2: ")
        .or_else(|| line.strip_prefix("httpd: "))
}

/// Turns `[time] [module:level] [pid N] TEXT` into `module:level TEXT`; `Syntax OK` is none.
fn warning(line: &str) -> Option<String> {
    let logged = line.strip_prefix('[').and_then(|rest| {
        let (_, rest) = rest.split_once("] [")?;
        let (source, rest) = rest.split_once("] [pid ")?;
        let (_, text) = rest.split_once("] ")?;
        Some(format!("{source} {text}"))
    });
    match logged {
        Some(logged) => Some(logged),
        None if line == "Syntax OK" => None,
        None => Some(line.to_owned()),
    }
}
