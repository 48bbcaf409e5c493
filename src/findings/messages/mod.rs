//! A line of httpd's error log becomes the [`Message`] in it: what it means, and which rules find its cause.

mod table;

pub use table::MESSAGES;

use super::rule::Rule;

/// What httpd, mod_wsgi or Python writes into the error log.
#[derive(Debug)]
pub struct Message {
    /// The codes that mod_wsgi gives it from version 6 on.
    pub codes: &'static [&'static str],
    /// How it is worded, by different versions; `*` stands for what differs from line to line.
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
        self.texts.iter().map(|text| text.replace('*', "…"))
    }

    /// Returns how much of a line is this message's own wording, if it is in it.
    fn likeness(&self, line: &[u8]) -> Option<usize> {
        self.texts
            .iter()
            .filter(|text| has(line, text))
            .map(|text| text.len())
            .max()
    }
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
    let known = code_in(line).and_then(|code| message_of_code(&code));
    known.or_else(|| {
        let fitting = MESSAGES
            .iter()
            .filter_map(|message| Some((message.likeness(line)?, message)));
        fitting
            .max_by_key(|(likeness, _)| *likeness)
            .map(|(_, message)| message)
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

/// Returns whether a line has the parts of a text in their order.
fn has(line: &[u8], text: &str) -> bool {
    let mut rest = line;
    text.split('*').all(|part| {
        let found = memchr::memmem::find(rest, part.as_bytes());
        let behind = found.and_then(|at| rest.get(at + part.len()..));
        rest = behind.unwrap_or_default();
        behind.is_some()
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
            for text in message.texts {
                let line = text.replace('*', "x y");
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
    fn every_rule_that_is_named_is_there() {
        for message in MESSAGES {
            for code in message.rules {
                let found = rule(code).map(|rule| rule.code);
                assert_eq!(found, Some(*code), "{message:?}");
            }
        }
    }
}
