//! Sockets of process groups in a directory where everybody may write.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;

/// Directories in which everybody may write, on every machine.
const SHARED: [&[u8]; 3] = [b"/tmp", b"/var/tmp", b"/dev/shm"];

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD702",
    name: "shared-socket-directory",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "the sockets of process groups are in a directory where everybody may write",
    page: Page {
        finds: "A `WSGISocketPrefix` directly in `/tmp`, `/var/tmp` or `/dev/shm`, where there are process groups.",
        matters: "The names of the sockets can be told beforehand: whoever may write there can put something of that name in the \
            way, and httpd's process groups do not come up. Services that clean such directories take the sockets away while \
            httpd runs, and every request gets a 503 from then on; with `PrivateTmp` of systemd they are not even where they \
            seem to be.",
        example: "WSGISocketPrefix /tmp/wsgi\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGISocketPrefix /run/httpd/wsgi\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Name a directory that only root may write to and that Apache's user may enter, such as `/run/apache2/wsgi` on \
            Debian or `/run/httpd/wsgi` on Red Hat.",
        leave: "Nobody else has an account on the machine, and nothing cleans the directory: as in a container.",
        sure: "These three directories are open to everybody on every machine; the rights of others, and of those below them, are \
            not looked at.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    if facts.inventory.daemons.is_empty() {
        return Vec::new();
    }
    let prefixes = facts.named("WSGISocketPrefix");
    let drafts = prefixes.filter_map(|(effective, directive)| {
        let prefix = directive.first_word()?;
        let shared = SHARED
            .iter()
            .find(|shared| is_directly_in(&prefix, shared))?;
        let message = format!(
            "everybody may write to `{}`, where the sockets are",
            printable(shared)
        );
        let draft = Draft::new(&RULE, Spot::word(effective.node, 1), message)
            .help("name a directory that only root may write to, such as `/run/httpd`");
        Some(draft)
    });
    drafts.collect()
}

/// Returns whether a path is that of something in a directory. What is further below may be closed to others.
fn is_directly_in(path: &[u8], directory: &[u8]) -> bool {
    let rest = path.strip_prefix(directory);
    let name = rest.and_then(|rest| rest.strip_prefix(b"/"));
    name.is_some_and(|name| !name.contains(&b'/'))
}
