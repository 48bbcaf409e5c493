//! [`ConfigTree`]: what httpd has after reading: the directives in reading order, and where each came from.
//!
//! Three questions about a directive have three independent answers, because httpd keeps them apart: which
//! *section* it is in, through which *source* (Include, macro) it came, and under which *condition* it was
//! read. A macro may open a section that its user closes, so none of the three is inside another.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::catalog::DirectiveEntry;
use super::lower_name::LowerName;
use super::read::{MacroArguments, Modules, Variables};
use crate::source::printable;
use crate::syntax::{Document, Words};

/// A directive of a [`ConfigTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

/// A [`Source`] of a [`ConfigTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(pub(super) u32);

/// A [`Condition`] of a [`ConfigTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConditionId(pub(super) u32);

/// A file of a [`ConfigTree`]; one that was read several times is one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub(super) u32);

/// A line of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The number that httpd gives the line: that of its last physical line.
    pub line: u32,
}

/// How a directive takes part in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An ordinary directive.
    Directive,
    /// A section; others may name it as theirs.
    Section,
    /// Executed while it was read (`Include`, `Define`, `LoadModule`, …); httpd forgets it afterwards.
    Executed,
}

/// One directive, with variables replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) role: Role,
    pub(super) depth: u32,
    pub(super) name: (u32, u32),
    pub(super) entries: &'static [DirectiveEntry],
    pub(super) arguments: (u32, u32),
    pub(super) section: Option<NodeId>,
    pub(super) condition: Option<ConditionId>,
    pub(super) place: Place,
}

/// Where lines came from: one reading of a file, or one use of a macro.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is.
    pub kind: SourceKind,
    /// The line that brought it in; none for the main file.
    pub from: Option<Place>,
    /// How many Includes lead to it.
    pub depth: u32,
}

/// What a [`Source`] is.
#[derive(Clone, Debug)]
pub enum SourceKind {
    /// A file.
    File(FileId),
    /// The body of a macro with its arguments in place.
    Macro {
        /// The macro's name, in lower case.
        name: Vec<u8>,
        /// The line of its `<Macro>`.
        defined: Place,
        /// Its parameters and their values.
        arguments: MacroArguments,
        /// The text.
        body: Arc<Document>,
    },
}

/// A file, read once.
#[derive(Clone, Debug)]
pub struct File {
    /// The path by which it was opened; it may lead through symbolic links.
    pub path: PathBuf,
    /// Its bytes and lines.
    pub document: Arc<Document>,
}

/// A section that is decided while reading: `<IfModule>` and its kin.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The section's name, as written: `<IfModule`.
    pub name: Vec<u8>,
    /// What stands behind the name.
    pub arguments: Vec<u8>,
    /// Whether it holds.
    pub holds: bool,
    /// The line of its header.
    pub place: Place,
    /// The condition around it.
    pub within: Option<ConditionId>,
    /// The section around it.
    pub section: Option<NodeId>,
    /// Where the text that it hides ends, when it does not hold: the line of its close tag.
    pub hidden_up_to: Option<Place>,
}

/// Something that cannot be known from here, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What, and why.
    pub what: String,
    /// The line.
    pub place: Place,
}

/// A warning that httpd logs while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The message, as httpd logs it.
    pub message: Vec<u8>,
    /// The line.
    pub place: Place,
}

/// At which point httpd refuses a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// While files are read and sections balanced.
    Read,
    /// When the finished tree is executed: names, argument counts, contexts.
    Walk,
    /// In neither: the server as a whole is not right.
    Check,
}

/// An error that keeps httpd from starting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// When it shows.
    pub phase: Phase,
    /// httpd's message, not escaped.
    pub message: Vec<u8>,
    /// The line; none where httpd names none.
    pub place: Option<Place>,
}

/// What reading gave.
#[derive(Debug)]
pub struct ConfigTree {
    pub(super) nodes: Vec<Node>,
    /// The nodes that were executed while reading.
    pub(super) executed: Vec<NodeId>,
    pub(super) bytes: Vec<u8>,
    pub(super) sources: Vec<Source>,
    pub(super) files: Vec<File>,
    pub(super) conditions: Vec<Condition>,
    /// The error at which httpd stops reading; what was read before it is here.
    pub error: Option<ConfigError>,
    /// What httpd warns of while reading.
    pub warnings: Vec<Warning>,
    /// What could not be known.
    pub unknown: Vec<Unknown>,
    /// The variables at the end.
    pub variables: Variables,
    /// The modules at the end.
    pub modules: Modules,
    /// The `ServerRoot` at the end.
    pub server_root: PathBuf,
}

/// One directive of a [`ConfigTree`], borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Directive<'tree> {
    /// Which one.
    pub id: NodeId,
    /// The name as written; a section's starts with `<`.
    pub name: &'tree [u8],
    /// What the catalog has under its name: several entries where several modules have it.
    pub entries: &'static [DirectiveEntry],
    /// The text behind the name, with variables replaced and quotes kept; a section's ends in `>`.
    pub arguments: &'tree [u8],
    /// How it takes part.
    pub role: Role,
    /// How many sections are around it.
    pub depth: u32,
    /// The section around it.
    pub section: Option<NodeId>,
    /// The innermost condition under which it was read.
    pub condition: Option<ConditionId>,
    /// Its line.
    pub place: Place,
}

