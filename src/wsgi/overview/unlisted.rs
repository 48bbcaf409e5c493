//! [`Unlisted`]: which lines send requests to process groups that no application of the overview stands for.

use std::collections::{BTreeMap, BTreeSet};

use super::Mounted;
use crate::httpd::{ConfigTree, Directive, NodeId, ServerConfig, ServerId};
use crate::syntax::word;
use crate::wsgi::answer::Status;
use crate::wsgi::handler_script::HandlerScript;
use crate::wsgi::option::AliasOptions;

/// The lines because of which a process group may have users that are not listed.
#[derive(Debug, Default)]
pub(super) struct Unlisted {
    by_name: BTreeMap<Vec<u8>, NodeId>,
    /// A line that may name any group: by a variable, by the request, by a script.
    any: Option<NodeId>,
    /// The names in lines that are for something of which no answer tells that it runs.
    named: BTreeSet<Vec<u8>>,
}

impl Unlisted {
    /// Looks for them. With `any_handlers` each `WSGIProcessGroup` may be for files of a handler that are not listed; else one
    /// of the `open` ones.
    pub(super) fn of(
        tree: &ConfigTree,
        config: &ServerConfig,
        any_handlers: bool,
        open: &BTreeSet<NodeId>,
        applications: &[Mounted],
    ) -> Self {
        let mut unlisted = Self::default();
        let is_told = |status| !matches!(status, Status::NotWsgi | Status::Undecided);
        let unserved = applications
            .iter()
            .filter(|mounted| !is_told(mounted.answer.status));
        let unserved: BTreeSet<ServerId> = unserved.map(|mounted| mounted.server).collect();
        let is_for_unserved = |server: ServerId| {
            unserved.contains(&server)
                || unserved.contains(&ServerId::MAIN)
                || server == ServerId::MAIN && !unserved.is_empty()
        };
        for effective in config.of_wsgi() {
            let directive = tree.directive(effective.node);
            if directive.name.eq_ignore_ascii_case(b"WSGIDispatchScript") {
                unlisted.any.get_or_insert(effective.node);
            }
            let Some(group) = named_by(directive) else {
                continue;
            };
            if group.starts_with(b"%") && group != b"%{GLOBAL}" {
                unlisted.any.get_or_insert(effective.node);
            }
            // What an alias names is listed where it runs.
            let is_option = !directive.name.eq_ignore_ascii_case(b"WSGIProcessGroup");
            if is_option || is_for_unserved(effective.scope.server) {
                unlisted.named.insert(group.clone());
            }
            if any_handlers || open.contains(&effective.node) {
                unlisted.by_name.entry(group).or_insert(effective.node);
            }
        }
        unlisted
    }

    /// Returns whether a line names a group for something of which no answer tells that it runs.
    pub(super) fn names(&self, group: &[u8]) -> bool {
        self.named.contains(group)
    }

    /// Returns a line because of which a group may have such users.
    pub(super) fn line_for(&self, group: &[u8]) -> Option<NodeId> {
        self.by_name.get(group).copied().or(self.any)
    }
}

/// Returns the process group that a line names.
fn named_by(directive: Directive<'_>) -> Option<Vec<u8>> {
    let is = |name: &str| directive.name.eq_ignore_ascii_case(name.as_bytes());
    if is("WSGIProcessGroup") {
        let first = directive.first_word();
        return first.map(std::borrow::Cow::into_owned);
    }
    if is("WSGIHandlerScript") {
        return HandlerScript::parse(directive.arguments)?.process_group;
    }
    if !is("WSGIScriptAlias") && !is("WSGIScriptAliasMatch") {
        return None;
    }
    let mut rest = directive.arguments;
    let (_location, _target) = (word(&mut rest), word(&mut rest));
    AliasOptions::parse(rest).ok()?.process_group
}
