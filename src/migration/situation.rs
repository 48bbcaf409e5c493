//! [`Spot`]: where a line can be edited; and other questions about a [`Situation`] that several parts of a plan ask.

use std::path::{Path, PathBuf};

use super::held::Obstacle;
use crate::httpd::{Directive, FileId, NodeId, Place, ServerId, path_bytes};
use crate::patch::Patch;
use crate::syntax::{Document, Line};
pub(super) use crate::wsgi::Situation;

/// The lines of a file in which a directive stands: what an edit of it changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, links resolved: two paths to one file are one.
    pub(super) path: PathBuf,
    /// The file as it was read.
    pub(super) file: FileId,
    /// The index of the logical line.
    pub(super) line: usize,
}

impl<'server> Situation<'server> {
    /// Returns where a directive can be edited; the error says why it cannot.
    pub(super) fn spot(&self, node: NodeId) -> Result<Spot, Obstacle> {
        self.spot_of(self.tree.directive(node).place)
    }

    /// Returns where a line can be edited; the error says why it cannot.
    pub(super) fn spot_of(&self, place: Place) -> Result<Spot, Obstacle> {
        let Some(file) = self.tree.file_of(place) else {
            let why = "it stands in the body of a macro, which other uses share";
            return Err(Obstacle::new(why, "write it outside of the macro"));
        };
        let Some(line) = self.line_at(file, place) else {
            let why = "its line joins lines of several sources";
            return Err(Obstacle::new(why, "write it as a line of its own"));
        };
        let path = &self.tree.file(file).path;
        match self.host.real_path(path) {
            Ok(path) => Ok(Spot { path, file, line }),
            Err(error) => Err(Obstacle::new(
                format!("`{}` cannot be found again: {error}", path.display()),
                "see that it can be read",
            )),
        }
    }

    /// Returns the index of a line in its file.
    pub(super) fn line_at(&self, file: FileId, place: Place) -> Option<usize> {
        let lines = self.document(file).lines();
        let index = lines.partition_point(|line| line.number < place.line);
        (lines.get(index)?.number == place.line).then_some(index)
    }

    /// Returns the user as whom Apache's own processes run.
    pub(super) fn user_of_apache(&self) -> Option<Vec<u8>> {
        let last = self.config.named(&["User"]).pop()?;
        let directive = self.tree.directive(last.node);
        Some(directive.first_word().unwrap_or_default().into_owned())
    }

    pub(super) fn document(&self, file: FileId) -> &'server Document {
        &self.tree.file(file).document
    }

    /// Returns the logical line of a spot.
    pub(super) fn line(&self, spot: &Spot) -> Option<&'server Line> {
        self.document(spot.file).lines().get(spot.line)
    }

    /// Returns the bytes of a spot's line, with its line end.
    pub(super) fn raw(&self, spot: &Spot) -> &'server [u8] {
        let document = self.document(spot.file);
        self.line(spot)
            .map_or(&[], |line| line.span.of(document.text()))
    }

    /// Returns what httpd makes of a spot's line, before variables are replaced.
    pub(super) fn logical(&self, spot: &Spot) -> Vec<u8> {
        let document = self.document(spot.file);
        self.line(spot)
            .map(|line| document.logical(line).into_owned())
            .unwrap_or_default()
    }

    /// Returns a place as a person writes it: `FILE:LINE`, or how a macro was used.
    pub fn at(&self, place: Place) -> String {
        self.tree.at(place)
    }

    /// Returns a spot as a person writes it.
    pub(super) fn at_spot(&self, spot: &Spot) -> String {
        let line = self.line(spot).map_or(0, |line| line.number);
        let path = &self.tree.file(spot.file).path;
        format!("{}:{line}", crate::source::printable(path_bytes(path)))
    }

    /// Returns the file of a spot, links resolved, and the number of its line.
    pub(super) fn numbered(&self, spot: &Spot) -> (PathBuf, u32) {
        (
            spot.path.clone(),
            self.line(spot).map_or(0, |line| line.number),
        )
    }

    /// Returns where a directive stands, as a person writes it.
    pub fn at_node(&self, node: NodeId) -> String {
        self.at(self.tree.directive(node).place)
    }

    /// Returns a server's name for a person.
    pub(super) fn server_label(&self, server: ServerId) -> String {
        match self.config.server_name(server) {
            Some(name) => crate::source::printable(name),
            None if server == ServerId::MAIN => "the main server".to_owned(),
            None => "a virtual host without ServerName".to_owned(),
        }
    }

    /// Returns the port of a virtual host's first address; 0 without one, and for the main server.
    pub(super) fn port(&self, server: ServerId) -> u16 {
        let address = self.config.server(server).addresses.first();
        let port = address.and_then(|address| address.rsplit(|byte| *byte == b':').next());
        let port = port.and_then(|port| std::str::from_utf8(port).ok());
        port.and_then(|port| port.parse().ok()).unwrap_or_default()
    }

    /// Returns the line of the main file through which a directive is reached, and the directive's own if it stands there.
    pub(super) fn place_in_main_file(&self, place: Place) -> Place {
        self.tree.chain(place).last().unwrap_or(place)
    }

    /// Returns the executed directives of the main server that are not under any condition: `Include` among them.
    pub(super) fn unconditional(&self) -> impl Iterator<Item = Directive<'server>> {
        let tree = self.tree;
        tree.directives()
            .filter(|directive| directive.section.is_none() && directive.condition.is_none())
    }

    /// Returns the main file.
    pub(super) fn main_file(&self) -> FileId {
        let first = self.tree.files().next();
        first.map(|(id, _)| id).expect("a tree has its main file")
    }

    /// Returns the directory from which a patch is applied: the server root, where all that it changes is below that.
    pub(super) fn base_of(&self, patch: &Patch) -> PathBuf {
        let root = self.root();
        let is_inside = patch.changes().all(|(path, _)| path.starts_with(&root));
        if is_inside { root } else { PathBuf::from("/") }
    }

    /// Returns the server root with its links resolved.
    pub fn root(&self) -> PathBuf {
        let root = &self.tree.server_root;
        self.host.real_path(root).unwrap_or_else(|_| root.clone())
    }
}

/// Returns the last name in a path.
pub(super) fn file_name(path: &Path) -> &[u8] {
    path.file_name()
        .map_or(&[], |name| path_bytes(Path::new(name)))
}
