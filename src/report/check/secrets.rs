//! What is not shown: the parts of a line that may be passwords, keys or tokens.

use std::ops::Range;

use crate::httpd::catalog::lookup;
use crate::httpd::catalog::wsgi::WsgiOption;
use crate::syntax::is_space;

/// Directives, and behind how many words what follows is secret.
const SECRET: &[(&str, usize)] = &[
    ("AuthBasicFake", 1),
    ("AuthFormFakeBasicAuth", 0),
    ("AuthLDAPBindPassword", 0),
    ("BrowserMatch", 1),
    ("BrowserMatchNoCase", 1),
    ("DBDParams", 0),
    ("FcgidInitialEnv", 1),
    ("Header", 2),
    ("RequestHeader", 2),
    ("SSLPassPhraseDialog", 0),
    ("SSLProxyMachineCertificatePassPhraseDialog", 0),
    ("SSLSRPUnknownUserSeed", 0),
    ("SessionCryptoPassphrase", 0),
    ("SessionCryptoPassphraseFile", 0),
    ("SetEnv", 1),
    ("SetEnvIf", 2),
    ("SetEnvIfExpr", 1),
    ("SetEnvIfNoCase", 2),
];

/// What the name of a variable has in it when its value is secret.
const TELLING: [&str; 6] = ["pass", "secret", "token", "key", "credential", "auth"];

/// The flags of a `RewriteRule` that set a variable or a cookie, as `SetEnv` and `Header` do.
const SETTING_FLAGS: [&str; 4] = ["E", "env", "CO", "cookie"];

/// A line and the places of its words, quotes not looked at.
struct Words<'l> {
    raw: &'l [u8],
    places: Vec<Range<usize>>,
}

/// Returns the stretches of a line that are not shown. Lines in comments count, too: they were in effect once.
pub(super) fn secret_parts(raw: &[u8]) -> Vec<Range<usize>> {
    let mut words = Words::of(raw);
    let is_comment = words.get(0).starts_with(b"#");
    if is_comment {
        words.uncomment();
    }
    let name = words.get(0);
    let known = SECRET
        .iter()
        .find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name));
    let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
    let behind = match known {
        Some((_, behind)) => Some(*behind),
        // A word that is misspelt may be any of these.
        None if !is_comment && is_unknown(name) => Some(0),
        None if is("Define") || is("RewriteCond") => is_telling(words.get(1)).then_some(1),
        None => None,
    };
    let mut parts = Vec::new();
    if is("RewriteRule") {
        parts.extend(values_of_flags(raw));
    }
    parts.extend(arguments_of_program(raw));
    parts.extend(password_in_url(raw));
    parts.extend(words.telling_options());
    if is_comment && lookup(name).is_empty() {
        parts.extend(words.told());
    }
    if let Some(rest) = behind.and_then(|behind| words.from(behind + 1)) {
        parts.retain(|part| part.end <= rest.start);
        parts.push(rest);
    }
    parts
}

impl<'l> Words<'l> {
    fn of(raw: &'l [u8]) -> Self {
        let mut places = Vec::new();
        let mut start = None;
        for (at, byte) in raw.iter().enumerate() {
            match (is_space(*byte), start) {
                (false, None) => start = Some(at),
                (true, Some(from)) => {
                    places.push(from..at);
                    start = None;
                }
                _ => {}
            }
        }
        places.extend(start.map(|from| from..raw.len()));
        Self { raw, places }
    }

    /// Takes the `#` of a comment away, which may stand alone.
    fn uncomment(&mut self) {
        if let Some(first) = self.places.first_mut() {
            first.start += 1;
        }
        self.places.retain(|place| !place.is_empty());
    }

