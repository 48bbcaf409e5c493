//! Options: `name=value` behind the words of a directive.

use std::borrow::Cow;

use crate::syntax::{is_space, word};

/// Text that is not `name=value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionError;

/// An option's name and value.
pub type NameAndValue<'text> = (&'text [u8], Cow<'text, [u8]>);

/// Takes the next option off `text` (mod_wsgi wsgi_config.c: `wsgi_parse_option`).
///
/// The name runs to `=` with no blank before it; the value is a word, so it may be quoted. Nothing at the end of the text.
pub fn parse_option<'text>(
    text: &mut &'text [u8],
) -> Option<Result<NameAndValue<'text>, OptionError>> {
    let start = text.iter().position(|byte| !is_space(*byte))?;
    let from_name = text.get(start..)?;
    let is_end = |byte: &u8| *byte == b'=' || is_space(*byte);
    let length = from_name.iter().position(is_end);
    let Some(length) = length.filter(|length| *length > 0 && from_name.get(*length) == Some(&b'='))
    else {
        return Some(Err(OptionError));
    };
    let (name, value) = from_name.split_at(length);
    let mut rest = value.get(1..).unwrap_or_default();
    let value = word(&mut rest);
    *text = rest;
    Some(Ok((name, value)))
}

/// The options of `WSGIScriptAlias` and its kin. The last of several counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AliasOptions {
    /// `process-group=`; empty for `%{GLOBAL}`, Apache's own processes.
    pub process_group: Option<Vec<u8>>,
    /// `application-group=`; empty for `%{GLOBAL}`, the main interpreter.
    pub application_group: Option<Vec<u8>>,
    /// `callable-object=`.
    pub callable_object: Option<Vec<u8>>,
    /// `pass-authorization=`.
    pub pass_authorization: Option<Vec<u8>>,
}

impl AliasOptions {
    /// Reads the options behind location and target; the error is mod_wsgi's message (`wsgi_add_script_alias`).
    pub fn parse(mut text: &[u8]) -> Result<Self, &'static str> {
        let mut options = Self::default();
        while let Some(option) = parse_option(&mut text) {
            let Ok((name, value)) = option else {
                return Err(INVALID);
            };
            let value = value.into_owned();
            match name {
                b"process-group" if value.is_empty() => {
                    return Err("Invalid name for WSGI process group.");
                }
                b"application-group" if value.is_empty() => {
                    return Err("Invalid name for WSGI application group.");
                }
                b"callable-object" if value.is_empty() => {
                    return Err("Invalid name for WSGI callable object.");
                }
                b"pass-authorization" if !is_switch(&value) => {
                    return Err("Invalid value for authorization flag.");
                }
                b"process-group" => options.process_group = Some(without_global(value)),
                b"application-group" => options.application_group = Some(without_global(value)),
                b"callable-object" => options.callable_object = Some(value),
                b"pass-authorization" => options.pass_authorization = Some(value),
                _ => return Err(INVALID),
            }
        }
        Ok(options)
    }

    /// Returns whether both groups are literal, so that mod_wsgi loads the script when a process starts, and looks for the
    /// process group while it reads the configuration.
    pub fn is_preloaded(&self) -> bool {
        is_literal(self.process_group.as_deref()) && self.is_preloaded_in_a_group()
    }

    /// Returns whether that is so as soon as the process group is literal.
    pub fn is_preloaded_in_a_group(&self) -> bool {
        is_literal(self.application_group.as_deref())
    }
}

/// Returns whether a value is `On` or `Off`.
pub(super) fn is_switch(value: &[u8]) -> bool {
    value.eq_ignore_ascii_case(b"on") || value.eq_ignore_ascii_case(b"off")
}

fn is_literal(group: Option<&[u8]>) -> bool {
    group.is_some_and(|group| memchr::memmem::find(group, b"%{").is_none())
}

const INVALID: &str = "Invalid option to WSGI script alias definition.";

/// Returns a group's name as mod_wsgi keeps it: `%{GLOBAL}` is the empty one.
pub(super) fn without_global(value: Vec<u8>) -> Vec<u8> {
    if value == b"%{GLOBAL}" {
        return Vec::new();
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(text: &str) -> Vec<Result<(String, String), OptionError>> {
        let mut rest = text.as_bytes();
        let mut options = Vec::new();
        while let Some(option) = parse_option(&mut rest) {
            let failed = option.is_err();
            options.push(option.map(|(name, value)| {
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                (text(name), text(&value))
            }));
            if failed {
                break;
            }
        }
        options
    }

    #[test]
    fn only_the_value_may_be_quoted() {
        let pair = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(
            options("threads=2 display-name=\"a b\"home=/x "),
            [
                pair("threads", "2"),
                pair("display-name", "a b"),
                pair("home", "/x")
            ]
        );
        assert_eq!(options("\"threads=2\""), [pair("\"threads", "2\"")]);
    }

    #[test]
    fn blanks_around_the_equals_sign_and_bare_words_are_errors() {
        assert_eq!(options("threads =2"), [Err(OptionError)]);
        assert_eq!(options("=2"), [Err(OptionError)]);
        assert_eq!(options("# text"), [Err(OptionError)]);
    }
}
