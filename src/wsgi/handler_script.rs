//! [`HandlerScript`]: a script that `WSGIHandlerScript` gives a handler's name.

use super::option::parse_option;
use crate::syntax::word;

/// A handler script as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlerScript {
    /// The name of the handler.
    pub name: Vec<u8>,
    /// The path of the script.
    pub script: Vec<u8>,
    /// `process-group=`, as written.
    pub process_group: Option<Vec<u8>>,
    /// `application-group=`, as written.
    pub application_group: Option<Vec<u8>>,
}

impl HandlerScript {
    /// Reads the arguments; nothing when httpd refuses them (mod_wsgi wsgi_config.c: `wsgi_add_handler_script`).
    pub fn parse(arguments: &[u8]) -> Option<Self> {
        let mut rest = arguments;
        let name = word(&mut rest).into_owned();
        let script = word(&mut rest).into_owned();
        if name.is_empty() || script.is_empty() {
            return None;
        }
        let mut handler = Self {
            name,
            script,
            process_group: None,
            application_group: None,
        };
        while let Some(option) = parse_option(&mut rest) {
            match option.ok()? {
                (b"process-group", value) => handler.process_group = Some(value.into_owned()),
                (b"application-group", value) => {
                    handler.application_group = Some(value.into_owned());
                }
                (b"pass-authorization", _) => {}
                _ => return None,
            }
        }
        Some(handler)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_options_are_optional() {
        let handler = HandlerScript::parse(b"h /srv/h.wsgi process-group=g").unwrap();
        assert_eq!(handler.script, b"/srv/h.wsgi");
        assert_eq!(handler.process_group, Some(b"g".to_vec()));
        assert_eq!(handler.application_group, None);
        assert_eq!(HandlerScript::parse(b"h"), None);
        assert_eq!(HandlerScript::parse(b"h /x callable-object=y"), None);
    }
}
