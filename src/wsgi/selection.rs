//! [`Selection`]: a directive that chooses a group for what is in its scope, and how far that reaches.

use std::path::Path;

use super::application::{Application, Mechanism, Target};
use super::literal_start::literal_start;
use crate::httpd::{
    NodeId, Scope, Section, SectionKind, ServerConfig, ServerId, merge, path_bytes,
};

/// A `WSGIProcessGroup` or `WSGIApplicationGroup`.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The directive.
    pub node: NodeId,
    /// Where it has effect.
    pub scope: Scope,
    /// The group, as written.
    pub value: Vec<u8>,
}

/// How much of an application a section covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// All of it.
    Whole,
    /// Some of its URLs or scripts.
    Part,
    /// It cannot be told here: a pattern, an expression.
    Unknown,
    /// Nothing.
    None,
}

/// Returns how much of an application the innermost section of a scope and those around it cover.
pub(super) fn reach(config: &ServerConfig, scope: Scope, application: &Application) -> Reach {
    let sections = config.sections_from(scope.section);
    let of_section = |section: &Section| {
        if application.mechanism.is_alias() {
            section_reach(section, application)
        } else {
            let around: Vec<_> = config.sections_from(application.section).collect();
            meeting(section, &around)
        }
    };
    sections.map(of_section).max().unwrap_or(Reach::Whole)
}

/// Returns how much a section covers of what stands in other sections: what they name tells whether they meet.
fn meeting(section: &Section, around: &[&Section]) -> Reach {
    if around.iter().any(|other| other.node == section.node) {
        return Reach::Whole;
    }
    let of_kind = |other: &&&Section| {
        other.kind == section.kind && is_absolute(&section.argument) && is_absolute(&other.argument)
    };
    match (section.kind, around.iter().find(of_kind)) {
        (SectionKind::Proxy, _) => Reach::None,
        (SectionKind::Directory, Some(other)) => {
            covering(&merged(&section.argument), &merged(&other.argument))
        }
        (SectionKind::Location, Some(other)) => {
            location_reach(&section.argument, without_slash(&other.argument))
        }
        _ => Reach::Unknown,
    }
}

/// Returns how much of what is below one path is below another.
fn covering(path: &[u8], other: &[u8]) -> Reach {
    if is_below(other, path) {
        Reach::Whole
    } else if is_below(path, other) {
        Reach::Part
    } else {
        Reach::None
    }
}

/// Returns whether a path is one from the root on, and no pattern.
fn is_absolute(path: &[u8]) -> bool {
    path.starts_with(b"/") && !is_pattern(path)
}

/// Returns whether what stands in one scope may count before what stands in another, where both are in effect.
pub fn outranks(config: &ServerConfig, one: Scope, other: Scope) -> bool {
    rank(config, one) >= rank(config, other)
}

/// Returns whether a directive of a scope may concern an application.
pub fn concerns(config: &ServerConfig, scope: Scope, application: &Application) -> bool {
    let is_seen = scope.server == application.server
        || scope.server == ServerId::MAIN
        || application.server == ServerId::MAIN;
    is_seen && reach(config, scope, application) != Reach::None
}

/// Returns where a section stands in the order in which httpd merges: later beats earlier
/// (request.c: `ap_process_request_internal`).
pub(super) fn rank(config: &ServerConfig, scope: Scope) -> (u8, usize) {
    match config.sections_from(scope.section).next() {
        None => (0, 0),
        Some(section) => match section.kind {
            SectionKind::Directory => (1, components(&merged(&section.argument))),
            SectionKind::DirectoryMatch => (2, 0),
            SectionKind::Files | SectionKind::FilesMatch => (3, 0),
            SectionKind::Location | SectionKind::LocationMatch => (4, 0),
            SectionKind::If | SectionKind::Limit | SectionKind::Proxy => (5, 0),
        },
    }
}

/// Returns whether the innermost section of a scope is for URLs at or below `mount` only.
pub(super) fn is_within_mount(config: &ServerConfig, scope: Scope, mount: &[u8]) -> bool {
    config.sections_from(scope.section).any(|section| {
        section.kind == SectionKind::Location
            && !is_pattern(&section.argument)
            && is_below(without_slash(&section.argument), mount)
    })
}

fn section_reach(section: &Section, application: &Application) -> Reach {
    let argument = section.argument.as_slice();
    match section.kind {
        SectionKind::Directory | SectionKind::Location if !is_absolute(argument) => Reach::Unknown,
        SectionKind::Directory => directory_reach(argument, application),
        SectionKind::Location => url_reach(argument, application),
        SectionKind::LocationMatch => expression_reach(argument, application),
        SectionKind::Files if is_pattern(argument) || application.target != Target::File => {
            Reach::Unknown
        }
        SectionKind::Files if argument == application.script_name() => Reach::Whole,
        SectionKind::Files | SectionKind::Proxy => Reach::None,
        SectionKind::DirectoryMatch
        | SectionKind::FilesMatch
        | SectionKind::If
        | SectionKind::Limit => Reach::Unknown,
    }
}

/// Returns how much of an alias's URLs a `<Location>` covers.
fn url_reach(location: &[u8], application: &Application) -> Reach {
    if application.mechanism == Mechanism::ScriptAlias {
        return location_reach(location, &application.mount);
    }
    let location = without_slash(location);
    match literal_start(&application.mount) {
        Some(start) if location.is_empty() || start.starts_with(&below(location)) => Reach::Whole,
        Some(start) if !may_both_start(&start, location) => Reach::None,
        _ => Reach::Unknown,
    }
}

