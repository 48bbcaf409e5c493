//! [`Environment`]: the request's variables, as `%{ENV:name}` finds them.
//!
//! mod_setenvif comes first, for the server and then for sections; mod_rewrite sets some; what mod_env has is put behind
//! these, so that an earlier value wins (mod_env.c: `fixup_env_module` lays one table over the other, and a look-up takes
//! the first). Names ignore case: httpd keeps them in an `apr_table`.

use std::collections::BTreeMap;

use super::set_env_if::{Change, SetEnvIf};
use super::settings::{Settings, Topic};
use crate::httpd::ConfigTree;
use crate::httpd::request::{Doubt, Origin, Request};

/// What a look-up gives.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// This value; a line may have set it.
    Known(Vec<u8>, Option<Origin>),
    /// There is none, in the configuration and in what is known of httpd's own environment.
    Unset,
    /// It cannot be told.
    Unknown(Doubt),
}

/// A variable after some directives.
#[derive(Clone, Debug)]
enum Variable {
    Set(Vec<u8>, Origin),
    Unset,
    Unknown(Doubt),
}

/// The variables of a request.
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// Those of mod_setenvif and mod_rewrite.
    request: BTreeMap<Vec<u8>, Variable>,
    /// Those of mod_env.
    configured: BTreeMap<Vec<u8>, (Option<Vec<u8>>, Origin)>,
}

/// A variable's name and value, and the rule that sets it.
type Assigned = (Vec<u8>, Vec<u8>, Origin);

/// What the variables depend on.
pub(super) struct Circumstances<'q> {
    pub(super) request: &'q Request,
    /// The path, normalised and decoded.
    pub(super) path: &'q [u8],
    /// What `[E=...]` of RewriteRules at server level and in sections sets, each a name and a value.
    pub(super) rewritten: [&'q [Assigned]; 2],
}

impl Environment {
    /// Works out the variables.
    pub(super) fn of(settings: &Settings<'_>, circumstances: &Circumstances<'_>) -> Self {
        let mut environment = Self::default();
        let [by_server, by_sections] = circumstances.rewritten;
        environment.set_env_if(settings, circumstances, true);
        environment.rewritten(by_server);
        environment.set_env_if(settings, circumstances, false);
        environment.rewritten(by_sections);
        for entry in settings.all(Topic::SetEnv) {
            environment.mod_env(settings, &entry.origin);
        }
        environment
    }

    /// Looks a variable up; `tree` has what is known of httpd's own environment.
    pub(super) fn value(&self, name: &[u8], tree: &ConfigTree) -> Value {
        let key = name.to_ascii_lowercase();
        match self.request.get(&key) {
            Some(Variable::Set(value, origin)) => {
                return Value::Known(value.clone(), Some(origin.clone()));
            }
            Some(Variable::Unknown(doubt)) => return Value::Unknown(doubt.clone()),
            Some(Variable::Unset) | None => {}
        }
        if let Some((value, origin)) = self.configured.get(&key) {
            return match value {
                Some(value) => Value::Known(value.clone(), Some(origin.clone())),
                None => Value::Unknown(Doubt::at(
                    origin.clone(),
                    "whether httpd's own environment has the variable is not known",
                )),
            };
        }
        match tree.variables.environment_value(name) {
            Some(value) => Value::Known(value.to_owned(), None),
            None => Value::Unset,
        }
    }

    /// The server's directives see the path as it was written, those of sections the decoded one.
    fn set_env_if(
        &mut self,
        settings: &Settings<'_>,
        circumstances: &Circumstances<'_>,
        at_server_level: bool,
    ) {
        let path = if at_server_level {
            circumstances.request.path.as_slice()
        } else {
            circumstances.path
        };
        for entry in settings.all(Topic::SetEnvIf) {
            if entry.at_server_level != at_server_level {
                continue;
            }
            let name = settings.name(&entry.origin);
            let arguments = settings.arguments(&entry.origin);
            let Some(directive) = SetEnvIf::parse(&name, arguments) else {
                continue;
            };
            let looked_up = self.earlier(&directive.attribute);
            let subject = directive.subject(circumstances.request, path, looked_up);
            self.apply(&directive, subject.as_deref(), &entry.origin);
        }
    }

    /// Returns a variable that an earlier directive set, as the value that a later one looks at.
    fn earlier(&self, attribute: &[u8]) -> Option<Vec<u8>> {
        match self.request.get(&attribute.to_ascii_lowercase()) {
            Some(Variable::Set(value, _)) => Some(value.clone()),
            _ => None,
        }
    }

    fn apply(&mut self, directive: &SetEnvIf, subject: Option<&[u8]>, origin: &Origin) {
        for assignment in &directive.assignments {
            let change = match subject {
                Some(subject) => directive.change(assignment, subject),
                None => Change::Unknown,
            };
            let variable = match change {
                Change::Nothing => continue,
                Change::Unset => Variable::Unset,
                Change::Set(value) => Variable::Set(value, origin.clone()),
                Change::Unknown => Variable::Unknown(Doubt::at(
                    origin.clone(),
                    "it depends on what the client sends, or on what is not known here",
                )),
            };
            let key = assignment.name.to_ascii_lowercase();
            self.request.insert(key, variable);
        }
    }

    fn rewritten(&mut self, variables: &[Assigned]) {
        for (name, value, origin) in variables {
            let (key, variable) = match name.strip_prefix(b"!") {
                Some(name) => (name, Variable::Unset),
                None => (
                    name.as_slice(),
                    Variable::Set(value.clone(), origin.clone()),
                ),
            };
            self.request.insert(key.to_ascii_lowercase(), variable);
        }
    }

    /// `SetEnv`, `PassEnv`, `UnsetEnv`; the last takes away only what these have set.
    fn mod_env(&mut self, settings: &Settings<'_>, origin: &Origin) {
        let directive = settings.name(origin);
        let mut words = settings.words(origin);
        match directive.as_slice() {
            b"setenv" => {
                let name = words.next().unwrap_or_default().to_ascii_lowercase();
                let value = words.next().unwrap_or_default().into_owned();
                self.configured.insert(name, (Some(value), origin.clone()));
            }
            b"passenv" => {
                for name in words {
                    let value = settings.tree().variables.environment_value(&name);
                    let value = value.map(<[u8]>::to_owned);
                    let entry = (value, origin.clone());
                    self.configured.insert(name.to_ascii_lowercase(), entry);
                }
            }
            _ => {
                for name in words {
                    self.configured.remove(&name.to_ascii_lowercase());
                }
            }
        }
    }
}