    /// Returns a word; of those that are not there, nothing.
    fn get(&self, index: usize) -> &'l [u8] {
        let place = self.places.get(index);
        place
            .and_then(|place| self.raw.get(place.clone()))
            .unwrap_or_default()
    }

    /// Returns all from a word on.
    fn from(&self, index: usize) -> Option<Range<usize>> {
        Some(self.places.get(index)?.start..self.places.last()?.end)
    }

    /// Returns the values of options whose names tell of a secret (`secret=` of a worker, or one that mod_wsgi has not).
    fn telling_options(&self) -> impl Iterator<Item = Range<usize>> {
        let directive = self.get(0);
        self.places.iter().filter_map(move |place| {
            let word = self.raw.get(place.clone())?;
            let name = word.get(..word.iter().position(|byte| *byte == b'=')?)?;
            let is_secret = is_telling(name) && !is_option(directive, name);
            is_secret.then(|| place.start + name.len() + 1..place.end)
        })
    }

    /// Returns what a comment tells in prose: `password: x`, `the token is x`.
    fn told(&self) -> Option<Range<usize>> {
        let behind = (0..self.places.len()).find_map(|index| {
            let (word, next) = (self.get(index), self.get(index + 1));
            match (is_telling(word), next) {
                (true, _) if word.ends_with(b":") || word.ends_with(b"=") => Some(index + 1),
                (true, b":" | b"=") => Some(index + 2),
                (true, b"is") if index + 3 == self.places.len() => Some(index + 2),
                _ => None,
            }
        });
        self.from(behind?)
    }
}

/// Returns the values that the flags of a `RewriteRule` set: `[E=NAME:VALUE]`.
fn values_of_flags(raw: &[u8]) -> Vec<Range<usize>> {
    let start = raw.windows(2).rposition(|two| match two {
        [before, b'['] => is_space(*before) || *before == b'"',
        _ => false,
    });
    let (Some(start), Some(end)) = (start, raw.iter().rposition(|byte| *byte == b']')) else {
        return Vec::new();
    };
    let mut at = start + 2;
    let flags = raw.get(at..end).unwrap_or_default();
    let mut values = Vec::new();
    for flag in flags.split(|byte| *byte == b',') {
        let value = value_of_flag(flag);
        values.extend(value.map(|behind| at + behind..at + flag.len()));
        at += flag.len() + 1;
    }
    values
}

/// Returns where the value begins in a flag that sets one.
fn value_of_flag(flag: &[u8]) -> Option<usize> {
    let equals = flag.iter().position(|byte| *byte == b'=')?;
    let name = flag.get(..equals)?.trim_ascii();
    let mut setting = SETTING_FLAGS.iter();
    let is_setting = setting.any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    let colon = flag.iter().position(|byte| *byte == b':')?;
    let is_said = is_setting && !is_reference(flag.get(colon + 1..)?);
    is_said.then_some(colon + 1)
}

/// Returns whether a value is only what the request brings: `$1`, `%1`, `%{HTTP:Authorization}`.
fn is_reference(value: &[u8]) -> bool {
    match value {
        [b'$' | b'%', digit] => digit.is_ascii_digit(),
        [b'%', b'{', name @ .., b'}'] => !name.contains(&b'}'),
        _ => false,
    }
}

/// Returns what is given to a program that a log, a map or a filter is: `"|/bin/program ARGUMENTS"`, `"prg:/bin/program
/// ARGUMENTS"`, `cmd="/bin/program ARGUMENTS"`.
fn arguments_of_program(raw: &[u8]) -> Option<Range<usize>> {
    let starts = [b"\"|".as_slice(), b"\"prg:", b"cmd=\""].into_iter();
    let found = starts.filter_map(|start| Some(memchr::memmem::find(raw, start)? + start.len()));
    let start = found.min()?;
    let quoted = raw.get(start..)?;
    let quoted = quoted.get(..quoted.iter().position(|byte| *byte == b'"')?)?;
    let blank = quoted.iter().position(|byte| is_space(*byte))?;
    Some(start + blank + 1..start + quoted.len())
}

/// Returns whether a directive of mod_wsgi has an option: none of these is secret.
fn is_option(directive: &[u8], name: &[u8]) -> bool {
    let mut options = WsgiOption::of_daemon_process()
        .iter()
        .chain(WsgiOption::of_directive(directive));
    options.any(|option| option.name.as_bytes() == name)
}

/// Returns whether a name is that of a directive or of the start of a section, and not in the catalog.
fn is_unknown(name: &[u8]) -> bool {
    !name.is_empty() && !name.starts_with(b"</") && lookup(name).is_empty()
}

fn is_telling(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let has = |part: &&str| memchr::memmem::find(&name, part.as_bytes()).is_some();
    TELLING.iter().any(has)
}

