//! Which host names httpd takes (vhost.c: `fix_hostname`, `strict_hostname_check`).

/// Returns whether httpd, as it is by default, takes a name in the `Host` header; else it answers 400.
///
/// A name is made of letters, digits, `-`, `_` and dots, and its last label begins with a letter; or it is an address.
pub(super) fn is_good(name: &[u8]) -> bool {
    if name.contains(&b':') {
        return true; // An IPv6 address was checked when the URL was read.
    }
    let letters = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
    if !name.iter().any(letters) {
        return is_dotted_decimal(name);
    }
    let good = |byte: &u8| letters(byte) || byte.is_ascii_digit() || *byte == b'.';
    let last = name.iter().rposition(|byte| *byte == b'.');
    let last = last.and_then(|at| name.get(at + 1));
    name.iter().all(good) && last.is_none_or(u8::is_ascii_alphabetic)
}

/// Returns whether it is an IPv4 address as httpd wants one: three dots, no needless zeros.
fn is_dotted_decimal(name: &[u8]) -> bool {
    let parts: Vec<&[u8]> = name.split(|byte| *byte == b'.').collect();
    let zeros = |part: &&[u8]| matches!(part, [b'0', next, ..] if next.is_ascii_digit());
    let starts_with_dot = parts.first().is_some_and(|part| part.is_empty());
    parts.len() == 4 && !starts_with_dot && !parts.iter().any(zeros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_in_a_label_with_a_letter_and_addresses_have_four_parts() {
        for good in [
            "h",
            "a_b.example.com",
            "1.example",
            "127.0.0.1",
            "::1",
            "x-1",
        ] {
            assert!(is_good(good.as_bytes()), "{good}");
        }
        for bad in ["123", "a.1x", "1.2.3", "01.2.3.4", "1.02.3.4", ".1.2.3"] {
            assert!(!is_good(bad.as_bytes()), "{bad}");
        }
    }
}
