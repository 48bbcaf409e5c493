//! The version of mod_wsgi, read from its module file.

use crate::host::{Host, Opened};
use crate::httpd::ConfigTree;
use crate::httpd::catalog::wsgi::Version;

/// Returns the version of the mod_wsgi that a configuration loads, if its file is there and says so.
///
/// The file holds several version numbers as bare text, Python's among them; mod_wsgi's own is the one that the compiler
/// put before the text `mod_wsgi/%s` of the same function (mod_wsgi.c: `wsgi_hook_init`).
pub fn find_version(host: &dyn Host, tree: &ConfigTree) -> Option<Version> {
    let module = tree.modules.by_identifier(b"wsgi_module")?;
    let Ok(Opened::File(bytes)) = host.open(module.file.as_deref()?) else {
        return None;
    };
    let end = memchr::memmem::find(&bytes, b"\0mod_wsgi/%s\0")?;
    let before = bytes.get(..end)?;
    let start = memchr::memrchr(0, before).map_or(0, |at| at + 1);
    parse_version(before.get(start..)?)
}

/// Reads `X.Y.Z`, `X.Y`, and development versions such as `5.0.0.dev1`.
pub fn parse_version(text: &[u8]) -> Option<Version> {
    let text = std::str::from_utf8(text).ok()?;
    let mut parts = text.split('.');
    let mut number = || parts.next().map(str::parse::<u8>);
    let major = number()?.ok()?;
    let minor = number()?.ok()?;
    let patch = match number() {
        Some(patch) => patch.ok()?,
        None => 0,
    };
    Some((major, minor, patch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(parse_version(b"4.9.4"), Some((4, 9, 4)));
        assert_eq!(parse_version(b"3.4"), Some((3, 4, 0)));
        assert_eq!(parse_version(b"x"), None);
    }
}
