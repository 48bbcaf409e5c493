//! What a false condition hides: a start with other flags, modules or files brings it in, and no plan has looked at it.

use crate::httpd::Condition;
use crate::migration::judgement::hidden_lines;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::syntax::{Line, LineKind, Words};

/// Says where an application, or another word on embedded mode, waits under a condition that does not hold.
pub(super) fn notes_of_hidden_lines(situation: &Situation<'_>) -> Vec<String> {
    let conditions = situation.tree.conditions().iter();
    let false_ones = conditions.filter(|condition| !condition.holds);
    false_ones
        .filter_map(|condition| note(situation, condition))
        .collect()
}

fn note(situation: &Situation<'_>, condition: &Condition) -> Option<String> {
    let mut found = hidden_lines(situation, condition)
        .filter(|(_, document, line)| decides_where_python_runs(&document.logical(line), line));
    let (_, document, first) = found.next()?;
    let first_words: Vec<_> = Words::new(&document.logical(first))
        .take(2)
        .map(|word| printable(&word))
        .collect();
    let more = match found.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "`{} {}` at {} does not hold and hides `{}` (line {}){more}: embedded mode is restricted, so plan again before it \
         holds one day",
        printable(&condition.name),
        printable(&condition.arguments),
        situation.at(condition.place),
        first_words.join(" "),
        first.number,
    ))
}

fn decides_where_python_runs(logical: &[u8], line: &Line) -> bool {
    if line.kind != LineKind::Directive {
        return false;
    }
    let name = Words::new(logical).next().unwrap_or_default();
    let names = [
        "WSGIScriptAlias",
        "WSGIScriptAliasMatch",
        "WSGIHandlerScript",
        "WSGIRestrictEmbedded",
    ];
    names
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}
