//! What applications are called: by their ids, which a person can write behind `--application`, and by what an id does not
//! tell.

use super::situation::Situation;
use crate::httpd::{NodeId, ServerId};
use crate::source::printable;
use crate::wsgi::{Application, Mechanism, Mounted};

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

    /// Returns an application for a person by the name that is its own, where twins elsewhere have another lot.
    pub(super) fn label_alone(&self, application: &Application) -> String {
        let Application {
            mechanism,
            node,
            server,
            ..
        } = *application;
        let own = self.inventory.keys().with_port(node);
        let id = own.unwrap_or_else(|| self.inventory.key(application));
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
