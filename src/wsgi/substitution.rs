//! Text with `$1` in it, and the groups of an expression that matched.

use pcre2::bytes::Captures;

/// Puts what groups matched in place of `$0` to `$9`; a backslash makes the next byte an ordinary one
/// (util.c: `regsub_core`).
pub(super) fn substituted(text: &[u8], captures: &Captures<'_>) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let digit = bytes.peek().filter(|next| next.is_ascii_digit()).copied();
        match (byte, digit) {
            (b'$', Some(digit)) => {
                bytes.next();
                let group = captures.get(usize::from(digit - b'0'));
                result.extend_from_slice(group.map_or(&[], |group| group.as_bytes()));
            }
            (b'\\', _) => result.push(bytes.next().unwrap_or(b'\\')),
            _ => result.push(byte),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use pcre2::bytes::Regex;

    #[test]
    fn groups_are_put_in_and_a_backslash_hides() {
        let expression = Regex::new("^/q\\.(.*)$").unwrap();
        let captures = expression.captures(b"/q.ab/c").unwrap().unwrap();
        let text = substituted(b"/a/\\$1/$1/&/$0/$2/$", &captures);
        assert_eq!(text, b"/a/$1/ab/c/&//q.ab/c//$");
    }
}
