//! [`LowerName`]: a directive's name in lower case, to be matched on.

use std::ops::Deref;

/// No directive that anybody asks for has a longer name.
const LONGEST: usize = 48;

/// A name in lower case that stands where it is made: servers have hundreds of thousands of directives, and are looked
/// through for many names.
#[derive(Clone, Copy, Debug)]
pub struct LowerName {
    bytes: [u8; LONGEST],
    length: usize,
}

impl LowerName {
    /// Returns a name in lower case; one that is too long to be known is empty.
    pub fn of(name: &[u8]) -> Self {
        let mut lower = Self {
            bytes: [0; LONGEST],
            length: 0,
        };
        if let Some(bytes) = lower.bytes.get_mut(..name.len()) {
            bytes.copy_from_slice(name);
            bytes.make_ascii_lowercase();
            lower.length = name.len();
        }
        lower
    }
}

impl Deref for LowerName {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl<const N: usize> PartialEq<&[u8; N]> for LowerName {
    fn eq(&self, other: &&[u8; N]) -> bool {
        **self == other[..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::httpd::catalog;

    #[test]
    fn no_known_name_is_too_long() {
        for entry in catalog::directives() {
            let lower = entry.name.to_ascii_lowercase();
            assert_eq!(&*LowerName::of(entry.name.as_bytes()), lower.as_bytes());
        }
    }

    #[test]
    fn a_name_that_is_too_long_is_none_that_begins_like_it() {
        assert_eq!(&*LowerName::of(&[b'A'; LONGEST]), &[b'a'; LONGEST]);
        assert_eq!(&*LowerName::of(&[b'A'; LONGEST + 1]), b"");
    }
}
