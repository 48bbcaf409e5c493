//! Options of the command line as [`Layer`]s: `--set KEY=VALUE`, `--application ID:KEY=VALUE` and
//! `--process-group NAME:KEY=VALUE`.
//!
//! Each becomes a line of TOML, so that both say the same as in a file, and are refused like it.

use std::fmt::Write as _;

use toml_edit::{Key, Value};

use super::PresetError;
use super::layer::{KEYS, Layer};
use super::option_table::PREFORK;
use crate::httpd::catalog::wsgi::WsgiOption;

/// Keys that `--set` does not take, and what does.
const ELSEWHERE: &[(&str, &str)] = &[
    ("extends", "--preset NAME"),
    ("application", "--application ID:KEY=VALUE"),
    ("process-group", "--process-group NAME:KEY=VALUE"),
];

impl Layer {
    /// Reads what `--set` says: a key of a preset with the tables that it stands in. Returns also what says the same in a
    /// file, where a table for prefork has to say it, too.
    pub(in crate::migration) fn of_set(option: &str) -> Result<(Self, String), PresetError> {
        let title = format!("`--set {option}`");
        let Some((key, value)) = option.split_once('=') else {
            return Err(unreadable(
                &title,
                "write `--set KEY=VALUE`, for instance `--set daemon.threads=3`",
            ));
        };
        let first = key.split('.').next().unwrap_or_default();
        if let Some((_, instead)) = ELSEWHERE.iter().find(|(known, _)| *known == first) {
            return Err(unreadable(&title, &format!("use `{instead}`")));
        }
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'.');
        if !key.bytes().all(is_plain) {
            return Err(unreadable(
                &title,
                "a key is one of a preset's, with its table: `daemon.threads`",
            ));
        }
        let layer = Self::with_key(&title, key, value)?;
        Ok((layer, text_with_key(key, value, "")))
    }

    /// Sets a key of a preset.
    pub(in crate::migration) fn with_key(
        title: &str,
        key: &str,
        value: &str,
    ) -> Result<Self, PresetError> {
        Self::parse_option(title, &format!("{key} = {}\n", written(value)))
    }

    /// Reads what `--application` says: a key for one application. An id may end as an option does, so the first place counts
    /// where what stands behind it can be said.
    pub(in crate::migration) fn of_application(option: &str) -> Result<Self, PresetError> {
        let title = format!("`--application {option}`");
        let places = places_to_split(option, Self::is_key_of_application);
        let mut read = places
            .into_iter()
            .map(|(id, key, value)| Self::with_key_of(&title, id, key, value));
        match read.next() {
            None => Err(unreadable(
                &title,
                "write `--application ID:KEY=VALUE`, for instance `--application shop.example/:threads=3`",
            )),
            Some(Err(error)) => read.find(Result::is_ok).unwrap_or(Err(error)),
            Some(first) => first,
        }
    }

    /// Sets a key of one application.
    pub(in crate::migration) fn with_key_of(
        title: &str,
        id: &str,
        key: &str,
        value: &str,
    ) -> Result<Self, PresetError> {
        let id = Key::new(id).display_repr().into_owned();
        let text = format!("[application.{id}]\n{key} = {}\n", written(value));
        Self::parse_option(title, &text)
    }

    /// Reads what `--process-group` says: a key for one process group.
    pub(in crate::migration) fn of_process_group(option: &str) -> Result<Self, PresetError> {
        let title = format!("`--process-group {option}`");
        let places = places_to_split(option, Self::is_key_of_process_group);
        let Some((name, key, value)) = places.into_iter().next() else {
            return Err(unreadable(
                &title,
                "write `--process-group NAME:leave=true`",
            ));
        };
        Self::with_key_of_group(&title, name, key, value)
    }

    /// Sets a key of one process group.
    pub(in crate::migration) fn with_key_of_group(
        title: &str,
        name: &str,
        key: &str,
        value: &str,
    ) -> Result<Self, PresetError> {
        let name = Key::new(name).display_repr().into_owned();
        let text = format!("[process-group.{name}]\n{key} = {}\n", written(value));
        Self::parse_option(title, &text)
    }

    fn is_key_of_application(key: &str) -> bool {
        is_in_tables("application.", key) || WsgiOption::named(key).is_some()
    }

    fn is_key_of_process_group(key: &str) -> bool {
        is_in_tables("process-group.", key)
    }
}

/// Returns what sets a key in a file, where a table for prefork has to say it, too; `comment` stands behind it.
pub(in crate::migration) fn text_with_key(key: &str, value: &str, comment: &str) -> String {
    let value = written(value);
    let mut text = format!("{key} = {value}{comment}\n");
    let of_daemon = key.strip_prefix("daemon.");
    if let Some(option) = of_daemon.filter(|option| !option.contains('.')) {
        let _ = writeln!(text, "daemon.{PREFORK}.{option} = {value}{comment}");
    }
    text
}

/// Splits `ID:KEY=VALUE` in every place where a known key stands; else where anything does that looks like one.
fn places_to_split(option: &str, is_known: fn(&str) -> bool) -> Vec<(&str, &str, &str)> {
    let ends = option.match_indices(':').map(|(at, _)| at);
    let candidates = ends.filter_map(|at| {
        let (key, value) = option.get(at + 1..)?.split_once('=')?;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_key = at > 0 && !key.is_empty() && key.bytes().all(is_word);
        is_key.then_some((option.get(..at)?, key, value))
    });
    let known = candidates.clone().filter(|(_, key, _)| is_known(key));
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        return candidates.collect();
    }
    known
}

fn is_in_tables(tables: &str, key: &str) -> bool {
    let mut keys = KEYS.iter();
    keys.any(|(table, known)| table.starts_with(tables) && *known == key)
}

/// Returns a value as TOML writes it: what is no number, truth value or list is text.
fn written(value: &str) -> String {
    let number = value.parse::<i64>();
    let is_number = number.is_ok_and(|number| number.to_string() == value);
    let is_list = value.starts_with('[') && value.parse::<Value>().is_ok();
    if is_number || is_list || matches!(value, "true" | "false") {
        return value.to_owned();
    }
    Value::from(value).to_string()
}

fn unreadable(title: &str, help: &str) -> PresetError {
    PresetError::Unusable {
        title: title.to_owned(),
        help: help.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_ends_before_a_known_key() {
        let split = |option| {
            let places = places_to_split(option, Layer::is_key_of_application);
            places.into_iter().next()
        };
        assert_eq!(
            split("shop.test/:threads=3"),
            Some(("shop.test/", "threads", "3"))
        );
        assert_eq!(
            split("*:8080/a:process-group=x:y=z"),
            Some(("*:8080/a", "process-group", "x:y=z"))
        );
        assert_eq!(
            split("shop.test~^/(?:a=b):user=me"),
            Some(("shop.test~^/(?:a=b)", "user", "me"))
        );
        assert_eq!(
            split("shop.test/:treads=3"),
            Some(("shop.test/", "treads", "3"))
        );
        assert_eq!(split("shop.test/"), None);
        assert_eq!(split(":threads=3"), None);
    }

    #[test]
    fn a_value_is_what_it_looks_like() {
        for value in ["3", "-1", "true", "[\"user\"]"] {
            assert_eq!(written(value), value);
        }
        // A mode: TOML knows no number that begins with 0.
        assert_eq!(written("022"), "\"022\"");
        assert_eq!(written("/srv/a b"), "\"/srv/a b\"");
        assert_eq!(written("%{GLOBAL}"), "\"%{GLOBAL}\"");
        assert_eq!(written("[no list"), "\"[no list\"");
    }
}
