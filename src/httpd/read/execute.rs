//! Carries out the directives that httpd executes while it reads.

use std::sync::Arc;

use super::condition::Skipper;
use super::directive::{OnRead, take_one, take_one_or_two, take_two};
use super::frame::{Frame, Open};
use super::include::{Finder, Found, Missing, reason};
use super::macros::{self, BodyLine, BodyReader, Macro};
use super::path::merge;
use super::{Reader, Refusal, index, is_close_tag};
use crate::host::{Kind, Opened};
use crate::httpd::catalog::Module;
use crate::httpd::tree::{
    Condition, ConditionId, Place, Source, SourceKind, Unknown, Warning, path_bytes,
};
use crate::source::Text;
use crate::syntax::{Document, trim, word};

/// How many Includes may lead to a file (core.c: `AP_MAX_INCLUDE_DEPTH`).
const MAX_INCLUDE_DEPTH: u32 = 128;

impl From<Vec<u8>> for Stop {
    fn from(message: Vec<u8>) -> Self {
        Self::Message(message)
    }
}

/// Why an Include ends: for a reason of its own, or for an error inside a file.
enum Stop {
    Message(Vec<u8>),
    Refusal(Refusal),
}

impl Reader<'_> {
    pub(super) fn execute(
        &mut self,
        frame: &mut Frame,
        directive: OnRead,
        spelling: &'static str,
        arguments: &[u8],
        place: Place,
    ) -> Result<(), Refusal> {
        let result = match directive {
            OnRead::Include => {
                return self.include(frame, Missing::Fails, spelling, arguments, place);
            }
            OnRead::IncludeOptional => {
                return self.include(frame, Missing::IsFine, spelling, arguments, place);
            }
            OnRead::Define => self.define(spelling, arguments),
            OnRead::UnDefine => take_one(spelling, UNDEFINE_HELP, arguments)
                .map(|name| self.tree.variables.undefine(&name)),
            OnRead::ServerRoot => self.set_server_root(spelling, arguments),
            OnRead::DefaultRuntimeDir => self.default_runtime_dir(spelling, arguments, place),
            OnRead::LoadModule => self.load_module(spelling, arguments, place),
            OnRead::Macro => self.define_macro(frame, arguments, place),
            OnRead::Use => self.use_macro(frame, arguments, place),
            OnRead::UndefMacro => self.undefine_macro(spelling, arguments),
            OnRead::Perl => {
                self.perl(frame, spelling, place);
                Ok(())
            }
            OnRead::Foreign => {
                pass_over(frame, spelling);
                Ok(())
            }
            OnRead::Quiet => Ok(()),
            OnRead::IfModule
            | OnRead::IfDefine
            | OnRead::IfFile
            | OnRead::IfDirective
            | OnRead::IfSection
            | OnRead::IfVersion => self.condition(frame, directive, spelling, arguments, place),
        };
        result.map_err(|message| Refusal::at(place, message))
    }

    /// Starts a section that is decided while reading: goes on inside, or skips to its end.
    fn condition(
        &mut self,
        frame: &mut Frame,
        directive: OnRead,
        spelling: &'static str,
        arguments: &[u8],
        place: Place,
    ) -> Result<(), Vec<u8>> {
        let holds = self.decide(directive, spelling, arguments, place)?;
        let id = ConditionId(index(self.tree.conditions.len()));
        self.tree.conditions.push(Condition {
            name: spelling.as_bytes().to_owned(),
            arguments: arguments.to_owned(),
            holds,
            place,
            within: frame.condition(),
            section: frame.section(),
            hidden_up_to: None,
        });
        let name = spelling.trim_start_matches('<');
        if holds {
            frame.open.push(Open::Condition { id, name });
            return Ok(());
        }
        let mut skipper = Skipper::new(name);
        while let Some(line) = frame.next_line() {
            if skipper.take(&line.text.bytes())? {
                if let Some(condition) = self.tree.conditions.get_mut(id.0 as usize) {
                    condition.hidden_up_to = Some(line.place);
                }
                return Ok(());
            }
        }
        Err(skipper.unfinished())
    }

    fn define(&mut self, spelling: &str, arguments: &[u8]) -> Result<(), Vec<u8>> {
        let (name, value) = take_one_or_two(spelling, DEFINE_HELP, arguments)?;
        if name.contains(&b':') {
            return Err(b"Variable name must not contain ':'".to_vec());
        }
        self.tree.variables.define(&name, value.as_deref());
        Ok(())
    }

    fn set_server_root(&mut self, spelling: &str, arguments: &[u8]) -> Result<(), Vec<u8>> {
        let path = take_one(spelling, SERVER_ROOT_HELP, arguments)?;
        let path = merge(&self.tree.server_root, &path);
        if !matches!(self.host.kind(&path), Ok(Kind::Directory)) {
            return Err(b"ServerRoot must be a valid directory".to_vec());
        }
        self.tree.server_root = path;
        Ok(())
    }

    /// The directory is made at start-up on many systems, so that it is missing now says nothing; a variable that
    /// stands for nothing does.
    fn default_runtime_dir(
        &mut self,
        spelling: &str,
        arguments: &[u8],
        place: Place,
    ) -> Result<(), Vec<u8>> {
        let path = take_one(spelling, RUNTIME_DIR_HELP, arguments)?;
        if path.starts_with(b"${") {
            let text =
                "DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot";
            return Err(text.into());
        }
        let path = merge(&self.tree.server_root, &path);
        if !matches!(self.host.kind(&path), Ok(Kind::Directory)) {
            let message = [
                b"core:warn DefaultRuntimeDir '".as_slice(),
                path_bytes(&path),
                b"' is not there now; httpd needs it at start-up",
            ];
            self.tree.warnings.push(Warning {
                message: message.concat(),
                place,
            });
        }
        Ok(())
    }

    /// Loads a module (mod_so.c: `load_module`), as far as that can be told without running it.
    fn load_module(
        &mut self,
        spelling: &str,
        arguments: &[u8],
        place: Place,
    ) -> Result<(), Vec<u8>> {
        let [identifier, file] = take_two(spelling, LOAD_MODULE_HELP, arguments)?;
        if let Some(loaded) = self.tree.modules.by_identifier(&identifier)
            && loaded.place.is_some()
        {
            let message = [
                b"so:warn AH01574: module ",
                &*identifier,
                b" is already loaded, skipping",
            ];
            self.tree.warnings.push(Warning {
                message: message.concat(),
                place,
            });
            return Ok(());
        }
        let path = merge(&self.tree.server_root, &file);
        let directory_is_here = path
            .parent()
            .is_some_and(|directory| self.host.kind(directory).is_ok());
        if let Err(error) = self.host.kind(&path)
            && directory_is_here
        {
            // A name without a slash is looked for once more, on the linker's own path (mod_so.c: `dso_load`).
            let name = if file.contains(&b'/') {
                path_bytes(&path)
            } else {
                &*file
            };
            let reason = reason(&error);
            let text = b": cannot open shared object file: ";
            let reason = reason.as_bytes();
            return Err([
                b"Cannot load ",
                &*file,
                b" into server: ",
                name,
                text,
                reason,
            ]
            .concat());
        }
        if directory_is_here && !self.has_symbol(&identifier, &path) {
            let name = path_bytes(&path);
            let parts: &[&[u8]] = &[
                b"Can't locate API module structure `",
                &identifier,
                b"' in file ",
                name,
                b": ",
                name,
                b": undefined symbol: ",
                &identifier,
            ];
            return Err(parts.concat());
        }
        self.tree.modules.load(&identifier, path, place);
        Ok(())
    }

    /// Returns whether a module file can have the structure that `LoadModule` names. A file by its usual name is
    /// trusted; any other must hold the identifier as text.
    fn has_symbol(&self, identifier: &[u8], path: &std::path::Path) -> bool {
        let mut usual = Module::by_identifier(identifier).iter();
        if usual.any(|module| module.file.is_some_and(|file| path.ends_with(file))) {
            return true;
        }
        match self.host.open(path) {
            Ok(Opened::File(bytes)) => memchr::memmem::find(&bytes, identifier).is_some(),
            _ => true,
        }
    }

    fn include(
        &mut self,
        frame: &Frame,
        missing: Missing,
        spelling: &str,
        arguments: &[u8],
        place: Place,
    ) -> Result<(), Refusal> {
        let refuse = |message: Vec<u8>| Refusal::at(place, message);
        let help = match missing {
            Missing::Fails => INCLUDE_HELP,
            Missing::IsFine => INCLUDE_OPTIONAL_HELP,
        };
        let path = take_one(spelling, help, arguments).map_err(refuse)?;
        if self.include_depth >= MAX_INCLUDE_DEPTH {
            let text = format!(
                "Exceeded maximum include depth of {MAX_INCLUDE_DEPTH}, There appears to be a recursion."
            );
            return Err(refuse(text.into_bytes()));
        }
        let path = merge(&self.tree.server_root, &path);
        self.include_depth += 1;
        let result = Finder::new(self.host, missing).each(&path, &mut |found| {
            self.include_found(frame, found, place)
                .map_err(Stop::Refusal)
        });
        self.include_depth -= 1;
        result.map_err(|stop| match stop {
            Stop::Message(message) => refuse(message),
            Stop::Refusal(refusal) => refusal,
        })
    }

    fn include_found(&mut self, frame: &Frame, found: Found, place: Place) -> Result<(), Refusal> {
        match found {
            Found::File(path, text) => {
                let file = self.add_file(path, text);
                self.read_file(file, Some(place), frame.section(), frame.condition())
            }
            Found::Unreadable(path, error) => {
                self.tree.unknown.push(Unknown {
                    what: format!("what `{}` says: {}", path.display(), reason(&error)),
                    place,
                });
                Ok(())
            }
        }
    }

    fn define_macro(
        &mut self,
        frame: &mut Frame,
        arguments: &[u8],
        place: Place,
    ) -> Result<(), Vec<u8>> {
        let header = macros::Header::parse(arguments)?;
        let mut definition = Macro {
            name: header.name,
            defined: place,
            parameters: header.parameters,
            body: Vec::new(),
        };
        let full_name = self.tree.macro_name(&definition.name, place);
        self.any_macro = true;
        if let Some(earlier) = self.macros.get(&definition.name) {
            self.warn_of_redefinition(earlier.defined, &definition.name.clone(), place);
        }
        if let Some(message) = definition.wrong_parameters(&full_name) {
            return Err(message);
        }
        let mut body = BodyReader::new();
        loop {
            let taken = match frame.next_line() {
                Some(line) => body.take(&line.text.bytes()),
                None => BodyLine::Lost(macros::NO_END),
            };
            match taken {
                BodyLine::Inside | BodyLine::Negative => {}
                BodyLine::End => break,
                BodyLine::Lost(reason) => {
                    return Err([
                        &full_name,
                        b"\n\tcontents error: ".as_slice(),
                        reason.as_bytes(),
                    ]
                    .concat());
                }
            }
        }
        if body.balance != 0 {
            let text = format!(
                "macro:warn AH02795: bad cumulated nesting ({:+}) in ",
                body.balance
            );
            let message = [text.as_bytes(), &full_name].concat();
            self.tree.warnings.push(Warning { message, place });
        }
        definition.body = body.lines;
        self.macros.insert(definition.name.clone(), definition);
        Ok(())
    }

    fn warn_of_redefinition(&mut self, earlier: Place, name: &[u8], place: Place) {
        let (before, now) = (
            self.tree.source_name(earlier.source),
            self.tree.source_name(place.source),
        );
        let lines = (
            format!("' multiply defined: defined on line {} of \"", earlier.line),
            format!("\", redefined on line {} of \"", place.line),
        );
        let parts: &[&[u8]] = &[
            b"macro:warn AH02802: macro '",
            name,
            lines.0.as_bytes(),
            &before,
            lines.1.as_bytes(),
            &now,
            b"\"",
        ];
        let message = parts.concat();
        self.tree.warnings.push(Warning { message, place });
    }

    fn use_macro(
        &mut self,
        frame: &mut Frame,
        arguments: &[u8],
        place: Place,
    ) -> Result<(), Vec<u8>> {
        if !self.any_macro {
            return Err(b"no macro defined before Use".to_vec());
        }
        let mut rest = arguments;
        let name = word(&mut rest).to_ascii_lowercase();
        if name.is_empty() {
            return Err(b"no macro name specified with Use".to_vec());
        }
        let Some(definition) = self.macros.get(&name) else {
            return Err([b"macro '", name.as_slice(), b"' undefined"].concat());
        };
        // mod_macro looks for the macro's name in that of the source being read (`use_macro`).
        let current = frame.sources().last().unwrap_or(place.source);
        let quoted = [b"macro '", name.as_slice(), b"'"].concat();
        if memchr::memmem::find(&self.tree.source_name(current), &quoted).is_some() {
            return Err([b"recursive use of ", quoted.as_slice(), b" is invalid"].concat());
        }
        let values = macros::words(rest);
        let full_name = self.tree.macro_name(&name, definition.defined);
        if values.len() != definition.parameters.len() {
            let counts = format!(
                " used with {} arguments instead of {}",
                values.len(),
                definition.parameters.len()
            );
            return Err([full_name.as_slice(), counts.as_bytes()].concat());
        }
        let defined = definition.defined;
        let body = definition.substitute(&values)?;
        let body = Arc::new(Document::parse(Text::new(body)));
        let id = self.add_source(Source {
            kind: SourceKind::Macro {
                name,
                defined,
                body: Arc::clone(&body),
            },
            from: Some(place),
            depth: self.include_depth,
        });
        frame.enter_macro(id, body);
        Ok(())
    }

    fn undefine_macro(&mut self, spelling: &str, arguments: &[u8]) -> Result<(), Vec<u8>> {
        let name = take_one(spelling, UNDEF_MACRO_HELP, arguments)?.to_ascii_lowercase();
        match self.macros.remove(&name) {
            Some(_) => Ok(()),
            None => Err([b"cannot remove undefined macro '", name.as_slice(), b"'"].concat()),
        }
    }

    /// Perl code may do anything to the configuration; its text is passed over.
    fn perl(&mut self, frame: &mut Frame, spelling: &str, place: Place) {
        self.tree.unknown.push(Unknown {
            what: format!("what the Perl code of `{spelling}` adds to the configuration"),
            place,
        });
        if !spelling.starts_with('<') {
            return;
        }
        pass_over(frame, spelling);
    }
}

