//! [`Skipper`]: finds the end of the text that a false condition hides.

use crate::syntax::word;

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
