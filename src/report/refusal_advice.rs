//! What to do about an error of httpd that is mod_wsgi's own affair.

use crate::httpd::catalog::wsgi::{Releases, Version, WsgiDirective, WsgiOption};
use crate::httpd::{ConfigError, ConfigTree};
use crate::source::printable;
use crate::syntax::word;
use crate::wsgi::parse_option;

/// Directives that httpd lost with version 2.0 (its file `UPGRADING`, and htdocs/manual/upgrading).
const OF_APACHE_1_3: &[&str] = &[
    "AccessConfig",
    "AddModule",
    "BindAddress",
    "ClearModuleList",
    "Port",
    "ResourceConfig",
    "ServerType",
];

/// Returns advice about an error.
pub(super) fn advice(
    tree: &ConfigTree,
    error: &ConfigError,
    mod_wsgi: Option<Version>,
) -> Option<String> {
    let message = error.message.as_slice();
    let unknown = message.strip_prefix(b"Invalid command '");
    if let Some(rest) = unknown {
        let name = rest.split(|byte| *byte == b'\'').next()?;
        return of_apache_1_3(name).or_else(|| of_another_version(name, mod_wsgi));
    }
    if message == b"Invalid option to WSGI daemon process definition." {
        let mut directives = tree.directives();
        let line = directives.find(|directive| Some(directive.place) == error.place)?;
        return options_of_another_version(line.arguments, mod_wsgi?);
    }
    let mut directives = tree.directives();
    let line = directives.find(|directive| Some(directive.place) == error.place);
    if line.is_some_and(|line| line.name.eq_ignore_ascii_case(b"Error")) {
        return Some(
            "the configuration says so itself, by `Error`; where it asks for a flag or a variable that httpd is started with, \
             `-D` and `--env` give it here, too"
                .to_owned(),
        );
    }
    let text = printable(message);
    let misplaced = ["cannot occur within", "not allowed in"];
    let is_misplaced = text.starts_with("WSGIRestrictEmbedded ")
        && misplaced.iter().any(|words| text.contains(words));
    is_misplaced.then(|| {
        "WSGIRestrictEmbedded is for the whole server: take the line away, and `plan` sets it where it belongs, or move it out \
         of the section"
            .to_owned()
    })
}

fn of_apache_1_3(name: &[u8]) -> Option<String> {
    let mut known = OF_APACHE_1_3.iter();
    let is_known = known.any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    is_known.then(|| {
        format!(
            "`{}` is a directive of Apache 1.3, for which mod_wsgi has no daemon processes: nothing can be planned there",
            printable(name)
        )
    })
}

fn of_another_version(name: &[u8], mod_wsgi: Option<Version>) -> Option<String> {
    let directive = WsgiDirective::named(name)?;
    let this = mod_wsgi.map_or(String::new(), |version| {
        format!("; this is {}", text(version))
    });
    let name = printable(name);
    Some(format!(
        "`{name}` {}{this}",
        in_releases(directive.releases)
    ))
}

/// Names the options of a definition that the version does not have.
fn options_of_another_version(arguments: &[u8], version: Version) -> Option<String> {
    let mut rest = arguments;
    word(&mut rest);
    let mut said = Vec::new();
    while let Some(Ok((name, _))) = parse_option(&mut rest) {
        let known = std::str::from_utf8(name).ok().and_then(WsgiOption::named);
        let other = known.filter(|option| !option.releases.include(version));
        said.extend(
            other.map(|option| format!("`{}` {}", option.name, in_releases(option.releases))),
        );
    }
    (!said.is_empty()).then(|| format!("{}; this is {}", said.join(", "), text(version)))
}

fn in_releases(releases: Releases) -> String {
    let since = text(releases.since);
    match releases.removed {
        None => format!("is there since mod_wsgi {since}"),
        Some(removed) => format!(
            "was in mod_wsgi from {since} on and no longer in {}",
            text(removed)
        ),
    }
}

fn text((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}
