//! What httpd refuses of a directive before its module sees it: where it stands, and how many words it has.

use super::walk::{Surroundings, Walk};
use crate::httpd::catalog::{DirectiveEntry, Forbidden};
use crate::httpd::server_config::{SectionKind, ServerId};
use crate::httpd::tree::{Directive, NodeId};
use crate::syntax::word;

impl<'tree> Walk<'tree> {
    /// Says why a directive may not stand here (config.c: `invoke_cmd`; core.c: `ap_check_cmd_context`).
    pub(super) fn wrong_place(
        &self,
        entry: &DirectiveEntry,
        around: Surroundings,
    ) -> Option<String> {
        if !entry.allowed.meets(around.allowed) {
            return Some(match self.open.last() {
                Some(section) => {
                    let within = self.spelling(section.node);
                    format!("{} not allowed in {within}> context", entry.name)
                }
                None => format!("{} not allowed here", entry.name),
            });
        }
        let within = self.forbidding_section(entry.forbidden, around)?;
        let end = if entry.is_section() { ">" } else { "" };
        Some(format!(
            "{}{end} cannot occur within {within} section",
            entry.name
        ))
    }

    /// Returns the name of the section around that forbids a directive, as the message has it.
    fn forbidding_section(&self, forbidden: Forbidden, around: Surroundings) -> Option<String> {
        let in_virtual_host = around.scope.server != ServerId::MAIN;
        if forbidden.contains(Forbidden::NOT_IN_VIRTUALHOST) && in_virtual_host {
            return Some("<VirtualHost>".to_owned());
        }
        if !forbidden.meets(around.kinds) {
            return None;
        }
        if forbidden.meets(Forbidden::NOT_IN_LIMIT) && around.kinds.meets(Forbidden::NOT_IN_LIMIT) {
            return Some("<Limit> or <LimitExcept>".to_owned());
        }
        if forbidden.contains(Forbidden::NOT_IN_DIR_CONTEXT) {
            return Some("<Directory/Location/Files>".to_owned());
        }
        let mut sections = self.config.sections_from(around.scope.section);
        let forbidding = sections.find(|section| forbidden.contains(bit(section.kind)))?;
        Some(format!("{}>", self.spelling(forbidding.node)))
    }

    /// Returns the name of a section as its module spells it.
    fn spelling(&self, section: NodeId) -> &'static str {
        let entries = self.tree.directive(section).entries;
        entries.first().map_or("<", |entry| entry.name)
    }

    /// Says what is wrong with the number of words, if anything.
    pub(super) fn wrong_count(
        &mut self,
        entry: &DirectiveEntry,
        directive: Directive<'tree>,
    ) -> Option<String> {
        if entry.arity.takes_anything() {
            return None;
        }
        let mut rest = directive.arguments;
        self.words.clear();
        while !rest.is_empty() {
            self.words.push(word(&mut rest));
        }
        entry.complaint(&self.words)
    }
}

/// Returns what forbids a directive to stand in a section of a kind.
pub(super) fn bit(kind: SectionKind) -> Forbidden {
    match kind {
        SectionKind::Directory | SectionKind::DirectoryMatch => Forbidden::NOT_IN_DIRECTORY,
        SectionKind::Location | SectionKind::LocationMatch => Forbidden::NOT_IN_LOCATION,
        SectionKind::Files | SectionKind::FilesMatch | SectionKind::If => Forbidden::NOT_IN_FILES,
        SectionKind::Limit => Forbidden::NOT_IN_LIMIT,
        SectionKind::Proxy => Forbidden::NOT_IN_PROXY,
    }
}
