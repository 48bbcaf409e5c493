//! What applications are called: by their ids, which a person can write behind `--application`, and by what an id does not
//! tell.

use std::collections::BTreeMap;

use super::situation::Situation;
use crate::httpd::{NodeId, ServerId};
use crate::source::printable;
use crate::wsgi::{Application, ApplicationId, Mechanism, Mounted};

/// Applications with which the same is done.
pub(super) struct Lot<'server> {
    /// How many of their lines have each key.
    lines: BTreeMap<&'server str, usize>,
}

impl<'server> Lot<'server> {
    pub(super) fn of(
        situation: &Situation<'server>,
        applications: impl IntoIterator<Item = ApplicationId>,
    ) -> Self {
        let inventory = situation.inventory;
        let mut lines = BTreeMap::new();
        for id in applications {
            let key = inventory.key(inventory.application(id));
            *lines.entry(key).or_default() += 1;
        }
        Self { lines }
    }
}

impl Situation<'_> {
    /// Returns an application for a person, by the id that it shares with its twins: what a plan does with one of them is told
    /// by the line.
    pub fn label(&self, application: &Application) -> String {
        let Application {
            mechanism,
            node,
            server,
            ..
        } = *application;
        self.called(self.inventory.key(application), mechanism, node, server)
    }

    /// Returns an application for a person: by the id that it shares with its twins if all of them have the same lot, else by
    /// the one that is its own.
    pub(super) fn label_in(&self, lot: &Lot<'_>, application: &Application) -> String {
        let keys = self.inventory.keys();
        let key = keys.key(application.node);
        let own = keys.with_port(application.node);
        let is_of_all = lot.lines.get(key) == Some(&keys.lines_of(key));
        let id = own.filter(|_| !is_of_all).unwrap_or(key);
        let Application {
            mechanism,
            node,
            server,
            ..
        } = *application;
        self.called(id, mechanism, node, server)
    }

    /// Returns an application as one server has it, for a person, by its own id.
    pub(super) fn label_of(&self, mounted: &Mounted) -> String {
        let Mounted {
            mechanism,
            node,
            defined_in,
            ..
        } = *mounted;
        self.called(&mounted.id, mechanism, node, defined_in)
    }

    fn called(&self, id: &str, mechanism: Mechanism, node: NodeId, server: ServerId) -> String {
        let whose = self.whose(mechanism, node, server);
        match mechanism {
            Mechanism::ScriptAlias => format!("{id}{whose}"),
            Mechanism::ScriptAliasMatch => format!("`{id}`{whose}"),
            Mechanism::HandlerScript => format!("the handler `{id}`{whose}"),
            Mechanism::Handler | Mechanism::RewriteRule => {
                if self.is_for_htaccess(node) {
                    return format!("the scripts of .htaccess files (`{id}`{whose})");
                }
                let directive = self.tree.directive(node);
                let name = printable(directive.name);
                let section = directive.section.map(|header| self.tree.name_of(header));
                let section = section.filter(|name| !is_virtual_host(name));
                let section = section.map(|name| format!(" in {}>", printable(name)));
                let section = section.unwrap_or_default();
                format!("the scripts of `{name}`{section} (`{id}`{whose})")
            }
        }
    }

    /// Returns whether a line lets `.htaccess` files make scripts of files.
    pub(super) fn is_for_htaccess(&self, node: NodeId) -> bool {
        let name = self.tree.name_of(node).get(..13);
        name.is_some_and(|name| name.eq_ignore_ascii_case(b"AllowOverride"))
    }

    /// Says which servers have what a line of the main server mounts.
    fn whose(&self, mechanism: Mechanism, node: NodeId, server: ServerId) -> &'static str {
        if server != ServerId::MAIN {
            return "";
        }
        if self.config.servers().nth(1).is_none() {
            return " of the main server";
        }
        let all = &self.inventory.applications;
        let is_replaced = mechanism == Mechanism::HandlerScript && {
            let own = all.iter().find(|own| own.node == node);
            let is_own = |other: &Application| {
                other.mechanism == mechanism
                    && other.server != ServerId::MAIN
                    && other.section.is_none()
                    && own.is_some_and(|own| other.mount.eq_ignore_ascii_case(&own.mount))
            };
            all.iter().any(is_own)
        };
        if is_replaced {
            " of every virtual host without its own"
        } else {
            " of every virtual host"
        }
    }
}

fn is_virtual_host(header: &[u8]) -> bool {
    header.eq_ignore_ascii_case(b"<VirtualHost")
}
