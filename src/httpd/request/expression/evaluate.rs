//! What a [`Condition`] comes to (util_expr_eval.c).

use std::cmp::Ordering;
use std::io;

use super::{Comparison, Condition, Facts, Word};
use crate::host::{Host, Kind, Opened};
use crate::httpd::request::origin::Doubt;
use crate::httpd::request::pattern::{matches_path, matches_text};
use crate::httpd::request::storage::is_link;
use crate::httpd::tree::bytes_path;
use crate::source::{atoi, printable};

/// Says whether a condition holds. What is not known of one side does not matter where the other side decides.
pub(super) fn holds(facts: &Facts<'_>, condition: &Condition) -> Result<bool, Doubt> {
    match condition {
        Condition::Constant(value) => Ok(*value),
        Condition::Not(inside) => holds(facts, inside).map(|value| !value),
        Condition::And(first, second) => both(holds(facts, first), holds(facts, second), false),
        Condition::Or(first, second) => both(holds(facts, first), holds(facts, second), true),
        Condition::Test(test, word) => test_holds(facts, *test, &text(facts, word)?),
        Condition::Binary(name, first, second) => {
            let (first, second) = (text(facts, first)?, text(facts, second)?);
            match name.as_slice() {
                b"fnmatch" => Ok(matches_path(&second, &first)),
                b"strmatch" => Ok(matches_text(&second, &first)),
                b"strcmatch" => Ok(matches_text(
                    &second.to_ascii_lowercase(),
                    &first.to_ascii_lowercase(),
                )),
                _ => Err(unknown(&format!("`-{}`", printable(name)))),
            }
        }
        Condition::Compare(comparison, first, second) => {
            let (first, second) = (text(facts, first)?, text(facts, second)?);
            Ok(compare(*comparison, &first, &second))
        }
        Condition::In(word, words) => is_among(facts, word, words),
        Condition::InFunction => Err(unknown("a list that a function returns")),
        Condition::Matches {
            word,
            expression,
            ignore_case,
            wanted,
        } => {
            let word = text(facts, word)?;
            let found = facts.expressions.find(expression, &word, *ignore_case);
            let found = found.map_err(Doubt::general)?;
            Ok(found.is_some() == *wanted)
        }
    }
}

/// Joins two conditions, one of which decides when it has the value `decisive`.
fn both(
    first: Result<bool, Doubt>,
    second: Result<bool, Doubt>,
    decisive: bool,
) -> Result<bool, Doubt> {
    match (first, second) {
        (Ok(value), _) | (_, Ok(value)) if value == decisive => Ok(decisive),
        (Err(doubt), _) | (_, Err(doubt)) => Err(doubt),
        _ => Ok(!decisive),
    }
}

fn is_among(facts: &Facts<'_>, word: &Word, words: &[Word]) -> Result<bool, Doubt> {
    let wanted = text(facts, word)?;
    let mut doubt = None;
    for word in words {
        match text(facts, word) {
            Ok(text) if text == wanted => return Ok(true),
            Ok(_) => {}
            Err(why) => doubt = Some(why),
        }
    }
    doubt.map_or(Ok(false), Err)
}

fn compare(comparison: Comparison, first: &[u8], second: &[u8]) -> bool {
    let order = if comparison.numbers {
        atoi(first).0.cmp(&atoi(second).0)
    } else {
        first.cmp(second)
    };
    let [less, same, greater] = comparison.holds;
    match order {
        Ordering::Less => less,
        Ordering::Equal => same,
        Ordering::Greater => greater,
    }
}

fn test_holds(facts: &Facts<'_>, test: u8, word: &[u8]) -> Result<bool, Doubt> {
    match test {
        b'n' => Ok(!word.is_empty()),
        b'z' => Ok(word.is_empty()),
        b'T' => Ok(!matches!(
            word.to_ascii_lowercase().as_slice(),
            b"" | b"off" | b"no" | b"false" | b"0"
        )),
        b'd' | b'e' | b'f' | b's' | b'L' | b'h' => file_test(facts.host, test, word),
        _ => Err(unknown(&format!("`-{}`", char::from(test)))),
    }
}

/// Says whether there is a file of a kind: `-f`, `-d`, `-e`, `-s`, `-L`, `-h`.
pub(in super::super) fn file_test(host: &dyn Host, test: u8, word: &[u8]) -> Result<bool, Doubt> {
    if word.is_empty() {
        return Ok(false);
    }
    if !word.starts_with(b"/") {
        return Err(unknown("a file name that does not begin with a slash"));
    }
    let bytes = word
        .strip_suffix(b"/")
        .filter(|word| !word.is_empty())
        .unwrap_or(word);
    let path = bytes_path(bytes);
    if matches!(test, b'L' | b'h') {
        return Ok(is_link(host, path));
    }
    let kind = match host.kind(path) {
        Ok(kind) => kind,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(false);
        }
        Err(error) => return Err(unknown(&format!("`{}`: {error}", printable(word)))),
    };
    if kind != Kind::Directory && word.ends_with(b"/") {
        return Ok(false);
    }
    match test {
        b'd' => Ok(kind == Kind::Directory),
        b'f' => Ok(kind == Kind::File),
        b's' if kind == Kind::File => match host.open(path) {
            Ok(Opened::File(bytes)) => Ok(!bytes.is_empty()),
            _ => Err(unknown(&format!("the size of `{}`", printable(word)))),
        },
        b's' => Ok(false),
        _ => Ok(true),
    }
}

/// Puts a word together.
pub(super) fn text(facts: &Facts<'_>, word: &Word) -> Result<Vec<u8>, Doubt> {
    match word {
        Word::Text(text) => Ok(text.clone()),
        Word::Variable(name) => (facts.variables)(name),
        Word::Group => Err(unknown("`$1`")),
        Word::Joined(words) => {
            let parts: Result<Vec<_>, _> = words.iter().map(|word| text(facts, word)).collect();
            parts.map(|parts| parts.concat())
        }
        Word::Function(name, argument) => {
            let argument = text(facts, argument)?;
            match name.as_slice() {
                b"tolower" => Ok(argument.to_ascii_lowercase()),
                b"toupper" => Ok(argument.to_ascii_uppercase()),
                b"req" | b"http" | b"req_novary" if argument.eq_ignore_ascii_case(b"host") => {
                    (facts.variables)(b"HTTP_HOST")
                }
                _ => Err(unknown(&format!(
                    "`{}({})`",
                    printable(name),
                    printable(&argument)
                ))),
            }
        }
    }
}

fn unknown(what: &str) -> Doubt {
    Doubt::general(format!("the URL does not tell {what}"))
}
