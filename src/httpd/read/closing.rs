//! How sections are closed, and what httpd says of those that are not.

use super::frame::{Frame, Open};
use super::reader::{Reader, Refusal};
use crate::httpd::tree::{Directive, Place};

/// Returns whether a whole line is the close tag of `name`, in any case.
pub(super) fn is_close_tag(line: &[u8], name: &str) -> bool {
    let tag = line
        .strip_prefix(b"</")
        .and_then(|tag| tag.strip_suffix(b">"));
    tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
}

/// Returns the name of a section as its module spells it: httpd keeps that instead of what was written
/// (config.c: `ap_build_config_sub`).
fn spelling<'tree>(reader: &Reader<'_>, section: &Directive<'tree>) -> &'tree [u8] {
    let mut entries = section.entries.iter();
    let known = entries.find(|entry| reader.is_loaded(entry));
    known.map_or(section.name, |entry| entry.name.as_bytes())
}

impl Reader<'_> {
    /// Closes the innermost section.
    pub(super) fn close(&self, frame: &mut Frame, tag: &[u8], place: Place) -> Result<(), Refusal> {
        let name = tag.get(2..).unwrap_or_default();
        let Some(Open::Section(id)) = frame.innermost() else {
            let name = name.strip_suffix(b">").map_or(name, |_| name);
            let message = [tag, b" without matching <", name, b" section"].concat();
            return Err(Refusal::at(place, message));
        };
        let Some(name) = name.strip_suffix(b">") else {
            let message = [tag, b"> directive missing closing '>'"].concat();
            return Err(Refusal::at(place, message));
        };
        let open = spelling(self, &self.tree.directive(id));
        let expected = open.get(1..).unwrap_or_default();
        if !name.eq_ignore_ascii_case(expected) {
            let message = [b"Expected </", expected, b"> but saw ", tag].concat();
            return Err(Refusal::at(place, message));
        }
        frame.leave();
        Ok(())
    }

    /// Says which sections the end of the file leaves open. Those inside a condition that is open too are closed
    /// without a word, with it (conformance: cond-true-unclosed-inner).
    pub(super) fn unclosed(&self, frame: &Frame) -> Result<(), Refusal> {
        let before_conditions = frame.open().map_while(|open| match open {
            Open::Section(id) => Some(self.tree.directive(id)),
            Open::Condition(_) => None,
        });
        let sections: Vec<_> = before_conditions.collect();
        let Some(outermost) = sections.first() else {
            return Ok(());
        };
        let mut message = Vec::new();
        for section in sections.iter().rev() {
            if !message.is_empty() {
                message.push(b'\n');
            }
            message.extend_from_slice(&self.tree.source_name(section.place.source));
            message.extend_from_slice(format!(":{}: ", section.place.line).as_bytes());
            message.extend_from_slice(spelling(self, section));
            message.extend_from_slice(b"> was not closed.");
        }
        Err(Refusal::at(outermost.place, message))
    }
}