/// Returns the user and password of `scheme://user:password@host`.
fn password_in_url(raw: &[u8]) -> Option<Range<usize>> {
    let start = memchr::memmem::find(raw, b"://")? + 3;
    let rest = raw.get(start..)?;
    let host = rest
        .iter()
        .position(|byte| is_space(*byte) || *byte == b'/');
    let authority = rest.get(..host.unwrap_or(rest.len()))?;
    let end = authority.iter().rposition(|byte| *byte == b'@')?;
    authority
        .get(..end)?
        .contains(&b':')
        .then_some(start..start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let mut shown = line.to_owned();
        for range in secret_parts(line.as_bytes()).into_iter().rev() {
            shown.replace_range(range, "***");
        }
        shown
    }

    #[test]
    fn values_that_may_be_secret_are_hidden() {
        for (line, expected) in [
            ("  SetEnv KEY \"a b\"\n", "  SetEnv KEY ***\n"),
            ("setenv key x", "setenv key ***"),
            ("#SetEnv KEY x", "#SetEnv KEY ***"),
            ("# SetEnv KEY x", "# SetEnv KEY ***"),
            ("AuthLDAPBindPassword x", "AuthLDAPBindPassword ***"),
            ("AuthBasicFake user x", "AuthBasicFake user ***"),
            (
                "ExtFilterDefine f cmd=\"/x y\"",
                "ExtFilterDefine f cmd=\"/x ***\"",
            ),
            ("SetEnvv SECRET x", "SetEnvv ***"),
            ("  <Nosuch x y>\n", "  <Nosuch ***\n"),
            ("BrowserMatch x TOKEN=x", "BrowserMatch x ***"),
            (
                "ProxyPass / ajp://h/ secret=x retry=0",
                "ProxyPass / ajp://h/ secret=*** retry=0",
            ),
            (
                "WSGIDaemonProcess shop password=x",
                "WSGIDaemonProcess shop password=***",
            ),
            ("Define DB_PASSWORD x", "Define DB_PASSWORD ***"),
            (
                "RequestHeader set X-Api-Key x",
                "RequestHeader set X-Api-Key ***",
            ),
            ("ProxyPass / http://u:p@h/x", "ProxyPass / http://***@h/x"),
            (
                "RewriteRule ^/a /b [E=KEY:x y,L,env=B:x]",
                "RewriteRule ^/a /b [E=KEY:***,L,env=B:***]",
            ),
            (
                "RewriteRule ^ - \"[CO=a:x:h]\"",
                "RewriteRule ^ - \"[CO=a:***]\"",
            ),
            (
                "RewriteCond %{HTTP:X-Token} =x",
                "RewriteCond %{HTTP:X-Token} ***",
            ),
            (
                "CustomLog \"|/bin/x --token y\" combined",
                "CustomLog \"|/bin/x ***\" combined",
            ),
            (
                "RewriteMap m \"prg:/bin/m x\"",
                "RewriteMap m \"prg:/bin/m ***\"",
            ),
            ("# password: x y", "# password: ***"),
            ("#token=x", "#token=***"),
            ("token=x y", "token=*** ***"),
            ("# the DB password is x", "# the DB password is ***"),
            ("# Define DB_PASSWORD x", "# Define DB_PASSWORD ***"),
            ("#RewriteRule ^ - [E=KEY:x]", "#RewriteRule ^ - [E=KEY:***]"),
        ] {
            assert_eq!(shown(line), expected);
        }
    }

    #[test]
    fn other_lines_are_shown() {
        for line in [
            "WSGIScriptAlias / /srv/app.wsgi",
            "SetEnv KEY",
            "WSGIScriptAlias / /srv/app.wsgi pass-authorization=On",
            "# SetEnvv SECRET of long ago",
            "<VirtualHost *:80>",
            "</virtualhost>",
            "WSGIscriptalias / /srv/app.wsgi",
            "Define SITE shop",
            "ProxyPass / http://h:80/x@y",
            "RewriteRule ^/[ab=c:d] /x [L,E=!KEY]",
            "RewriteRule ^ http://h/x:y [R=301]",
            "RewriteRule ^/(.*) - [E=PAGE:$1,E=AUTH:%{HTTP:Authorization}]",
            "RewriteCond %{HTTP_HOST} =shop.example",
            "CustomLog \"|/usr/bin/rotatelogs\" combined",
            "# wsgi-daemonize: allow WD101 because its key is read there",
            "#",
            "",
        ] {
            assert_eq!(shown(line), line);
        }
    }
}
