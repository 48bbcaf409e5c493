//! A path that a regular expression matches, for asking what becomes of it.

/// What is tried behind the text that an expression spells.
const ENDS: [&str; 8] = ["", "/", "x", "/x", "1", "/1", ".wsgi", "x.wsgi"];

/// How deep groups are looked into.
const DEPTH: u8 = 16;

/// Returns paths that an expression may match, the simplest first: the text that it spells, and that with something behind.
pub(super) fn candidates(expression: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = expression.strip_prefix(b"^").unwrap_or(expression);
    let text = spelled(&mut rest, DEPTH);
    let text = if text.starts_with(b"/") {
        text
    } else {
        [b"/".as_slice(), &text].concat()
    };
    let with = |end: &&str| [text.as_slice(), end.as_bytes()].concat();
    ENDS.iter().map(with).collect()
}

/// Returns a text that the expression up to the end of its group may match: the first alternative, each part as seldom as it
/// may be there. The rest is left behind the group.
fn spelled(rest: &mut &[u8], depth: u8) -> Vec<u8> {
    let mut text = Vec::new();
    while let Some(part) = next_part(rest, depth) {
        if !take_optional(rest) {
            text.extend_from_slice(&part);
        }
    }
    if rest.first() == Some(&b'|') {
        skip_group(rest);
    }
    text
}

/// Takes the next part; nothing at the end of a group or before another alternative.
fn next_part(rest: &mut &[u8], depth: u8) -> Option<Vec<u8>> {
    let (first, after) = rest.split_first()?;
    match first {
        b')' | b'|' => None,
        b'^' | b'$' => {
            *rest = after;
            Some(Vec::new())
        }
        b'.' => {
            *rest = after;
            Some(b"x".to_vec())
        }
        b'\\' => {
            let (escaped, behind) = after.split_first()?;
            *rest = behind;
            Some(match escaped {
                b'd' => b"1".to_vec(),
                b'w' | b'S' | b'D' => b"x".to_vec(),
                b'A' | b'Z' | b'z' | b'b' | b'B' => Vec::new(),
                other => vec![*other],
            })
        }
        b'[' => Some(class(rest)),
        b'(' => {
            *rest = without_group_options(after);
            if depth == 0 {
                skip_group(rest);
                return Some(Vec::new());
            }
            let inside = spelled(rest, depth - 1);
            *rest = rest.strip_prefix(b")").unwrap_or(rest);
            Some(inside)
        }
        byte => {
            *rest = after;
            Some(vec![*byte])
        }
    }
}

/// Takes a quantifier; yes if the part before it may be left out.
fn take_optional(rest: &mut &[u8]) -> bool {
    let (optional, length) = match rest {
        [b'*' | b'?', ..] => (true, 1),
        [b'+', ..] => (false, 1),
        [b'{', inside @ ..] => {
            let end = inside.iter().position(|byte| *byte == b'}');
            (inside.starts_with(b"0"), end.map_or(1, |end| end + 2))
        }
        _ => return false,
    };
    *rest = rest.get(length..).unwrap_or_default();
    if let [b'?' | b'+', after @ ..] = rest {
        *rest = after;
    }
    optional
}

/// Takes a class and returns one of its characters, one that is not in it when it is negated.
fn class(rest: &mut &[u8]) -> Vec<u8> {
    let inside = rest.get(1..).unwrap_or_default();
    let (negated, inside) = match inside.strip_prefix(b"^") {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let end = inside.iter().skip(1).position(|byte| *byte == b']');
    let end = end.map_or(inside.len(), |end| end + 1);
    let (members, behind) = inside.split_at(end);
    *rest = behind.strip_prefix(b"]").unwrap_or(behind);
    let member = match members {
        [b'\\', b'd', ..] => b'1',
        [b'\\', b'w', ..] | [] => b'x',
        [b'\\', byte, ..] | [byte, ..] => *byte,
    };
    if !negated {
        return vec![member];
    }
    let other = b"x1_".iter().find(|byte| !members.contains(byte));
    vec![other.copied().unwrap_or(b'y')]
}

/// Skips `?:` and the like behind an opening parenthesis.
fn without_group_options(rest: &[u8]) -> &[u8] {
    if !rest.starts_with(b"?") {
        return rest;
    }
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b':' | b'>' | b'=' | b'!'));
    end.and_then(|end| rest.get(end + 1..)).unwrap_or(rest)
}

/// Skips to the parenthesis that closes the group.
fn skip_group(rest: &mut &[u8]) {
    let mut open = 0_usize;
    while let Some((first, after)) = rest.split_first() {
        match first {
            b'\\' => {
                *rest = after.get(1..).unwrap_or_default();
                continue;
            }
            b'(' => open += 1,
            b')' if open == 0 => return,
            b')' => open -= 1,
            _ => {}
        }
        *rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplest_text_comes_first() {
        let cases = [
            ("^/app(/.*)?$", "/app"),
            ("^/a\\.b/?", "/a.b"),
            ("/x+", "/x"),
            ("^/(en|de)/", "/en/"),
            ("^/(?:a(b|c)|d)/\\d{2,3}", "/ab/1"),
            ("^/wsgi/([^/]+)", "/wsgi/x"),
            ("^/[a-z0-9_-]+/y", "/a/y"),
            ("\\d", "/1"),
            ("^/(", "/"),
            ("[", "/x"),
            ("", "/"),
        ];
        for (expression, expected) in cases {
            let first = candidates(expression.as_bytes()).swap_remove(0);
            assert_eq!(first, expected.as_bytes(), "{expression}");
        }
    }
}
