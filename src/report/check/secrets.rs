//! What is not shown: the parts of a line that may be passwords, keys or tokens.

use std::ops::Range;

use crate::httpd::catalog::lookup;
use crate::httpd::catalog::wsgi::WsgiOption;
use crate::syntax::is_space;

/// Directives, and behind how many words what follows is secret.
const SECRET: &[(&str, usize)] = &[
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

/// Returns the bytes of a line that are not shown. Lines in comments count, too: they were in effect once.
pub(super) fn secret_part(raw: &[u8]) -> Option<Range<usize>> {
    let words = word_ends(raw);
    let (start, end) = *words.first()?;
    let name = raw.get(start..end)?;
    let name = name.strip_prefix(b"#").unwrap_or(name);
    let (words, name) = if name.is_empty() {
        let (start, end) = *words.get(1)?;
        (words.get(1..)?, raw.get(start..end)?)
    } else {
        (words.as_slice(), name)
    };
    let known = SECRET
        .iter()
        .find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name));
    let behind = match known {
        Some((_, behind)) => Some(*behind),
        // A word that is misspelt may be any of these.
        None if is_unknown(raw, name) => Some(0),
        None if name.eq_ignore_ascii_case(b"Define") => {
            let (start, end) = *words.get(1)?;
            is_telling(raw.get(start..end)?).then_some(1)
        }
        None => None,
    };
    match behind {
        Some(behind) => {
            let (start, _) = *words.get(behind + 1)?;
            let (_, end) = *words.last()?;
            Some(start..end)
        }
        None => password_in_url(raw).or_else(|| telling_option(raw, name, words)),
    }
}

/// Returns the value of the first option that tells of a secret (`secret=` of a worker, or one that mod_wsgi has not).
fn telling_option(raw: &[u8], directive: &[u8], words: &[(usize, usize)]) -> Option<Range<usize>> {
    words.iter().skip(1).find_map(|(start, end)| {
        let word = raw.get(*start..*end)?;
        let name = word.get(..word.iter().position(|byte| *byte == b'=')?)?;
        let is_secret = is_telling(name) && !is_option(directive, name);
        is_secret.then(|| start + name.len() + 1..*end)
    })
}

/// Returns whether a directive of mod_wsgi has an option: none of these is secret.
fn is_option(directive: &[u8], name: &[u8]) -> bool {
    let mut options = WsgiOption::of_daemon_process()
        .iter()
        .chain(WsgiOption::of_directive(directive));
    options.any(|option| option.name.as_bytes() == name)
}

/// Returns whether a line is a directive or the start of a section that is not in the catalog.
fn is_unknown(raw: &[u8], name: &[u8]) -> bool {
    let line = raw.trim_ascii_start();
    let is_one = !line.starts_with(b"#") && !line.starts_with(b"</");
    is_one && lookup(name).is_empty()
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

/// Returns where the words of a line are, quotes not looked at.
fn word_ends(raw: &[u8]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, byte) in raw.iter().enumerate() {
        match (is_space(*byte), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| (from, raw.len())));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let mut shown = line.to_owned();
        if let Some(range) = secret_part(line.as_bytes()) {
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
            "",
        ] {
            assert_eq!(shown(line), line);
        }
    }
}
