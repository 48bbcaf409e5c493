//! A user of a process group whose own home is not there.

use std::path::Path;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::bytes_path;
use crate::source::{Text, printable};
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD610",
    name: "user-without-home",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "the user of a process group has no home directory, and no `home=` says another: its processes die",
    page: Page {
        finds: "A `user=` without a `home=`, where `/etc/passwd` gives the user a home directory that does not exist, as \
            for `nobody`.",
        matters: "A process group with a user of its own starts in the home directory of that user. Where there is none, the \
            process ends after 20 seconds and is started again, for ever, and requests wait until they time out.",
        example: "# /etc/passwd: shop:x:990:990::/nonexistent:/usr/sbin/nologin\n\
            WSGIDaemonProcess shop user=shop group=shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /etc/passwd: shop:x:990:990::/nonexistent:/usr/sbin/nologin\n\
            WSGIDaemonProcess shop user=shop group=shop home=/\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write `home=` with a directory that the user may enter; `home=/` is right for most.",
        leave: "Never: no process comes up.",
        sure: "Measured with mod_wsgi 4.9.4. It looks at `/etc/passwd` only, and speaks only where mod_wsgi's module and the \
            directory around the missing one are there.",
    },
    needs: Needs::Files,
    find,
};

/// The home directory that Debian gives to users that are to have none.
const NO_HOME: &[u8] = b"/nonexistent";

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    let mut own = groups
        .filter(|group| group.option("user").is_some() && group.option("home").is_none())
        .peekable();
    let passwd = own
        .peek()
        .and_then(|_| facts.read(Path::new("/etc/passwd")));
    let Some(passwd) = passwd else {
        return Vec::new();
    };
    let apache = facts.user_of_apache();
    // Apache's own user changes to no directory, and what is in a jail is not what is looked at here.
    own.filter(|group| group.option("user") != apache.as_deref())
        .filter(|group| group.option("chroot").is_none())
        .filter_map(|group| draft(facts, group, &passwd))
        .collect()
}

fn draft(facts: &Facts<'_>, group: &DaemonProcess, passwd: &Text) -> Option<Draft> {
    let user = group.option("user")?;
    let home = home_of(passwd, user)?;
    let path = bytes_path(home);
    let is_missing = match home {
        NO_HOME => facts.is_of_this_machine() && !facts.is_directory(path),
        _ => facts.lacks(path),
    };
    is_missing.then(|| {
        let (user, home) = (printable(user), printable(home));
        let message = format!("the home directory `{home}` of `{user}` is not there");
        Draft::new(&RULE, Spot::option(group.node, b"user"), message)
            .label("the processes cannot start in it, and die")
            .help("add `home=` with a directory that is there, such as `home=/`")
    })
}

/// Returns the sixth field of the user's line, by name or `#uid`.
fn home_of<'p>(passwd: &'p Text, user: &[u8]) -> Option<&'p [u8]> {
    let mut lines = passwd.split(|byte| *byte == b'\n');
    lines.find_map(|line| {
        let fields: Vec<&[u8]> = line.split(|byte| *byte == b':').collect();
        let [name, _, id, _, _, home, ..] = fields.as_slice() else {
            return None;
        };
        let is_it = *name == user || user.strip_prefix(b"#") == Some(*id);
        (is_it && home.starts_with(b"/")).then_some(*home)
    })
}
