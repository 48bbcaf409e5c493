//! File name patterns as APR matches them (apr_fnmatch.c, with `APR_FNM_PERIOD`).

/// Returns whether `text` is a pattern (`apr_fnmatch_test`): it has `*`, `?`, or a `[` with a `]` behind it.
pub(in crate::httpd) fn is_pattern(text: &[u8]) -> bool {
    let mut bracket = false;
    let mut escaped = false;
    for byte in text {
        if escaped {
            escaped = false;
            continue;
        }
        match byte {
            b'*' | b'?' => return true,
            b'\\' => escaped = true,
            b'[' => bracket = true,
            b']' if bracket => return true,
            _ => {}
        }
    }
    false
}

/// Returns whether a file name matches; a dot at its start must be matched by a dot.
pub(super) fn matches(pattern: &[u8], name: &[u8]) -> bool {
    if name.starts_with(b".") && !(pattern.starts_with(b".") || pattern.starts_with(b"\\.")) {
        return false;
    }
    matches_rest(pattern, name)
}

/// Returns whether any text matches; a dot at its start is like any other byte.
///
/// One place to come back to is kept: the last `*`. That is enough, and linear in memory.
pub(in crate::httpd) fn matches_rest(pattern: &[u8], name: &[u8]) -> bool {
    let (mut pattern, mut name) = (pattern, name);
    let mut star: Option<(&[u8], &[u8])> = None;
    loop {
        if let [b'*', rest @ ..] = pattern {
            star = Some((rest, name));
            pattern = rest;
            continue;
        }
        if pattern.is_empty() && name.is_empty() {
            return true;
        }
        if let Some((pattern_rest, name_rest)) = match_one(pattern, name) {
            (pattern, name) = (pattern_rest, name_rest);
            continue;
        }
        match star {
            Some((after, [_, retry @ ..])) => {
                star = Some((after, retry));
                (pattern, name) = (after, retry);
            }
            _ => return false,
        }
    }
}

/// Matches one byte of the name; returns what remains of both.
fn match_one<'a>(pattern: &'a [u8], name: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (byte, name) = name.split_first()?;
    match pattern {
        [b'?', rest @ ..] => Some((rest, name)),
        [b'[', class @ ..] => match match_class(class, *byte) {
            Some((true, rest)) => Some((rest, name)),
            Some((false, _)) => None,
            None => (*byte == b'[').then_some((class, name)),
        },
        [b'\\', literal, rest @ ..] | [literal, rest @ ..] => {
            (literal == byte).then_some((rest, name))
        }
        [] => None,
    }
}

/// Matches a byte against what stands behind `[`; returns what remains behind the `]`, or nothing when there is none.
fn match_class(class: &[u8], byte: u8) -> Option<(bool, &[u8])> {
    let (negated, mut rest) = match class {
        [b'!' | b'^', rest @ ..] => (true, rest),
        _ => (false, class),
    };
    let mut found = false;
    let mut first = true;
    loop {
        match rest {
            [b']', after @ ..] if !first => return Some((found != negated, after)),
            [low, b'-', high, after @ ..] if *high != b']' => {
                found |= (*low..=*high).contains(&byte);
                rest = after;
            }
            [b'\\', literal, after @ ..] | [literal, after @ ..] => {
                found |= *literal == byte;
                rest = after;
            }
            [] => return None,
        }
        first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let cases: &[(&str, &str, bool)] = &[
            ("*.conf", "a.conf", true),
            ("*.conf", "a.conf~", false),
            ("*.conf", ".a.conf", false),
            (".*", ".a", true),
            ("?.c", "a.c", true),
            ("[abc]*", "bx", true),
            ("[!a]*", "bx", true),
            ("[a-c]x", "bx", true),
            ("[]]", "]", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("{a,b}", "a", false),
        ];
        for (pattern, name, expected) in cases {
            let found = matches(pattern.as_bytes(), name.as_bytes());
            assert_eq!(found, *expected, "{pattern} {name}");
        }
    }

    #[test]
    fn what_counts_as_a_pattern() {
        assert!(is_pattern(b"a/[x]/b"));
        assert!(!is_pattern(b"a]b["));
        assert!(!is_pattern(b"plain"));
    }
}
