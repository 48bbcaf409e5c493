//! [`Reader`]: reads file after file, line after line.

use std::cell::OnceCell;
use std::sync::Arc;

use super::closing::is_close_tag;
use super::command::{Command, on_read};
use super::files::Files;
use super::frame::{Frame, Open, Surroundings};
use super::macros::Macros;
use super::modules::Modules;
use super::variables::Variables;
use crate::host::Host;
use crate::httpd::catalog::{self, DirectiveEntry};
use crate::httpd::runtime::Runtime;
use crate::httpd::tree::{
    ConfigError, ConfigTree, FileId, Node, NodeId, Phase, Place, Role, Source, SourceId,
    SourceKind, Unknown, Warning,
};
use crate::httpd::version::Program;
use crate::syntax::{LineKind, word};

/// The state of reading.
pub(super) struct Reader<'host> {
    pub(super) host: &'host dyn Host,
    pub(super) tree: ConfigTree,
    pub(super) files: Files,
    pub(super) macros: Macros,
    /// Whether a macro was ever defined: `Use` says something else before.
    pub(super) any_macro: bool,
    /// How many Includes lead to the file that is being read.
    pub(super) include_depth: u32,
    program: OnceCell<Option<Program>>,
}

/// An error at which httpd stops.
#[derive(Debug)]
pub(super) struct Refusal(ConfigError);

impl Refusal {
    pub(super) fn at(place: Place, message: impl Into<Vec<u8>>) -> Self {
        Self(ConfigError {
            phase: Phase::Read,
            message: message.into(),
            place: Some(place),
        })
    }
}

/// A line, split into the name of a directive and its arguments.
struct Split<'line> {
    /// As written; a section's starts with `<`.
    name: &'line [u8],
    /// What the catalog has under this name.
    entries: &'static [DirectiveEntry],
    /// The text behind the name; a section's ends in `>`.
    arguments: &'line [u8],
    place: Place,
}

impl<'line> Split<'line> {
    fn new(name: &'line [u8], rest: &'line [u8], place: Place) -> Self {
        let is_close_tag = name.get(1) == Some(&b'/');
        let name = match name {
            [before @ .., b'>'] if !is_close_tag => before,
            _ => name,
        };
        // A section's header without arguments counts as closed (config.c: `ap_build_config_sub`).
        let is_bare_header = rest.is_empty() && name.starts_with(b"<") && !is_close_tag;
        Self {
            name,
            entries: catalog::lookup(name),
            arguments: if is_bare_header { b">" } else { rest },
            place,
        }
    }
}

impl<'host> Reader<'host> {
    pub(super) fn new(host: &'host dyn Host, runtime: &Runtime) -> Self {
        let (flags, environment) = (runtime.defines.clone(), runtime.environment.clone());
        let mut variables = Variables::new(flags, environment);
        if runtime.is_environment_partial {
            variables.without_all_of_environment();
        }
        Self {
            host,
            tree: ConfigTree {
                nodes: Vec::new(),
                executed: Vec::new(),
                bytes: Vec::new(),
                sources: Vec::new(),
                files: Vec::new(),
                conditions: Vec::new(),
                error: None,
                warnings: Vec::new(),
                unknown: Vec::new(),
                variables,
                modules: Modules::built_in(&Program::debian_modules()),
                server_root: runtime.server_root.clone(),
            },
            files: Files::default(),
            macros: Macros::new(),
            any_macro: false,
            include_depth: 0,
            program: OnceCell::new(),
        }
    }

    /// Reads the main file, and all that it includes.
    pub(super) fn read_main(mut self, file: FileId) -> ConfigTree {
        let result = self.read_file(file, None, Surroundings::default());
        self.tree.error = result.err().map(|refusal| refusal.0);
        self.tree
    }

    /// Reads one file; its contents join what is around the line that brought it in
    /// (config.c: `ap_process_resource_config`, `ap_build_config`).
    pub(super) fn read_file(
        &mut self,
        file: FileId,
        from: Option<Place>,
        surroundings: Surroundings,
    ) -> Result<(), Refusal> {
        let id = self.add_source(Source {
            kind: SourceKind::File(file),
            from,
            depth: self.include_depth,
        });
        let document = Arc::clone(&self.tree.file(file).document);
        let mut frame = Frame::new(id, document, surroundings);
        while let Some(line) = frame.next_line() {
            if line.too_long {
                return Err(self.too_long(line.place));
            }
            if !matches!(line.kind, LineKind::Blank | LineKind::Comment) {
                self.read_line(&mut frame, &line.bytes(), line.place)?;
            }
        }
        self.unclosed(&frame)
    }

