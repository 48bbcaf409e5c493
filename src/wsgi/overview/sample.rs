//! A text that a regular expression or a pattern with wildcards matches, for asking what becomes of it.

use crate::wsgi::selection::is_pattern;

/// What is tried behind the text that an expression spells.
const ENDS: [&str; 8] = ["", "/", "x", "/x", "1", "/1", ".wsgi", "x.wsgi"];

/// How deep groups are looked into.
const DEPTH: u8 = 16;

/// Returns paths that an expression may match, the simplest first: the text that it spells, and that with something behind.
pub(super) fn candidates(expression: &[u8]) -> Vec<Vec<u8>> {
    let text = absolute(spelled(expression, b""));
    with_ends(&[text])
}

/// Returns paths at or below another one that an expression may match, the simplest first.
pub(super) fn candidates_below(expression: &[u8], path: &[u8]) -> Vec<Vec<u8>> {
    let alone = spelled(expression, b"");
    let mut starts = vec![absolute(spelled(expression, path)), absolute(alone.clone())];
    if !expression.starts_with(b"^") {
        starts.extend([
            [path, alone.as_slice()].concat(),
            [path, b"/", alone.as_slice()].concat(),
            [path, b"/x", alone.as_slice()].concat(),
        ]);
    }
    with_ends(&starts)
}

fn with_ends(starts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let ends = ENDS.iter().flat_map(|end| {
        let with = move |start: &Vec<u8>| [start.as_slice(), end.as_bytes()].concat();
        starts.iter().map(with)
    });
    ends.collect()
}

fn absolute(text: Vec<u8>) -> Vec<u8> {
    if text.starts_with(b"/") {
        return text;
    }
    [b"/", text.as_slice()].concat()
}

/// Returns names that a pattern with wildcards matches; the name itself where there is none.
pub(super) fn named_by(pattern: &[u8]) -> Vec<Vec<u8>> {
    if !is_pattern(pattern) {
        return vec![pattern.to_vec()];
    }
    let with = |star: &[u8]| {
        let mut text = Vec::new();
        let mut rest = pattern;
        while let Some((first, after)) = rest.split_first() {
            match first {
                b'*' => text.extend_from_slice(star),
                b'?' => text.push(b'x'),
                b'[' => {
                    text.extend(class(&mut rest));
                    continue;
                }
                byte => text.push(*byte),
            }
            rest = after;
        }
        text
    };
    vec![with(b"x"), with(b"")]
}

/// What everything that an expression or a pattern matches starts with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) text: Vec<u8>,
}

impl Literal {
    /// Returns what comes before the first wildcard.
    pub(super) fn of_pattern(pattern: &[u8]) -> Self {
        let is_wild = |byte: &u8| matches!(byte, b'*' | b'?' | b'[' | b'\\');
        let end = pattern.iter().position(is_wild).unwrap_or(pattern.len());
        Self {
            text: pattern.get(..end).unwrap_or_default().to_vec(),
        }
    }
}

/// Returns what every match of an expression starts with, as far as that is plain to see.
pub(super) fn start_of(expression: &[u8]) -> Literal {
    let mut text = Vec::new();
    if let Some(mut rest) = expression.strip_prefix(b"^")
        && !expression.contains(&b'|')
    {
        while let [byte, after @ ..] = rest {
            let is_plain = byte.is_ascii_alphanumeric() || b"/-_~%,:;=@ ".contains(byte);
            let is_counted = matches!(after.first(), Some(b'*' | b'?' | b'{'));
            if !is_plain || is_counted {
                break;
            }
            text.push(*byte);
            rest = after;
        }
    }
    Literal { text }
}

/// Returns a text that the expression may match: of each group the first alternative, each part as seldom as it may be
/// there. Where any character will do, it goes along a path.
fn spelled(expression: &[u8], along: &[u8]) -> Vec<u8> {
    let mut speller = Speller {
        rest: expression.strip_prefix(b"^").unwrap_or(expression),
        text: Vec::new(),
        along,
    };
    speller.alternative(DEPTH);
    speller.text
}

struct Speller<'a> {
    rest: &'a [u8],
    text: Vec<u8>,
    along: &'a [u8],
}

/// How often a part may be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    AtMostOnce,
    Many,
    Any,
}

