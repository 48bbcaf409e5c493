//! [`Expressions`]: regular expressions, compiled once each, as httpd compiles them (util_pcre.c: `ap_regcomp`).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use pcre2::bytes::{Regex, RegexBuilder};

/// The regular expressions of a configuration.
#[derive(Debug)]
pub(super) struct Expressions {
    /// Whether the options are httpd's usual ones: no `RegexDefaultOptions` changes them.
    usual: bool,
    compiled: RefCell<Compiled>,
}

/// The compiled ones, by whether they ignore case and by their text; nothing where that is not understood.
type Compiled = BTreeMap<(bool, Vec<u8>), Option<Rc<Regex>>>;

/// What an expression found: the whole and the parts in parentheses, as ranges of the text.
pub(super) type Groups = Vec<Option<(usize, usize)>>;

/// How many parts httpd keeps, the whole one among them (httpd.h: `AP_MAX_REG_MATCH`).
const MAX_GROUPS: usize = 10;

impl Expressions {
    pub(super) fn new(usual: bool) -> Self {
        Self {
            usual,
            compiled: RefCell::default(),
        }
    }

    /// Returns what the first match has, or nothing where there is none; the error says why that is not known.
    pub(super) fn find(
        &self,
        expression: &[u8],
        text: &[u8],
        ignore_case: bool,
    ) -> Result<Option<Groups>, String> {
        let unknown = |why: &str| format!("`{}` {why}", expression.escape_ascii());
        if !self.usual {
            return Err(unknown("has the options of `RegexDefaultOptions`"));
        }
        // httpd's `$` is the very end (PCRE_DOLLAR_ENDONLY), which this crate cannot ask for.
        if text.ends_with(b"\n") && expression.contains(&b'$') {
            return Err(unknown("is compared with text that ends in a line end"));
        }
        let regex = self
            .compile(expression, ignore_case)
            .ok_or_else(|| unknown("is not an expression that is understood here"))?;
        let captures = regex.captures(text);
        let captures = captures.map_err(|_| unknown("is too hard to compare"))?;
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
        let found = self.find(expression, text, false)?;
        Ok(found.is_some())
    }

    fn compile(&self, expression: &[u8], ignore_case: bool) -> Option<Rc<Regex>> {
        let key = (ignore_case, expression.to_owned());
        let mut compiled = self.compiled.borrow_mut();
        let entry = compiled.entry(key).or_insert_with(|| {
            let text = std::str::from_utf8(expression).ok()?;
            let mut builder = RegexBuilder::new();
            builder.dotall(true).caseless(ignore_case);
            builder.build(text).ok().map(Rc::new)
        });
        entry.clone()
    }
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
