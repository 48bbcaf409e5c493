//! Whether the `RewriteCond` lines of a rule hold (mod_rewrite.c: `apply_rewrite_cond`).

use super::expand::{Found, Sources, expand};
use super::rule::ConditionLine;
use crate::httpd::request::expression::{RequestVariables, file_test};
use crate::httpd::request::origin::Doubt;
use crate::httpd::request::router::Router;
use crate::httpd::request::undefined::undefined_in;
use crate::source::atoi;

/// What a rule's conditions are asked with.
pub(super) struct Asker<'c> {
    pub(super) router: &'c Router<'c>,
    pub(super) variables: &'c RequestVariables<'c>,
    /// What the rule's expression found.
    pub(super) rule: &'c Found,
}

impl Asker<'_> {
    /// Says whether all conditions hold, where those joined by `[OR]` count as one; `found` becomes what the last
    /// expression that matched has found. What is not known of one does not matter where another decides.
    pub(super) fn hold(&self, lines: &[ConditionLine], found: &mut Found) -> Result<bool, Doubt> {
        let mut doubt = None;
        let mut lines = lines.iter();
        while let Some(first) = lines.next() {
            let mut line = first;
            // What `%1` is depends on the conditions before.
            let names_groups = line
                .input
                .windows(2)
                .any(|pair| matches!(pair, [b'%', b'0'..=b'9']));
            if doubt.is_some() && names_groups {
                break;
            }
            let mut group = self.holds(line, found);
            while line.or_next {
                // One that is joined to nothing holds.
                let Some(next) = lines.next() else {
                    group = Ok(true);
                    break;
                };
                line = next;
                if !matches!(group, Ok(true)) {
                    group = either(group, self.holds(line, found));
                }
            }
            match group {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(why) => doubt = doubt.or(Some(why)),
            }
        }
        doubt.map_or(Ok(true), Err)
    }

    fn holds(&self, line: &ConditionLine, found: &mut Found) -> Result<bool, Doubt> {
        let (negated, pattern) = match line.pattern.strip_prefix(b"!") {
            Some(pattern) => (true, pattern),
            None => (false, line.pattern.as_slice()),
        };
        if line.input.eq_ignore_ascii_case(b"expr") {
            let holds = self.router.condition_holds(self.variables, pattern)?;
            return Ok(holds != negated);
        }
        let sources = Sources {
            rule: self.rule,
            condition: found,
            variables: self.variables,
        };
        let input = expand(&line.input, &sources)?;
        if let Some(why) = undefined_in(pattern) {
            return Err(Doubt::general(why));
        }
        let holds = match Test::parse(pattern) {
            Test::File(test) => file_test(self.router.host(), test, &input)?,
            Test::Unknown => {
                return Err(Doubt::general(
                    "a condition on a request of its own is not followed here",
                ));
            }
            Test::Number(comparison, value) => comparison.holds(atoi(&input).0.cmp(&atoi(value).0)),
            Test::Text(comparison, value) => {
                comparison.holds(compare(&input, value, line.ignore_case))
            }
            Test::Expression(expression) => {
                let groups = self
                    .router
                    .expressions
                    .find(expression, &input, line.ignore_case);
                let groups = groups.map_err(Doubt::general)?;
                let matches = groups.is_some();
                if let Some(groups) = groups.filter(|_| !negated) {
                    *found = Found {
                        text: input,
                        groups,
                    };
                }
                matches
            }
        };
        Ok(holds != negated)
    }
}

fn either(first: Result<bool, Doubt>, second: Result<bool, Doubt>) -> Result<bool, Doubt> {
    match (first, second) {
        (Ok(true), _) | (_, Ok(true)) => Ok(true),
        (Err(doubt), _) | (_, Err(doubt)) => Err(doubt),
        _ => Ok(false),
    }
}

/// What a condition looks for.
enum Test<'p> {
    File(u8),
    Number(Comparison, &'p [u8]),
    Text(Comparison, &'p [u8]),
    Expression(&'p [u8]),
    Unknown,
}

/// How two values are compared.
#[derive(Clone, Copy)]
enum Comparison {
    Less,
    LessOrSame,
    Same,
    Different,
    MoreOrSame,
    More,
}

impl Comparison {
    fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrSame => order.is_le(),
            Self::Same => order.is_eq(),
            Self::Different => order.is_ne(),
            Self::MoreOrSame => order.is_ge(),
            Self::More => order.is_gt(),
        }
    }
}

impl<'p> Test<'p> {
    fn parse(pattern: &'p [u8]) -> Self {
        match pattern {
            [b'-', b'f' | b's' | b'd' | b'h' | b'L' | b'l'] => {
                let test = pattern.last().copied().unwrap_or_default();
                Self::File(if test == b'l' { b'L' } else { test })
            }
            [b'-', b'x' | b'U' | b'F'] => Self::Unknown,
            [b'-', first, second, value @ ..] if !value.is_empty() => {
                let comparison = match [*first, *second] {
                    [b'l', b't'] => Comparison::Less,
                    [b'l', b'e'] => Comparison::LessOrSame,
                    [b'g', b't'] => Comparison::More,
                    [b'g', b'e'] => Comparison::MoreOrSame,
                    [b'e', b'q'] => Comparison::Same,
                    [b'n', b'e'] => Comparison::Different,
                    _ => return Self::Expression(pattern),
                };
                Self::Number(comparison, value)
            }
            [b'>', b'=', value @ ..] => Self::Text(Comparison::MoreOrSame, value),
            [b'<', b'=', value @ ..] => Self::Text(Comparison::LessOrSame, value),
            [b'>', value @ ..] if !value.is_empty() => Self::Text(Comparison::More, value),
            [b'<', value @ ..] if !value.is_empty() => Self::Text(Comparison::Less, value),
            [b'=', b'"', b'"'] => Self::Text(Comparison::Same, b""),
            [b'=', value @ ..] if !value.is_empty() => Self::Text(Comparison::Same, value),
            _ => Self::Expression(pattern),
        }
    }
}

/// Compares texts: the longer one is greater (mod_rewrite.c: `compare_lexicography`); where case is ignored, as usual.
fn compare(first: &[u8], second: &[u8], ignore_case: bool) -> std::cmp::Ordering {
    if ignore_case {
        return first.to_ascii_lowercase().cmp(&second.to_ascii_lowercase());
    }
    first
        .len()
        .cmp(&second.len())
        .then_with(|| first.cmp(second))
}
