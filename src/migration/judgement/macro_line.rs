//! [`MacroLine`]: a line in the body of a macro, as one use of the macro has it.

use std::collections::BTreeSet;

use crate::httpd::{Condition, MacroArguments, Place, SourceKind};
use crate::migration::held::Obstacle;
use crate::migration::situation::{Situation, Spot};
use crate::syntax::{Document, Line, LineKind, Words};

/// A line in the body of a macro, in one of its uses.
#[derive(Clone, Debug)]
pub(in crate::migration) struct MacroLine<'server> {
    /// The line in the file in which the macro is written.
    pub(in crate::migration) spot: Spot,
    /// Its `<Macro>`.
    pub(in crate::migration) defined: Place,
    /// The macro's name, in lower case.
    pub(in crate::migration) name: &'server [u8],
    /// The same as its `<Macro>` says it.
    pub(in crate::migration) written_name: Vec<u8>,
    /// Its parameters, with their values in this use.
    pub(in crate::migration) arguments: &'server MacroArguments,
    /// What this use makes of the line.
    pub(in crate::migration) logical: Vec<u8>,
    /// The line that uses it.
    pub(in crate::migration) used: Option<Place>,
}

/// Finds the line in a macro that a place is; the error says why it cannot be edited.
pub(in crate::migration) fn macro_line<'server>(
    situation: &Situation<'server>,
    place: Place,
) -> Result<MacroLine<'server>, Obstacle> {
    let source = situation.tree.source(place.source);
    let SourceKind::Macro {
        name,
        defined,
        arguments,
        body,
    } = &source.kind
    else {
        return Err(unclear());
    };
    let index = line_of(body, place).ok_or_else(unclear)?;
    let header = situation.spot_of(*defined)?;
    let written_name = as_written(&situation.logical(&header), name);
    let line = written_line(situation.document(header.file), header.line, index);
    let spot = Spot {
        line: line.ok_or_else(unclear)?,
        ..header
    };
    let logical = body.lines().get(index).map(|line| body.logical(line));
    let logical = logical.unwrap_or_default().into_owned();
    if *arguments.substitute(&situation.logical(&spot)) != *logical {
        return Err(unclear());
    }
    Ok(MacroLine {
        spot,
        defined: *defined,
        name,
        written_name,
        arguments,
        logical,
        used: source.from,
    })
}

/// Returns the name of a macro as its header has it; httpd keeps it in lower case.
fn as_written(header: &[u8], name: &[u8]) -> Vec<u8> {
    let word = Words::new(header).nth(1).unwrap_or_default();
    let word = word.strip_suffix(b">").unwrap_or(&word);
    let written = Some(word).filter(|word| word.eq_ignore_ascii_case(name));
    written.unwrap_or(name).to_owned()
}

fn unclear() -> Obstacle {
    Obstacle::new(
        "it stands in the body of a macro, and which line of which file it is cannot be told",
        "write it outside of the macro",
    )
}

fn line_of(body: &Document, place: Place) -> Option<usize> {
    body.lines()
        .iter()
        .position(|line| line.number == place.line)
}

/// Returns the line of a file that is line `index` of a macro's body: comments are not in it (mod_macro.c:
/// `get_lines_till_end_token`).
fn written_line(document: &Document, header: usize, index: usize) -> Option<usize> {
    let lines = document.lines().iter().enumerate().skip(header + 1);
    let mut in_body = lines.filter(|(_, line)| line.kind != LineKind::Comment);
    in_body.nth(index).map(|(line, _)| line)
}

/// Returns the names, in lower case, of the macros that are used under conditions that do not hold: nobody knows yet what
/// their lines come to there.
pub(in crate::migration) fn macros_used_in_hiding(situation: &Situation<'_>) -> BTreeSet<Vec<u8>> {
    let conditions = situation.tree.conditions().iter();
    let false_ones = conditions.filter(|condition| !condition.holds);
    let lines = false_ones.flat_map(|condition| hidden_lines(situation, condition));
    lines
        .filter_map(|(_, document, line)| {
            let logical = document.logical(line);
            let mut words = Words::new(&logical);
            let is_use = words.next()?.eq_ignore_ascii_case(b"Use");
            let name = words.next()?.to_ascii_lowercase();
            is_use.then_some(name)
        })
        .collect()
}

/// Returns the lines of a file that a condition hides, each with its index.
pub(in crate::migration) fn hidden_lines<'server>(
    situation: &Situation<'server>,
    condition: &Condition,
) -> impl Iterator<Item = (usize, &'server Document, &'server Line)> + use<'server> {
    let end = condition.hidden_up_to.map_or(0, |up_to| up_to.line);
    let file = situation.tree.file_of(condition.place);
    let start = file.and_then(|file| situation.line_at(file, condition.place));
    let found = file.zip(start).map(|(file, start)| {
        let document = situation.document(file);
        let lines = document.lines().iter().enumerate().skip(start + 1);
        lines
            .take_while(move |(_, line)| line.number < end)
            .map(move |(index, line)| (index, document, line))
    });
    found.into_iter().flatten()
}
