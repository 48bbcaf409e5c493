//! A script whose text can be asked for.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{NodeId, ServerId, merge, path_bytes};
use crate::source::printable;
use crate::wsgi::{Application, Mechanism, Status, Target};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD701",
    name: "script-below-document-root",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "the text of a script can be asked for like that of a page",
    page: Page {
        finds: "A script below the `DocumentRoot` of a server where no alias takes its URL: httpd sends the file as it is.",
        matters: "Whoever knows or guesses the name reads the program, and what stands beside it: settings with passwords, \
            databases, backups. Often it is not the virtual host of the application that shows it but another one with the \
            same or a higher document root.",
        example: "# /var/www/shop/app.wsgi: x\nDocumentRoot /var/www\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias /shop/run /var/www/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\nDocumentRoot /var/www\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias /shop/run /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Move the application out of the document root, to `/srv` for instance.",
        leave: "The program is public anyway, and so is all that stands beside it.",
        sure: "It is what `wsgi-daemonize which` answers for the URL of the file, and that is compared with a real server. \
            Access that depends on who asks counts as granted: who may ask is not looked at.",
    },
    needs: Needs::Files,
    find,
};

/// In how many servers with one document root a script is asked for.
const ASKED: usize = 3;

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let roots = Roots::of(facts);
    let applications = facts.inventory.applications.iter();
    let scripts = applications.filter(|application| {
        application.target == Target::File && application.mechanism.is_alias()
    });
    scripts
        .filter_map(|application| draft(facts, &roots, application))
        .collect()
}

/// The document roots, and the servers that have each.
struct Roots {
    by_path: BTreeMap<PathBuf, Vec<(ServerId, NodeId)>>,
}

impl Roots {
    /// Finds the servers of which not all URLs are an application's.
    fn of(facts: &Facts<'_>) -> Self {
        let mut lines: BTreeMap<ServerId, NodeId> = BTreeMap::new();
        for effective in facts.config.named(&["DocumentRoot"]) {
            lines.insert(effective.scope.server, effective.node);
        }
        let applications = facts.inventory.applications.iter();
        let taken = applications.filter(|application| {
            application.mechanism == Mechanism::ScriptAlias && application.mount.is_empty()
        });
        for application in taken {
            lines.remove(&application.server);
        }
        let mut by_path: BTreeMap<PathBuf, Vec<(ServerId, NodeId)>> = BTreeMap::new();
        for (server, node) in lines {
            let directive = facts.tree.directive(node);
            let word = directive.first_word().unwrap_or_default();
            let path = merge(
                &facts.tree.server_root,
                word.strip_suffix(b"/").unwrap_or(&word),
            );
            by_path.entry(path).or_default().push((server, node));
        }
        Self { by_path }
    }
}

fn draft(facts: &Facts<'_>, roots: &Roots, application: &Application) -> Option<Draft> {
    let script = merge(&facts.tree.server_root, &application.path);
    let (url, node) = script.ancestors().skip(1).find_map(|above| {
        let servers = roots.by_path.get(above)?.iter().take(ASKED);
        let rest = path_bytes(script.strip_prefix(above).ok()?);
        let url = [b"/", rest].concat();
        let mut shown = servers.filter(|(server, _)| is_sent(facts, *server, &url));
        let (_, node) = shown.next()?;
        Some((url.clone(), *node))
    })?;
    let message = format!(
        "httpd sends the text of the script to whoever may ask for `{}`",
        printable(&url)
    );
    Some(
        Draft::new(&RULE, Spot::word(application.node, 2), message)
            .because(Spot::word(node, 1), "it is below this directory")
            .help("move the application out of the document root"),
    )
}

/// Returns whether httpd sends a file as it is.
fn is_sent(facts: &Facts<'_>, server: ServerId, url: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    let answer = facts.overview.ask_path(facts.answerer, server, url);
    url.iter().all(is_plain)
        && answer.is_some_and(|answer| {
            answer.status == Status::NotWsgi && answer.http_status == Some(200)
        })
}
