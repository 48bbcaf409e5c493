//! Sections that are decided while reading: `<IfModule>`, `<IfDefine>`, `<IfFile>`, `<IfDirective>`,
//! `<IfSection>`, `<IfVersion>` (core.c: `start_cond_section`; mod_version.c).

use std::borrow::Cow;

use super::command::{Command, OnRead};
use super::frame::{Frame, Surroundings};
use super::hidden::Skipper;
use super::include::exists;
use super::modules::Answer;
use super::path::merge;
use super::reader::{Reader, index};
use super::version::{self, Outcome};
use crate::httpd::tree::{Condition, ConditionId};
use crate::syntax::word;

impl Reader<'_> {
    /// Starts a section that is decided while reading: goes on inside, or skips to its end.
    pub(super) fn condition(
        &mut self,
        frame: &mut Frame,
        command: &Command<'_>,
    ) -> Result<(), Vec<u8>> {
        let holds = self.decide(command)?;
        let id = ConditionId(index(self.tree.conditions.len()));
        let Surroundings { section, condition } = frame.surroundings();
        self.tree.conditions.push(Condition {
            name: command.name().as_bytes().to_owned(),
            arguments: command.arguments.to_owned(),
            holds,
            place: command.place,
            within: condition,
            section,
            hidden_up_to: None,
        });
        let name = command.name().trim_start_matches('<');
        if holds {
            frame.enter_condition(id, name);
            return Ok(());
        }
        let mut skipper = Skipper::new(name);
        while let Some(line) = frame.next_line() {
            if skipper.take(&line.bytes())? {
                if let Some(condition) = self.tree.conditions.get_mut(id.0 as usize) {
                    condition.hidden_up_to = Some(line.place);
                }
                return Ok(());
            }
        }
        Err(skipper.unfinished())
    }

    /// Decides a condition; the error is httpd's message.
    fn decide(&mut self, command: &Command<'_>) -> Result<bool, Vec<u8>> {
        if command.what == OnRead::IfVersion {
            return self.decide_version(command);
        }
        let (negated, tested) = tested_word(command)?;
        let answer = match command.what {
            OnRead::IfDefine => known(self.tree.variables.is_defined(&tested)),
            OnRead::IfFile => {
                let path = merge(&self.tree.server_root, &tested);
                known(exists(self.host, &path))
            }
            OnRead::IfDirective => self.tree.modules.know(&tested),
            OnRead::IfSection => self.tree.modules.know(&[b"<", tested.as_ref()].concat()),
            _ => self.has_module(&tested),
        };
        if answer == Answer::Unknown {
            let what = format!(
                "whether `{} {}>` holds: a module that is loaded here is not known; \
                 taken as not so",
                command.name(),
                tested.escape_ascii()
            );
            self.note_unknown(what, command.place);
        }
        Ok((answer == Answer::Yes) != negated)
    }

    /// Says whether `<IfModule name>` holds, looking at the program if it may be a built-in module.
    fn has_module(&mut self, name: &[u8]) -> Answer {
        let answer = self.tree.modules.has(name);
        let loaded = answer == Answer::Yes
            && self.tree.modules.iter().any(|module| {
                module.place.is_some()
                    && (module.identifier == name
                        || module.sources.iter().any(|source| source == name))
            });
        if !loaded {
            self.program();
        }
        self.tree.modules.has(name)
    }

    fn decide_version(&mut self, command: &Command<'_>) -> Result<bool, Vec<u8>> {
        let arguments = command.arguments;
        if let Outcome::Decided(holds) = version::test(arguments, None)? {
            return Ok(holds);
        }
        let version = self.program().map(|program| program.version);
        match version::test(arguments, version)? {
            Outcome::Decided(holds) => Ok(holds),
            Outcome::NeedsPatchLevel => {
                let what = format!(
                    "whether `<IfVersion {}` holds: no httpd program is here to say its \
                     version; taken as not so",
                    arguments.escape_ascii()
                );
                self.note_unknown(what, command.place);
                Ok(false)
            }
        }
    }
}

fn known(holds: bool) -> Answer {
    if holds { Answer::Yes } else { Answer::No }
}

/// Returns whether a condition is negated, and the word it tests.
///
/// The text runs to its last `>`; only `!` as its very first byte negates; behind the first word nothing counts.
fn tested_word<'line>(command: &Command<'line>) -> Result<(bool, Cow<'line, [u8]>), Vec<u8>> {
    let (spelling, arguments) = (command.name(), command.arguments);
    let Some(end) = memchr::memrchr(b'>', arguments) else {
        return Err(format!("{spelling}> directive missing closing '>'").into_bytes());
    };
    let text = arguments.get(..end).unwrap_or_default();
    let (negated, mut rest) = match text {
        [b'!', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let tested = word(&mut rest);
    if tested.is_empty() {
        return Err(format!("{spelling}> directive requires additional arguments").into_bytes());
    }
    Ok((negated, tested))
}
