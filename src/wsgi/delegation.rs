//! [`Delegation`]: in which process a request for an application is handled, and because of which line.

use super::application::Application;
use super::option::without_global;
use super::selection::{Reach, Selection, rank, reach};
use crate::httpd::{NodeId, Scope, ServerConfig};

/// Where an application runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delegation {
    /// In Apache's own processes; because of a line, or because no line says otherwise.
    Embedded(Option<NodeId>),
    /// In the process group of this name.
    Daemon {
        /// The name.
        group: Vec<u8>,
        /// The line that says so.
        because: NodeId,
    },
    /// It depends on what is not known here.
    Undecided(NodeId),
}

/// A part of an application that a section sends elsewhere, or may do so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The directive in the section.
    pub node: NodeId,
    /// Where it has effect.
    pub scope: Scope,
    /// Where that part runs.
    pub delegation: Delegation,
    /// How much it is: part of it, or perhaps nothing.
    pub reach: Reach,
}

/// The selections of one kind that may concern an application in one server.
pub(super) struct Chooser<'inventory> {
    pub(super) config: &'inventory ServerConfig,
    /// Those of the main server, then those of the server.
    pub(super) selections: Vec<&'inventory Selection>,
}

impl<'inventory> Chooser<'inventory> {
    /// Returns what is chosen for all of an application, and what for parts of it. Options on the alias are not looked at.
    pub(super) fn choose(
        &self,
        application: &Application,
    ) -> (
        Option<&'inventory Selection>,
        Vec<(&'inventory Selection, Reach)>,
    ) {
        let mut ordered: Vec<_> = self
            .selections
            .iter()
            .map(|selection| (*selection, reach(self.config, selection.scope, application)))
            .filter(|(_, reach)| *reach != Reach::None)
            .collect();
        // A stable sort: within a rank the main server comes first, then the order of the configuration.
        ordered.sort_by_key(|(selection, _)| rank(self.config, selection.scope));
        let whole = ordered
            .iter()
            .rposition(|(_, reach)| *reach == Reach::Whole);
        let parts = ordered.split_off(whole.map_or(0, |at| at + 1));
        (ordered.pop().map(|(selection, _)| selection), parts)
    }

    /// Resolves the process group as mod_wsgi does: an option on the alias beats every section
    /// (mod_wsgi.c: `wsgi_hook_handler`).
    pub(super) fn delegation(&self, application: &Application) -> (Delegation, Vec<Part>) {
        if let Some(group) = &application.options.process_group {
            return (delegation(group.clone(), application.node), Vec::new());
        }
        let (whole, parts) = self.choose(application);
        let of = |selection: &Selection| {
            delegation(without_global(selection.value.clone()), selection.node)
        };
        let whole = whole.map_or(Delegation::Embedded(None), of);
        let parts = parts.into_iter().map(|(selection, reach)| Part {
            node: selection.node,
            scope: selection.scope,
            delegation: of(selection),
            reach,
        });
        let parts = parts.collect();
        (whole, parts)
    }
}

/// Returns what a group's name comes to, `%{GLOBAL}` being the empty one.
fn delegation(group: Vec<u8>, because: NodeId) -> Delegation {
    match group.as_slice() {
        [] => Delegation::Embedded(Some(because)),
        [b'%', ..] => Delegation::Undecided(because),
        _ => Delegation::Daemon { group, because },
    }
}
