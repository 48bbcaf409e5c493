//! An application that is not delegated while embedded mode is restricted.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::{EmbeddedMode, Mechanism, Status};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD102",
    name: "refused-application",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "an application is not delegated while embedded mode is restricted: every request gets a 500",
    page: Page {
        finds: "An application that no line delegates to a process group, on a server with `WSGIRestrictEmbedded On`.",
        matters: "mod_wsgi answers every request for it with 500 and logs \"Embedded mode of mod_wsgi disabled by runtime \
            configuration\". httpd starts all the same, and `apachectl configtest` does not see it.",
        example: "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias /old /srv/shop/old.wsgi\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias /old /srv/shop/old.wsgi process-group=shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write `process-group=NAME` on the line that mounts the application; `wsgi-daemonize plan` does.",
        leave: "Never: nobody is served. An application that is not needed any more is better taken away.",
        sure: "It is what `wsgi-daemonize which` answers for its URL, and that is compared with a real server.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let refused = facts
        .by_line(|asked| asked.fails_by(Status::Refused, facts))
        .into_iter();
    refused.filter_map(|asked| draft(facts, &asked)).collect()
}

fn draft(facts: &Facts<'_>, asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let does = match facts.overview.embedding.mode {
        EmbeddedMode::Crashes(_) => "crashes a process of Apache",
        _ => "is refused with 500",
    };
    let scripts = match first.mounted.mechanism {
        Mechanism::Handler => "scripts of ",
        _ => "",
    };
    let who = called(asked);
    let served = served_parts(first);
    let message = match served.as_slice() {
        [] => format!("every request for {scripts}{who} {does}"),
        parts => format!(
            "every request for {scripts}{who} {does}, but for {}",
            called(parts)
        ),
    };
    let mut draft = Draft::new(&RULE, Spot::directive(first.node()), message)
        .label("no process group is in effect for it");
    match facts.overview.embedding.mode {
        EmbeddedMode::Restricted(node) => {
            draft = draft.because(Spot::directive(node), "embedded mode is restricted here");
        }
        EmbeddedMode::Crashes(node) => {
            let text =
                "this lets requests through to processes that an earlier `On` left without Python";
            draft = draft.because(Spot::directive(node), text);
        }
        EmbeddedMode::Works | EmbeddedMode::Unknown(_) => {}
    }
    Some(draft.help("delegate it: `wsgi-daemonize plan` proposes a process group for it"))
}

/// Returns the parts of the application that run in process groups.
fn served_parts<'s>(whole: &Asked<'s>) -> Vec<Asked<'s>> {
    if whole.part.is_some() {
        return Vec::new();
    }
    let parts = whole.mounted.parts.iter().map(|part| Asked {
        part: Some(part),
        answer: &part.answer,
        ..*whole
    });
    let is_served = |part: &Asked<'_>| part.answer.status == Status::Daemon;
    parts.filter(is_served).collect()
}
