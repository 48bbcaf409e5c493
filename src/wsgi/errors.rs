//! What mod_wsgi refuses while httpd executes the tree: its own checks of arguments, names and order.

use std::collections::BTreeMap;

use super::directive_value::{check_value, compiles};
use super::import_script::ImportScript;
use super::option::{AliasOptions, parse_option};
use super::option_value::refused_value;
use crate::httpd::catalog::wsgi::{Version, WsgiDirective, WsgiOption};
use crate::httpd::{
    ConfigError, ConfigTree, Directive, NodeId, Phase, ServerConfig, ServerId, WalkError,
};
use crate::source::printable;
use crate::syntax::word;

/// Returns what keeps httpd from starting, in its order, with what mod_wsgi refuses; an error while reading hides all
/// others. Without a version of mod_wsgi, what any version has is taken for granted.
pub fn all_errors(
    tree: &ConfigTree,
    config: &ServerConfig,
    mod_wsgi: Option<Version>,
) -> Vec<ConfigError> {
    let all = all_refusals(tree, config, mod_wsgi).into_iter();
    all.map(|found| found.error).collect()
}

/// Returns the same, each with the directive at which httpd is when it finds it.
pub fn all_refusals(
    tree: &ConfigTree,
    config: &ServerConfig,
    mod_wsgi: Option<Version>,
) -> Vec<WalkError> {
    if let Some(error) = &tree.error {
        return vec![WalkError {
            at: None,
            error: error.clone(),
        }];
    }
    let mut found = config.errors.clone();
    found.extend(errors(tree, config, mod_wsgi));
    found.sort_by_key(|found| found.at);
    found
}

/// Returns what keeps httpd from starting and cannot be mended by a plan, as a `WSGIRestrictEmbedded` in a wrong place can.
pub fn lasting_errors(
    tree: &ConfigTree,
    config: &ServerConfig,
    mod_wsgi: Option<Version>,
) -> Vec<ConfigError> {
    let all = all_refusals(tree, config, mod_wsgi).into_iter();
    let lasting = all.filter(|found| {
        let node = misplaced_restriction(tree, found);
        let is_in_file = |node| tree.file_of(tree.directive(node).place).is_some();
        !node.is_some_and(is_in_file)
    });
    lasting.map(|found| found.error).collect()
}

/// Returns every `WSGIRestrictEmbedded` that httpd refuses where it stands.
pub(super) fn misplaced_restrictions(tree: &ConfigTree, config: &ServerConfig) -> Vec<NodeId> {
    let errors = config.errors.iter();
    errors
        .filter_map(|found| misplaced_restriction(tree, found))
        .collect()
}

/// Returns the `WSGIRestrictEmbedded` that httpd refuses where it stands (core.c: `ap_check_cmd_context`; config.c:
/// `invoke_cmd`).
fn misplaced_restriction(tree: &ConfigTree, found: &WalkError) -> Option<NodeId> {
    let node = found.at?;
    let is_it = tree
        .directive(node)
        .name
        .eq_ignore_ascii_case(b"WSGIRestrictEmbedded");
    let says = |words: &[u8]| memchr::memmem::find(&found.error.message, words).is_some();
    (is_it && (says(b" cannot occur within ") || says(b" not allowed in "))).then_some(node)
}

/// Returns what mod_wsgi refuses, in httpd's order.
fn errors(tree: &ConfigTree, config: &ServerConfig, mod_wsgi: Option<Version>) -> Vec<WalkError> {
    let mut checker = Checker {
        config,
        mod_wsgi,
        groups: BTreeMap::new(),
        errors: Vec::new(),
    };
    for effective in config.of_wsgi() {
        let directive = tree.directive(effective.node);
        if let Err(message) = checker.check(directive, effective.scope.server) {
            checker.errors.push(WalkError {
                at: Some(directive.id),
                error: ConfigError {
                    phase: Phase::Walk,
                    message: message.into_bytes(),
                    place: Some(directive.place),
                },
            });
        }
    }
    checker.errors
}

struct Checker<'tree> {
    config: &'tree ServerConfig,
    mod_wsgi: Option<Version>,
    /// The servers of the process groups so far, by name.
    groups: BTreeMap<Vec<u8>, ServerId>,
    errors: Vec<WalkError>,
}