/// Returns how much of an alias's URLs a `<LocationMatch>` covers: all with the alias's own expression, else some, unless it
/// asks for another beginning.
fn expression_reach(expression: &[u8], application: &Application) -> Reach {
    if application.mechanism == Mechanism::ScriptAliasMatch && application.mount == expression {
        return Reach::Whole;
    }
    let own = match application.mechanism {
        Mechanism::ScriptAlias => Some(application.mount.clone()),
        _ => literal_start(&application.mount),
    };
    match (literal_start(expression), own) {
        (Some(start), Some(own)) if !may_both_start(&start, &own) => Reach::None,
        _ => Reach::Unknown,
    }
}

/// Returns whether a URL can begin with both texts. Doubled slashes count as one in some comparisons and not in others.
fn may_both_start(one: &[u8], other: &[u8]) -> bool {
    let is_doubled = |text: &[u8]| memchr::memmem::find(text, b"//").is_some();
    one.starts_with(other) || other.starts_with(one) || is_doubled(one) || is_doubled(other)
}

fn below(path: &[u8]) -> Vec<u8> {
    [path, b"/"].concat()
}

/// A `<Directory>` covers the scripts in it and in the directories below; a file that it names is none. httpd merges `//`, `.`
/// and `..` in both paths, but does not resolve links (request.c: `ap_directory_walk`; core.c: `dirsection`).
fn directory_reach(directory: &[u8], application: &Application) -> Reach {
    if !application.path.starts_with(b"/") {
        return Reach::Unknown;
    }
    let directory = merged(directory);
    if application.mechanism == Mechanism::ScriptAliasMatch
        && let Some(at) = application.path.iter().position(|byte| *byte == b'$')
    {
        return computed_reach(&directory, application.path.get(..at).unwrap_or_default());
    }
    let path = merged(&application.path);
    let is_itself = path == directory;
    if is_below(&path, &directory) && !(is_itself && application.target == Target::File) {
        return Reach::Whole;
    }
    if application.target != Target::File && is_below(&directory, &path) {
        return Reach::Part;
    }
    Reach::None
}

/// Returns how much a directory covers of the paths that begin with a text: what a URL puts behind it is not known.
fn computed_reach(directory: &[u8], start: &[u8]) -> Reach {
    let end = start.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    let parent = merged(start.get(..end).unwrap_or_default());
    if is_below(&parent, directory) {
        Reach::Whole
    } else if directory.starts_with(&parent) {
        Reach::Unknown
    } else {
        Reach::None
    }
}

/// Returns an absolute path without `//`, `.`, `..` and a slash at its end.
fn merged(path: &[u8]) -> Vec<u8> {
    let path = merge(Path::new("/"), path);
    without_slash(path_bytes(&path)).to_owned()
}

/// A `<Location>` covers a URL path and what is below it; with a slash at its end only what is below.
fn location_reach(location: &[u8], mount: &[u8]) -> Reach {
    let path = without_slash(location);
    if is_below(mount, path) {
        let needs_slash = location.ends_with(b"/") && mount == path && !path.is_empty();
        return if needs_slash {
            Reach::Part
        } else {
            Reach::Whole
        };
    }
    if is_below(path, mount) {
        return Reach::Part;
    }
    Reach::None
}

/// Returns whether `path` is `above` or below it; neither ends in a slash.
pub(super) fn is_below(path: &[u8], above: &[u8]) -> bool {
    match path.strip_prefix(above) {
        Some(rest) => rest.is_empty() || rest.starts_with(b"/"),
        None => false,
    }
}

/// Returns a path without the slash at its end.
pub(super) fn without_slash(path: &[u8]) -> &[u8] {
    path.strip_suffix(b"/").unwrap_or(path)
}

fn components(path: &[u8]) -> usize {
    path.split(|byte| *byte == b'/')
        .filter(|part| !part.is_empty())
        .count()
}

/// Returns whether a path, a host name or an argument has wildcards in it.
pub(super) fn is_pattern(path: &[u8]) -> bool {
    path.iter().any(|byte| matches!(byte, b'*' | b'?' | b'['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_covers_the_scripts_below_its_merged_path() {
        let application = |path: &str| Application {
            path: path.as_bytes().to_owned(),
            ..Application::sample()
        };
        let cases: &[(&str, &str, Reach)] = &[
            ("/srv/x", "/srv/x/a.wsgi", Reach::Whole),
            ("/srv/./y/..//x/", "/srv/x/a.wsgi", Reach::Whole),
            ("/srv/x", "//srv/y/../x/a.wsgi", Reach::Whole),
            ("/srv/x", "/srv/x/../a.wsgi", Reach::None),
            ("/srv/x/a.wsgi", "/srv/x/a.wsgi", Reach::None),
            ("/", "/srv/a.wsgi", Reach::Whole),
        ];
        for (directory, path, expected) in cases {
            let found = directory_reach(directory.as_bytes(), &application(path));
            assert_eq!(found, *expected, "{directory} {path}");
        }
    }

    #[test]
    fn a_location_covers_all_or_part_of_a_mount() {
        let cases: &[(&str, &str, Reach)] = &[
            ("/", "", Reach::Whole),
            ("/", "/app", Reach::Whole),
            ("/app", "/app", Reach::Whole),
            ("/app/", "/app", Reach::Part),
            ("/app/admin", "/app", Reach::Part),
            ("/app", "", Reach::Part),
            ("/application", "/app", Reach::None),
        ];
        for (location, mount, expected) in cases {
            let found = location_reach(location.as_bytes(), mount.as_bytes());
            assert_eq!(found, *expected, "{location} {mount}");
        }
    }
}
