//! Carries out `<Macro>`, `Use` and `UndefMacro`.

use std::sync::Arc;

use super::body::{BodyLine, BodyReader, NO_END};
use super::{Header, Macro, MacroArguments, words};
use crate::httpd::read::command::Command;
use crate::httpd::read::frame::Frame;
use crate::httpd::read::reader::Reader;
use crate::httpd::tree::{Place, Source, SourceKind};
use crate::source::Text;
use crate::syntax::{Document, word};

impl Reader<'_> {
    pub(in crate::httpd::read) fn define_macro(
        &mut self,
        frame: &mut Frame,
        command: &Command<'_>,
    ) -> Result<(), Vec<u8>> {
        let place = command.place;
        let header = Header::parse(command.arguments)?;
        let mut definition = Macro {
            name: header.name,
            defined: place,
            parameters: header.parameters,
            body: Vec::new(),
        };
        let full_name = self.tree.macro_name(&definition.name, place);
        self.any_macro = true;
        if let Some(earlier) = self.macros.get(&definition.name) {
            self.warn_of_redefinition(&definition.name, earlier.defined, place);
        }
        if let Some(message) = definition.wrong_parameters(&full_name) {
            return Err(message);
        }
        let body = read_body(frame).map_err(|reason| {
            let text: &[u8] = b"\n\tcontents error: ";
            [&full_name, text, reason.as_bytes()].concat()
        })?;
        if body.balance != 0 {
            let text = format!(
                "macro:warn AH02795: bad cumulated nesting ({:+}) in ",
                body.balance
            );
            self.warn([text.as_bytes(), &full_name].concat(), place);
        }
        definition.body = body.lines;
        self.macros.insert(definition.name.clone(), definition);
        Ok(())
    }

    fn warn_of_redefinition(&mut self, name: &[u8], earlier: Place, place: Place) {
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
        self.warn(message, place);
    }

    pub(in crate::httpd::read) fn use_macro(
        &mut self,
        frame: &mut Frame,
        command: &Command<'_>,
    ) -> Result<(), Vec<u8>> {
        if !self.any_macro {
            return Err(b"no macro defined before Use".to_vec());
        }
        let mut rest = command.arguments;
        let name = word(&mut rest).to_ascii_lowercase();
        if name.is_empty() {
            return Err(b"no macro name specified with Use".to_vec());
        }
        let Some(definition) = self.macros.get(&name) else {
            return Err([b"macro '", name.as_slice(), b"' undefined"].concat());
        };
        self.refuse_recursion(frame, &name, command.place)?;
        let values = words(rest);
        if values.len() != definition.parameters.len() {
            let counts = format!(
                " used with {} arguments instead of {}",
                values.len(),
                definition.parameters.len()
            );
            let mut message = self.tree.macro_name(&name, definition.defined);
            message.extend_from_slice(counts.as_bytes());
            return Err(message);
        }
        let defined = definition.defined;
        let arguments = MacroArguments::new(definition.parameters.clone(), values);
        let body = definition.substitute(&arguments)?;
        let body = Arc::new(Document::parse(Text::new(body)));
        let kind = SourceKind::Macro {
            name,
            defined,
            arguments,
            body: Arc::clone(&body),
        };
        let id = self.add_source(Source {
            kind,
            from: Some(command.place),
            depth: self.include_depth,
        });
        frame.go_on_with(id, body);
        Ok(())
    }

    /// mod_macro looks for the macro's name in that of the source being read (mod_macro.c: `use_macro`).
    fn refuse_recursion(&self, frame: &Frame, name: &[u8], place: Place) -> Result<(), Vec<u8>> {
        let current = frame.source().unwrap_or(place.source);
        let quoted = [b"macro '", name, b"'"].concat();
        if memchr::memmem::find(&self.tree.source_name(current), &quoted).is_none() {
            return Ok(());
        }
        Err([b"recursive use of ", quoted.as_slice(), b" is invalid"].concat())
    }

    pub(in crate::httpd::read) fn undefine_macro(
        &mut self,
        command: &Command<'_>,
    ) -> Result<(), Vec<u8>> {
        let [name] = command.words()?;
        let name = name.to_ascii_lowercase();
        match self.macros.remove(&name) {
            Some(_) => Ok(()),
            None => Err([b"cannot remove undefined macro '", name.as_slice(), b"'"].concat()),
        }
    }
}

/// Reads the lines up to the `</Macro>`; the error is what httpd says when it does not come.
fn read_body(frame: &mut Frame) -> Result<BodyReader, &'static str> {
    let mut body = BodyReader::new();
    while let Some(line) = frame.next_line() {
        match body.take(&line.bytes()) {
            BodyLine::Inside | BodyLine::Negative => {}
            BodyLine::End => return Ok(body),
            BodyLine::Lost(reason) => return Err(reason),
        }
    }
    Err(NO_END)
}
