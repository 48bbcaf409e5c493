//! What `$1`, `%1` and `%{NAME}` stand for (mod_rewrite.c: `do_expand`, `lookup_variable`).

use crate::httpd::request::expression::RequestVariables;
use crate::httpd::request::origin::Doubt;
use crate::httpd::request::regex::Groups;
use crate::httpd::request::undefined::undefined_in;
use crate::source::printable;

/// What was found by an expression, and in which text.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The text.
    pub(super) text: Vec<u8>,
    /// The parts; none where nothing has matched.
    pub(super) groups: Groups,
}

impl Found {
    fn group(&self, digit: u8) -> &[u8] {
        let group = self.groups.get(usize::from(digit.wrapping_sub(b'0')));
        let group = group.copied().flatten();
        let part = group.and_then(|(start, end)| self.text.get(start..end));
        part.unwrap_or_default()
    }
}

/// What a text may name.
pub(super) struct Sources<'e> {
    /// What the rule's expression found: `$1`.
    pub(super) rule: &'e Found,
    /// What the last condition's expression found: `%1`.
    pub(super) condition: &'e Found,
    /// `%{NAME}`.
    pub(super) variables: &'e RequestVariables<'e>,
}

/// Replaces what a rule's output names. A `?` that comes out of it is not known to be one: since 2.4.60 httpd refuses it.
pub(super) fn expand_output(text: &[u8], sources: &Sources<'_>) -> Result<Vec<u8>, Doubt> {
    let literal = text.iter().position(|byte| *byte == b'?');
    let before = text.get(..literal.unwrap_or(text.len()));
    if expand(before.unwrap_or_default(), sources)?.contains(&b'?') {
        let why = "an encoded question mark is rewritten: what httpd does depends on its version";
        return Err(Doubt::general(why));
    }
    expand(text, sources)
}

/// Replaces what a text names.
pub(super) fn expand(text: &[u8], sources: &Sources<'_>) -> Result<Vec<u8>, Doubt> {
    let mut expanded = Vec::with_capacity(text.len());
    let mut rest = text;
    loop {
        match rest {
            [] => return Ok(expanded),
            [b'\\', literal, after @ ..] => {
                expanded.push(*literal);
                rest = after;
            }
            [b'$', digit @ b'0'..=b'9', after @ ..] => {
                expanded.extend_from_slice(sources.rule.group(*digit));
                rest = after;
            }
            [b'%', digit @ b'0'..=b'9', after @ ..] => {
                expanded.extend_from_slice(sources.condition.group(*digit));
                rest = after;
            }
            [b'%', b'{', inside @ ..] if inside.contains(&b'}') => {
                let (name, after) = split_at_brace(inside);
                expanded.extend(variable(name, sources.variables)?);
                rest = after;
            }
            [b'$', b'{', ..] => {
                let map = || "what a `RewriteMap` has is not looked up here".to_owned();
                return Err(Doubt::general(undefined_in(rest).unwrap_or_else(map)));
            }
            [byte, after @ ..] => {
                expanded.push(*byte);
                rest = after;
            }
        }
    }
}

fn split_at_brace(inside: &[u8]) -> (&[u8], &[u8]) {
    let end = inside.iter().position(|byte| *byte == b'}');
    let (name, after) = inside.split_at(end.unwrap_or(inside.len()));
    (name, after.get(1..).unwrap_or_default())
}

fn variable(name: &[u8], variables: &RequestVariables<'_>) -> Result<Vec<u8>, Doubt> {
    let name = name.to_ascii_uppercase();
    match name.as_slice() {
        b"HTTP:HOST" => variables.value(b"HTTP_HOST"),
        // Set by an internal redirect alone (http_request.c: `internal_internal_redirect`).
        b"ENV:REDIRECT_STATUS" if variables.resource.request.is_redirected() => Ok(b"200".to_vec()),
        b"ENV:REDIRECT_STATUS" => Ok(Vec::new()),
        name if name.contains(&b':') => {
            let why = format!("the URL does not tell `%{{{}}}`", printable(name));
            Err(Doubt::general(why))
        }
        name => variables.value(name),
    }
}
