//! Files become a [`ConfigTree`]: httpd's first pass.
//!
//! While it reads, httpd acts on what is marked `EXEC_ON_READ` (`Include`, `Define`, `LoadModule`, `<IfModule>`,
//! `<Macro>`, …), so which lines there are depends on the lines before. This is config.c: `ap_build_config`,
//! `ap_build_config_sub` and `ap_build_cont_config`, as one loop with an explicit stack: no nesting is too deep.

mod condition;
mod directive;
mod execute;
mod fnmatch;
mod frame;
mod include;
mod macros;
mod modules;
mod path;
mod variables;
mod version;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use self::directive::{OnRead, on_read};
use self::frame::{Frame, Open};
use self::macros::Macros;
pub use self::modules::{Answer, LoadedModule, Modules};
pub use self::path::merge;
pub use self::variables::Variables;
use super::catalog;
use super::runtime::Runtime;
use super::tree::{
    ConditionId, ConfigError, ConfigTree, File, FileId, Node, NodeId, Phase, Place, Role, Source,
    SourceId, SourceKind, Unknown, Warning,
};
use super::version::Program;
use crate::host::{Host, Opened};
use crate::source::Text;
use crate::syntax::{Document, LineKind, word};

/// Why there is nothing to read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The main file could not be opened.
    #[error("cannot read the configuration `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The main file is a directory or a device.
    #[error("the configuration `{}` is not a regular file", path.display())]
    NotAFile {
        /// What was given.
        path: PathBuf,
    },
}

/// Reads a configuration as httpd does, up to its first error.
pub fn read(host: &dyn Host, runtime: &Runtime) -> Result<ConfigTree, ReadError> {
    let path = runtime.config.clone();
    let text = match host.open(&path) {
        Ok(Opened::File(text)) => text,
        Ok(_) => return Err(ReadError::NotAFile { path }),
        Err(source) => return Err(ReadError::Unreadable { path, source }),
    };
    let mut reader = Reader::new(host, runtime);
    let file = reader.add_file(path, text);
    let result = reader.read_file(file, None, None, None);
    reader.tree.error = result.err().map(|refusal| refusal.0);
    Ok(reader.tree)
}

/// The state of reading.
struct Reader<'host> {
    host: &'host dyn Host,
    tree: ConfigTree,
    documents: Vec<Arc<Document>>,
    by_path: BTreeMap<PathBuf, FileId>,
    macros: Macros,
    /// Whether a macro was ever defined: `Use` says something else before.
    any_macro: bool,
    include_depth: u32,
    program: OnceCell<Option<Program>>,
}

/// An error at which httpd stops.
#[derive(Debug)]
struct Refusal(ConfigError);

impl Refusal {
    fn at(place: Place, message: impl Into<Vec<u8>>) -> Self {
        Self(ConfigError {
            phase: Phase::Read,
            message: message.into(),
            place: Some(place),
        })
    }
}

impl<'host> Reader<'host> {
    fn new(host: &'host dyn Host, runtime: &Runtime) -> Self {
        let (flags, environment) = (runtime.defines.clone(), runtime.environment.clone());
        Self {
            host,
            tree: ConfigTree {
                nodes: Vec::new(),
                bytes: Vec::new(),
                sources: Vec::new(),
                files: Vec::new(),
                conditions: Vec::new(),
                error: None,
                warnings: Vec::new(),
                unknown: Vec::new(),
                variables: Variables::new(flags, environment),
                modules: Modules::built_in(&Program::debian_modules()),
                server_root: runtime.server_root.clone(),
            },
            documents: Vec::new(),
            by_path: BTreeMap::new(),
            macros: Macros::new(),
            any_macro: false,
            include_depth: 0,
            program: OnceCell::new(),
        }
    }

    /// Takes in a file that was opened; one that was opened before under this path is the same.
    fn add_file(&mut self, path: PathBuf, text: Text) -> FileId {
        if let Some(known) = self.by_path.get(&path) {
            return *known;
        }
        let id = FileId(index(self.tree.files.len()));
        let document = Arc::new(Document::parse(text));
        self.documents.push(Arc::clone(&document));
        self.by_path.insert(path.clone(), id);
        self.tree.files.push(File { path, document });
        id
    }

