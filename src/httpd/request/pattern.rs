//! Patterns with `*`, `?` and `[...]` as sections use them (apr_fnmatch.c, with `APR_FNM_PATHNAME`).

use crate::httpd::read::{is_pattern, matches_rest};

/// Returns whether a text is a pattern.
pub(super) fn is_wild(text: &[u8]) -> bool {
    is_pattern(text)
}

/// Returns whether a path matches a pattern; a slash is matched by a slash only.
pub(crate) fn matches_path(pattern: &[u8], path: &[u8]) -> bool {
    let mut wanted = pattern.split(|byte| *byte == b'/');
    let mut parts = path.split(|byte| *byte == b'/');
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if matches_rest(wanted, part) => {}
            _ => return false,
        }
    }
}

/// Returns whether a text matches a pattern; a slash is like any other byte.
pub(super) fn matches_text(pattern: &[u8], text: &[u8]) -> bool {
    matches_rest(pattern, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_a_segment_of_a_path() {
        assert!(matches_path(b"/srv/*/app/", b"/srv/x/app/"));
        assert!(!matches_path(b"/srv/*/", b"/srv/x/y/"));
        assert!(matches_path(b"/srv/.*", b"/srv/.x"));
        assert!(matches_path(b"/srv/*", b"/srv/.x"));
        assert!(matches_text(b"/srv*", b"/srv/x/y"));
    }
}
