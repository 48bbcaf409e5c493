//! [`Environment`]: the request's variables, as `%{ENV:name}` finds them.
//!
//! mod_setenvif comes first, for the server and then for sections; mod_rewrite sets some; what mod_env has is put behind
//! these, so that an earlier value wins (mod_env.c: `fixup_env_module` lays one table over the other, and a look-up takes
//! the first). Names ignore case: httpd keeps them in an `apr_table`.

use std::collections::BTreeMap;

use super::set_env_if::{Change, SetEnvIf};
use super::settings::{Settings, Topic};
use crate::httpd::ConfigTree;
use crate::httpd::request::{Assigned, Assignment, Doubt, Origin, Request, undefined_in};
use crate::source::printable;

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
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    /// Those of mod_setenvif and mod_rewrite.
    request: BTreeMap<Vec<u8>, Variable>,
    /// Those of mod_env.
    configured: Configured,
}

/// Variables of mod_env; one without a value is passed from httpd's own environment.
type Configured = BTreeMap<Vec<u8>, (Option<Vec<u8>>, Origin)>;

/// What a request has from the one before it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Inherited<'e> {
    /// It is the first.
    Nothing,
    /// It is a subrequest: everything, and mod_setenvif is not asked again (request.c: `ap_process_request_internal`).
    All(&'e Environment),
    /// It is redirected: everything, under names that begin with `REDIRECT_` (http_request.c: `rename_original_env`).
    Renamed(&'e Environment),
}

/// What the variables depend on.
pub(super) struct Circumstances<'q> {
    pub(super) request: &'q Request,
    /// The path, normalised and decoded.
    pub(super) path: &'q [u8],
    /// What `[E=...]` of RewriteRules at server level and in sections does.
    pub(super) rewritten: [&'q [Assignment]; 2],
    pub(super) inherited: Inherited<'q>,
}

impl Environment {
    /// Works out the variables.
    pub(super) fn of(settings: &Settings<'_>, circumstances: &Circumstances<'_>) -> Self {
        let (mut environment, is_sub_request) = match circumstances.inherited {
            Inherited::Nothing => (Self::default(), false),
            Inherited::All(before) => (before.clone(), true),
            Inherited::Renamed(before) => (before.renamed(), false),
        };
        let [by_server, by_sections] = circumstances.rewritten;
        if !is_sub_request {
            environment.set_env_if(settings, circumstances, true);
        }
        environment.rewritten(by_server);
        if !is_sub_request {
            environment.set_env_if(settings, circumstances, false);
        }
        environment.rewritten(by_sections);
        for (name, value) in configured(settings) {
            environment.configured.entry(name).or_insert(value);
        }
        environment
    }

    /// Returns the variables as a redirected request has them.
    fn renamed(&self) -> Self {
        let new_name = |name: &Vec<u8>| [b"redirect_", name.as_slice()].concat();
        let mut request = BTreeMap::new();
        for (name, (value, origin)) in &self.configured {
            let variable = match value {
                Some(value) => Variable::Set(value.clone(), origin.clone()),
                None => Variable::Unknown(passed(origin)),
            };
            request.insert(new_name(name), variable);
        }
        for (name, variable) in &self.request {
            if !matches!(variable, Variable::Unset) {
                request.insert(new_name(name), variable.clone());
            }
        }
        Self {
            request,
            configured: BTreeMap::new(),
        }
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
            return match value.as_ref().map(|value| (value, undefined_in(value))) {
                Some((_, Some(why))) => Value::Unknown(Doubt::at(origin.clone(), why)),
                Some((value, None)) => Value::Known(value.clone(), Some(origin.clone())),
                None => Value::Unknown(passed(origin)),
            };
        }
        match tree.variables.environment_value(name) {
            Some(value) => Value::Known(value.to_owned(), None),
            None => Value::Unset,
        }
    }

    /// Returns whether a variable is set when access is decided, before mod_env is asked; nothing where that is not known.
    pub(super) fn is_set_before_access(
        &self,
        name: &[u8],
        inherited: Inherited<'_>,
    ) -> Option<bool> {
        let key = name.to_ascii_lowercase();
        let before = match inherited {
            Inherited::All(before) => before.configured.contains_key(&key),
            Inherited::Nothing | Inherited::Renamed(_) => false,
        };
        match self.request.get(&key) {
            Some(Variable::Set(..)) => Some(true),
            Some(Variable::Unknown(_)) => None,
            Some(Variable::Unset) | None => Some(before),
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
            circumstances.request.raw_path()
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
                Change::Unknown => {
                    let name = printable(&assignment.name);
                    let why = format!(
                        "the variable {name} depends on what the client sends, or on what is not known here"
                    );
                    Variable::Unknown(Doubt::at(origin.clone(), why))
                }
            };
            let key = assignment.name.to_ascii_lowercase();
            self.request.insert(key, variable);
        }
    }

    fn rewritten(&mut self, assignments: &[Assignment]) {
        for assignment in assignments {
            let variable = match &assignment.value {
                Assigned::Set(value) => Variable::Set(value.clone(), assignment.origin.clone()),
                Assigned::Unset => Variable::Unset,
                Assigned::Unknown(doubt) => Variable::Unknown(doubt.clone()),
            };
            let key = assignment.name.to_ascii_lowercase();
            if matches!(variable, Variable::Unset) {
                self.configured.remove(&key);
            }
            self.request.insert(key, variable);
        }
    }
}

/// The doubt about a variable that mod_env passes on.
fn passed(origin: &Origin) -> Doubt {
    let why = "whether httpd's own environment has the variable is not known";
    Doubt::at(origin.clone(), why)
}

/// Returns what mod_env sets: `SetEnv`, `PassEnv`; `UnsetEnv` takes away only what these have set.
fn configured(settings: &Settings<'_>) -> Configured {
    let mut configured = Configured::new();
    for entry in settings.all(Topic::SetEnv) {
        let origin = &entry.origin;
        let mut words = settings.words(origin);
        match &*settings.name(origin) {
            b"setenv" => {
                let name = words.next().unwrap_or_default().to_ascii_lowercase();
                let value = words.next().unwrap_or_default().into_owned();
                configured.insert(name, (Some(value), origin.clone()));
            }
            b"passenv" => {
                for name in words {
                    let value = settings.tree().variables.environment_value(&name);
                    let value = value.map(<[u8]>::to_owned);
                    configured.insert(name.to_ascii_lowercase(), (value, origin.clone()));
                }
            }
            _ => {
                for name in words {
                    configured.remove(&name.to_ascii_lowercase());
                }
            }
        }
    }
    configured
}