impl<'tree> Directive<'tree> {
    /// Returns its first word, if it has one that is not empty.
    pub fn first_word(&self) -> Option<Cow<'tree, [u8]>> {
        Words::new(self.arguments).next()
    }

    /// Returns its name in lower case.
    pub fn lower_name(&self) -> LowerName {
        LowerName::of(self.name)
    }
}

impl ConfigTree {
    /// A directive for tests that need one and do not look at it.
    #[cfg(test)]
    pub(crate) const SOME_NODE: NodeId = NodeId(0);

    /// Returns all directives in reading order, executed ones too.
    pub fn directives(&self) -> impl Iterator<Item = Directive<'_>> {
        (0..)
            .zip(&self.nodes)
            .map(|(index, node)| self.view(NodeId(index), node))
    }

    /// Returns the directives that were executed while reading, in that order.
    pub fn executed(&self) -> impl Iterator<Item = Directive<'_>> {
        self.executed.iter().map(|id| self.directive(*id))
    }

    /// Returns one directive.
    pub fn directive(&self, id: NodeId) -> Directive<'_> {
        let node = self.nodes.get(id.0 as usize);
        self.view(id, node.expect("a node's id comes from its tree"))
    }

    /// Returns the name of a directive as written: what most who look for one ask of it.
    pub fn name_of(&self, id: NodeId) -> &[u8] {
        let node = self.nodes.get(id.0 as usize);
        self.stored(node.expect("a node's id comes from its tree").name)
    }

    fn view(&self, id: NodeId, node: &Node) -> Directive<'_> {
        Directive {
            id,
            name: self.stored(node.name),
            entries: node.entries,
            arguments: self.stored(node.arguments),
            role: node.role,
            depth: node.depth,
            section: node.section,
            condition: node.condition,
            place: node.place,
        }
    }

    fn stored(&self, (start, end): (u32, u32)) -> &[u8] {
        self.bytes
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// Returns the directive's ancestors, innermost section first.
    pub fn sections_around(&self, id: NodeId) -> impl Iterator<Item = Directive<'_>> {
        let mut next = self.directive(id).section;
        std::iter::from_fn(move || {
            let section = self.directive(next?);
            next = section.section;
            Some(section)
        })
    }

    /// Returns the conditions under which something was read, innermost first.
    pub fn conditions_around(
        &self,
        innermost: Option<ConditionId>,
    ) -> impl Iterator<Item = (ConditionId, &Condition)> {
        let mut next = innermost;
        std::iter::from_fn(move || {
            let id = next?;
            let condition = self.condition(id);
            next = condition.within;
            Some((id, condition))
        })
    }

    /// Returns all conditions, in reading order.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Returns one condition.
    pub fn condition(&self, id: ConditionId) -> &Condition {
        let condition = self.conditions.get(id.0 as usize);
        condition.expect("a condition's id comes from its tree")
    }

    /// Returns all sources, in the order in which they were opened or used.
    pub fn sources(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.sources)
    }

    /// Returns one source.
    pub fn source(&self, id: SourceId) -> &Source {
        let source = self.sources.get(id.0 as usize);
        source.expect("a source's id comes from its tree")
    }

    /// Returns one file.
    pub fn file(&self, id: FileId) -> &File {
        let file = self.files.get(id.0 as usize);
        file.expect("a file's id comes from its tree")
    }

    /// Returns all files, in the order in which they were first opened.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// Returns the file in which a line stands; none for the body of a macro.
    pub fn file_of(&self, place: Place) -> Option<FileId> {
        match self.source(place.source).kind {
            SourceKind::File(file) => Some(file),
            SourceKind::Macro { .. } => None,
        }
    }

    /// Returns the lines that lead to a place: the Include or macro use that brought it in, and so on outwards.
    pub fn chain(&self, place: Place) -> impl Iterator<Item = Place> {
        let mut next = self.source(place.source).from;
        std::iter::from_fn(move || {
            let place = next?;
            next = self.source(place.source).from;
            Some(place)
        })
    }

    /// Returns a source's name, as httpd prints it: a path, or how a macro was used.
    pub fn source_name(&self, id: SourceId) -> Cow<'_, [u8]> {
        let source = self.source(id);
        match &source.kind {
            SourceKind::File(file) => Cow::Borrowed(path_bytes(&self.file(*file).path)),
            SourceKind::Macro { name, defined, .. } => {
                let mut text = self.macro_name(name, *defined);
                if let Some(used) = source.from {
                    text.extend_from_slice(format!(" used on line {} of \"", used.line).as_bytes());
                    text.extend_from_slice(&self.source_name(used.source));
                    text.push(b'"');
                }
                Cow::Owned(text)
            }
        }
    }

    /// Returns a place as a person writes it: `FILE:LINE`, or how a macro was used.
    pub fn at(&self, place: Place) -> String {
        let name = printable(&self.source_name(place.source));
        match self.source(place.source).kind {
            SourceKind::File(_) => format!("{name}:{}", place.line),
            SourceKind::Macro { .. } => format!("line {} of {name}", place.line),
        }
    }

    /// Returns a macro's name and place, as mod_macro prints it.
    pub(super) fn macro_name(&self, name: &[u8], defined: Place) -> Vec<u8> {
        let file = self.source_name(defined.source);
        let line = format!("{}", defined.line);
        [
            b"macro '",
            name,
            b"' (defined on line ",
            line.as_bytes(),
            b" of \"",
            &file,
            b"\")",
        ]
        .concat()
    }
}

/// Returns the bytes of a path.
pub fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}

/// Returns the path that bytes spell.
pub fn bytes_path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}
