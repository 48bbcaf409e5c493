//! One application in two process groups.

use std::collections::BTreeMap;

use crate::findings::draft::Draft;
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD504",
    name: "group-for-each-twin",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "one application runs in two process groups: for plain and for encrypted requests",
    page: Page {
        finds: "The same script at the same place of two virtual hosts with the same name, in different \
            process groups.",
        matters: "The application is loaded twice as often as it has to be: each group has its own \
            processes. And what one of them caches the other does not see.",
        example: "WSGIDaemonProcess shop\n\
            WSGIDaemonProcess shop-tls\n\
            <VirtualHost *:80>\n\
            \u{20} ServerName shop.example\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n\
            </VirtualHost>\n\
            <VirtualHost *:443>\n\
            \u{20} ServerName shop.example\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop-tls\n\
            </VirtualHost>\n",
        instead: "WSGIDaemonProcess shop\n\
            <VirtualHost *:80>\n\
            \u{20} ServerName shop.example\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n\
            </VirtualHost>\n\
            <VirtualHost *:443>\n\
            \u{20} ServerName shop.example\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n\
            </VirtualHost>\n",
        remedy: "Delegate both to one group.",
        leave: "The two are to be kept apart, for instance with different users.",
        sure: "It is what `wsgi-daemonize inspect` answers for both.",
    },
    needs: Needs::Server,
    find,
};

/// The name of a server, a mount, and what is mounted there.
type Mount<'s> = (&'s [u8], &'s [u8], &'s [u8]);

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut first: BTreeMap<Mount<'_>, Asked<'_>> = BTreeMap::new();
    let mut drafts = Vec::new();
    let whole = facts.asked().filter(|asked| asked.part.is_none());
    for asked in whole.filter(|asked| asked.answer.status == Status::Daemon) {
        let name = facts.config.server(asked.mounted.server).name.as_ref();
        let (Some((name, _)), Some(script)) = (name, asked.mounted.script.as_deref()) else {
            continue;
        };
        let key = (name.as_slice(), asked.mounted.mount.as_slice(), script);
        let twin = first.entry(key).or_insert(asked);
        if twin.answer.process_group != asked.answer.process_group {
            let message = format!("{} runs in two process groups", called(&[asked]));
            drafts.push(
                Draft::new(&RULE, asked.decided_at(facts), message)
                    .because(twin.decided_at(facts), "here it is another one")
                    .help("delegate both to one group"),
            );
        }
    }
    drafts
}
