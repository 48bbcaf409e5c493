//! Tables of TOML become options: `[daemon]`, and what is said of one application.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::daemon_options::{DaemonOption, DaemonOptions, OptionValue};
use crate::httpd::catalog::wsgi::{Numbers, ValueKind, WsgiOption};
use crate::migration::template::inexpressible;

/// The table with what differs under prefork.
pub(super) const PREFORK: &str = "prefork";

/// The value that stands for what follows from the MPM.
const FROM_MPM: &str = "from-mpm";

/// Takes the name of an option.
pub(super) fn option_name<E: Error>(name: String) -> Result<String, E> {
    if WsgiOption::named(&name).is_some() {
        return Ok(name);
    }
    Err(E::custom(format!(
        "unknown option `{name}` of WSGIDaemonProcess"
    )))
}

/// Takes the value of an option, whose place an error names.
pub(super) struct ValueOf(pub(super) String);

impl<'de> DeserializeSeed<'de> for ValueOf {
    type Value = DaemonOption;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<DaemonOption, D::Error> {
        let value = deserializer.deserialize_any(ValueVisitor { option: &self.0 })?;
        Ok(DaemonOption {
            name: self.0,
            value,
            from: String::new(),
        })
    }
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
                Key::Option(name) => {
                    result.options.push(table.next_value_seed(ValueOf(name))?);
                }
            }
        }
        Ok(result)
    }
}

/// What stands in the table for prefork: options and nothing else.
struct PreforkTable(Vec<DaemonOption>);

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
        Ok(Self::Option(option_name(name)?))
    }
}

/// Takes the value of one option.
struct ValueVisitor<'name> {
    option: &'name str,
}

impl Visitor<'_> for ValueVisitor<'_> {
    type Value = OptionValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string, a number, or `false` to leave it out")
    }

    fn visit_bool<E: Error>(self, is_there: bool) -> Result<OptionValue, E> {
        if is_there {
            return Err(E::invalid_type(
                serde::de::Unexpected::Bool(is_there),
                &self,
            ));
        }
        Ok(OptionValue::Absent)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<OptionValue, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<OptionValue, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OptionValue, E> {
        let option = self.option;
        if text == FROM_MPM {
            if matches!(option, "processes" | "threads") {
                return Ok(OptionValue::FromMpm);
            }
            return Err(E::custom(
                "only `processes` and `threads` follow from the MPM",
            ));
        }
        if let Some(reason) = inexpressible(text.as_bytes()) {
            return Err(E::custom(reason));
        }
        let kind = WsgiOption::named(option).map_or(ValueKind::Text, serving);
        if kind.takes(text) {
            return Ok(OptionValue::Text(text.to_owned()));
        }
        let expected = kind.expected();
        Err(E::custom(format!("`{option}` must be {expected}")))
    }
}

/// Returns what an option can be for a group that is to serve requests: one without threads does not (mod_wsgi.md 2.1).
fn serving(option: &WsgiOption) -> ValueKind {
    match option.value {
        ValueKind::Number(threads) if option.name == "threads" => {
            ValueKind::Number(Numbers { from: 1, ..threads })
        }
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "invalid type: boolean `true`, expected a string, a number, or `false` to leave it out"
        );
        assert_eq!(
            message("home = '/srv/${SITE}'"),
            "httpd replaces `${…}` before it splits words, and nothing hides it"
        );
        assert_eq!(
            message("home = 'from-mpm'"),
            "only `processes` and `threads` follow from the MPM"
        );
        assert_eq!(
            message("[prefork.prefork]\nthreads = 1"),
            "`prefork` cannot stand within `daemon.prefork`"
        );
    }

    #[test]
    fn a_value_is_one_that_mod_wsgi_takes_as_it_is_written() {
        let refused = |text: &str| {
            let error = toml_edit::de::from_str::<DaemonOptions>(text).unwrap_err();
            error.message().to_owned()
        };
        for (text, message) in [
            (
                "threads = 3.5",
                "`threads` must be a whole number from 1 to 65533",
            ),
            (
                "threads = 0",
                "`threads` must be a whole number from 1 to 65533",
            ),
            (
                "processes = 'abc'",
                "`processes` must be a whole number from 1",
            ),
            (
                "queue-timeout = ''",
                "`queue-timeout` must be a whole number of seconds from 0",
            ),
            (
                "memory-limit = '512M'",
                "`memory-limit` must be a whole number of bytes from 0",
            ),
            (
                "send-buffer-size = 511",
                "`send-buffer-size` must be 0 or a whole number of bytes from 512",
            ),
            (
                "umask = 9",
                "`umask` must be the bits of a file mode in octal, as 022",
            ),
            (
                "server-metrics = 'maybe'",
                "`server-metrics` must be `On` or `Off`",
            ),
            (
                "home = 'srv'",
                "`home` must be the path of a directory, from `/`",
            ),
            (
                "user = ''",
                "`user` must be a user's name, or `#` and its number",
            ),
            (
                "supplementary-groups = 'a,,b'",
                "`supplementary-groups` must be names of groups with commas between",
            ),
            (
                "[prefork]\nthreads = -1",
                "`threads` must be a whole number from 1 to 65533",
            ),
        ] {
            assert_eq!(refused(text), message, "{text}");
        }
        let taken = "umask = '022'\nsend-buffer-size = 0\nserver-metrics = 'on'\nuser = '#33'\n\
                     cpu-priority = -5\nswitch-interval = 0.005\nmemory-limit = 99999999999";
        assert!(toml_edit::de::from_str::<DaemonOptions>(taken).is_ok());
    }
}
