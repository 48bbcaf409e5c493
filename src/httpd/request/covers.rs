//! Whether a section, taken for itself, is about a path and the file that it leads to.

use super::layout::directory_path;
use super::pattern::{is_wild, matches_path};
use super::router::Router;
use super::sections::{location_covers, matches_literally_or_as_pattern, without_doubled_slashes};
use crate::httpd::server_config::{SectionId, SectionKind};

impl Router<'_> {
    /// Returns whether a section is about a path and its file; the sections around it and conditions are not looked at.
    pub fn covers(&self, id: SectionId, path: &[u8], file: &[u8]) -> bool {
        let section = self.config.section(id);
        let argument = section.argument.as_slice();
        let matches = |text: &[u8]| self.expressions.matches(argument, text).unwrap_or(false);
        let name = || file.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        match section.kind {
            SectionKind::Location => location_covers(argument, &without_doubled_slashes(path)),
            SectionKind::LocationMatch => matches(path),
            SectionKind::Directory => directory_covers(&directory_path(self.tree, argument), file),
            SectionKind::DirectoryMatch => matches(file),
            SectionKind::Files => matches_literally_or_as_pattern(argument, name()),
            SectionKind::FilesMatch => matches(name()),
            SectionKind::Limit => true,
            SectionKind::If | SectionKind::Proxy => false,
        }
    }
}

/// Returns whether a directory, written with a slash at its end, is above a file.
fn directory_covers(directory: &[u8], file: &[u8]) -> bool {
    if !is_wild(directory) {
        return file.starts_with(directory);
    }
    let slashes = memchr::memchr_iter(b'/', file);
    slashes
        .map(|slash| file.get(..=slash).unwrap_or_default())
        .any(|above| matches_path(directory, above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_above_what_is_in_it() {
        assert!(directory_covers(b"/srv/a/", b"/srv/a/b/c.wsgi"));
        assert!(!directory_covers(b"/srv/a/", b"/srv/ab/c.wsgi"));
        assert!(directory_covers(b"/srv/*/b/", b"/srv/a/b/c.wsgi"));
        assert!(!directory_covers(b"/srv/*/c/", b"/srv/a/b/c.wsgi"));
    }
}
