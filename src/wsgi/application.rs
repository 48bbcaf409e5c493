//! [`Application`]: what one line makes mod_wsgi run.

use super::handler_script::HandlerScript;
use super::option::{AliasOptions, without_global};
use crate::host::{Host, Kind};
use crate::httpd::{ConfigTree, Directive, NodeId, Scope, SectionId, ServerId, bytes_path, merge};
use crate::syntax::{Words, word};

/// How a request becomes one of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// `WSGIScriptAlias`.
    ScriptAlias,
    /// `WSGIScriptAliasMatch`.
    ScriptAliasMatch,
    /// `SetHandler`, `AddHandler`, `AddType`, `ForceType` of the files in reach of a section.
    Handler,
    /// A handler that `WSGIHandlerScript` gives a script.
    HandlerScript,
    /// `RewriteRule` with a handler.
    RewriteRule,
}

impl Mechanism {
    /// Returns whether the line itself can name a process group, which counts before every section.
    pub fn has_options(self) -> bool {
        matches!(
            self,
            Self::ScriptAlias | Self::ScriptAliasMatch | Self::HandlerScript
        )
    }

    /// Returns whether the line mounts a URL.
    pub fn is_alias(self) -> bool {
        matches!(self, Self::ScriptAlias | Self::ScriptAliasMatch)
    }
}

/// An application of an [`Inventory`](super::Inventory).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApplicationId(pub(super) u32);

/// What the target of an alias is on the file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A script.
    File,
    /// A directory of scripts.
    Directory,
    /// Nothing that can be seen from here.
    Missing,
}

/// An application as its line says it.
#[derive(Clone, Debug)]
pub struct Application {
    /// The directive.
    pub node: NodeId,
    /// How a request gets to it.
    pub mechanism: Mechanism,
    /// The server in which it stands. One of the main server is seen from every virtual host.
    pub server: ServerId,
    /// The innermost section in which it stands.
    pub section: Option<SectionId>,
    /// The URL path, without a slash at its end, empty for `/`; of a `WSGIScriptAliasMatch` the expression, of a
    /// `WSGIHandlerScript` the handler's name, of a handler nothing.
    pub mount: Vec<u8>,
    /// Whether a slash was at its end: then the path without one is not the application's.
    pub needs_slash: bool,
    /// The path of the script or directory, as written; of a handler nothing.
    pub path: Vec<u8>,
    /// What is there.
    pub target: Target,
    /// Its options.
    pub options: AliasOptions,
}

impl Application {
    /// Reads a directive that may mount an application; nothing when it does not, or when httpd refuses it.
    pub(super) fn parse(
        host: &dyn Host,
        tree: &ConfigTree,
        node: NodeId,
        scope: Scope,
    ) -> Option<Self> {
        let directive = tree.directive(node);
        let mechanism = mechanism(directive)?;
        let (mount, path, options) = match mechanism {
            Mechanism::ScriptAlias | Mechanism::ScriptAliasMatch => {
                alias(directive.arguments, mechanism)?
            }
            Mechanism::HandlerScript => handler_script(directive.arguments)?,
            Mechanism::Handler | Mechanism::RewriteRule => Default::default(),
        };
        let is_computed = mechanism == Mechanism::ScriptAliasMatch && path.contains(&b'$');
        let is_known = !path.is_empty() && !is_computed;
        let kind = is_known.then(|| host.kind(&merge(&tree.server_root, &path)));
        let target = match kind {
            Some(Ok(Kind::Directory)) => Target::Directory,
            Some(Ok(_)) => Target::File,
            Some(Err(_)) | None => Target::Missing,
        };
        Some(Self {
            node,
            mechanism,
            server: scope.server,
            section: scope.section,
            mount,
            needs_slash: mechanism == Mechanism::ScriptAlias && needs_slash(directive.arguments),
            path,
            target,
            options,
        })
    }

    /// Returns what `.htaccess` files make of files below the section of the line that lets them.
    pub(super) fn in_htaccess(node: NodeId, scope: Scope) -> Self {
        Self {
            node,
            mechanism: Mechanism::Handler,
            server: scope.server,
            section: scope.section,
            mount: Vec::new(),
            needs_slash: false,
            path: Vec::new(),
            target: Target::Missing,
            options: AliasOptions::default(),
        }
    }

    /// Returns where its line has effect.
    pub fn scope(&self) -> Scope {
        Scope {
            server: self.server,
            section: self.section,
        }
    }

    /// Returns whether mod_wsgi loads it when a process starts, as soon as its line names a process group; and looks for that
    /// group while it reads the line (wsgi_config.c: `wsgi_add_script_alias`).
    pub fn is_preloaded_in_a_group(&self) -> bool {
        self.mechanism.is_alias() && !self.is_computed() && self.options.is_preloaded_in_a_group()
    }

    /// Returns whether httpd runs it only where `Options` have `ExecCGI`.
    pub fn needs_exec_cgi(&self) -> bool {
        matches!(self.mechanism, Mechanism::Handler | Mechanism::RewriteRule)
    }

    /// Returns whether the URL decides which script it is.
    pub fn is_computed(&self) -> bool {
        self.mechanism == Mechanism::ScriptAliasMatch && self.path.contains(&b'$')
    }