/// Passes over the text of a section that is not httpd's language, up to its close tag.
fn pass_over(frame: &mut Frame, spelling: &str) {
    let name = spelling.trim_start_matches('<');
    while let Some(line) = frame.next_line() {
        if is_close_tag(trim(&line.text.bytes()), name) {
            return;
        }
    }
}

// What httpd says about the arguments of these directives; the messages are compared with its own.
const DEFINE_HELP: &str =
    "Define a variable, optionally to a value.  Same as passing -D to the command line.";
const UNDEFINE_HELP: &str = "Undefine the existence of a variable. Undo a Define.";
const SERVER_ROOT_HELP: &str = "Common directory of server-related files (logs, confs, etc.)";
const RUNTIME_DIR_HELP: &str = "Common directory for run-time files (shared memory, locks, etc.)";
const INCLUDE_HELP: &str = "Name(s) of the config file(s) to be included; \
                            fails if the wildcard does not match at least one file";
const INCLUDE_OPTIONAL_HELP: &str = "Name or pattern of the config file(s) to be included; ignored \
                                     if the file does not exist or the pattern does not match any files";
const LOAD_MODULE_HELP: &str = "a module name and the name of a shared object file to load it from";
const UNDEF_MACRO_HELP: &str = "Remove a macro definition.";
