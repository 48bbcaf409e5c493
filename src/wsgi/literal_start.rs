//! What everything that a regular expression matches begins with.

/// What ends the literal text of an expression.
const SPECIAL: &[u8] = b"\\.[]{}()*+?^$|";

/// What makes the character before it one that may be missing.
const OPTIONAL: &[u8] = b"*?{";

/// Returns the text with which every match begins, if the expression holds for the beginning of the text only.
pub fn literal_start(expression: &[u8]) -> Option<Vec<u8>> {
    let text = expression.strip_prefix(b"^")?;
    if text.contains(&b'|') || memchr::memmem::find(text, b"(?").is_some() {
        return None;
    }
    let mut start = Vec::new();
    let mut rest = text;
    while let Some((character, behind)) = next_literal(rest) {
        if behind.first().is_some_and(|next| OPTIONAL.contains(next)) {
            break;
        }
        start.push(character);
        rest = behind;
    }
    Some(start)
}

/// Takes a character that stands for itself.
fn next_literal(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'\\', escaped, rest @ ..] if escaped.is_ascii_punctuation() => Some((*escaped, rest)),
        [byte, rest @ ..] if !SPECIAL.contains(byte) => Some((*byte, rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_up_to_the_first_special_character() {
        let cases: &[(&str, Option<&str>)] = &[
            ("^/app(/.*)?$", Some("/app")),
            ("^/apps?/", Some("/app")),
            ("^/a\\.b/[0-9]", Some("/a.b/")),
            ("^/a\\d", Some("/a")),
            ("^/a+b", Some("/a")),
            ("^/a|^/b", None),
            ("^(?i)/a", None),
            ("/app", None),
            ("^", Some("")),
        ];
        for (expression, expected) in cases {
            let found = literal_start(expression.as_bytes());
            assert_eq!(
                found.as_deref(),
                expected.map(str::as_bytes),
                "{expression}"
            );
        }
    }
}
