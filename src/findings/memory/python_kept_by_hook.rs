//! Python in Apache's own processes although embedded mode is restricted.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::{PythonCause, Trigger};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD502",
    name: "python-kept-by-hook",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "embedded mode is restricted, and a line brings Python back into every process of Apache",
    page: Page {
        finds: "A line that needs Python in Apache's own processes, on a server with `WSGIRestrictEmbedded On`: scripts that \
            control access or authenticate, `WSGIDispatchScript`, `WSGIImportScript` for `%{GLOBAL}`, a late \
            `WSGIRestrictEmbedded Off`.",
        matters: "`WSGIRestrictEmbedded On` still refuses applications there, but it saves no memory any more: one such line \
            anywhere starts Python in every process.",
        example: "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\n\
            WSGIImportScript /srv/shop/app.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}\n",
        instead: "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\n\
            WSGIImportScript /srv/shop/app.wsgi process-group=shop application-group=%{GLOBAL}\n",
        remedy: "Import into the process group that runs the application. Replace access and authentication scripts by \
            modules of httpd, or do their work in the application.",
        leave: "The script is needed: then the memory is its price.",
        sure: "It is what mod_wsgi does at its start, measured with 4.9.4, 5.0.2 and 6.0.5.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let embedding = &facts.overview.embedding;
    let on = embedding.restrictions.iter().find(|(_, on)| *on);
    let Some((on, _)) = on else {
        return Vec::new();
    };
    let causes = embedding.causes.iter();
    // mod_python and an early start of Python have rules of their own.
    let hooks = causes.filter(|cause| {
        !matches!(
            cause.trigger,
            Trigger::ModPython | Trigger::EarlyInitialization
        )
    });
    hooks
        .map(|cause| {
            draft(facts, cause).because(Spot::directive(*on), "this would keep Python out")
        })
        .collect()
}

fn draft(facts: &Facts<'_>, cause: &PythonCause) -> Draft {
    let name = printable(facts.name(cause.node));
    let message = format!("`{name}` brings Python back into every process of Apache");
    let help = match cause.trigger {
        Trigger::ImportScript => "name the process group that runs the application",
        Trigger::RestrictEmbeddedOff => "keep one of the two lines",
        _ => "use a module of httpd, or do it in the application",
    };
    Draft::new(&RULE, Spot::directive(cause.node), message).help(help)
}
