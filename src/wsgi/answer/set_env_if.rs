//! [`SetEnvIf`]: a directive of mod_setenvif, and what it makes of a request.

use pcre2::bytes::{Regex, RegexBuilder};

use crate::httpd::request::Request;
use crate::syntax::Words;
use crate::wsgi::substitution::substituted;

/// A `SetEnvIf`, `SetEnvIfNoCase`, `BrowserMatch`, `BrowserMatchNoCase` or `SetEnvIfExpr`.
#[derive(Debug)]
pub(super) struct SetEnvIf {
    /// What is looked at; empty for an expression of its own language.
    pub(super) attribute: Vec<u8>,
    /// What is set when it matches.
    pub(super) assignments: Vec<Assignment>,
    expression: Option<Regex>,
}

/// One variable to be set or unset.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    /// The variable.
    pub(super) name: Vec<u8>,
    /// Its value, with `$1` and the like; nothing when it is to be unset.
    pub(super) value: Option<Vec<u8>>,
}

/// What a directive does to a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing: it does not match.
    Nothing,
    /// It is gone.
    Unset,
    /// It has this value.
    Set(Vec<u8>),
    /// It cannot be told.
    Unknown,
}

impl SetEnvIf {
    /// Reads the arguments of the directive of this name, in lower case (mod_setenvif.c: `add_setenvif_core`).
    pub(super) fn parse(directive: &[u8], arguments: &[u8]) -> Option<Self> {
        let mut words = Words::new(arguments);
        let attribute = match directive {
            b"browsermatch" | b"browsermatchnocase" => b"User-Agent".to_vec(),
            b"setenvifexpr" => Vec::new(),
            _ => words.next()?.into_owned(),
        };
        let pattern = words.next()?;
        let text = std::str::from_utf8(&pattern).ok();
        let expression = text.filter(|_| directive != b"setenvifexpr");
        let expression = expression.and_then(|text| {
            let mut builder = RegexBuilder::new();
            builder
                .dotall(true)
                .caseless(directive.ends_with(b"nocase"));
            builder.build(text).ok()
        });
        Some(Self {
            attribute,
            assignments: words.map(|word| assignment(&word)).collect(),
            expression,
        })
    }

    /// Returns the text that is looked at, when it is known. `variable` is what an earlier directive set by that name.
    ///
    /// The request has a `Host` header and no other that is known; a missing one counts as empty.
    pub(super) fn subject(
        &self,
        request: &Request,
        path: &[u8],
        variable: Option<Vec<u8>>,
    ) -> Option<Vec<u8>> {
        let is = |name: &str| self.attribute.eq_ignore_ascii_case(name.as_bytes());
        if is("Request_URI") {
            return Some(path.to_owned());
        }
        if is("Request_Method") {
            return Some(b"GET".to_vec());
        }
        if is("Server_Addr") {
            return request
                .address
                .map(|(address, _)| address.to_string().into_bytes());
        }
        if is("Host") {
            return Some(host_header(request));
        }
        variable
    }

    /// Returns what becomes of a variable when `subject` is looked at.
    pub(super) fn change(&self, assignment: &Assignment, subject: &[u8]) -> Change {
        let Some(expression) = &self.expression else {
            return Change::Unknown;
        };
        match (expression.captures(subject), &assignment.value) {
            (Err(_), _) => Change::Unknown,
            (Ok(None), _) => Change::Nothing,
            (Ok(Some(_)), None) => Change::Unset,
            (Ok(Some(captures)), Some(value)) => Change::Set(substituted(value, &captures)),
        }
    }
}

/// Reads `name`, `name=value` or `!name`.
fn assignment(word: &[u8]) -> Assignment {
    if let Some(name) = word.strip_prefix(b"!") {
        return Assignment {
            name: name.to_owned(),
            value: None,
        };
    }
    let (name, value) = match word.iter().position(|byte| *byte == b'=') {
        Some(at) if at + 1 == word.len() => (word.get(..at), Some(b"1".as_slice())),
        Some(at) => (word.get(..at), word.get(at + 1..)),
        None => (Some(word), Some(b"1".as_slice())),
    };
    Assignment {
        name: name.unwrap_or_default().to_owned(),
        value: value.map(<[u8]>::to_owned),
    }
}

/// Returns the `Host` header as a client sends it for a URL.
fn host_header(request: &Request) -> Vec<u8> {
    request.authority.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_are_read() {
        let directive = SetEnvIf::parse(b"setenvif", b"Host ^a !X Y=2 Z=").unwrap();
        let texts: Vec<_> = directive
            .assignments
            .iter()
            .map(|assignment| (assignment.name.as_slice(), assignment.value.as_deref()))
            .collect();
        let expected: [(&[u8], Option<&[u8]>); 3] =
            [(b"X", None), (b"Y", Some(b"2")), (b"Z", Some(b"1"))];
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_match_sets_and_groups_are_put_in() {
        let directive = SetEnvIf::parse(b"setenvifnocase", b"Request_URI /A/(x+) G=g-$1").unwrap();
        let request = Request::parse(b"http://h/a/xx").unwrap();
        let subject = directive.subject(&request, b"/a/xx", None).unwrap();
        let change = directive.change(&directive.assignments[0], &subject);
        assert_eq!(change, Change::Set(b"g-xx".to_vec()));
    }

    #[test]
    fn what_only_the_client_knows_is_unknown() {
        let request = Request::parse(b"http://h/").unwrap();
        let directive = SetEnvIf::parse(b"browsermatch", b"x y").unwrap();
        assert_eq!(directive.subject(&request, b"/", None), None);
    }
}
