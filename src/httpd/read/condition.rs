//! Sections that are decided while reading: `<IfModule>`, `<IfDefine>`, `<IfFile>`, `<IfDirective>`,
//! `<IfSection>`, `<IfVersion>` (core.c: `start_cond_section`; mod_version.c).

use super::include::exists;
use super::modules::Answer;
use super::path::merge;
use super::version::{self, Outcome};
use super::{OnRead, Reader};
use crate::httpd::tree::{Place, Unknown};
use crate::syntax::word;

impl Reader<'_> {
    /// Decides a condition; the error is httpd's message.
    pub(super) fn decide(
        &mut self,
        condition: OnRead,
        spelling: &str,
        arguments: &[u8],
        place: Place,
    ) -> Result<bool, Vec<u8>> {
        if condition == OnRead::IfVersion {
            return self.decide_version(arguments, place);
        }
        let (negated, tested) = tested_word(spelling, arguments)?;
        let answer = match condition {
            OnRead::IfDefine => known(self.tree.variables.is_defined(&tested)),
            OnRead::IfFile => {
                let path = merge(&self.tree.server_root, &tested);
                known(exists(self.host, &path))
            }
            OnRead::IfDirective => self.knows(&tested),
            OnRead::IfSection => self.knows(&[b"<", tested.as_slice()].concat()),
            _ => self.has_module(&tested),
        };
        if answer == Answer::Unknown {
            self.tree.unknown.push(Unknown {
                what: format!(
                    "whether `{spelling} {}>` holds: a module that is loaded here is not known; \
                     taken as not so",
                    tested.escape_ascii()
                ),
                place,
            });
        }
        Ok((answer == Answer::Yes) != negated)
    }

    /// Says whether `<IfModule name>` holds, looking at the program if it may be a built-in module.
    fn has_module(&mut self, name: &[u8]) -> Answer {
        let answer = self.tree.modules.has(name);
        let loaded = answer == Answer::Yes
            && self.tree.modules.iter().any(|module| {
                module.place.is_some()
                    && (module.identifier == name
                        || module.sources.iter().any(|source| source == name))
            });
        if !loaded {
            self.need_program();
        }
        self.tree.modules.has(name)
    }

    fn knows(&self, directive: &[u8]) -> Answer {
        self.tree.modules.know(directive)
    }

    fn decide_version(&mut self, arguments: &[u8], place: Place) -> Result<bool, Vec<u8>> {
        if let Outcome::Decided(holds) = version::test(arguments, None)? {
            return Ok(holds);
        }
        let version = self.program().map(|program| program.version);
        match version::test(arguments, version)? {
            Outcome::Decided(holds) => Ok(holds),
            Outcome::NeedsPatchLevel => {
                self.tree.unknown.push(Unknown {
                    what: format!(
                        "whether `<IfVersion {}` holds: no httpd program is here to say its \
                         version; taken as not so",
                        arguments.escape_ascii()
                    ),
                    place,
                });
                Ok(false)
            }
        }
    }
}

fn known(holds: bool) -> Answer {
    if holds { Answer::Yes } else { Answer::No }
}

/// Returns whether a condition is negated, and the word it tests.
///
/// The text runs to its last `>`; only `!` as its very first byte negates; behind the first word nothing counts.
fn tested_word(spelling: &str, arguments: &[u8]) -> Result<(bool, Vec<u8>), Vec<u8>> {
    let Some(end) = arguments.iter().rposition(|byte| *byte == b'>') else {
        return Err(format!("{spelling}> directive missing closing '>'").into_bytes());
    };
    let text = arguments.get(..end).unwrap_or_default();
    let (negated, mut rest) = match text {
        [b'!', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let tested = word(&mut rest).into_owned();
    if tested.is_empty() {
        return Err(format!("{spelling}> directive requires additional arguments").into_bytes());
    }
    Ok((negated, tested))
}

/// Follows the text that a false condition hides to its end (config.c: `ap_soak_end_container`).
///
/// There only the first word of each line counts: one that starts with `<` opens, one with `</` closes.
pub(super) struct Skipper {
    /// The names to be closed, innermost last, without `<`.
    names: Vec<Vec<u8>>,
}

impl Skipper {
    /// Starts behind the header of `name`, without its `<`.
    pub(super) fn new(name: &str) -> Self {
        Self {
            names: vec![name.as_bytes().to_owned()],
        }
    }

    /// Takes a logical line and returns whether it ends the hidden text.
    pub(super) fn take(&mut self, line: &[u8]) -> Result<bool, Vec<u8>> {
        if !matches!(line.first(), Some(b'<' | b'"' | b'\'')) {
            return Ok(false);
        }
        let mut rest = line;
        let first = word(&mut rest);
        if first.starts_with(b"</") {
            return self.close(&first);
        }
        if let Some(name) = first.strip_prefix(b"<") {
            // The `>` stays when text follows, and then the close tag must have two
            // (conformance: cond-skip-open-comment).
            let name = match name.strip_suffix(b">") {
                Some(name) if rest.is_empty() => name,
                _ => name,
            };
            self.names.push(name.to_owned());
        }
        Ok(false)
    }

    /// Closes the innermost name; the last byte of the close tag is cut off unseen.
    fn close(&mut self, tag: &[u8]) -> Result<bool, Vec<u8>> {
        let tag = tag.split_last().map_or(tag, |(_, tag)| tag);
        let expected = self.names.pop().unwrap_or_default();
        let name = tag.get(2..).unwrap_or_default();
        if !name.eq_ignore_ascii_case(&expected) {
            return Err([
                b"Expected </",
                expected.as_slice(),
                b"> but saw ",
                tag,
                b">",
            ]
            .concat());
        }
        Ok(self.names.is_empty())
    }

    /// Returns what httpd says when the file ends first.
    pub(super) fn unfinished(&self) -> Vec<u8> {
        let expected = self.names.last().map(Vec::as_slice).unwrap_or_default();
        [b"Expected </", expected, b"> before end of configuration"].concat()
    }
}
