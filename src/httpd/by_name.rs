//! [`ByName`]: the directives that have effect, by their names.
//!
//! Whoever wants the lines of one name finds them here: a large server has some hundred thousand lines, and to look at all of
//! them for each name took longer than all that is done with those that are found.

use std::collections::BTreeMap;

use super::catalog::{self, wsgi::is_wsgi};
use super::server_config::Effective;

/// Positions in a row of directives, by name.
#[derive(Debug, Default)]
pub(super) struct ByName {
    /// By the catalog's spelling; what the catalog does not have is asked for by nobody.
    positions: BTreeMap<&'static str, Vec<usize>>,
    /// Of all directives of mod_wsgi, those that the catalog does not have among them.
    of_wsgi: Vec<usize>,
}

impl ByName {
    /// Takes the directive at a position; `entry` is its name in the catalog, `written` as it stands there.
    pub(super) fn take(&mut self, position: usize, entry: Option<&'static str>, written: &[u8]) {
        if let Some(entry) = entry {
            self.positions.entry(entry).or_default().push(position);
        }
        if is_wsgi(written) {
            self.of_wsgi.push(position);
        }
    }

    /// Returns the directives of these names among `all`, in their order.
    pub(super) fn named<'all>(
        &self,
        all: &'all [Effective],
        names: &[&str],
    ) -> Vec<&'all Effective> {
        let entries = names.iter().map(|name| {
            let mut entries = catalog::lookup(name.as_bytes()).iter();
            debug_assert!(entries.len() > 0, "the catalog has `{name}`");
            entries.next()
        });
        let known = entries.filter_map(|entry| self.positions.get(entry?.name));
        let mut found: Vec<usize> = known.flatten().copied().collect();
        found.sort_unstable();
        at(all, &found)
    }

    /// Returns the directives of mod_wsgi among `all`, in their order.
    pub(super) fn of_wsgi<'all>(&self, all: &'all [Effective]) -> Vec<&'all Effective> {
        at(all, &self.of_wsgi)
    }
}

fn at<'all>(all: &'all [Effective], positions: &[usize]) -> Vec<&'all Effective> {
    let positions = positions.iter();
    positions
        .filter_map(|position| all.get(*position))
        .collect()
}
