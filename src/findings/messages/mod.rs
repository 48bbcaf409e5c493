//! A line of httpd's error log becomes the [`Message`] in it: what it means, and which rules find its cause.

mod names;
mod table;
mod wording;

pub(super) use names::Names;
pub use table::MESSAGES;

use super::rule::Rule;
use names::Gap;
use wording::{WORDINGS, Wording};

/// What httpd, mod_wsgi or Python writes into the error log.
#[derive(Debug)]
pub struct Message {
    /// The codes that mod_wsgi gives it from version 6 on.
    pub codes: &'static [&'static str],
    /// How it is worded, by different versions; `*` stands for what differs from line to line, and `{group}`, `{script}`,
    /// `{home}`, `{python-home}`, `{user}` for what can be looked up in a configuration.
    pub texts: &'static [&'static str],
    /// What it means.
    pub means: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// The rules that find what it may come from.
    pub rules: &'static [&'static str],
}

impl Message {
    /// Returns how it is worded, with an ellipsis for what differs from line to line.
    pub fn shown(&self) -> impl Iterator<Item = String> {
        self.texts.iter().map(|text| {
            let (mut shown, mut rest) = (String::new(), *text);
            while let Some((before, _, behind)) = Gap::split(rest) {
                shown.push_str(before);
                shown.push('…');
                rest = behind;
            }
            shown + rest
        })
    }
}

/// A message that was found in a line.
#[derive(Debug)]
pub(super) struct Found<'l> {
    pub(super) message: &'static Message,
    pub(super) names: Names<'l>,
    /// How the line words it.
    pub(super) said: &'l [u8],
}

/// Returns the messages whose cause a rule finds.
pub fn messages_of(rule: &Rule) -> impl Iterator<Item = &'static Message> {
    let code = rule.code;
    let all = MESSAGES.iter();
    all.filter(move |message| message.rules.contains(&code))
}

/// Returns the message of one of mod_wsgi's codes, in any case.
pub fn message_of_code(code: &str) -> Option<&'static Message> {
    MESSAGES.iter().find(|message| {
        message
            .codes
            .iter()
            .any(|known| known.eq_ignore_ascii_case(code))
    })
}

/// Returns the message that a line of the error log has in it: by its code, else the one whose wording fits best.
pub fn message_in(line: &[u8]) -> Option<&'static Message> {
    found_in(line).map(|found| found.message)
}

/// Does the same, with what the line names.
pub(super) fn found_in(line: &[u8]) -> Option<Found<'_>> {
    let known = code_in(line).and_then(|code| message_of_code(&code));
    let is_meant =
        |wording: &&Wording| known.is_none_or(|message| std::ptr::eq(message, wording.message));
    let fitting = WORDINGS
        .iter()
        .filter(is_meant)
        .filter_map(|wording| Some((wording.length(), wording.found(line)?)));
    let best = fitting.max_by_key(|(length, _)| *length);
    let best = best.map(|(_, found)| found);
    best.or_else(|| {
        known.map(|message| Found {
            message,
            names: Names::default(),
            said: line,
        })
    })
}

/// Returns mod_wsgi's code in a line: `WSGI` and four digits.
pub fn code_in(line: &[u8]) -> Option<String> {
    memchr::memmem::find_iter(line, b"WSGI").find_map(|at| {
        let is_inside = at
            .checked_sub(1)
            .and_then(|before| line.get(before))
            .is_some_and(u8::is_ascii_alphanumeric);
        let digits = line.get(at + 4..at + 8)?;
        let ends = !line.get(at + 8).is_some_and(u8::is_ascii_alphanumeric);
        let is_code = !is_inside && ends && digits.iter().all(u8::is_ascii_digit);
        is_code.then(|| {
            let digits = digits.iter().copied().map(char::from);
            "WSGI".chars().chain(digits).collect()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::rule;

    #[test]
    fn a_code_stands_for_itself() {
        assert_eq!(
            code_in(b"[wsgi:error] WSGI0143: Embedded"),
            Some("WSGI0143".to_owned())
        );
        for line in ["WSGI014", "WSGI01430", "xWSGI0143", "WSGIScriptAlias"] {
            assert_eq!(code_in(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn the_longer_of_two_wordings_counts() {
        let line = b"Daemon process called 'a' cannot be accessed by this WSGI application \
            as not a member of allowed groups";
        let codes = |line: &[u8]| message_in(line).map(|message| message.codes);
        assert_eq!(codes(line), Some(["WSGI0149"].as_slice()));
        assert_eq!(codes(&line[..69]), Some(["WSGI0152"].as_slice()));
        assert_eq!(codes(b"[core:notice] AH00094: Command line"), None);
    }

    #[test]
    fn every_message_is_found_by_its_own_wording_and_codes() {
        for message in MESSAGES {
            assert!(!message.texts.is_empty(), "{message:?}");
            for text in message.shown() {
                let line = text.replace('…', "x y");
                let found = message_in(line.as_bytes()).map(|found| found.texts);
                assert_eq!(found, Some(message.texts), "{line}");
            }
            for code in message.codes {
                let found = message_of_code(code).map(|found| found.texts);
                assert_eq!(found, Some(message.texts), "{code}");
                assert_eq!(code_in(code.as_bytes()).as_deref(), Some(*code));
            }
        }
    }

    #[test]
    fn what_a_line_names_is_taken_from_it() {
        let names = |line: &'static str| found_in(line.as_bytes()).map(|found| found.names);
        let line = "[client 192.0.2.1:5] No WSGI daemon process called 'a b' has been configured: /srv/a.wsgi, referer: http://x/";
        let expected = Names {
            group: Some(b"a b"),
            script: Some(b"/srv/a.wsgi"),
            ..Names::default()
        };
        assert_eq!(names(line), Some(expected));
        let line = "mod_wsgi (pid=1): Unable to change working directory to home directory '/none' for uid=65534.";
        let expected = Names {
            user: Some(65534),
            ..Names::default()
        };
        assert_eq!(names(line), Some(expected));
        let line = "mod_wsgi (pid=1): Python home /srv/a b is not a directory. Python interpreter";
        let expected = Names {
            python_home: Some(b"/srv/a b"),
            ..Names::default()
        };
        assert_eq!(names(line), Some(expected));
        assert_eq!(names("WSGI0143: in other words"), Some(Names::default()));
    }

    #[test]
    fn every_rule_that_is_named_is_there() {
        for message in MESSAGES {
            for code in message.rules {
                let found = rule(code).map(|rule| rule.code);
                assert_eq!(found, Some(*code), "{message:?}");
            }
        }
    }
}
