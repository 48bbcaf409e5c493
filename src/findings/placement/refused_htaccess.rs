//! A `.htaccess` that httpd refuses.

use crate::findings::draft::{Draft, Part, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD312",
    name: "refused-htaccess",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "a `.htaccess` says what it may not say: requests for an application get a 500",
    page: Page {
        finds: "A `.htaccess` on the way to the script of an application with a directive that may not stand there, that \
            `AllowOverride` does not allow, or that httpd does not know.",
        matters: "httpd reads these files with every request, and answers all requests below their directory with a 500. \
            `apachectl configtest` does not look at them.",
        example: "# /srv/shop/app.wsgi: x\n# /srv/shop/.htaccess: WSGIScriptReloding On\n\
            WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n\
            <Directory /srv/shop>\n  AllowOverride All\n  Require all granted\n</Directory>\n",
        instead: "# /srv/shop/app.wsgi: x\n# /srv/shop/.htaccess: WSGIScriptReloading On\n\
            WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n\
            <Directory /srv/shop>\n  AllowOverride All\n  Require all granted\n</Directory>\n",
        remedy: "Correct the line, or move it into a `<Directory>` of the configuration.",
        leave: "Never: the application is not asked.",
        sure: "It is what `wsgi-daemonize which` answers for the URL, and that is compared with a real server. Values are not \
            looked at.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let is_refused = |asked: &Asked<'_>| asked.answer.status == Status::ConfigError;
    let refused = facts.by_line(is_refused);
    refused.iter().filter_map(|asked| draft(asked)).collect()
}

fn draft(asked: &[Asked<'_>]) -> Option<Draft> {
    let first = asked.first()?;
    let why = first.answer.because.as_deref()?;
    let message = format!("requests for {} get a 500: {why}", called(asked));
    let application = Spot::directive(first.node());
    let draft = match &first.answer.decided_by {
        Some(origin) => {
            let at = Spot::Directive(origin.clone(), Part::Whole);
            Draft::new(&RULE, at, message).because(application, "this is the application")
        }
        None => Draft::new(&RULE, application, message),
    };
    Some(draft.help("correct the line, or move it into a `<Directory>` of the configuration"))
}
