//! What an operator should know of the process groups that are there, and of those that move.

use crate::host::{Kind, Opened};
use crate::httpd::catalog::wsgi::{ValueKind, WsgiOption};
use crate::httpd::{ServerId, bytes_path};
use crate::migration::judgement::Judgement;
use crate::migration::situation::Situation;
use crate::migration::timeouts::Timeouts;
use crate::source::printable;

/// Says which numbers do not count as they look: C's `atoi` stops at the first byte that is no digit (mod_wsgi
/// wsgi_daemon.c: `wsgi_add_daemon_process`).
pub(super) fn of_numbers(situation: &Situation<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    for daemon in &situation.inventory.daemons {
        for (name, value) in &daemon.options {
            let Some(unit) = unit_of(name) else { continue };
            let number = value.strip_prefix(b"-").unwrap_or(value);
            let digits = number.iter().take_while(|byte| byte.is_ascii_digit());
            let digits = digits.count();
            if digits == number.len() && digits > 0 {
                continue;
            }
            let counts = number.get(..digits).unwrap_or_default();
            let counts = if counts.is_empty() { b"0" } else { counts };
            notes.push(format!(
                "`{}={}` of `{}` ({}) counts as {}{unit}: numbers have no units",
                printable(name),
                printable(value),
                printable(&daemon.name),
                situation.at_node(daemon.node),
                printable(counts),
            ));
        }
    }
    notes
}

/// Returns the unit of an option that is a number.
fn unit_of(option: &[u8]) -> Option<&'static str> {
    let option = WsgiOption::named(std::str::from_utf8(option).ok()?)?;
    match option.value {
        ValueKind::Number(numbers) => Some(numbers.unit),
        _ => None,
    }
}

/// Says which groups cannot start, because the home directory of their user is missing and nothing else is said (mod_wsgi
/// wsgi_daemon.c: `wsgi_setup_access`; httpd answers 503 then).
pub(super) fn of_homes(situation: &Situation<'_>) -> Vec<String> {
    let named = situation.inventory.daemons.iter();
    let mut named = named
        .filter(|daemon| daemon.option("user").is_some())
        .peekable();
    if named.peek().is_none() {
        return Vec::new();
    }
    let Ok(Opened::File(passwords)) = situation.host.open(bytes_path(b"/etc/passwd")) else {
        return Vec::new();
    };
    let apache = situation.user_of_apache();
    let notes = named.filter_map(|daemon| {
        let user = daemon.option("user")?;
        if daemon.option("home").is_some()
            || daemon.option("chroot").is_some()
            || apache.as_deref() == Some(user)
        {
            return None;
        }
        let home = home_of(&passwords, user)?;
        let is_there = matches!(situation.host.kind(bytes_path(home)), Ok(Kind::Directory));
        (!is_there).then(|| {
            format!(
                "`{}` ({}): the home directory `{}` of its user `{}` is not there, so its processes cannot start; give it \
                 `home=/`",
                printable(&daemon.name),
                situation.at_node(daemon.node),
                printable(home),
                printable(user)
            )
        })
    });
    notes.collect()
}

/// Returns the home directory in the line of a user, by name or `#uid`.
fn home_of<'text>(passwords: &'text [u8], user: &[u8]) -> Option<&'text [u8]> {
    let lines = passwords.split(|byte| *byte == b'\n');
    lines
        .map(|line| line.split(|byte| *byte == b':').collect::<Vec<_>>())
        .find_map(|fields| match fields.as_slice() {
            [name, _, uid, _, _, home, ..] => {
                let is_user = *name == user || user.strip_prefix(b"#") == Some(*uid);
                is_user.then_some(*home)
            }
            _ => None,
        })
}

/// Says which moved groups get another time limit: a process waits for httpd as long as the `Timeout` of the server says in
/// which its group is defined (mod_wsgi wsgi_daemon.c: `wsgi_daemon_main`; mod_wsgi.md 4.5).
pub(super) fn of_timeouts(situation: &Situation<'_>, judgement: &Judgement) -> Vec<String> {
    let timeouts = Timeouts::of(situation);
    let main = timeouts.said_by(ServerId::MAIN).unwrap_or(b"60");
    let moved = judgement.hoisted.keys();
    let moved = moved.filter_map(|node| situation.inventory.daemon_at(*node));
    let without = moved.filter(|daemon| daemon.option("socket-timeout").is_none());
    let notes = without.filter_map(|daemon| {
        let own = timeouts.said_by(daemon.server)?;
        (own != main).then(|| {
            format!(
                "`{}`: its processes had the Timeout of their virtual host, {} seconds; in the main server they have {}, \
                 unless it gets `socket-timeout={}`",
                printable(&daemon.name),
                printable(own),
                printable(main),
                printable(own)
            )
        })
    });
    notes.collect()
}
