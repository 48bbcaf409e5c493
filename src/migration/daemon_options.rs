//! [`DaemonOptions`]: the options that a preset gives to new process groups, by MPM and mod_wsgi version.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::filters::inexpressible;
use crate::httpd::catalog::wsgi::{Version, WsgiOption};

/// What may be used when the version of mod_wsgi is not known: what this one has, and no later one lost.
const OLDEST_VERSION: Version = (3, 4, 0);

/// The table with what differs under prefork.
pub(super) const PREFORK: &str = "prefork";

/// The options of new process groups, by mod_wsgi's own names, in the preset's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaemonOptions {
    /// What holds for every server.
    pub options: Vec<(String, String)>,
    /// What replaces or extends them where the MPM is prefork.
    pub prefork: Vec<(String, String)>,
}

/// How httpd's own processes work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mpm {
    /// One request at a time in a process: applications were never asked whether they are thread-safe.
    Prefork,
    /// worker, event and their kin: applications have run in several threads.
    Threaded,
    /// Not known; taken for prefork, because one thread suits every application.
    Unknown,
}

impl DaemonOptions {
    /// Returns the options for a server, and the names of those that its mod_wsgi does not have.
    ///
    /// Without a version only what 3.4 and all later ones have is used.
    pub fn for_server(
        &self,
        mpm: Mpm,
        version: Option<Version>,
    ) -> (Vec<(String, String)>, Vec<String>) {
        let mut kept = Vec::new();
        let mut left_out = Vec::new();
        for (name, value) in self.merged(mpm) {
            if is_known(&name, version) {
                kept.push((name, value));
            } else {
                left_out.push(name);
            }
        }
        (kept, left_out)
    }

    fn merged(&self, mpm: Mpm) -> Vec<(String, String)> {
        let mut merged = self.options.clone();
        if mpm == Mpm::Threaded {
            return merged;
        }
        for (name, value) in &self.prefork {
            match merged.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => old.clone_from(value),
                None => merged.push((name.clone(), value.clone())),
            }
        }
        merged
    }
}

/// Returns whether a version of `WSGIDaemonProcess` takes the option.
fn is_known(name: &str, version: Option<Version>) -> bool {
    let option = WsgiOption::of_daemon_process()
        .iter()
        .find(|option| option.name == name);
    option.is_some_and(|option| match version {
        Some(version) => option.releases.include(version),
        None => option.releases.include(OLDEST_VERSION) && option.releases.removed.is_none(),
    })
}

impl<'de> Deserialize<'de> for DaemonOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TableVisitor)
    }
}

struct TableVisitor;

impl<'de> Visitor<'de> for TableVisitor {
    type Value = DaemonOptions;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table of options of WSGIDaemonProcess")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<DaemonOptions, A::Error> {
        let mut result = DaemonOptions::default();
        while let Some(key) = table.next_key()? {
            match key {
                Key::Prefork => result.prefork = table.next_value::<PreforkTable>()?.0,
                Key::Option(name) => result.options.push((name, table.next_value::<Word>()?.0)),
            }
        }
        Ok(result)
    }
}

/// What stands in the table for prefork: options and nothing else.
struct PreforkTable(Vec<(String, String)>);

impl<'de> Deserialize<'de> for PreforkTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let inner = DaemonOptions::deserialize(deserializer)?;
        if inner.prefork.is_empty() {
            return Ok(Self(inner.options));
        }
        Err(Error::custom(
            "`prefork` cannot stand within `daemon.prefork`",
        ))
    }
}

/// A key of the table.
enum Key {
    Prefork,
    Option(String),
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if name == PREFORK {
            return Ok(Self::Prefork);
        }
        let mut options = WsgiOption::of_daemon_process().iter();
        if options.any(|option| option.name == name) {
            return Ok(Self::Option(name));
        }
        Err(Error::custom(format!(
            "unknown option `{name}` of WSGIDaemonProcess"
        )))
    }
}

/// The value of an option: a string or an integer.
struct Word(String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordVisitor)
    }
}

struct WordVisitor;

impl Visitor<'_> for WordVisitor {
    type Value = Word;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string or an integer")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Word, E> {
        Ok(Word(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Word, E> {
        match inexpressible(text.as_bytes()) {
            None => Ok(Word(text.to_owned())),
            Some(reason) => Err(E::custom(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    fn sample() -> DaemonOptions {
        toml_edit::de::from_str(
            "threads = 5\nqueue-timeout = 45\nuser = '#33'\n\
             [prefork]\nprocesses = 4\nthreads = 1\n",
        )
        .unwrap()
    }

    #[test]
    fn options_stay_in_the_order_of_the_file() {
        let expected = options(&[("threads", "5"), ("queue-timeout", "45"), ("user", "#33")]);
        assert_eq!(sample().options, expected);
        assert_eq!(
            sample().for_server(Mpm::Threaded, Some((4, 9, 4))),
            (expected, vec![])
        );
    }

    #[test]
    fn prefork_replaces_in_place_and_adds_at_the_end() {
        let expected = options(&[
            ("threads", "1"),
            ("queue-timeout", "45"),
            ("user", "#33"),
            ("processes", "4"),
        ]);
        for mpm in [Mpm::Prefork, Mpm::Unknown] {
            assert_eq!(sample().for_server(mpm, Some((4, 9, 4))).0, expected);
        }
    }

    #[test]
    fn what_a_version_does_not_have_is_left_out_by_name() {
        for version in [None, Some((3, 4, 0)), Some((4, 0, 9))] {
            let (kept, left_out) = sample().for_server(Mpm::Threaded, version);
            assert_eq!(kept, options(&[("threads", "5"), ("user", "#33")]));
            assert_eq!(left_out, ["queue-timeout"]);
        }
        let first = sample().for_server(Mpm::Threaded, Some((4, 1, 0)));
        assert!(first.1.is_empty());
    }

    #[test]
    fn without_a_version_an_option_that_was_removed_is_left_out() {
        let removed: DaemonOptions =
            toml_edit::de::from_str("newrelic-environment = 'production'").unwrap();
        let names = |version| removed.for_server(Mpm::Threaded, version).1;
        assert_eq!(names(Some((4, 9, 4))), [""; 0]);
        assert_eq!(names(Some((6, 0, 0))), ["newrelic-environment"]);
        assert_eq!(names(None), ["newrelic-environment"]);
    }

    #[test]
    fn only_words_of_known_options_are_taken() {
        let message = |text: &str| {
            toml_edit::de::from_str::<DaemonOptions>(text)
                .unwrap_err()
                .message()
                .to_owned()
        };
        assert_eq!(
            message("Threads = 5"),
            "unknown option `Threads` of WSGIDaemonProcess"
        );
        assert_eq!(
            message("threads = true"),
            "invalid type: boolean `true`, expected a string or an integer"
        );
        assert_eq!(
            message("home = '/srv/${SITE}'"),
            "httpd replaces `${…}` before it splits words, and nothing hides it"
        );
        assert_eq!(
            message("[prefork.prefork]\nthreads = 1"),
            "`prefork` cannot stand within `daemon.prefork`"
        );
    }
}
