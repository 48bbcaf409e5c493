//! Carries out the directives that httpd executes while it reads; each kind has its own file.

use super::closing::is_close_tag;
use super::command::{Command, OnRead};
use super::frame::Frame;
use super::include::Missing;
use super::reader::{Reader, Refusal};
use crate::syntax::trim;

impl Reader<'_> {
    /// Carries out a directive.
    pub(super) fn execute(
        &mut self,
        frame: &mut Frame,
        command: &Command<'_>,
    ) -> Result<(), Refusal> {
        let result = match command.what {
            OnRead::Include => return self.include(frame, Missing::Fails, command),
            OnRead::IncludeOptional => return self.include(frame, Missing::IsFine, command),
            OnRead::Define => self.define(command),
            OnRead::UnDefine => self.undefine(command),
            OnRead::ServerRoot => self.set_server_root(command),
            OnRead::DefaultRuntimeDir => self.default_runtime_dir(command),
            OnRead::LoadModule => self.load_module(command),
            OnRead::Macro => self.define_macro(frame, command),
            OnRead::Use => self.use_macro(frame, command),
            OnRead::UndefMacro => self.undefine_macro(command),
            OnRead::Perl => {
                self.perl(frame, command);
                Ok(())
            }
            OnRead::Foreign => {
                pass_over(frame, command.name());
                Ok(())
            }
            OnRead::Quiet => Ok(()),
            OnRead::IfModule
            | OnRead::IfDefine
            | OnRead::IfFile
            | OnRead::IfDirective
            | OnRead::IfSection
            | OnRead::IfVersion => self.condition(frame, command),
        };
        result.map_err(|message| Refusal::at(command.place, message))
    }

    fn define(&mut self, command: &Command<'_>) -> Result<(), Vec<u8>> {
        let [name, value] = command.words()?;
        if name.contains(&b':') {
            return Err(b"Variable name must not contain ':'".to_vec());
        }
        let value = (!value.is_empty()).then_some(value);
        self.tree.variables.define(&name, value.as_deref());
        Ok(())
    }

    fn undefine(&mut self, command: &Command<'_>) -> Result<(), Vec<u8>> {
        let [name] = command.words()?;
        self.tree.variables.undefine(&name);
        Ok(())
    }

    /// Perl code may do anything to the configuration; its text is passed over.
    fn perl(&mut self, frame: &mut Frame, command: &Command<'_>) {
        let what = format!(
            "what the Perl code of `{}` adds to the configuration",
            command.name()
        );
        self.note_unknown(what, command.place);
        if command.name().starts_with('<') {
            pass_over(frame, command.name());
        }
    }
}

/// Passes over the text of a section that is not httpd's language, up to its close tag.
fn pass_over(frame: &mut Frame, spelling: &str) {
    let name = spelling.trim_start_matches('<');
    while let Some(line) = frame.next_line() {
        if is_close_tag(trim(&line.bytes()), name) {
            return;
        }
    }
}