impl Checker<'_> {
    fn check(&mut self, directive: Directive<'_>, server: ServerId) -> Result<(), String> {
        self.check_version(directive.name)?;
        let Some(entry) = directive.entries.first() else {
            return Ok(());
        };
        match entry.name {
            "WSGIScriptAlias" | "WSGIScriptAliasMatch" => {
                self.check_alias(directive, entry.name, entry.help, server)
            }
            "WSGIDaemonProcess" => self.check_daemon(directive, server),
            "WSGIImportScript" => self.check_import(directive, server),
            name => check_value(name, directive.arguments),
        }
    }

    /// A directive of another version is an unknown one (server/config.c: `ap_build_config_sub`).
    fn check_version(&self, name: &[u8]) -> Result<(), String> {
        let known = self.mod_wsgi.zip(WsgiDirective::named(name));
        match known {
            Some((version, directive)) if !directive.is_in(version) => Err(format!(
                "Invalid command '{}', perhaps misspelled or defined by a module not included in the server configuration",
                printable(name)
            )),
            _ => Ok(()),
        }
    }

    /// Returns whether the version has an option.
    fn has(&self, option: WsgiOption) -> bool {
        self.mod_wsgi
            .is_none_or(|version| option.releases.include(version))
    }

    fn check_alias(
        &self,
        directive: Directive<'_>,
        name: &str,
        help: Option<&str>,
        server: ServerId,
    ) -> Result<(), String> {
        let mut rest = directive.arguments;
        let (location, target) = (word(&mut rest), word(&mut rest));
        if location.is_empty() || target.is_empty() {
            let help = help.map_or(String::new(), |help| format!(", {help}"));
            return Err(format!("{name} requires at least two arguments{help}"));
        }
        let options = AliasOptions::parse(rest)?;
        self.check_alias_options(name, rest)?;
        if name == "WSGIScriptAliasMatch" && !compiles(&location) {
            return Err("Regular expression could not be compiled.".to_owned());
        }
        let is_loaded_early = name == "WSGIScriptAlias" || !target.contains(&b'$');
        match &options.process_group {
            Some(group) if is_loaded_early && options.is_preloaded() && !group.is_empty() => {
                self.check_group(group, directive.id, server)
            }
            _ => Ok(()),
        }
    }

    /// `WSGIScriptAliasMatch` got its process group later than `WSGIScriptAlias`.
    fn check_alias_options(&self, directive: &str, mut options: &[u8]) -> Result<(), &'static str> {
        while let Some(Ok((name, _))) = parse_option(&mut options) {
            let mut known = WsgiOption::of_directive(directive.as_bytes());
            let known = known.find(|option| option.name.as_bytes() == name);
            if known.is_some_and(|option| !self.has(*option)) {
                return Err("Invalid option to WSGI script alias definition.");
            }
        }
        Ok(())
    }

    fn check_daemon(&mut self, directive: Directive<'_>, server: ServerId) -> Result<(), String> {
        let mut options = directive.arguments;
        let name = word(&mut options);
        if name.is_empty() {
            return Err("Name of WSGI daemon process not supplied.".to_owned());
        }
        // One that is refused is not defined; but what is said of it is not said again of those who name it.
        let is_known = self.groups.insert(name.into_owned(), server).is_some();
        self.check_daemon_options(options)?;
        if has_option(options, b"script-user") && has_option(options, b"script-group") {
            return Err("Only one of script-user and script-group allowed.".to_owned());
        }
        if is_known {
            return Err("Name duplicates previous WSGI daemon definition.".to_owned());
        }
        Ok(())
    }

    fn check_daemon_options(&self, mut options: &[u8]) -> Result<(), String> {
        while let Some(option) = parse_option(&mut options) {
            let written = option.ok();
            let name = written
                .as_ref()
                .and_then(|(name, _)| std::str::from_utf8(name).ok());
            let known = name.and_then(WsgiOption::named);
            let Some((_, value)) = written.filter(|_| known.is_some_and(|known| self.has(*known)))
            else {
                return Err("Invalid option to WSGI daemon process definition.".to_owned());
            };
            if let Some(message) = known.and_then(|known| refused_value(known, &value)) {
                return Err(message);
            }
        }
        Ok(())
    }

    fn check_import(&self, directive: Directive<'_>, server: ServerId) -> Result<(), String> {
        let import = ImportScript::parse(directive.id, server, directive.arguments)?;
        if import.is_embedded() {
            return Ok(());
        }
        self.check_group(&import.process_group, directive.id, server)
    }

    /// Looks for a group that is named while reading (mod_wsgi wsgi_config.c: `wsgi_add_script_alias`): it must be defined
    /// further up, and reachable by what is known of the names of both servers so far.
    fn check_group(&self, name: &[u8], at: NodeId, server: ServerId) -> Result<(), String> {
        let Some(defined_in) = self.groups.get(name).copied() else {
            return Err("WSGI process group not yet configured.".to_owned());
        };
        if defined_in == ServerId::MAIN || defined_in == server {
            return Ok(());
        }
        match (
            self.name_so_far(defined_in, at),
            self.name_so_far(server, at),
        ) {
            (Some(defined), Some(used)) if defined != used => {
                Err("WSGI process group not accessible.".to_owned())
            }
            (Some(_), None) | (None, Some(_)) => {
                Err("WSGI process group not matchable.".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Returns a server's own name, if its `ServerName` stands before a directive.
    fn name_so_far(&self, server: ServerId, at: NodeId) -> Option<&[u8]> {
        let (name, node) = self.config.server(server).name.as_ref()?;
        (*node < at).then_some(name.as_slice())
    }
}

/// Returns whether options that are right name one.
fn has_option(mut options: &[u8], wanted: &[u8]) -> bool {
    while let Some(Ok((name, _))) = parse_option(&mut options) {
        if name == wanted {
            return true;
        }
    }
    false
}
