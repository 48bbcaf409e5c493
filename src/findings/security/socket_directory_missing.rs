//! A directory for the sockets of process groups that is not there.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::machine::plain_path;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Directive, bytes_path};
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD703",
    name: "socket-directory-missing",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "the directory for the sockets of process groups is not there: every request gets a 503",
    page: Page {
        finds: "A `WSGISocketPrefix` in a directory that does not exist.",
        matters: "The value is the beginning of a path, and its directory has to be there. Where it is not, httpd starts, no \
            process group gets a socket, and every request for one gets a 503; the log says \"Unable to connect to WSGI \
            daemon process\". `apachectl configtest` does not see it.",
        example: "#@ directory /var/lib/httpd\n\
            WSGISocketPrefix /var/lib/httpd/sockets/wsgi\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "#@ directory /var/lib/httpd/sockets\n\
            WSGISocketPrefix /var/lib/httpd/sockets/wsgi\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Make the directory, so that Apache's user may enter it, or name another one.",
        leave: "The directory is made before httpd starts.",
        sure: "Measured with mod_wsgi 4.9.4. Directories in `/run` and `/var/run` are not looked at, since they come and go \
            with their service. It speaks only where mod_wsgi's module and the directory around the missing one are there.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    if facts.inventory.daemons.is_empty() {
        return Vec::new();
    }
    let prefixes = facts.named("WSGISocketPrefix");
    prefixes
        .filter_map(|(_, directive)| draft(facts, directive))
        .collect()
}

fn draft(facts: &Facts<'_>, directive: Directive<'_>) -> Option<Draft> {
    let prefix = directive.first_word()?;
    let end = prefix.iter().rposition(|byte| *byte == b'/')?;
    let directory = prefix.get(..end)?;
    let is_passing = directory.starts_with(b"/run") || directory.starts_with(b"/var/run");
    let path = plain_path(&prefix).map(|_| bytes_path(directory))?;
    (!is_passing && facts.lacks(path)).then(|| {
        let message = format!(
            "the directory `{}` is not there: requests for process groups get a 503",
            printable(directory)
        );
        Draft::new(&RULE, Spot::word(directive.id, 1), message)
            .help("make the directory, or name another one")
    })
}
