//! [`Expressions`]: regular expressions, compiled once each, as httpd compiles them (util_pcre.c: `ap_regcomp`).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use pcre2::bytes::{Regex, RegexBuilder};

/// The regular expressions of a configuration.
#[derive(Debug)]
pub(super) struct Expressions {
    /// Whether the options are httpd's usual ones: no `RegexDefaultOptions` changes them.
    usual: bool,
    /// Those that tell small letters from capitals, and those that do not.
    compiled: [Mutex<Compiled>; 2],
}

/// The compiled ones by their text; nothing where that is not understood.
type Compiled = BTreeMap<Vec<u8>, Option<Arc<Regex>>>;

/// What an expression found: the whole and the parts in parentheses, as ranges of the text.
pub(super) type Groups = Vec<Option<(usize, usize)>>;

/// How many parts httpd keeps, the whole one among them (httpd.h: `AP_MAX_REG_MATCH`).
const MAX_GROUPS: usize = 10;

impl Expressions {
    pub(super) fn new(usual: bool) -> Self {
        Self {
            usual,
            compiled: Default::default(),
        }
    }

    /// Returns what the first match has, or nothing where there is none; the error says why that is not known.
    pub(super) fn find(
        &self,
        expression: &[u8],
        text: &[u8],
        ignore_case: bool,
    ) -> Result<Option<Groups>, String> {
        let regex = self.understood(expression, text, ignore_case)?;
        let captures = regex.captures(text);
        let captures = captures.map_err(|_| unknown(expression, TOO_HARD))?;
        Ok(captures.map(|captures| {
            let count = captures.len().min(MAX_GROUPS);
            let group = |index| {
                captures
                    .get(index)
                    .map(|group| (group.start(), group.end()))
            };
            (0..count).map(group).collect()
        }))
    }

    /// Returns whether a text has a match.
    pub(super) fn matches(&self, expression: &[u8], text: &[u8]) -> Result<bool, String> {
        let regex = self.understood(expression, text, false)?;
        let found = regex.is_match(text);
        found.map_err(|_| unknown(expression, TOO_HARD))
    }

    /// Returns an expression that can be compared with a text; the error says why it cannot.
    fn understood(
        &self,
        expression: &[u8],
        text: &[u8],
        ignore_case: bool,
    ) -> Result<Arc<Regex>, String> {
        if !self.usual {
            let why = "has the options of `RegexDefaultOptions`";
            return Err(unknown(expression, why));
        }
        // httpd's `$` is the very end (PCRE_DOLLAR_ENDONLY), which this crate cannot ask for.
        if text.ends_with(b"\n") && expression.contains(&b'$') {
            let why = "is compared with text that ends in a line end";
            return Err(unknown(expression, why));
        }
        let why = "is not an expression that is understood here";
        let compiled = self.compile(expression, ignore_case);
        compiled.ok_or_else(|| unknown(expression, why))
    }

    fn compile(&self, expression: &[u8], ignore_case: bool) -> Option<Arc<Regex>> {
        let [sensitive, insensitive] = &self.compiled;
        let compiled = if ignore_case { insensitive } else { sensitive };
        let mut compiled = compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(expression) {
            return known.clone();
        }
        let build = |text| {
            let mut builder = RegexBuilder::new();
            builder.dotall(true).caseless(ignore_case);
            builder.build(text).ok()
        };
        let regex = std::str::from_utf8(expression).ok().and_then(build);
        let regex = regex.map(Arc::new);
        compiled.insert(expression.to_owned(), regex.clone());
        regex
    }
}

/// What is said where the comparison is given up.
const TOO_HARD: &str = "is too hard to compare";

fn unknown(expression: &[u8], why: &str) -> String {
    format!("`{}` {why}", expression.escape_ascii())
}

/// Puts the parts of a match into a replacement: `$0` to `$9`; a backslash takes the meaning off what follows
/// (util.c: `ap_pregsub`).
pub(super) fn substitute(replacement: &[u8], text: &[u8], groups: &Groups) -> Vec<u8> {
    let mut result = Vec::with_capacity(replacement.len() + text.len());
    let mut rest = replacement;
    loop {
        match rest {
            [] => return result,
            [b'$', digit @ b'0'..=b'9', after @ ..] => {
                let group = groups.get(usize::from(digit - b'0')).copied().flatten();
                let part = group.and_then(|(start, end)| text.get(start..end));
                result.extend_from_slice(part.unwrap_or_default());
                rest = after;
            }
            [b'\\', literal, after @ ..] | [literal, after @ ..] => {
                result.push(*literal);
                rest = after;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_has_the_parts_of_a_match() {
        let text = b"/app/x/y";
        let groups = Expressions::new(true).find(b"^/app/([^/]+)(/.*)?(z)?", text, false);
        let groups = groups.unwrap().unwrap();
        assert_eq!(
            substitute(b"/srv/$1.wsgi$2$3$7", text, &groups),
            b"/srv/x.wsgi/y"
        );
        assert_eq!(substitute(b"a\\$1\\\\", text, &groups), b"a$1\\");
    }

    #[test]
    fn what_cannot_be_compared_is_said() {
        let expressions = Expressions::new(true);
        assert!(expressions.matches(b"\xe9", b"x").is_err());
        assert!(expressions.matches(b"a$", b"a\n").is_err());
        assert!(!expressions.matches(b"A", b"a").unwrap());
        assert!(Expressions::new(false).matches(b"a", b"a").is_err());
    }
}
