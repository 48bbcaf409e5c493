//! How a file is named in a patch, so that `git apply` and `patch` both find it.

/// Returns `name` behind `prefix`, in double quotes where it holds anything but plain printable ASCII.
///
/// The quoting is git's (quote.c: `quote_c_style`), which GNU patch knows since 2.7. Names with blanks are
/// quoted, too: for them git writes a TAB behind the name, but then `patch` loses blanks at the end of a
/// name, and names with blanks in a `diff --git` line, which is all there is for an empty file.
pub(super) fn quoted(prefix: &str, name: &[u8]) -> Vec<u8> {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    if name.iter().all(plain) {
        return [prefix.as_bytes(), name].concat();
    }
    let mut quoted = format!("\"{prefix}").into_bytes();
    for byte in name {
        match byte {
            b'"' | b'\\' => quoted.extend([b'\\', *byte]),
            b' '..=b'~' => quoted.push(*byte),
            _ => quoted.extend(format!("\\{byte:03o}").bytes()),
        }
    }
    quoted.push(b'"');
    quoted
}

/// Returns whether `git apply` refuses a path with this part, because some system could take it for `.git`.
///
/// As in read-cache.c: `verify_path` with path.c: `is_ntfs_dotgit`; links may not be called `.gitmodules` either.
pub(super) fn is_reserved_by_git(part: &[u8], is_link: bool) -> bool {
    part.split(|byte| *byte == b'\\').any(|name| {
        stands_for(name, b".git")
            || stands_for(name, b"git~1")
            || is_link && stands_for(name, b".gitmodules")
    })
}

/// Returns whether NTFS takes `name` for `reserved`: in any case, with blanks or dots behind it, or a stream.
fn stands_for(name: &[u8], reserved: &[u8]) -> bool {
    let Some((start, rest)) = name.split_at_checked(reserved.len()) else {
        return false;
    };
    let rest = rest.split(|byte| *byte == b':').next().unwrap_or_default();
    start.eq_ignore_ascii_case(reserved) && rest.iter().all(|byte| matches!(byte, b' ' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_not_quoted() {
        for name in ["x.conf", "sites-available/000-a_b~c.conf", "a'b:c*d", "-x"] {
            assert_eq!(
                quoted("a/", name.as_bytes()),
                format!("a/{name}").as_bytes()
            );
        }
    }

    #[test]
    fn other_names_are_quoted_as_git_does() {
        let cases: [(&[u8], &str); 6] = [
            (b"with blank", r#""b/with blank""#),
            (b"a\"b", r#""b/a\"b""#),
            (b"a\\n", r#""b/a\\n""#),
            (b"caf\xe9", r#""b/caf\351""#),
            ("ö".as_bytes(), r#""b/\303\266""#),
            (b"a\tb\n\x7f", r#""b/a\011b\012\177""#),
        ];
        for (name, expected) in cases {
            assert_eq!(quoted("b/", name), expected.as_bytes());
        }
    }

    // Each of these was given to `git apply` 2.47 as the name of a file or a link.
    #[test]
    fn names_are_refused_as_git_refuses_them() {
        let refused = [
            ".git",
            ".GIT",
            ".Git",
            "git~1",
            "GIT~1",
            ".git ",
            ".git.",
            ".git. .",
            ".git::$INDEX_ALLOCATION",
            ".git:x",
            "a\\.git",
            "a\\.git\\b",
            ".git\\x",
        ];
        for name in refused {
            assert!(is_reserved_by_git(name.as_bytes(), false), "{name}");
        }
        let taken = [
            "git~2",
            ".gitx",
            ".gitmodules",
            ".gitattributes",
            " .git",
            "x\\..\\y",
            "...",
            "git",
            ".gi",
        ];
        for name in taken {
            assert!(!is_reserved_by_git(name.as_bytes(), false), "{name}");
        }
        assert!(is_reserved_by_git(b".gitmodules", true));
    }
}
