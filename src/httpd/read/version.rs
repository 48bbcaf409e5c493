//! `<IfVersion>` (modules/metadata/mod_version.c: `start_ifversion`).

use std::cmp::Ordering;

use crate::httpd::version::Version;
use crate::syntax::word;

const INVALID: &str = "Version appears to be invalid. It must have the format \
                       major[.minor[.patch]] where major, minor and patch are numbers.";

/// What an `<IfVersion>` comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It holds, or it does not.
    Decided(bool),
    /// The patch level decides, and the server's is not known.
    NeedsPatchLevel,
}

/// Decides the text behind `<IfVersion`. Without a version the server counts as some 2.4.
pub(super) fn test(arguments: &[u8], version: Option<Version>) -> Result<Outcome, Vec<u8>> {
    let mut rest = arguments;
    let words = [word(&mut rest), word(&mut rest), word(&mut rest)];
    if words[0].is_empty() || !rest.is_empty() {
        let text = "<IfVersion takes one, two or three arguments, \
                    a comparison operator, a version (and a delimiter)";
        return Err(text.into());
    }
    let [first, second, third] = &words;
    let (operator, text, third): (&[u8], &[u8], &[u8]) = if second.is_empty() {
        (b"=", first, third)
    } else if third.is_empty() && **second == *b">" {
        (b"=", first, second)
    } else {
        (first, second, third)
    };
    let text = match text.strip_suffix(b">") {
        _ if third == b">" => text,
        Some(text) => text,
        None => return Err(b"<IfVersion> directive missing closing '>'".to_vec()),
    };
    let (negated, operator) = match operator {
        [b'!', rest @ ..] if !rest.is_empty() => (true, rest),
        [b'!'] => (true, operator),
        _ => (false, operator),
    };
    let outcome = compare(operator, text, version).ok_or_else(|| unrecognized(&words))??;
    Ok(match outcome {
        Outcome::Decided(holds) => Outcome::Decided(holds != negated),
        undecided @ Outcome::NeedsPatchLevel => undecided,
    })
}

fn unrecognized(words: &[std::borrow::Cow<'_, [u8]>; 3]) -> Vec<u8> {
    [b"unrecognized operator '", words[0].as_ref(), b"'"].concat()
}

/// Applies one operator; nothing when there is no such operator.
fn compare(
    operator: &[u8],
    text: &[u8],
    version: Option<Version>,
) -> Option<Result<Outcome, Vec<u8>>> {
    let expression = text.strip_prefix(b"/");
    match (operator, expression) {
        (b"=" | b"==", Some(expression)) => Some(match expression.strip_suffix(b"/") {
            Some(expression) => matches(expression, version),
            None => Err(b"Missing delimiting / of regular expression.".to_vec()),
        }),
        (b"=" | b"==", None) => Some(order(text, version, Ordering::is_eq)),
        (b"~", _) => Some(matches(text, version)),
        (b"<", _) => Some(order(text, version, Ordering::is_lt)),
        (b"<=", _) => Some(order(text, version, Ordering::is_le)),
        (b">", _) => Some(order(text, version, Ordering::is_gt)),
        (b">=", _) => Some(order(text, version, Ordering::is_ge)),
        _ => None,
    }
}

/// Compares the server's version with the one written; missing parts are 0.
fn order(
    text: &[u8],
    version: Option<Version>,
    holds: fn(Ordering) -> bool,
) -> Result<Outcome, Vec<u8>> {
    let written = parse(text).ok_or(INVALID)?;
    let at = |patch| {
        let version = Version {
            major: 2,
            minor: 4,
            patch,
        };
        holds(version.cmp(&written))
    };
    Ok(match version {
        Some(version) => Outcome::Decided(holds(version.cmp(&written))),
        // The same for the oldest and the newest 2.4, and for the one written: then for all of them.
        None if at(0) == at(u32::MAX) && at(written.patch) == at(0) => Outcome::Decided(at(0)),
        None => Outcome::NeedsPatchLevel,
    })
}

/// Reads `major[.minor[.patch]]`.
fn parse(text: &[u8]) -> Option<Version> {
    let mut numbers = [0; 3];
    let text = std::str::from_utf8(text).ok()?;
    let mut parts = text.split('.');
    for (number, part) in numbers.iter_mut().zip(&mut parts) {
        if !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().unwrap_or(0);
    }
    let first_is_number = text.starts_with(|first: char| first.is_ascii_digit());
    (parts.next().is_none() && first_is_number).then_some(Version {
        major: numbers[0],
        minor: numbers[1],
        patch: numbers[2],
    })
}

fn matches(expression: &[u8], version: Option<Version>) -> Result<Outcome, Vec<u8>> {
    let Some(version) = version else {
        return Ok(Outcome::NeedsPatchLevel);
    };
    let compiled = std::str::from_utf8(expression)
        .ok()
        .and_then(|expression| pcre2::bytes::Regex::new(expression).ok());
    let Some(compiled) = compiled else {
        return Err(b"Unable to compile regular expression".to_vec());
    };
    let matched = compiled.is_match(version.to_string().as_bytes());
    Ok(Outcome::Decided(matched.unwrap_or(false)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(arguments: &str, version: Option<Version>) -> Result<Outcome, String> {
        let outcome = test(arguments.as_bytes(), version);
        outcome.map_err(|message| String::from_utf8(message).unwrap())
    }

    #[test]
    fn operators() {
        let version = Some(Version {
            major: 2,
            minor: 4,
            patch: 71,
        });
        let cases: &[(&str, bool)] = &[
            ("2.4>", false),
            ("> 2.4>", true),
            (">= 2.4.71>", true),
            ("< 2.4>", false),
            ("!< 2.4>", true),
            ("2.4.71 >", true),
            ("/^2.4/>", true),
            ("~ ^2\\.2>", false),
            ("= 2.4.71 >", true),
        ];
        for (arguments, holds) in cases {
            assert_eq!(
                on(arguments, version),
                Ok(Outcome::Decided(*holds)),
                "{arguments}"
            );
        }
    }

    #[test]
    fn without_a_version_only_what_is_the_same_for_every_2_4() {
        assert_eq!(on(">= 2.4>", None), Ok(Outcome::Decided(true)));
        assert_eq!(on("< 2.4>", None), Ok(Outcome::Decided(false)));
        assert_eq!(on(">= 2.4.10>", None), Ok(Outcome::NeedsPatchLevel));
        assert_eq!(on("= 2.4.10>", None), Ok(Outcome::NeedsPatchLevel));
    }

    #[test]
    fn mistakes() {
        assert_eq!(on(">=2.4>", None), Err(INVALID.to_owned()));
        assert!(
            on("2.4> # of four words", None)
                .unwrap_err()
                .starts_with("<IfVersion takes")
        );
    }
}
