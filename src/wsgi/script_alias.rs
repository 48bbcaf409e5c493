//! [`ScriptAlias`]: a `WSGIScriptAlias` or `WSGIScriptAliasMatch`, and which paths it takes.

use std::sync::OnceLock;

use pcre2::bytes::{Regex, RegexBuilder};

use super::option::AliasOptions;
use super::substitution::substituted;
use crate::httpd::{NodeId, ServerId};
use crate::syntax::word;

/// An alias as it is written.
#[derive(Clone, Debug)]
pub struct ScriptAlias {
    /// The directive.
    pub node: NodeId,
    /// The server in which it stands.
    pub server: ServerId,
    /// The URL path, or the expression, as written.
    pub location: Vec<u8>,
    /// Whether it is an expression.
    pub is_match: bool,
    /// The path of the script or directory, as written.
    pub target: Vec<u8>,
    /// Its options.
    pub options: AliasOptions,
    expression: OnceLock<Option<Regex>>,
}

/// Whether an alias takes a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// It does; this is httpd's `r->filename`.
    File(Vec<u8>),
    /// It does not.
    No,
    /// The expression is not one that can be tried here.
    Unknown,
}

impl ScriptAlias {
    /// Reads the arguments; nothing when httpd refuses them.
    pub(super) fn parse(
        node: NodeId,
        server: ServerId,
        is_match: bool,
        arguments: &[u8],
    ) -> Option<Self> {
        let mut rest = arguments;
        let location = word(&mut rest).into_owned();
        let target = word(&mut rest).into_owned();
        let options = AliasOptions::parse(rest).ok()?;
        Some(Self {
            node,
            server,
            location,
            is_match,
            target,
            options,
            expression: OnceLock::new(),
        })
    }

    /// Returns whether it takes a path, and which file it leads to (mod_wsgi.c: `wsgi_hook_intercept`).
    pub fn hit(&self, path: &[u8]) -> Hit {
        if self.is_match {
            return self.expression_hit(path);
        }
        match matched_length(path, &self.location) {
            0 => Hit::No,
            length => Hit::File(file(&self.target, path, &self.location, length)),
        }
    }

    fn expression_hit(&self, path: &[u8]) -> Hit {
        let Some(expression) = self.expression() else {
            return Hit::Unknown;
        };
        match expression.captures(path) {
            Err(_) => Hit::Unknown,
            Ok(None) => Hit::No,
            Ok(Some(captures)) => {
                let end = captures.get(0).map_or(0, |whole| whole.end());
                if end == 0 {
                    return Hit::No;
                }
                let matched = path.get(..end).unwrap_or_default();
                let target = substituted(&self.target, &captures);
                Hit::File(file(&target, path, matched, end))
            }
        }
    }

    fn expression(&self) -> Option<&Regex> {
        let compile = || {
            let text = std::str::from_utf8(&self.location).ok()?;
            RegexBuilder::new().dotall(true).build(text).ok()
        };
        self.expression.get_or_init(compile).as_ref()
    }
}

/// Returns the file for what is left of a path behind the matched part.
fn file(target: &[u8], path: &[u8], matched: &[u8], length: usize) -> Vec<u8> {
    let rest = if matched == b"/" {
        path
    } else {
        path.get(length..).unwrap_or_default()
    };
    [target, rest].concat()
}

/// Returns how much of a path an alias takes, 0 when it does not take it. Any number of slashes matches any number; the
/// last component matches whole (mod_wsgi.c: `wsgi_alias_matches`).
pub(super) fn matched_length(path: &[u8], alias: &[u8]) -> usize {
    let (mut at, mut rest) = (0, alias);
    while let Some((first, after)) = rest.split_first() {
        if path.get(at) != Some(first) {
            return 0;
        }
        at += 1;
        rest = after;
        if *first == b'/' {
            while let Some((b'/', after)) = rest.split_first() {
                rest = after;
            }
            while path.get(at) == Some(&b'/') {
                at += 1;
            }
        }
    }
    let ends_whole = alias.ends_with(b"/") || matches!(path.get(at), None | Some(b'/'));
    if ends_whole { at } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(alias: &str, paths: &[&str]) -> Vec<usize> {
        let length = |path: &&str| matched_length(path.as_bytes(), alias.as_bytes());
        paths.iter().map(length).collect()
    }

    #[test]
    fn an_alias_takes_whole_components() {
        assert_eq!(
            lengths(
                "/app",
                &["/app", "/app/x", "/application", "/ap", "//app//x"]
            ),
            [4, 4, 0, 0, 5]
        );
        assert_eq!(lengths("/app/", &["/app", "/app/", "/app//x"]), [0, 5, 6]);
        assert_eq!(lengths("/", &["/", "/x"]), [1, 1]);
        assert_eq!(lengths("app", &["/app"]), [0]);
    }
}
