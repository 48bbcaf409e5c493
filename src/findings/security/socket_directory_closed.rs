//! A directory for sockets that Apache may not enter.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Directive, merge};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD706",
    name: "socket-directory-closed",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "Apache may not enter the directory for the sockets of process groups: every request gets a 503",
    page: Page {
        finds: "A `WSGISocketPrefix` in or below a directory that only its owner may enter, such as `logs` on Red Hat, where the \
            owner is not Apache's user.",
        matters: "The sockets are made by root, so httpd starts. The processes that serve requests connect to them as Apache's \
            user, and cannot get through the directory: every request gets a 503, and the log says \"Permission denied … \
            Unable to connect to WSGI daemon process\".",
        example: "#@ directory /var/log/httpd\n#@ mode 0700 /var/log/httpd\n\
            WSGISocketPrefix /var/log/httpd/wsgi\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "#@ directory /run/httpd\nWSGISocketPrefix /run/httpd/wsgi\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Name a directory that only root may write to and that Apache's user may enter: `WSGISocketPrefix run/wsgi` on \
            Red Hat.",
        leave: "Never: nobody is served.",
        sure: "Measured with mod_wsgi 4.9.4, 5.0.2 and 6.0.5. Apache's user is looked up in `/etc/passwd`. A directory that some \
            group may enter is not found, and nothing is where virtual hosts have users of their own.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let prefixes = facts.named("WSGISocketPrefix");
    let last = prefixes.last();
    let last = last.filter(|_| !facts.inventory.daemons.is_empty());
    let draft = last.and_then(|(_, directive)| draft(facts, directive));
    draft.into_iter().collect()
}

fn draft(facts: &Facts<'_>, directive: Directive<'_>) -> Option<Draft> {
    let prefix = directive.first_word()?;
    let prefix = merge(&facts.tree.server_root, &prefix);
    let directory = facts.host.real_path(prefix.parent()?).ok()?;
    let closed = facts.entry()?.closed_above(&directory.join("socket"))?;
    let message = format!(
        "Apache may not enter `{}`: requests for process groups get a 503",
        closed.display()
    );
    let draft = Draft::new(&RULE, Spot::word(directive.id, 1), message);
    Some(draft.help("name a directory that only root may write to and that Apache may enter"))
}
