//! A process group of another virtual host.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD202",
    name: "group-out-of-reach",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "a process group is selected that belongs to another virtual host: every request gets a 500",
    page: Page {
        finds: "A process group that is defined in one virtual host and selected in another that has not exactly the same \
            `ServerName`.",
        matters: "Such a group serves its own virtual host and those of the same `ServerName` only; aliases do not count, \
            and case does. For others mod_wsgi answers 500 and logs \"cannot be accessed by this WSGI application\". httpd \
            starts all the same.",
        example: "<VirtualHost *:80>\n  ServerName shop.example\n  WSGIDaemonProcess shop\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n</VirtualHost>\n\
            <VirtualHost *:80>\n  ServerName www.shop.example\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n</VirtualHost>\n",
        instead: "WSGIDaemonProcess shop\n<VirtualHost *:80>\n  ServerName shop.example\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n</VirtualHost>\n\
            <VirtualHost *:80>\n  ServerName www.shop.example\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n</VirtualHost>\n",
        remedy: "Move the `WSGIDaemonProcess` out of the virtual host, before the first line that names the group.",
        leave: "Never: nobody is served.",
        sure: "It is what `wsgi-daemonize which` answers for the URL, and that is compared with a real server.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let found = facts.by_deciding_line(|asked| is_out_of_reach(facts, asked));
    found
        .into_iter()
        .filter_map(|asked| draft(facts, &asked))
        .collect()
}

fn is_out_of_reach(facts: &Facts<'_>, asked: &Asked<'_>) -> bool {
    let group = asked.answer.process_group.as_deref().unwrap_or_default();
    facts.inventory.daemon(group).is_some()
        && !asked.is_fenced_off(facts)
        && asked.fails_by(Status::Unreachable, facts)
}

fn draft(facts: &Facts<'_>, asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let group = first.answer.process_group.as_deref()?;
    let daemon = facts.inventory.daemon(group)?;
    let name = printable(group);
    let message = format!(
        "the process group `{name}` is out of reach here: requests for {} get a 500",
        called(asked)
    );
    let host = facts.config.server_name(daemon.server).map(printable);
    let defined = match host {
        Some(host) => format!("it is defined in the virtual host `{host}`"),
        None => "it is defined in another virtual host".to_owned(),
    };
    Some(
        Draft::new(&RULE, first.decided_at(facts), message)
            .because(Spot::directive(daemon.node), defined)
            .help("move the definition to the main server, before the first line that names it"),
    )
}