    fn add_source(&mut self, source: Source) -> SourceId {
        let id = SourceId(index(self.tree.sources.len()));
        self.tree.sources.push(source);
        id
    }

    /// Reads one file into `section` (config.c: `ap_process_resource_config`, `ap_build_config`).
    fn read_file(
        &mut self,
        file: FileId,
        from: Option<Place>,
        section: Option<NodeId>,
        condition: Option<ConditionId>,
    ) -> Result<(), Refusal> {
        let id = self.add_source(Source {
            kind: SourceKind::File(file),
            from,
            depth: self.include_depth,
        });
        let Some(document) = self.documents.get(file.0 as usize) else {
            return Ok(());
        };
        let mut frame = Frame::new(id, Arc::clone(document), section, condition);
        while let Some(line) = frame.next_line() {
            if line.too_long {
                return Err(self.too_long(line.place));
            }
            if !matches!(line.kind, LineKind::Blank | LineKind::Comment) {
                self.read_line(&mut frame, &line.text.bytes(), line.place)?;
            }
        }
        self.unclosed(&frame)
    }

    /// Reads a logical line (config.c: `ap_build_config_sub`; the close tag of a condition that holds is seen
    /// before variables are replaced, `ap_build_cont_config`).
    fn read_line(&mut self, frame: &mut Frame, line: &[u8], place: Place) -> Result<(), Refusal> {
        if let Some(Open::Condition { name, .. }) = frame.open.last()
            && is_close_tag(line, name)
        {
            frame.open.pop();
            return Ok(());
        }
        let variables = &self.tree.variables;
        let mut undefined = Vec::new();
        let expanded = variables.expand(line, |name| undefined.push(name));
        let mut rest = &*expanded;
        let name = word(&mut rest);
        for variable in undefined {
            self.undefined_variable(variable, place);
        }
        if name.is_empty() {
            return Ok(());
        }
        let name = match (name.get(1), name.split_last()) {
            (Some(b'/'), _) => &*name,
            (_, Some((b'>', before))) => before,
            _ => &*name,
        };
        // A section's header without arguments counts as closed (config.c: `ap_build_config_sub`).
        if rest.is_empty() && name.starts_with(b"<") && name.get(1) != Some(&b'/') {
            rest = b">";
        }
        if let Some((directive, spelling, module)) = on_read(name)
            && self.is_loaded(module)
        {
            self.push_node(frame, Role::Executed, name, rest, place);
            return self.execute(frame, directive, spelling, rest, place);
        }
        match name {
            [b'<', b'/', ..] => self.close(frame, name, place),
            [b'<', ..] => {
                let id = self.push_node(frame, Role::Section, name, rest, place);
                frame.open.push(Open::Section(id));
                Ok(())
            }
            _ => {
                self.push_node(frame, Role::Directive, name, rest, place);
                Ok(())
            }
        }
    }

    /// Closes the innermost section.
    fn close(&self, frame: &mut Frame, tag: &[u8], place: Place) -> Result<(), Refusal> {
        let name = tag.get(2..).unwrap_or_default();
        let Some(Open::Section(id)) = frame.open.last() else {
            let name = name.strip_suffix(b">").map_or(name, |_| name);
            let message = [tag, b" without matching <", name, b" section"].concat();
            return Err(Refusal::at(place, message));
        };
        let Some(name) = name.strip_suffix(b">") else {
            let message = [tag, b"> directive missing closing '>'"].concat();
            return Err(Refusal::at(place, message));
        };
        let open = self.spelling(self.tree.directive(*id).name);
        let expected = open.get(1..).unwrap_or_default();
        if !name.eq_ignore_ascii_case(expected) {
            let message = [b"Expected </", expected, b"> but saw ", tag].concat();
            return Err(Refusal::at(place, message));
        }
        frame.open.pop();
        Ok(())
    }

