//! [`AssignedUsers`]: the users as whom requests of virtual hosts run, where a module gives each its own.
//!
//! With mpm-itk, one of httpd's processes is another user as soon as it has read a request. As that user it connects to the
//! socket of a process group, which belongs to one user alone: to all others it is closed, and they answer 503 (measured with
//! mpm-itk 2.4.7; mod_wsgi wsgi_daemon.c: `wsgi_setup_socket`). So no process group serves two of them.

use std::collections::BTreeMap;

use super::daemon_process::DaemonProcess;
use crate::httpd::{ConfigTree, Directive, NodeId, ServerConfig, ServerId};
use crate::source::printable;
use crate::syntax::Words;

/// The module whose lines are followed.
const FOLLOWED: &[u8] = b"mpm_itk_module";
/// The others that do such things.
const OTHERS: &[&[u8]] = &[b"ruid2_module", b"privileges_module"];

/// A user and a group that a line names for requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignedUser {
    /// The user, by name or as `#number`.
    pub user: Vec<u8>,
    /// The group.
    pub group: Vec<u8>,
    /// The line.
    pub node: NodeId,
}

/// Why it cannot be told as whom requests run, and the line that is the reason.
pub type Unclear = (String, NodeId);

/// As whom requests run, by server.
#[derive(Clone, Debug, Default)]
pub struct AssignedUsers {
    /// The line that loads a module whose lines are not followed.
    unfollowed: Option<Unclear>,
    servers: BTreeMap<ServerId, Assigned>,
}

/// What the lines of one server say.
#[derive(Clone, Debug, Default)]
struct Assigned {
    user: Option<AssignedUser>,
    unclear: Option<Unclear>,
}

impl AssignedUsers {
    pub(super) fn of(tree: &ConfigTree, config: &ServerConfig) -> Self {
        let mut users = Self::default();
        let is_loaded = |module: &[u8]| tree.modules.by_identifier(module).is_some();
        if let Some(module) = OTHERS.iter().find(|module| is_loaded(module)) {
            users.unfollowed = load_line(tree, module).map(|node| {
                let module = printable(module);
                let why = format!(
                    "`{module}` lets virtual hosts have users of their own, who cannot connect to a common group, and its \
                     lines are not followed here"
                );
                (why, node)
            });
        } else if is_loaded(FOLLOWED) {
            let headers: BTreeMap<NodeId, ServerId> = config
                .servers()
                .filter_map(|(id, server)| Some((server.header?, id)))
                .collect();
            for directive in tree.directives() {
                users.take(tree, &headers, directive);
            }
        }
        users
    }

    /// Takes a directive; the last one of a server counts, and an expression counts before all.
    fn take(
        &mut self,
        tree: &ConfigTree,
        headers: &BTreeMap<NodeId, ServerId>,
        directive: Directive<'_>,
    ) {
        let is = |name: &[u8]| directive.name.eq_ignore_ascii_case(name);
        let is_expression = is(b"AssignUserIDExpr") || is(b"AssignGroupIDExpr");
        if !is(b"AssignUserID") && !is_expression {
            return;
        }
        let sections: Vec<_> = tree.sections_around(directive.id).collect();
        let server = sections.iter().find_map(|section| headers.get(&section.id));
        let server = server.copied().unwrap_or(ServerId::MAIN);
        let is_for_all = sections
            .iter()
            .all(|section| headers.contains_key(&section.id));
        let assigned = self.servers.entry(server).or_default();
        let mut words = Words::new(directive.arguments);
        match (words.next(), words.next()) {
            (Some(user), Some(group)) if is_for_all && !is_expression => {
                assigned.user = Some(AssignedUser {
                    user: user.into_owned(),
                    group: group.into_owned(),
                    node: directive.id,
                });
            }
            _ => {
                let name = printable(directive.name);
                let why = format!(
                    "`{name}` makes some requests run as another user than others of the same virtual host, and the \
                     socket of a process group belongs to one user"
                );
                assigned.unclear = Some((why, directive.id));
            }
        }
    }

    /// Returns whether all requests run as httpd's `User`.
    pub fn is_empty(&self) -> bool {
        self.unfollowed.is_none() && self.servers.is_empty()
    }

    /// Returns as whom the requests of a server run, if not as httpd's `User`. What a virtual host does not say, the main
    /// server says for it (measured).
    pub fn of_server(&self, server: ServerId) -> Result<Option<&AssignedUser>, &Unclear> {
        if let Some(unfollowed) = &self.unfollowed {
            return Err(unfollowed);
        }
        let own = self.servers.get(&server);
        let main = self.servers.get(&ServerId::MAIN);
        let mut unclear = [own, main].into_iter().flatten();
        if let Some(unclear) = unclear.find_map(|assigned| assigned.unclear.as_ref()) {
            return Err(unclear);
        }
        let user = |assigned: Option<&'_ Assigned>| assigned.is_some_and(|own| own.user.is_some());
        let from = if user(own) { own } else { main };
        Ok(from.and_then(|assigned| assigned.user.as_ref()))
    }

    /// Returns whether a process group's socket is open to requests of a server, as far as the lines tell.
    pub fn may_connect(&self, server: ServerId, daemon: &DaemonProcess) -> bool {
        let Ok(assigned) = self.of_server(server) else {
            return true;
        };
        let owner = daemon.option("socket-user");
        match (assigned, owner) {
            (Some(assigned), Some(owner)) => {
                let is_number = |name: &[u8]| name.starts_with(b"#");
                assigned.user == owner || is_number(&assigned.user) != is_number(owner)
            }
            (Some(_), None) => false,
            // Which of the two is httpd's `User` is not asked.
            (None, _) => true,
        }
    }
}

fn load_line(tree: &ConfigTree, module: &[u8]) -> Option<NodeId> {
    let mut loads = tree.directives().filter(|directive| {
        directive.name.eq_ignore_ascii_case(b"LoadModule")
            && *directive.first_word().unwrap_or_default() == *module
    });
    loads.next().map(|directive| directive.id)
}
