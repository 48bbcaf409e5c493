//! What `%{...}` stands for in the name of a group or of a callable (mod_wsgi wsgi_config.c: `wsgi_process_group`,
//! `wsgi_application_group`, `wsgi_callable_object`).

use super::environment::{Environment, Value};
use super::identity::Identity;
use super::settings::Settings;
use crate::httpd::request::{Doubt, Origin};

/// What a value depends on.
pub(super) struct Expansion<'a> {
    pub(super) identity: Identity<'a>,
    pub(super) settings: &'a Settings<'a>,
    pub(super) environment: &'a Environment,
    /// `SCRIPT_NAME` as mod_wsgi puts it into a name; the error says why its case is not known.
    pub(super) mount: Result<Vec<u8>, Doubt>,
}

/// A name after expansion, and the line that set the variable in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Expanded {
    pub(super) name: Vec<u8>,
    pub(super) variable: Option<Origin>,
}

impl Expanded {
    fn plain(name: Vec<u8>) -> Self {
        Self {
            name,
            variable: None,
        }
    }
}

/// The callable that a script has when nothing says otherwise.
const APPLICATION: &[u8] = b"application";

impl Expansion<'_> {
    /// Returns the name that a process group's or an application group's value comes to. Only a value that starts with `%`
    /// is looked at; what is not known stays as it is.
    pub(super) fn group(&self, value: &[u8]) -> Result<Expanded, Doubt> {
        if let Some(token) = self.token(value) {
            return token.map(Expanded::plain);
        }
        let Some(variable) = variable(value) else {
            return Ok(Expanded::plain(value.to_owned()));
        };
        match self.environment.value(variable, self.settings.tree()) {
            Value::Unknown(doubt) => Err(doubt),
            Value::Unset => Err(unset(variable)),
            Value::Known(found, origin) => Ok(Expanded {
                name: match self.token(&found) {
                    Some(token) => token?,
                    None => found,
                },
                variable: origin,
            }),
        }
    }

    /// Returns the default of an application group, `%{RESOURCE}`.
    pub(super) fn resource(&self) -> Result<Vec<u8>, Doubt> {
        let server = self.identity.server()?;
        let mount = self.mount.clone()?;
        Ok([server, mount].join(&b'|'))
    }

    /// Returns the callable that a `WSGICallableObject` names.
    pub(super) fn callable(&self, value: Option<&[u8]>) -> Result<Vec<u8>, Doubt> {
        let Some(value) = value else {
            return Ok(APPLICATION.to_owned());
        };
        if !value.starts_with(b"%") {
            return Ok(value.to_owned());
        }
        let Some(variable) = variable(value) else {
            return Ok(APPLICATION.to_owned());
        };
        match self.environment.value(variable, self.settings.tree()) {
            Value::Known(value, _) => Ok(value),
            Value::Unset => Err(unset(variable)),
            Value::Unknown(doubt) => Err(doubt),
        }
    }

    /// Returns what a token stands for; nothing when the value is none.
    fn token(&self, value: &[u8]) -> Option<Result<Vec<u8>, Doubt>> {
        match value {
            b"%{GLOBAL}" => Some(Ok(Vec::new())),
            b"%{SERVER}" => Some(self.identity.server()),
            b"%{HOST}" => Some(Ok(self.identity.host())),
            b"%{RESOURCE}" => Some(self.resource()),
            _ => None,
        }
    }
}

/// Returns the name in `%{ENV:name}`.
fn variable(value: &[u8]) -> Option<&[u8]> {
    let name = value.strip_prefix(b"%{ENV:")?.strip_suffix(b"}")?;
    (!name.is_empty()).then_some(name)
}

fn unset(variable: &[u8]) -> Doubt {
    // A group with a name in `<LocationMatch>` and its kin sets one (request.c: `ap_location_walk`).
    if variable.to_ascii_uppercase().starts_with(b"MATCH_") {
        return Doubt::general(format!(
            "a named group in the expression of a section may set the variable {}, which is not looked up here",
            crate::source::printable(variable)
        ));
    }
    Doubt::general(format!(
        "no line sets the variable {} for this request; whether httpd's own environment has it is not known",
        crate::source::printable(variable)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_named_in_braces() {
        assert_eq!(variable(b"%{ENV:X}"), Some(b"X".as_slice()));
        assert_eq!(variable(b"%{ENV:}"), None);
        assert_eq!(variable(b"%{ENV:X} "), None);
        assert_eq!(variable(b"%{FOO}"), None);
    }
}
