//! [`HostList`]: the `WSGIRestrictProcess` of a virtual host, for all readings of its header.
//!
//! The header of a virtual host in a macro is read once for each use, and what is written behind it must come to the names of
//! each use: by parameters.

use std::collections::BTreeSet;

use crate::httpd::{MacroArguments, ServerId};
use crate::migration::situation::Spot;
use crate::syntax::quote;

/// The names in a list.
pub(super) type Names = BTreeSet<Vec<u8>>;

/// A virtual host, as one reading of its header has it.
pub(super) struct Reading<'server> {
    pub(super) server: ServerId,
    pub(super) names: Names,
    /// The parameters of the macro, if it stands in one.
    pub(super) arguments: Option<&'server MacroArguments>,
}

/// The list behind a header.
pub(super) struct HostList<'server> {
    pub(super) spot: Spot,
    pub(super) readings: Vec<Reading<'server>>,
}

impl HostList<'_> {
    /// Returns what stands behind the directive: the names of all readings, or in a macro what comes to the names of each.
    pub(super) fn text(&self) -> Option<Vec<u8>> {
        let is_in_macro = |reading: &Reading<'_>| reading.arguments.is_some();
        let words = if self.readings.iter().any(is_in_macro) {
            words_in_macro(&self.readings)?
        } else {
            let names = self.readings.iter().flat_map(|reading| &reading.names);
            names.cloned().collect()
        };
        let quoted: Vec<_> = words.iter().map(|word| quote(word)).collect();
        Some(quoted.join(&b' '))
    }
}

impl Reading<'_> {
    /// Returns what a text comes to.
    pub(super) fn of(&self, text: &[u8]) -> Vec<u8> {
        match self.arguments {
            Some(arguments) => arguments.substitute(text).into_owned(),
            None => text.to_vec(),
        }
    }

    /// Returns how a name can be written: as it is, or by a parameter whose value it begins with.
    fn ways_to_write(&self, name: &[u8]) -> Vec<Vec<u8>> {
        let arguments = self.arguments.into_iter().flat_map(MacroArguments::iter);
        let plain = arguments
            .filter(|(parameter, value)| !parameter.starts_with(b"@") && !value.is_empty());
        let by_parameter = plain.filter_map(|(parameter, value)| {
            let rest = name.strip_prefix(value)?;
            Some([parameter, rest].concat())
        });
        by_parameter.chain([name.to_vec()]).collect()
    }
}

/// Finds words that come to the names of every use, to all of them and to no others.
fn words_in_macro(readings: &[Reading<'_>]) -> Option<Names> {
    let first = readings.first()?;
    let is_right = |word: &Vec<u8>| {
        let mut readings = readings.iter();
        readings.all(|reading| reading.names.contains(&reading.of(word)))
    };
    let words = first.names.iter().map(|name| {
        let mut ways = first.ways_to_write(name).into_iter();
        ways.find(is_right)
    });
    let words: Names = words.collect::<Option<_>>()?;
    let is_whole = |reading: &Reading<'_>| {
        let come_to: Names = words.iter().map(|word| reading.of(word)).collect();
        come_to == reading.names
    };
    readings.iter().all(is_whole).then_some(words)
}
