//! Tables of TOML become options: `[daemon]`, and what is said of one application.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::daemon_options::{DaemonOption, DaemonOptions, OptionValue};
use crate::httpd::catalog::wsgi::WsgiOption;
use crate::migration::template::inexpressible;

/// The table with what differs under prefork.
pub(super) const PREFORK: &str = "prefork";

/// The value that stands for what follows from the MPM.
const FROM_MPM: &str = "from-mpm";

/// Takes the name of an option.
pub(super) fn option_name<E: Error>(name: String) -> Result<String, E> {
    let mut options = WsgiOption::of_daemon_process().iter();
    if options.any(|option| option.name == name) {
        return Ok(name);
    }
    Err(E::custom(format!(
        "unknown option `{name}` of WSGIDaemonProcess"
    )))
}

/// Takes the value of an option.
pub(super) fn option_of<E: Error>(name: String, value: OptionValue) -> Result<DaemonOption, E> {
    if value == OptionValue::FromMpm && !matches!(name.as_str(), "processes" | "threads") {
        return Err(E::custom(
            "only `processes` and `threads` follow from the MPM",
        ));
    }
    Ok(DaemonOption {
        name,
        value,
        from: String::new(),
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
                Key::Option(name) => {
                    let option = option_of(name, table.next_value()?)?;
                    result.options.push(option);
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

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl Visitor<'_> for ValueVisitor {
    type Value = OptionValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string, an integer, or `false` to leave it out")
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
        Ok(OptionValue::Text(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OptionValue, E> {
        if text == FROM_MPM {
            return Ok(OptionValue::FromMpm);
        }
        match inexpressible(text.as_bytes()) {
            None => Ok(OptionValue::Text(text.to_owned())),
            Some(reason) => Err(E::custom(reason)),
        }
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
            "invalid type: boolean `true`, expected a string, an integer, or `false` to leave it out"
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
}
