//! A script of mod_wsgi in a `.htaccess`, on a server whose processes have no Python.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD503",
    name: "hook-in-htaccess",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "a `.htaccess` runs a script in processes without Python: they crash",
    page: Page {
        finds: "`WSGIAccessScript`, `WSGIAuthUserScript` or `WSGIAuthGroupScript` in a `.htaccess`, while `WSGIRestrictEmbedded On` \
            keeps Python out of Apache's own processes.",
        matters: "Such scripts run in Apache's own processes. mod_wsgi does not see the `.htaccess` when httpd starts and leaves \
            Python out; the first request below its directory crashes the process that serves it, for a static file, too.",
        example: "# /srv/www/.htaccess: WSGIAccessScript /srv/access.wsgi\n\
            WSGIRestrictEmbedded On\nDocumentRoot /srv/www\n\
            <Directory /srv/www>\n  AllowOverride AuthConfig\n</Directory>\n",
        instead: "WSGIRestrictEmbedded On\nDocumentRoot /srv/www\n\
            <Directory /srv/www>\n  WSGIAccessScript /srv/access.wsgi\n</Directory>\n",
        remedy: "Move the line into a `<Directory>` of the configuration: then mod_wsgi starts Python where the script needs it. Or \
            take `WSGIRestrictEmbedded On` away.",
        leave: "Never: processes crash.",
        sure: "Measured with mod_wsgi 4.9.4, 5.0.2 and 6.0.5. The `.htaccess` files in up to 20,000 directories are looked at.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let embedding = &facts.overview.embedding;
    if embedding.python_in_children != Some(false) {
        return Vec::new();
    }
    let hooks = facts.inventory.htaccess.hooks.iter();
    hooks
        .map(|hook| {
            let name = hook.directive.split(' ').next().unwrap_or_default();
            let message =
                format!("`{name}` crashes the processes of Apache: there is no Python in them");
            let spot = Spot::InFile(hook.file.clone(), hook.line);
            let draft = Draft::new(&RULE, spot, message);
            let on = embedding.restrictions.iter().find(|(_, on)| *on);
            let draft = match on {
                Some((node, _)) => draft.because(Spot::directive(*node), "this keeps Python out"),
                None => draft,
            };
            draft.help("move the line into a `<Directory>` of the configuration")
        })
        .collect()
}