    /// Says which sections the end of the file leaves open. Those inside a condition that is open too are closed
    /// without a word, with it (conformance: cond-true-unclosed-inner).
    fn unclosed(&self, frame: &Frame) -> Result<(), Refusal> {
        let mut message = Vec::new();
        let mut outermost = None;
        let before_conditions = frame.open.iter().map_while(|open| match open {
            Open::Section(id) => Some(self.tree.directive(*id)),
            Open::Condition { .. } => None,
        });
        let sections: Vec<_> = before_conditions.collect();
        for section in sections.iter().rev() {
            if !message.is_empty() {
                message.push(b'\n');
            }
            message.extend_from_slice(&self.tree.source_name(section.place.source));
            message.extend_from_slice(format!(":{}: ", section.place.line).as_bytes());
            message.extend_from_slice(self.spelling(section.name));
            message.extend_from_slice(b"> was not closed.");
            outermost = Some(section.place);
        }
        match outermost {
            Some(place) => Err(Refusal::at(place, message)),
            None => Ok(()),
        }
    }

    /// Refuses a line that is longer than httpd reads: at the line in the main file, at its Include elsewhere.
    fn too_long(&self, place: Place) -> Refusal {
        match self.tree.source(place.source).from {
            None => Refusal::at(place, "Line too long"),
            Some(from) => {
                let name = self.tree.source_name(place.source);
                let line = format!(" at line {}: Line too long", place.line);
                Refusal::at(from, [b"Error reading ", &*name, line.as_bytes()].concat())
            }
        }
    }

    fn push_node(
        &mut self,
        frame: &Frame,
        role: Role,
        name: &[u8],
        arguments: &[u8],
        place: Place,
    ) -> NodeId {
        let id = NodeId(index(self.tree.nodes.len()));
        let section = frame.section();
        let depth = section.map_or(0, |section| self.tree.directive(section).depth + 1);
        let node = Node {
            role,
            depth,
            name: self.store(name),
            arguments: self.store(arguments),
            section,
            condition: frame.condition(),
            place,
        };
        self.tree.nodes.push(node);
        id
    }

    fn store(&mut self, bytes: &[u8]) -> (u32, u32) {
        let start = index(self.tree.bytes.len());
        self.tree.bytes.extend_from_slice(bytes);
        (start, index(self.tree.bytes.len()))
    }

    /// Returns a name as a loaded module spells it: httpd keeps that instead of what was written
    /// (config.c: `ap_build_config_sub`).
    fn spelling<'name>(&self, name: &'name [u8]) -> &'name [u8] {
        let mut entries = catalog::lookup(name).iter();
        let known = entries.find(|entry| self.is_loaded(entry.module));
        known.map_or(name, |entry| entry.name.as_bytes())
    }

    fn is_loaded(&self, source: &str) -> bool {
        self.tree.modules.by_source(source.as_bytes()).is_some()
    }

    fn undefined_variable(&mut self, name: &[u8], place: Place) {
        let message = [
            b"core:warn AH00111: Config variable ${",
            name,
            b"} is not defined",
        ]
        .concat();
        self.tree.warnings.push(Warning { message, place });
        self.tree.unknown.push(Unknown {
            what: format!(
                "the variable `${{{}}}` is defined nowhere that was read; the environment of the \
                 server may have it (`--env NAME=VALUE`, `--envvars FILE`)",
                name.escape_ascii()
            ),
            place,
        });
    }

    /// Returns the installed program, looked for once.
    fn program(&self) -> Option<&Program> {
        self.program
            .get_or_init(|| Program::find(self.host))
            .as_ref()
    }

    /// Corrects what is built in, before something is decided by it.
    fn need_program(&mut self) {
        let Some(built_in) = self.program().map(|program| program.built_in.clone()) else {
            return;
        };
        self.tree.modules.correct_built_in(&built_in);
    }
}

/// Returns whether a whole line is the close tag of `name`, in any case.
fn is_close_tag(line: &[u8], name: &str) -> bool {
    let tag = line
        .strip_prefix(b"</")
        .and_then(|tag| tag.strip_suffix(b">"));
    tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
}

fn index(length: usize) -> u32 {
    u32::try_from(length).expect("a configuration has fewer than 4 billion parts")
}
