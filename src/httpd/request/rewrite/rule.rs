//! [`Rule`]: a `RewriteRule` with the `RewriteCond` lines before it (mod_rewrite.c: `cmd_rewriterule`, `parseargline`).

use super::flags::Flags;
use crate::httpd::request::origin::Origin;
use crate::httpd::tree::ConfigTree;
use crate::syntax::is_space;

/// A rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// Its line.
    pub(super) origin: Origin,
    /// The expression.
    pub(super) pattern: Vec<u8>,
    /// Whether it applies where the expression does not match.
    pub(super) negated: bool,
    /// What the path becomes; none for `-`.
    pub(super) output: Option<Vec<u8>>,
    /// Its flags.
    pub(super) flags: Flags,
    /// Whether a `?` at the end of the output takes the query away.
    pub(super) without_query: bool,
    /// What must hold besides.
    pub(super) conditions: Vec<ConditionLine>,
}

/// A `RewriteCond`.
#[derive(Clone, Debug)]
pub(super) struct ConditionLine {
    /// What is looked at.
    pub(super) input: Vec<u8>,
    /// What it is compared with.
    pub(super) pattern: Vec<u8>,
    /// Whether it is enough that this one or the one behind it holds.
    pub(super) or_next: bool,
    /// Whether case is ignored.
    pub(super) ignore_case: bool,
}

/// Returns the rules among some directives.
pub(super) fn rules(origins: impl Iterator<Item = Origin>, tree: &ConfigTree) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut conditions = Vec::new();
    for origin in origins {
        let directive = origin.directive(tree);
        if directive.name.eq_ignore_ascii_case(b"RewriteCond") {
            conditions.extend(ConditionLine::parse(directive.arguments));
        } else if directive.name.eq_ignore_ascii_case(b"RewriteRule") {
            let arguments = directive.arguments.to_owned();
            let own = std::mem::take(&mut conditions);
            rules.extend(Rule::parse(origin, &arguments, own));
        }
    }
    rules
}

impl Rule {
    fn parse(origin: Origin, arguments: &[u8], conditions: Vec<ConditionLine>) -> Option<Self> {
        let mut rest = arguments;
        let pattern = argument(&mut rest)?;
        let output = argument(&mut rest)?;
        let flags = argument(&mut rest).map_or_else(Flags::default, |flags| Flags::parse(&flags));
        let (negated, pattern) = match pattern.strip_prefix(b"!") {
            Some(pattern) => (true, pattern.to_owned()),
            None => (false, pattern),
        };
        let (output, without_query) = match output.strip_suffix(b"?") {
            Some(before) if !flags.append_query => (before.to_owned(), true),
            _ => (output, false),
        };
        let stays = output == b"-" || flags.answers;
        Some(Self {
            origin,
            pattern,
            negated,
            output: (!stays).then_some(output),
            without_query: without_query || flags.discard_query,
            flags,
            conditions,
        })
    }
}

impl ConditionLine {
    fn parse(arguments: &[u8]) -> Option<Self> {
        let mut rest = arguments;
        let input = argument(&mut rest)?;
        let pattern = argument(&mut rest)?;
        let flags = argument(&mut rest).unwrap_or_default().to_ascii_lowercase();
        let inside = flags
            .strip_prefix(b"[")
            .and_then(|flags| flags.strip_suffix(b"]"));
        let flags = inside.unwrap_or_default().split(|byte| *byte == b',');
        let flags: Vec<&[u8]> = flags.map(<[u8]>::trim_ascii).collect();
        let has = |names: [&[u8]; 2]| flags.iter().any(|flag| names.contains(flag));
        Some(Self {
            input,
            pattern,
            or_next: has([b"or", b"ornext"]),
            ignore_case: has([b"nc", b"nocase"]),
        })
    }
}

/// Takes the next argument: in quotes up to the next one, else up to a blank that has no backslash before it. Backslashes
/// stay.
fn argument(text: &mut &[u8]) -> Option<Vec<u8>> {
    let mut rest = *text;
    while let [first, after @ ..] = rest
        && is_space(*first)
    {
        rest = after;
    }
    let quote = rest
        .first()
        .copied()
        .filter(|byte| matches!(byte, b'"' | b'\''));
    if quote.is_some() {
        rest = rest.get(1..)?;
    } else if rest.is_empty() {
        return None;
    }
    let start = rest;
    let mut length = 0;
    loop {
        match rest {
            [b'\\', next, after @ ..] if is_space(*next) => {
                length += 2;
                rest = after;
            }
            [byte, after @ ..] if Some(*byte) == quote || (quote.is_none() && is_space(*byte)) => {
                rest = after;
                break;
            }
            [_, after @ ..] => {
                length += 1;
                rest = after;
            }
            [] => break,
        }
    }
    *text = rest;
    start.get(..length).map(<[u8]>::to_owned)
}
