//! [`FlagUses`]: every line that sets a flag or asks for it, be it hidden or not.

use std::collections::BTreeMap;

use super::condition::{tested_flag, variables};
use crate::httpd::FileId;
use crate::migration::situation::Situation;
use crate::syntax::{LineKind, Words, word};

/// Lines by the flag's name, in upper case.
pub(super) struct FlagUses(BTreeMap<Vec<u8>, Vec<(FileId, usize)>>);

impl FlagUses {
    /// Looks through all files.
    pub(super) fn new(situation: &Situation<'_>) -> Self {
        let mut uses: BTreeMap<Vec<u8>, Vec<(FileId, usize)>> = BTreeMap::new();
        for (file, read) in situation.tree.files() {
            for (index, line) in read.document.lines().iter().enumerate() {
                if matches!(line.kind, LineKind::Blank | LineKind::Comment) {
                    continue;
                }
                for name in names_in(situation, &read.document.logical(line)) {
                    let of_name = uses.entry(name.to_ascii_uppercase()).or_default();
                    of_name.push((file, index));
                }
            }
        }
        Self(uses)
    }

    /// Returns the lines that use a flag.
    pub(super) fn of(&self, flag: &[u8]) -> &[(FileId, usize)] {
        let uses = self.0.get(&flag.to_ascii_uppercase());
        uses.map_or(&[], Vec::as_slice)
    }
}

/// Returns the flag that a line sets without a value: `Define FLAG`.
pub(super) fn set_flag(logical: &[u8]) -> Option<Vec<u8>> {
    let mut words = Words::new(logical);
    let is_define = words.next()?.eq_ignore_ascii_case(b"Define");
    let flag = words.next()?.into_owned();
    (is_define && words.next().is_none()).then_some(flag)
}

fn names_in(situation: &Situation<'_>, logical: &[u8]) -> Vec<Vec<u8>> {
    let mut names = variables(situation, logical);
    let mut rest = logical;
    let directive = word(&mut rest).to_ascii_lowercase();
    match directive.as_slice() {
        b"<ifdefine" => names.push(tested_flag(rest).0),
        b"define" | b"undefine" => names.push(word(&mut rest).into_owned()),
        _ => {}
    }
    names
}
