//! Python in every process of Apache, although everything is delegated.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD501",
    name: "python-in-every-child",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "every application is delegated, and Python is still started in every process of Apache",
    page: Page {
        finds: "A server on which every application runs in a process group, without `WSGIRestrictEmbedded On`.",
        matters: "mod_wsgi starts Python in each process of Apache, in case an application should run there. None does: \
            some 4 MB of each process are for nothing (measured with mod_wsgi 4.9.4 and Python 3.11). And an application that \
            loses its delegation by a mistake runs there unnoticed.",
        example: "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write `WSGIRestrictEmbedded On` once, outside of all sections; `wsgi-daemonize plan` does, and proves that no \
            application is lost. `check --diff` leaves that to it.",
        leave: "Applications are to be added that run in Apache's own processes.",
        sure: "It says nothing when some file could not be read, when a script of mod_wsgi needs Python there, or when of one \
            application it is not known where it runs.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let embedding = &facts.overview.embedding;
    let htaccess = &facts.inventory.htaccess;
    let applies = facts.is_whole()
        && facts.refusals().is_empty()
        && embedding.python_in_children == Some(true)
        && embedding.restrictions.iter().all(|(_, on)| !on)
        && embedding.causes.is_empty()
        && htaccess.hooks.is_empty()
        && all_delegated(facts);
    let first = facts.overview.groups.first();
    let Some(first) = first.filter(|_| applies) else {
        return Vec::new();
    };
    let message =
        "every application is delegated, and Python is still started in every process of Apache";
    let off = embedding.restrictions.first();
    let draft = match off {
        Some((node, _)) => Draft::new(&RULE, Spot::directive(*node), message)
            .label("this is the default")
            .help("say `On`"),
        None => Draft::new(&RULE, Spot::directive(first.daemon.node), message)
            .label("the process groups are defined from here on")
            .help("write `WSGIRestrictEmbedded On` outside of all sections"),
    };
    vec![draft]
}

fn all_delegated(facts: &Facts<'_>) -> bool {
    let mut asked = facts.asked().peekable();
    asked.peek().is_some() && asked.all(|asked| asked.answer.status == Status::Daemon)
}