    /// Returns the URL path as one writes it.
    pub fn url_path(&self) -> &[u8] {
        if self.mount.is_empty() {
            return b"/";
        }
        &self.mount
    }

    /// Returns the name of the script file.
    pub fn script_name(&self) -> &[u8] {
        let name = bytes_path(&self.path).file_name();
        name.map_or(&[], |name| crate::httpd::path_bytes(name.as_ref()))
    }
}

/// Returns how a directive makes mod_wsgi run something, if it does.
fn mechanism(directive: Directive<'_>) -> Option<Mechanism> {
    let first = directive.name.first()?.to_ascii_lowercase();
    if !matches!(first, b'w' | b's' | b'a' | b'f' | b'r') {
        return None;
    }
    match &*directive.lower_name() {
        b"wsgiscriptalias" => Some(Mechanism::ScriptAlias),
        b"wsgiscriptaliasmatch" => Some(Mechanism::ScriptAliasMatch),
        b"wsgihandlerscript" => Some(Mechanism::HandlerScript),
        b"sethandler" | b"addhandler" | b"addtype" | b"forcetype" => {
            let value = directive.first_word().unwrap_or_default();
            is_script_handler(&value).then_some(Mechanism::Handler)
        }
        b"rewriterule" => {
            let handler = rule_handler(directive.arguments)?;
            is_script_handler(&handler).then_some(Mechanism::RewriteRule)
        }
        _ => None,
    }
}

/// Returns whether a directive allows scripts of handlers, or lets `.htaccess` files allow them.
pub(super) fn may_run_scripts(directive: Directive<'_>) -> bool {
    let names = |known: &[&[u8]]| {
        Words::new(directive.arguments).any(|word| {
            let word = word.strip_prefix(b"+").unwrap_or(&word);
            let word = word.split(|byte| *byte == b'=').next().unwrap_or_default();
            known.iter().any(|known| known.eq_ignore_ascii_case(word))
        })
    };
    match directive.name.first().map(u8::to_ascii_lowercase) {
        Some(b'o') if directive.name.eq_ignore_ascii_case(b"Options") => {
            names(&[b"ExecCGI", b"All"])
        }
        Some(b'a') if directive.name.eq_ignore_ascii_case(b"AllowOverride") => {
            names(&[b"Options", b"All"])
        }
        Some(b'a') if directive.name.eq_ignore_ascii_case(b"AllowOverrideList") => {
            names(&[b"Options"])
        }
        _ => false,
    }
}

/// Returns whether a handler or a media type makes mod_wsgi run the file itself; httpd ignores their case (measured).
fn is_script_handler(name: &[u8]) -> bool {
    let names: [&[u8]; 2] = [b"wsgi-script", b"application/x-httpd-wsgi"];
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Returns the last handler or media type that the flags of a `RewriteRule` name.
fn rule_handler(arguments: &[u8]) -> Option<Vec<u8>> {
    let flags = Words::new(arguments).nth(2)?;
    let inside = flags.strip_prefix(b"[")?.strip_suffix(b"]")?;
    let mut values = inside.rsplit(|byte| *byte == b',').filter_map(|flag| {
        let at = flag.iter().position(|byte| *byte == b'=')?;
        let (name, value) = (flag.get(..at)?.trim_ascii(), flag.get(at + 1..)?);
        let names: [&[u8]; 4] = [b"H", b"handler", b"T", b"type"];
        let is_one = names.iter().any(|known| known.eq_ignore_ascii_case(name));
        is_one.then(|| value.trim_ascii().to_owned())
    });
    values.next()
}

/// Reads `WSGIScriptAlias LOCATION TARGET OPTIONS` and its kin.
fn alias(arguments: &[u8], mechanism: Mechanism) -> Option<(Vec<u8>, Vec<u8>, AliasOptions)> {
    let mut rest = arguments;
    let mount = word(&mut rest).into_owned();
    let path = word(&mut rest).into_owned();
    let options = AliasOptions::parse(rest).ok()?;
    let mount = match mount.strip_suffix(b"/") {
        Some(shorter) if mechanism == Mechanism::ScriptAlias => shorter.to_owned(),
        _ => mount,
    };
    Some((mount, path, options))
}

/// Returns whether an alias is written with a slash at its end; that of `/` is no end.
fn needs_slash(mut arguments: &[u8]) -> bool {
    let mount = word(&mut arguments);
    mount.len() > 1 && mount.ends_with(b"/")
}

/// Reads `WSGIHandlerScript NAME SCRIPT OPTIONS`.
fn handler_script(arguments: &[u8]) -> Option<(Vec<u8>, Vec<u8>, AliasOptions)> {
    let script = HandlerScript::parse(arguments)?;
    let options = AliasOptions {
        process_group: script.process_group.map(without_global),
        application_group: script.application_group.map(without_global),
        ..AliasOptions::default()
    };
    Some((script.name, script.script, options))
}

#[cfg(test)]
impl Application {
    /// Returns an application of the main server, for tests of what looks at one.
    pub(super) fn sample() -> Self {
        Self {
            node: ConfigTree::SOME_NODE,
            mechanism: Mechanism::ScriptAlias,
            server: ServerId::MAIN,
            section: None,
            mount: Vec::new(),
            needs_slash: false,
            path: Vec::new(),
            target: Target::File,
            options: AliasOptions::default(),
        }
    }
}