    /// Reads a logical line (config.c: `ap_build_config_sub`; the close tag of a condition that holds is seen
    /// before variables are replaced, `ap_build_cont_config`).
    fn read_line(&mut self, frame: &mut Frame, line: &[u8], place: Place) -> Result<(), Refusal> {
        if let Some(Open::Condition(name)) = frame.innermost()
            && is_close_tag(line, name)
        {
            frame.leave();
            return Ok(());
        }
        let mut undefined = Vec::new();
        let expanded = self
            .tree
            .variables
            .expand(line, |name| undefined.push(name));
        for variable in undefined {
            self.undefined_variable(variable, place);
        }
        let mut rest = &*expanded;
        let name = word(&mut rest);
        if name.is_empty() {
            return Ok(());
        }
        let line = Split::new(&name, rest, place);
        if let Some(entry) = on_read(line.name, line.entries)
            && self.is_loaded(entry)
        {
            self.push_node(frame, Role::Executed, &line);
            return self.execute(frame, &Command::new(entry, line.arguments, place));
        }
        match line.name {
            [b'<', b'/', ..] => return self.close(frame, line.name, place),
            [b'<', ..] => {
                let id = self.push_node(frame, Role::Section, &line);
                frame.enter_section(id);
            }
            _ => {
                self.push_node(frame, Role::Directive, &line);
            }
        }
        Ok(())
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

    fn push_node(&mut self, frame: &Frame, role: Role, line: &Split<'_>) -> NodeId {
        let id = NodeId(index(self.tree.nodes.len()));
        let Surroundings { section, condition } = frame.surroundings();
        let depth = section.map_or(0, |section| self.tree.directive(section).depth + 1);
        let node = Node {
            role,
            depth,
            name: self.store(line.name),
            entries: line.entries,
            arguments: self.store(line.arguments),
            section,
            condition,
            place: line.place,
        };
        self.tree.nodes.push(node);
        if role == Role::Executed {
            self.tree.executed.push(id);
        }
        id
    }

    fn store(&mut self, bytes: &[u8]) -> (u32, u32) {
        let start = index(self.tree.bytes.len());
        self.tree.bytes.extend_from_slice(bytes);
        (start, index(self.tree.bytes.len()))
    }

    pub(super) fn add_source(&mut self, source: Source) -> SourceId {
        let id = SourceId(index(self.tree.sources.len()));
        self.tree.sources.push(source);
        id
    }

    /// Returns whether the module that has a directive is loaded.
    pub(super) fn is_loaded(&self, entry: &DirectiveEntry) -> bool {
        let source = entry.module.as_bytes();
        self.tree.modules.by_source(source).is_some()
    }

    /// Logs a warning, as httpd does.
    pub(super) fn warn(&mut self, message: Vec<u8>, place: Place) {
        self.tree.warnings.push(Warning { message, place });
    }

    /// Notes something that cannot be known from here.
    pub(super) fn note_unknown(&mut self, what: String, place: Place) {
        self.tree.unknown.push(Unknown { what, place });
    }

    fn undefined_variable(&mut self, name: &[u8], place: Place) {
        let message = [
            b"core:warn AH00111: Config variable ${",
            name,
            b"} is not defined",
        ];
        self.warn(message.concat(), place);
        let what = format!(
            "what `${{{}}}` stands for: it is defined in no file that was read; if the environment of the \
             server has it, say so (`--env NAME=VALUE`, `--envvars FILE`)",
            name.escape_ascii()
        );
        self.note_unknown(what, place);
    }

    /// Returns the installed program, looked for once; then it is also known what is built in.
    pub(super) fn program(&mut self) -> Option<&Program> {
        if self.program.get().is_none() {
            let program = self.program.get_or_init(|| Program::find(self.host));
            if let Some(program) = program {
                self.tree.modules.correct_built_in(&program.built_in);
            }
        }
        self.program.get()?.as_ref()
    }
}

/// Returns a length as an index.
pub(super) fn index(length: usize) -> u32 {
    u32::try_from(length).expect("a configuration has fewer than 4 billion parts")
}
