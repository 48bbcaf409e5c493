//! [`Names`]: the names of process groups that are taken, and new ones beside them.

use std::collections::BTreeMap;

use crate::migration::definitions::hidden_names;
use crate::migration::situation::Situation;

/// The names that are taken, in lower case: mod_wsgi tells `a` from `A`, but `WSGIRestrictProcess` does not.
#[derive(Clone)]
pub(super) struct Names {
    /// With the number that was given last to a name like it.
    taken: BTreeMap<Vec<u8>, u32>,
}

impl Names {
    /// Returns the names that process groups have or may have one day, or that something asks for in vain: to define one of
    /// these would serve requests that are not the application's.
    pub(super) fn taken(situation: &Situation<'_>) -> Self {
        let inventory = situation.inventory;
        let defined = inventory.daemons.iter().map(|daemon| &daemon.name);
        let on_aliases = inventory.applications.iter();
        let on_aliases =
            on_aliases.filter_map(|application| application.options.process_group.as_ref());
        let in_sections = inventory.process_groups().map(|selection| &selection.value);
        let names = defined.chain(on_aliases).chain(in_sections);
        let names = names.map(|name| name.to_ascii_lowercase());
        let hidden = hidden_names(situation).map(|name| name.to_ascii_lowercase());
        Self {
            taken: names.chain(hidden).map(|name| (name, 1)).collect(),
        }
    }

    /// Takes a name that somebody chose.
    pub(super) fn reserve(&mut self, name: &[u8]) {
        self.taken.entry(name.to_ascii_lowercase()).or_insert(1);
    }

    /// Returns whether a name is taken.
    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.taken.contains_key(&name.to_ascii_lowercase())
    }

    /// Takes a name like the one wanted that mod_wsgi takes and that is free; a number makes it so.
    pub(super) fn unique(&mut self, wanted: &[u8]) -> Vec<u8> {
        let name = plain(wanted);
        let mut number = match self.taken.get(&name.to_ascii_lowercase()) {
            None => {
                self.taken.insert(name.to_ascii_lowercase(), 1);
                return name;
            }
            Some(last) => *last,
        };
        loop {
            number += 1;
            let numbered = [name.as_slice(), format!("-{number}").as_bytes()].concat();
            let lower = numbered.to_ascii_lowercase();
            if !self.taken.contains_key(&lower) {
                self.taken.insert(lower, 1);
                self.taken.insert(name.to_ascii_lowercase(), number);
                return numbered;
            }
        }
    }
}

/// Returns whether a name is one of letters, digits, `.`, `_` and `-`.
pub(super) fn is_plain(name: &[u8]) -> bool {
    name == plain(name)
}

/// Returns a name of letters, digits, `.`, `_` and `-`, without one of the last at its ends.
fn plain(wanted: &[u8]) -> Vec<u8> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let mut name: Vec<u8> = wanted
        .iter()
        .map(|byte| if is_plain(*byte) { *byte } else { b'-' })
        .collect();
    let from = name.iter().position(|byte| *byte != b'-');
    name.drain(..from.unwrap_or(name.len()));
    while name.last() == Some(&b'-') {
        name.pop();
    }
    if name.is_empty() {
        name.extend_from_slice(b"application");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_differ_in_more_than_their_case() {
        let mut names = Names {
            taken: BTreeMap::from([(b"shop".to_vec(), 1), (b"shop-2".to_vec(), 1)]),
        };
        assert_eq!(names.unique(b"Shop"), b"Shop-3");
        assert_eq!(names.unique(b"shop"), b"shop-4");
        assert_eq!(names.unique("caf\u{e9}/".as_bytes()), b"caf");
        assert_eq!(names.unique(b"-tracker"), b"tracker");
        assert_eq!(names.unique(b"--"), b"application");
        assert_eq!(names.unique(b""), b"application-2");
    }
}
