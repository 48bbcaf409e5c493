//! Users and groups that httpd asks for when it starts, and that the machine does not have.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::refusal::{Mistake, Refusal};
use crate::httpd::catalog::wsgi::{ValueKind, WsgiOption};
use crate::httpd::{NodeId, ServerId};
use crate::source::printable;
use crate::wsgi::{Account, Accounts, DaemonProcess, GROUP, PASSWD};

/// Returns what httpd refuses because of them (server/util.c: `ap_uname2id`, `ap_gname2id`; mod_wsgi wsgi_daemon.c:
/// `wsgi_add_daemon_process`), besides what it refuses anyway. Only where the server is at home on the machine, and its files
/// know all users and groups.
pub(super) fn unknown_accounts(facts: &Facts<'_>, besides: &[Refusal]) -> Vec<Refusal> {
    let mut asked = asked(facts).peekable();
    if asked.peek().is_none() || !facts.is_of_this_machine() {
        return Vec::new();
    }
    let accounts = Accounts::of(facts.host);
    let refused = asked.filter(|(node, ..)| {
        let mut others = besides.iter();
        !others.any(|refusal| refusal.node == Some(*node))
    });
    // Many groups run as one user.
    let mut messages = BTreeMap::new();
    let mut found: Vec<Refusal> = Vec::new();
    for (node, option, name) in refused {
        let is_named = found.last().is_some_and(|last| last.node == Some(node));
        let of_name = messages.entry((option.name, name.clone()));
        let message = of_name.or_insert_with(|| message(accounts, option, &name));
        if let Some(message) = message.clone().filter(|_| !is_named) {
            found.push(Refusal {
                mistake: Mistake::Other,
                node: Some(node),
                place: Some(facts.tree.directive(node).place),
                message: message.into_bytes(),
            });
        }
    }
    found
}

/// A line, the option that names somebody, and the name.
type Named<'f> = (NodeId, &'f WsgiOption, Vec<u8>);

fn asked<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = Named<'f>> {
    let groups = facts.inventory.daemons.iter().flat_map(of_group);
    let main = facts.config.named(&["User", "Group"]).into_iter();
    let main = main.filter(|effective| effective.scope.server == ServerId::MAIN);
    let servers = main.filter_map(|effective| {
        let directive = facts.tree.directive(effective.node);
        // As whom Apache itself runs; its numbers need no name.
        let option = match &*directive.lower_name() {
            b"user" => WsgiOption::named("script-user")?,
            b"group" => WsgiOption::named("group")?,
            _ => return None,
        };
        let name = directive.first_word()?.into_owned();
        let is_plain = !name.starts_with(b"#") && !name.contains(&b'$');
        is_plain.then_some((effective.node, option, name))
    });
    servers.chain(groups)
}

fn of_group(group: &DaemonProcess) -> impl Iterator<Item = Named<'_>> {
    let node = group.node;
    group.options.iter().flat_map(move |(name, value)| {
        let known = std::str::from_utf8(name).ok().and_then(WsgiOption::named);
        let names: Vec<&[u8]> = match known.map(|known| known.value) {
            Some(ValueKind::User | ValueKind::Group) => vec![value.as_slice()],
            // The last of them is the one in front of an empty one.
            Some(ValueKind::Groups) => {
                let names = value.split(|byte| *byte == b',');
                names.take_while(|name| !name.is_empty()).collect()
            }
            _ => Vec::new(),
        };
        let names = names.into_iter().filter(|name| !name.contains(&b'$'));
        names.filter_map(move |name| Some((node, known?, name.to_owned())))
    })
}

fn message(accounts: Accounts<'_>, option: &WsgiOption, name: &[u8]) -> Option<String> {
    let (file, kind) = match option.value {
        ValueKind::User => (PASSWD, "user"),
        _ => (GROUP, "group"),
    };
    if option.name == "user"
        && let Account::Found(fields) = accounts.look_up(file, name)
        && fields.get(1).is_some_and(|id| id == b"0")
    {
        return Some("WSGI process blocked from running as root.".to_owned());
    }
    let by_number = match option.name {
        "user" => Some("Couldn't determine user name from uid."),
        "socket-user" => Some("Couldn't determine user name from socket user."),
        "script-user" => Some("Couldn't determine uid from script user."),
        "script-group" => Some("Couldn't determine gid from script group."),
        _ => None,
    };
    let message = if name.starts_with(b"#") {
        by_number?.to_owned()
    } else {
        format!("bad {kind} name {}", printable(name))
    };
    accounts.surely_lack(file, name).then_some(message)
}
