//! What a condition around a definition means for the place where the definition goes.

use super::settled::Settled;
use crate::httpd::Condition;
use crate::migration::held::Obstacle;
use crate::migration::situation::{Situation, Spot};
use crate::source::printable;
use crate::syntax::{Words, word};

/// What becomes of a condition when a definition under it moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is about httpd and its modules, and the same wherever it stands: it is not written again.
    Dropped,
    /// It is written around the definition: this header.
    Copied(Vec<u8>),
    /// `<IfDefine !FLAG>`, and a `Define FLAG` behind it: the first of several copies of the definition counts. One
    /// definition in the main server needs no such guard.
    Guard {
        /// The flag.
        flag: Vec<u8>,
        /// The header.
        header: Spot,
    },
}

/// Judges a condition that holds.
pub(super) fn fate(
    situation: &Situation<'_>,
    settled: &Settled,
    condition: &Condition,
) -> Result<Fate, Obstacle> {
    if is_about_modules(&condition.name) {
        return Ok(Fate::Dropped);
    }
    let header = situation.spot_of(condition.place)?;
    if let Some((flag, true)) = flag(condition)
        && settled.changed_by(&flag).is_some()
        && !settled.is_unset(&flag)
    {
        return Ok(Fate::Guard { flag, header });
    }
    let raw = situation.logical(&header);
    let mut names = variables(situation, &raw);
    names.extend(flag(condition).map(|(flag, _)| flag));
    for name in names {
        if let Some(line) = settled.changed_by(&name) {
            let why = format!(
                "it is defined only under `{}` at {}, and `{}` is set at {}, below the place for definitions",
                printable(&raw),
                situation.at(condition.place),
                printable(&name),
                situation.at_node(line)
            );
            let clear = "set it above all virtual hosts, or move the definition by hand";
            return Err(Obstacle::new(why, clear));
        }
    }
    Ok(Fate::Copied(raw))
}

/// Returns the flag that an `<IfDefine>` asks for, and whether it asks that it be not set.
pub(super) fn flag(condition: &Condition) -> Option<(Vec<u8>, bool)> {
    let is_flag = condition.name.eq_ignore_ascii_case(b"<IfDefine");
    is_flag.then(|| tested_flag(&condition.arguments))
}

/// Reads what stands behind `<IfDefine`.
pub(super) fn tested_flag(arguments: &[u8]) -> (Vec<u8>, bool) {
    let end = memchr::memrchr(b'>', arguments).unwrap_or(arguments.len());
    let text = arguments.get(..end).unwrap_or_default();
    let (mut rest, negated) = match text {
        [b'!', rest @ ..] => (rest, true),
        _ => (text, false),
    };
    (word(&mut rest).into_owned(), negated)
}

/// Returns the names of the variables in a text.
pub(super) fn variables(situation: &Situation<'_>, text: &[u8]) -> Vec<Vec<u8>> {
    let mut names = Vec::new();
    situation
        .tree
        .variables
        .each_name(text, |name| names.push(name.to_owned()));
    names
}

/// Conditions on the program and its modules are the same everywhere.
fn is_about_modules(name: &[u8]) -> bool {
    let names: [&[u8]; 4] = [b"<IfModule", b"<IfVersion", b"<IfDirective", b"<IfSection"];
    names.iter().any(|module| name.eq_ignore_ascii_case(module))
}

/// Returns the tag that closes the section of a header: `</IfDefine>` for `<IfDefine !TEST>`.
pub(in crate::migration) fn closing_tag(header: &[u8]) -> Vec<u8> {
    let name = Words::new(header).next().unwrap_or_default();
    let name = name.strip_prefix(b"<").unwrap_or(&name);
    let name = name.strip_suffix(b">").unwrap_or(name);
    [b"</", name, b">"].concat()
}
