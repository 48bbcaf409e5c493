//! [`Macro`]: `<Macro>`, `Use`, `UndefMacro` (modules/core/mod_macro.c).

mod body;
mod execution;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::httpd::tree::Place;
use crate::syntax::{in_quotes, word};

/// The longest line of a macro's body, in bytes, with its end (httpd.h: `MAX_STRING_LEN`).
const MAX_BODY_LINE: usize = 8192;

/// A macro: its parameters and its lines.
#[derive(Clone, Debug)]
pub(super) struct Macro {
    /// Its name, in lower case.
    pub(super) name: Vec<u8>,
    /// The line of its `<Macro>`.
    pub(super) defined: Place,
    /// Its parameters, as written.
    pub(super) parameters: Vec<Vec<u8>>,
    /// Its lines, trimmed, without comments.
    pub(super) body: Vec<Vec<u8>>,
}

/// The macros defined at one point of reading, by name in lower case.
pub(super) type Macros = BTreeMap<Vec<u8>, Macro>;

/// What the argument text of a `<Macro>` says.
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) parameters: Vec<Vec<u8>>,
}

impl Header {
    /// Reads the text behind `<Macro`, which runs to its last `>`.
    pub(super) fn parse(arguments: &[u8]) -> Result<Self, Vec<u8>> {
        let end = arguments.iter().rposition(|byte| *byte == b'>');
        let Some(end) = end else {
            return Err(b"<Macro> directive missing closing '>'".to_vec());
        };
        if end == 0 {
            return Err(b"<Macro> macro definition: empty name".to_vec());
        }
        let mut rest = arguments.get(..end).unwrap_or_default();
        let name = word(&mut rest).to_ascii_lowercase();
        if name.is_empty() {
            return Err(b"<Macro> macro definition: name not found".to_vec());
        }
        let mut parameters = words(rest);
        // Flags stand between the name and the parameters, since 2.4.64; what begins with a slash there is one, be it known
        // or not (conformance: macro-flags, macro-flags-unknown).
        let is_flag = |word: &&Vec<u8>| word.starts_with(b"/");
        let flags = parameters.iter().take_while(is_flag).count();
        parameters.drain(..flags);
        Ok(Self { name, parameters })
    }
}

/// Splits all of `text` into words, empty ones too (mod_macro.c: `get_arguments`).
pub(super) fn words(text: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = text;
    let mut words = Vec::new();
    while !rest.is_empty() {
        words.push(word(&mut rest).into_owned());
    }
    words
}

impl Macro {
    /// Says what is wrong with the parameters, if anything (mod_macro.c: `check_macro_arguments`).
    pub(super) fn wrong_parameters(&self, full_name: &[u8]) -> Option<Vec<u8>> {
        for (index, parameter) in self.parameters.iter().enumerate() {
            if parameter.is_empty() {
                let number = format!(": empty argument #{} name", index + 1);
                return Some([full_name, number.as_bytes()].concat());
            }
            let mut later = self.parameters.iter().enumerate().skip(index + 1);
            if let Some((twin, _)) = later.find(|(_, later)| *later == parameter) {
                let numbers = format!(
                    "': #{} and #{}, change argument names!",
                    index + 1,
                    twin + 1
                );
                let start: &[u8] = b"argument name conflict in ";
                return Some(
                    [
                        start,
                        full_name,
                        b": argument '",
                        parameter,
                        numbers.as_bytes(),
                    ]
                    .concat(),
                );
            }
        }
        None
    }

    /// Returns the body with values in place of the parameters, as text of a file.
    pub(super) fn substitute(&self, arguments: &MacroArguments) -> Result<Vec<u8>, Vec<u8>> {
        let mut text = Vec::new();
        for line in &self.body {
            let substituted = arguments.substitute(line);
            if substituted.len() + 2 > MAX_BODY_LINE {
                return Err(b"cannot substitute, buffer size too small".to_vec());
            }
            text.extend_from_slice(&substituted);
            text.push(b'\n');
        }
        Ok(text)
    }
}

/// The parameters of a macro, and their values in one use.
#[derive(Clone, Debug, Default)]
pub struct MacroArguments {
    parameters: Vec<Vec<u8>>,
    values: Vec<Vec<u8>>,
}

impl MacroArguments {
    pub(super) fn new(parameters: Vec<Vec<u8>>, values: Vec<Vec<u8>>) -> Self {
        Self { parameters, values }
    }

    /// Returns the parameters as written, each with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let names = self.parameters.iter().map(Vec::as_slice);
        names.zip(self.values.iter().map(Vec::as_slice))
    }

    /// Replaces parameters from left to right, at one place the longest
    /// (mod_macro.c: `substitute_macro_args`, `next_substitution`).
    pub fn substitute<'line>(&self, line: &'line [u8]) -> Cow<'line, [u8]> {
        let mut text = Cow::Borrowed(line);
        let mut from = 0;
        while let Some((at, index)) = self.next_parameter(&text, from) {
            let (Some(parameter), Some(value)) =
                (self.parameters.get(index), self.values.get(index))
            else {
                break;
            };
            let inserted = if parameter.starts_with(b"@") {
                Cow::Owned(in_quotes(value))
            } else {
                Cow::Borrowed(value.as_slice())
            };
            let owned = text.to_mut();
            owned.splice(at..at + parameter.len(), inserted.iter().copied());
            // It goes on behind as many bytes as the value has before escaping.
            from = at + value.len();
        }
        text
    }

    fn next_parameter(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        let tail = text.get(from..)?;
        let found = self
            .parameters
            .iter()
            .enumerate()
            .filter_map(|(index, parameter)| {
                let at = memchr::memmem::find(tail, parameter)?;
                Some((at, std::cmp::Reverse(parameter.len()), index))
            });
        found.min().map(|(at, _, index)| (from + at, index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::httpd::tree::SourceId;

    fn substituted(parameters: &[&str], line: &str, values: &[&str]) -> String {
        let bytes = |texts: &[&str]| -> Vec<Vec<u8>> {
            texts.iter().map(|text| text.as_bytes().to_vec()).collect()
        };
        let place = Place {
            source: SourceId(0),
            line: 1,
        };
        let definition = Macro {
            name: b"m".to_vec(),
            defined: place,
            parameters: bytes(parameters),
            body: vec![line.as_bytes().to_vec()],
        };
        let arguments = MacroArguments::new(definition.parameters.clone(), bytes(values));
        String::from_utf8(definition.substitute(&arguments).unwrap()).unwrap()
    }

    #[test]
    fn parameters_are_replaced_anywhere_and_the_longest_wins() {
        assert_eq!(
            substituted(&["$a", "$ab"], "x$ab$ac${a}", &["1", "2"]),
            "x21c${a}\n"
        );
    }

    #[test]
    fn an_at_parameter_is_quoted() {
        assert_eq!(
            substituted(&["@a"], "A @a", &["x \"y\\"]),
            "A \"x \\\"y\\\\\"\n"
        );
    }
}
