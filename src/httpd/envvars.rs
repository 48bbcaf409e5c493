//! [`Envvars`]: the environment that Debian's start script gives httpd.
//!
//! The file is a shell script. Plain assignments and exports are followed, with variables and defaults in their
//! values, and the one test that Debian's own file makes; what needs a shell is reported, not guessed.

use std::collections::BTreeMap;

use crate::syntax::{is_space, trim};

/// What an envvars file sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envvars {
    /// The variables, by name.
    pub variables: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The lines that need a shell: number and text.
    pub not_understood: Vec<(usize, String)>,
}

impl Envvars {
    /// Follows the assignments of a shell script.
    pub fn parse(text: &[u8]) -> Self {
        let mut envvars = Self::default();
        let mut skipped = Skipped::Nothing;
        for (number, line) in (1..).zip(text.split(|byte| *byte == b'\n')) {
            let line = trim(line);
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            skipped = envvars.line(number, line, skipped);
        }
        envvars
    }

    fn line(&mut self, number: usize, line: &[u8], skipped: Skipped) -> Skipped {
        let after_if = match line {
            b"else" => Some(skipped.other()),
            b"fi" => Some(Skipped::Nothing),
            _ => None,
        };
        if let Some(after_if) = after_if {
            return after_if;
        }
        if skipped == Skipped::Then {
            return skipped;
        }
        // Debian's own test: an instance of its own has its name in APACHE_CONFDIR, which we do not know.
        if line.starts_with(b"if [ \"${APACHE_CONFDIR##") && line.ends_with(b"then") {
            return Skipped::Then;
        }
        if !self.assign(line) && !line.starts_with(b"unset ") {
            let text = line.escape_ascii().to_string();
            self.not_understood.push((number, text));
        }
        skipped
    }

    /// Follows `NAME=value`, `export NAME=value` and `export NAME`; returns whether the line is one of these.
    fn assign(&mut self, line: &[u8]) -> bool {
        let line = match line.strip_prefix(b"export") {
            Some(rest) if rest.first().is_some_and(|byte| is_space(*byte)) => trim(rest),
            _ => line,
        };
        let Some(at) = line.iter().position(|byte| *byte == b'=') else {
            return is_name(line) && self.variables.contains_key(line);
        };
        let (name, value) = line.split_at(at);
        let value = value.get(1..).unwrap_or_default();
        let Some(value) = is_name(name).then(|| self.value(value)).flatten() else {
            return false;
        };
        self.variables.insert(name.to_owned(), value);
        true
    }

    /// Returns a value with its quotes taken off and its variables replaced; nothing when it needs a shell.
    fn value(&self, text: &[u8]) -> Option<Vec<u8>> {
        let text = without_comment(text);
        if let Some(literal) = enclosed(text, b'\'') {
            return Some(literal.to_owned());
        }
        let text = match enclosed(text, b'"') {
            Some(inside) => inside,
            None if text.iter().any(|byte| is_space(*byte)) => return None,
            None => text,
        };
        if text
            .iter()
            .any(|byte| matches!(byte, b'`' | b'"' | b'\'' | b'\\' | b';' | b'|' | b'&'))
        {
            return None;
        }
        let mut value = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.iter().position(|byte| *byte == b'$') {
            let (before, from) = rest.split_at(at);
            value.extend_from_slice(before);
            let (replaced, after) = self.variable(from.get(1..)?)?;
            value.extend_from_slice(&replaced);
            rest = after;
        }
        value.extend_from_slice(rest);
        Some(value)
    }

    /// Replaces the variable at the start of `text`: `NAME`, `{NAME}`, `{NAME:-default}`.
    fn variable<'text>(&self, text: &'text [u8]) -> Option<(Vec<u8>, &'text [u8])> {
        let known = |name: &[u8]| self.variables.get(name).cloned();
        if let Some(inside) = text.strip_prefix(b"{") {
            let end = inside.iter().position(|byte| *byte == b'}')?;
            let (name, after) = inside.split_at(end);
            let (name, default) = match memchr::memmem::find(name, b":-") {
                Some(at) => (name.get(..at)?, name.get(at + 2..)?),
                None => (name, &[][..]),
            };
            let plain = is_name(name) && !default.contains(&b'$');
            return plain.then_some((
                known(name).unwrap_or_else(|| default.to_owned()),
                after.get(1..)?,
            ));
        }
        let end = text
            .iter()
            .position(|byte| !is_name_byte(*byte))
            .unwrap_or(text.len());
        let (name, after) = text.split_at(end);
        Some((known(name)?, after))
    }
}

/// Which branch of a test is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Skipped {
    Nothing,
    Then,
}

impl Skipped {
    fn other(self) -> Self {
        match self {
            Self::Nothing => Self::Then,
            Self::Then => Self::Nothing,
        }
    }
}

fn without_comment(text: &[u8]) -> &[u8] {
    let comment = text
        .windows(2)
        .position(|pair| matches!(pair, [blank, b'#'] if is_space(*blank)));
    trim(
        text.get(..comment.unwrap_or(text.len()))
            .unwrap_or_default(),
    )
}

fn enclosed(text: &[u8], quote: u8) -> Option<&[u8]> {
    let inside = text.strip_prefix(&[quote])?.strip_suffix(&[quote])?;
    (!inside.contains(&quote)).then_some(inside)
}

fn is_name(text: &[u8]) -> bool {
    let starts_well = text.first().is_some_and(|first| !first.is_ascii_digit());
    starts_well && text.iter().all(|byte| is_name_byte(*byte))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(script: &str, name: &str) -> Option<String> {
        let mut envvars = Envvars::parse(script.as_bytes());
        let value = envvars.variables.remove(name.as_bytes())?;
        Some(String::from_utf8(value).unwrap())
    }

    #[test]
    fn assignments_are_followed() {
        let script = "SUFFIX=\nexport RUN=/var/run/apache2$SUFFIX\nexport LANG=${LANG:-C} # why\nA='x $RUN'\nexport LANG";
        assert_eq!(value(script, "RUN"), Some("/var/run/apache2".into()));
        assert_eq!(value(script, "LANG"), Some("C".into()));
        assert_eq!(value(script, "A"), Some("x $RUN".into()));
    }

    #[test]
    fn debians_test_for_instances_takes_the_branch_of_the_plain_server() {
        let script = "if [ \"${APACHE_CONFDIR##/etc/apache2-}\" != \"${APACHE_CONFDIR}\" ] ; then\nSUFFIX=\"-x\"\nelse\nSUFFIX=\nfi\nexport PID=/run/apache2$SUFFIX.pid";
        assert_eq!(value(script, "PID"), Some("/run/apache2.pid".into()));
    }

    #[test]
    fn what_needs_a_shell_is_reported() {
        let envvars = Envvars::parse(b"A=$(hostname)\nulimit -n 1\n. /etc/default/locale\n");
        assert!(envvars.variables.is_empty());
        assert_eq!(envvars.not_understood.len(), 3);
    }
}
