//! A script that is not there.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::machine::plain_path;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::merge;
use crate::source::printable;
use crate::wsgi::{Application, Mechanism, Target};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD608",
    name: "script-missing",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "the script of an application is not there: requests get a 404 or a 403",
    page: Page {
        finds: "A `WSGIScriptAlias` whose script does not exist, although the directory around it does; \
            or one behind a link that leads to nothing.",
        matters: "httpd starts, and every request for the application gets a 404; the log says \"Target WSGI script not found\". \
            Behind such a link it is a 403 (\"Symbolic link not allowed or link target not accessible\"). `apachectl configtest` \
            does not see it.",
        example: "# /srv/shop/wsgi.py: x\n\
            WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/wsgi.py: x\n\
            WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/wsgi.py process-group=shop\n",
        remedy: "Write the path of the script as it is, let the link lead to what is meant, or take the line away.",
        leave: "The script is put there later.",
        sure: "Measured with mod_wsgi 4.9.4. It speaks only where mod_wsgi's module and the directory around the script are \
            there, so not for a configuration that is checked on another machine.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let aliases = facts.inventory.applications.iter();
    aliases
        .filter_map(|application| draft(facts, application))
        .collect()
}

fn draft(facts: &Facts<'_>, application: &Application) -> Option<Draft> {
    let is_alias = application.mechanism == Mechanism::ScriptAlias;
    if !is_alias || application.target != Target::Missing {
        return None;
    }
    let path = merge(&facts.tree.server_root, &application.path);
    plain_path(crate::httpd::path_bytes(&path))?;
    let draft = |message| Draft::new(&RULE, Spot::word(application.node, 2), message);
    if let Some(link) = facts.link_to_nothing(&path) {
        let link = link.display();
        let message = format!("`{link}` is a link to nothing: requests get a 403");
        return Some(draft(message).help("let the link lead to what is meant"));
    }
    facts.lacks(&path).then(|| {
        let path = printable(&application.path);
        let message = format!("the script `{path}` is not there: requests get a 404");
        draft(message).help("write the path of the script as it is")
    })
}
