//! [`EmbeddedMode`]: whether Apache's own processes run applications, and what brings Python into them.

use super::import_script::ImportScript;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::{ConfigTree, Directive, NodeId, Scope, ServerConfig};

/// The first version in which `WSGIRestrictEmbedded Off` asks for Python, whatever stands before it.
const OFF_COUNTS: Version = (6, 0, 2);

/// The first version without `WSGILazyInitialization`.
const ALWAYS_LAZY: Version = (6, 0, 0);

/// What becomes of an application that is not delegated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbeddedMode {
    /// It runs.
    Works,
    /// httpd answers 500, because of this `WSGIRestrictEmbedded On`.
    Restricted(NodeId),
    /// The process that is asked dies: an On kept Python out, and this Off lets requests through to it.
    Crashes(NodeId),
    /// It works or crashes by the version of mod_wsgi, which is not known; this Off is the reason.
    Unknown(NodeId),
}

/// Why a line brings Python into Apache's own processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// A script that controls access or authenticates.
    AccessScript,
    /// A script that is asked where a request is to run.
    DispatchScript,
    /// A script that is loaded into them.
    ImportScript,
    /// `WSGIRestrictEmbedded Off` in a version in which that counts.
    RestrictEmbeddedOff,
    /// `WSGILazyInitialization Off`: Python starts in the parent process.
    EarlyInitialization,
    /// mod_python, which starts Python by itself.
    ModPython,
}

/// A line that brings Python into Apache's own processes.
#[derive(Clone, Copy, Debug)]
pub struct PythonCause {
    /// The line.
    pub node: NodeId,
    /// Where it has effect.
    pub scope: Option<Scope>,
    /// Why.
    pub trigger: Trigger,
}

/// What the lines about embedded mode come to.
#[derive(Clone, Debug)]
pub struct Embedding {
    /// What becomes of an application that is not delegated.
    pub mode: EmbeddedMode,
    /// Whether Python is in Apache's own processes; nothing when that depends on the unknown version.
    pub python_in_children: Option<bool>,
    /// The lines that bring it there, beside the lack of a `WSGIRestrictEmbedded On`.
    pub causes: Vec<PythonCause>,
    /// The `WSGIRestrictEmbedded` directives, and whether each says On.
    pub restrictions: Vec<(NodeId, bool)>,
}

impl Embedding {
    /// Reads the configuration as a mod_wsgi of this version does (wsgi_config.c: `wsgi_set_restrict_embedded` and what
    /// else sets `wsgi_python_required`; mod_wsgi.c: `wsgi_hook_init`).
    pub fn of(tree: &ConfigTree, config: &ServerConfig, version: Option<Version>) -> Self {
        let mut causes = Vec::new();
        let mut restrictions = Vec::new();
        for effective in config.of_wsgi() {
            let directive = tree.directive(effective.node);
            if directive.name.eq_ignore_ascii_case(b"WSGIRestrictEmbedded") {
                restrictions.push((effective.node, is_value(directive, b"on")));
            }
            if let Some(trigger) = trigger(directive, effective.scope, version) {
                causes.push(PythonCause {
                    node: effective.node,
                    scope: Some(effective.scope),
                    trigger,
                });
            }
        }
        causes.extend(mod_python(tree));
        let required = required(&restrictions, version);
        causes.extend(required.late_off.map(|node| PythonCause {
            node,
            scope: None,
            trigger: Trigger::RestrictEmbeddedOff,
        }));
        let hooked = causes.iter().any(|cause| cause.trigger.is_hook());
        let python_in_children = match required.python {
            _ if !is_loaded(tree) => Some(!causes.is_empty()),
            _ if hooked => Some(true),
            python => python,
        };
        Self {
            mode: mode(&restrictions, python_in_children),
            python_in_children,
            causes,
            restrictions,
        }
    }

    /// Returns the line that restricts embedded mode, the last one.
    pub fn restricting(&self) -> Option<NodeId> {
        match self.mode {
            EmbeddedMode::Restricted(node) => Some(node),
            _ => None,
        }
    }
}

impl Trigger {
    /// Returns whether mod_wsgi itself initialises Python because of it.
    fn is_hook(self) -> bool {
        self != Self::ModPython
    }
}

fn is_value(directive: Directive<'_>, value: &[u8]) -> bool {
    let first = directive.first_word();
    first.is_some_and(|word| word.eq_ignore_ascii_case(value))
}

/// Whether the `WSGIRestrictEmbedded` lines alone leave Python in the children.
struct Required {
    python: Option<bool>,
    /// An Off that brings it back although an On stands somewhere.
    late_off: Option<NodeId>,
}

fn required(restrictions: &[(NodeId, bool)], version: Option<Version>) -> Required {
    let has_on = restrictions.iter().any(|(_, on)| *on);
    let off = restrictions.iter().find(|(_, on)| !*on);
    let python = match (has_on, off, version) {
        (false, _, _) => Some(true),
        (true, None, _) => Some(false),
        (true, Some(_), Some(version)) => Some(version >= OFF_COUNTS),
        (true, Some(_), None) => None,
    };
    let late_off = off.filter(|_| has_on && python == Some(true));
    Required {
        python,
        late_off: late_off.map(|(node, _)| *node),
    }
}

fn mode(restrictions: &[(NodeId, bool)], python: Option<bool>) -> EmbeddedMode {
    match (restrictions.last(), python) {
        (Some((node, true)), _) => EmbeddedMode::Restricted(*node),
        (None, _) | (_, Some(true)) => EmbeddedMode::Works,
        (Some((node, false)), Some(false)) => EmbeddedMode::Crashes(*node),
        (Some((node, false)), None) => EmbeddedMode::Unknown(*node),
    }
}

fn trigger(directive: Directive<'_>, scope: Scope, version: Option<Version>) -> Option<Trigger> {
    match &*directive.lower_name() {
        b"wsgiaccessscript" | b"wsgiauthuserscript" | b"wsgiauthgroupscript" => {
            Some(Trigger::AccessScript)
        }
        b"wsgidispatchscript" => Some(Trigger::DispatchScript),
        b"wsgiimportscript" => {
            let import = ImportScript::parse(directive.id, scope.server, directive.arguments);
            import
                .is_ok_and(|import| import.is_embedded())
                .then_some(Trigger::ImportScript)
        }
        b"wsgilazyinitialization" if is_value(directive, b"off") => {
            let exists = version.is_none_or(|version| version < ALWAYS_LAZY);
            exists.then_some(Trigger::EarlyInitialization)
        }
        _ => None,
    }
}

fn is_loaded(tree: &ConfigTree) -> bool {
    tree.modules.by_identifier(b"wsgi_module").is_some()
}

/// mod_python starts Python whatever mod_wsgi does.
fn mod_python(tree: &ConfigTree) -> Option<PythonCause> {
    let place = tree.modules.by_identifier(b"python_module")?.place?;
    let mut directives = tree.directives();
    let load = directives.find(|directive| directive.place == place)?;
    Some(PythonCause {
        node: load.id,
        scope: None,
        trigger: Trigger::ModPython,
    })
}
