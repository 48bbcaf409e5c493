//! [`Selection`]: a directive that chooses a group for what is in its scope, and how far that reaches.

use std::path::Path;

use super::application::{Application, Target};
use crate::httpd::{NodeId, Scope, Section, SectionKind, ServerConfig, merge, path_bytes};

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
    sections
        .map(|section| section_reach(section, application))
        .max()
        .unwrap_or(Reach::Whole)
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
        SectionKind::Directory | SectionKind::Location | SectionKind::Files
            if is_pattern(argument) =>
        {
            Reach::Unknown
        }
        SectionKind::Directory => directory_reach(argument, application),
        SectionKind::Location => location_reach(argument, &application.mount),
        SectionKind::Files if application.target != Target::File => Reach::Unknown,
        SectionKind::Files if argument == application.script_name() => Reach::Whole,
        SectionKind::Files | SectionKind::Proxy => Reach::None,
        SectionKind::DirectoryMatch
        | SectionKind::LocationMatch
        | SectionKind::FilesMatch
        | SectionKind::If
        | SectionKind::Limit => Reach::Unknown,
    }
}

/// A `<Directory>` covers the scripts in it and in the directories below; a file that it names is none. httpd merges `//`, `.`
/// and `..` in both paths, but does not resolve links (request.c: `ap_directory_walk`; core.c: `dirsection`).
fn directory_reach(directory: &[u8], application: &Application) -> Reach {
    let directory = merged(directory);
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

fn without_slash(path: &[u8]) -> &[u8] {
    path.strip_suffix(b"/").unwrap_or(path)
}

fn components(path: &[u8]) -> usize {
    path.split(|byte| *byte == b'/')
        .filter(|part| !part.is_empty())
        .count()
}

fn is_pattern(path: &[u8]) -> bool {
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