impl Speller<'_> {
    /// Spells the first alternative up to the end of its group.
    fn alternative(&mut self, depth: u8) {
        loop {
            let before = self.text.len();
            let Some(is_free) = self.part(depth) else {
                break;
            };
            match self.times() {
                Times::Many | Times::Any if is_free && self.goes_along(before) => {}
                Times::AtMostOnce | Times::Any => self.text.truncate(before),
                Times::Once | Times::Many => {}
            }
        }
        if self.rest.first() == Some(&b'|') {
            skip_group(&mut self.rest);
        }
    }

    /// Replaces what was spelled since then by the next name of the path that is gone along, if there is one.
    fn goes_along(&mut self, before: usize) -> bool {
        let so_far = self.text.get(..before).unwrap_or_default();
        let Some(ahead) = self.along.strip_prefix(so_far) else {
            return false;
        };
        let name = ahead.split(|byte| *byte == b'/').next().unwrap_or_default();
        if name.is_empty() {
            return false;
        }
        let name = name.to_vec();
        self.text.truncate(before);
        self.text.extend(name);
        true
    }

    /// Spells the next part, and says whether it is one of many characters; nothing at the end of a group or before
    /// another alternative.
    fn part(&mut self, depth: u8) -> Option<bool> {
        let (first, after) = self.rest.split_first()?;
        match first {
            b')' | b'|' => return None,
            b'^' | b'$' => self.rest = after,
            b'.' => {
                self.rest = after;
                self.text.push(b'x');
                return Some(true);
            }
            b'\\' => {
                let (escaped, behind) = after.split_first()?;
                self.rest = behind;
                match escaped {
                    b'd' => self.text.push(b'1'),
                    b'w' | b'S' | b'D' => self.text.push(b'x'),
                    b'A' | b'Z' | b'z' | b'b' | b'B' => {}
                    other => self.text.push(*other),
                }
                return Some(matches!(escaped, b'w' | b'S' | b'D'));
            }
            b'[' => {
                let member = class(&mut self.rest);
                self.text.extend(member);
                return Some(true);
            }
            b'(' => {
                self.rest = after;
                self.group(depth);
            }
            byte => {
                self.rest = after;
                self.text.push(*byte);
            }
        }
        Some(false)
    }

    /// Spells what is inside a group; the opening parenthesis is taken.
    fn group(&mut self, depth: u8) {
        let looks_for_nothing = self.rest.starts_with(b"?!") || self.rest.starts_with(b"?<!");
        self.rest = without_group_options(self.rest);
        if depth == 0 || looks_for_nothing {
            skip_group(&mut self.rest);
        } else {
            self.alternative(depth - 1);
        }
        self.rest = self.rest.strip_prefix(b")").unwrap_or(self.rest);
    }

    /// Takes a quantifier.
    fn times(&mut self) -> Times {
        let (times, length) = match self.rest {
            [b'*', ..] => (Times::Any, 1),
            [b'?', ..] => (Times::AtMostOnce, 1),
            [b'+', ..] => (Times::Many, 1),
            [b'{', inside @ ..] => {
                let end = inside.iter().position(|byte| *byte == b'}');
                let times = if inside.starts_with(b"0") {
                    Times::AtMostOnce
                } else {
                    Times::Once
                };
                (times, end.map_or(1, |end| end + 2))
            }
            _ => return Times::Once,
        };
        self.rest = self.rest.get(length..).unwrap_or_default();
        if let [b'?' | b'+', after @ ..] = self.rest {
            self.rest = after;
        }
        times
    }
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

/// Skips `?:`, `?<name>`, `?i` and the like behind an opening parenthesis.
fn without_group_options(rest: &[u8]) -> &[u8] {
    if !rest.starts_with(b"?") {
        return rest;
    }
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b':' | b'>' | b'=' | b'!' | b')'));
    let Some((options, behind)) = end.and_then(|end| rest.split_at_checked(end)) else {
        return rest;
    };
    match behind {
        // They hold for what follows the group, which is empty.
        [b')', ..] => behind,
        [_, behind @ ..] => behind,
        [] => options,
    }
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
            ("^/(?<tenant>[^/]+)/x", "/x/x"),
            ("^/p/(?!not)", "/p/"),
            ("^/[a-z0-9_-]+/y", "/a/y"),
            ("\\d", "/1"),
            ("(?i)^/a:b", "/a:b"),
            ("(?i:/a)b", "/ab"),
            ("^/(", "/"),
            ("[", "/x"),
            ("", "/"),
        ];
        for (expression, expected) in cases {
            let first = candidates(expression.as_bytes()).swap_remove(0);
            assert_eq!(first, expected.as_bytes(), "{expression}");
        }
    }

    #[test]
    fn any_name_is_one_of_the_path_that_is_gone_along() {
        let cases = [
            ("^/[^/]+/admin", "/shop", "/shop/admin"),
            ("^/\\w+/(a|b)", "/shop", "/shop/a"),
            ("^/.*/z$", "/shop", "/shop/z"),
            ("^/x/y", "/shop", "/x/y"),
        ];
        for (expression, path, expected) in cases {
            let found = candidates_below(expression.as_bytes(), path.as_bytes());
            assert_eq!(found.first().unwrap(), expected.as_bytes(), "{expression}");
        }
        let found = candidates_below(b"\\.json$", b"/shop");
        assert!(found.contains(&b"/shop/x.json".to_vec()));
    }

    #[test]
    fn a_pattern_names_what_it_matches() {
        assert_eq!(named_by(b"/a/b"), [b"/a/b".to_vec()]);
        assert_eq!(named_by(b"/a/c[de]?")[0], b"/a/cdx");
        assert_eq!(named_by(b"/a/s*"), [b"/a/sx".to_vec(), b"/a/s".to_vec()]);
    }

    #[test]
    fn what_a_match_starts_with_is_known_only_where_it_is_plain() {
        let start = |expression: &str| start_of(expression.as_bytes()).text;
        assert_eq!(start("^/app/x(y)"), b"/app/x");
        assert_eq!(start("^/apps?/x"), b"/app");
        assert_eq!(start("/app"), b"");
        assert_eq!(start("^/app|/x"), b"");
        assert_eq!(Literal::of_pattern(b"/a/*/b").text, b"/a/");
    }
}
