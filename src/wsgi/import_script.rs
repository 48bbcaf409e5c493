//! [`ImportScript`]: a script that `WSGIImportScript` loads when a process starts.

use super::option::{parse_option, without_global};
use crate::httpd::{NodeId, ServerId};
use crate::syntax::word;

/// A `WSGIImportScript` as mod_wsgi keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportScript {
    /// The directive.
    pub node: NodeId,
    /// The server in which it stands.
    pub server: ServerId,
    /// The path of the script, as written.
    pub script: Vec<u8>,
    /// `process-group=`, a literal name; empty for `%{GLOBAL}`, Apache's own processes.
    pub process_group: Vec<u8>,
    /// `application-group=`, a literal name; empty for `%{GLOBAL}`, the main interpreter.
    pub application_group: Vec<u8>,
}

impl ImportScript {
    /// Reads the arguments; the error is mod_wsgi's message (wsgi_config.c: `wsgi_add_import_script`; measured).
    pub(super) fn parse(
        node: NodeId,
        server: ServerId,
        arguments: &[u8],
    ) -> Result<Self, &'static str> {
        let mut rest = arguments;
        let script = word(&mut rest).into_owned();
        if script.is_empty() {
            return Err("Location of import script not supplied.");
        }
        let (mut process_group, mut application_group) = (None, None);
        while let Some(option) = parse_option(&mut rest) {
            let (name, value) = option.map_err(|_| INVALID)?;
            match name {
                b"process-group" if value.is_empty() => {
                    return Err("Invalid name for WSGI process group.");
                }
                b"application-group" if value.is_empty() => {
                    return Err("Invalid name for WSGI application group.");
                }
                b"process-group" => process_group = Some(value.into_owned()),
                b"application-group" => application_group = Some(value.into_owned()),
                _ => return Err(INVALID),
            }
        }
        let application_group =
            application_group.ok_or("Name of WSGI application group required.")?;
        let process_group = process_group.ok_or("Name of WSGI process group required.")?;
        Ok(Self {
            node,
            server,
            script,
            process_group: without_global(process_group),
            application_group: without_global(application_group),
        })
    }

    /// Returns whether it is loaded into Apache's own processes.
    pub fn is_embedded(&self) -> bool {
        self.process_group.is_empty()
    }
}

const INVALID: &str = "Invalid option to WSGI import script definition.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::httpd::ConfigTree;

    fn parsed(arguments: &str) -> Result<ImportScript, &'static str> {
        ImportScript::parse(ConfigTree::SOME_NODE, ServerId::MAIN, arguments.as_bytes())
    }

    fn error(arguments: &str) -> &'static str {
        parsed(arguments).unwrap_err()
    }

    #[test]
    fn both_groups_are_literal_but_for_the_main_ones() {
        let import = parsed("/x.py process-group=\"%{GLOBAL}\" application-group=%{SERVER}");
        let import = import.unwrap();
        assert!(import.is_embedded());
        assert_eq!(import.script, b"/x.py");
        assert_eq!(import.application_group, b"%{SERVER}");
        let last = parsed("/x process-group=a process-group=d application-group=%{GLOBAL}");
        let last = last.unwrap();
        assert_eq!(last.process_group, b"d");
        assert_eq!(last.application_group, b"");
    }

    /// Each message as `apache2 -t` has it.
    #[test]
    fn what_mod_wsgi_refuses_is_refused_with_its_words() {
        assert_eq!(error("\"\""), "Location of import script not supplied.");
        assert_eq!(error("/x"), "Name of WSGI application group required.");
        assert_eq!(
            error("/x application-group=x"),
            "Name of WSGI process group required."
        );
        assert_eq!(
            error("/x process-group= application-group=x"),
            "Name of WSGI application group required."
        );
        assert_eq!(
            error("/x process-group=d application-group="),
            "Invalid name for WSGI application group."
        );
        assert_eq!(
            error("/x application-group=x process-group=\"\""),
            "Invalid name for WSGI process group."
        );
        for arguments in [
            "/x bad process-group=d application-group=x",
            "/x callable-object=x process-group=d application-group=x",
            "/x process-group=d application-group=x =y",
        ] {
            assert_eq!(error(arguments), INVALID, "{arguments}");
        }
    }
}
