//! A `WSGIPythonPath` that no application sees.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD607",
    name: "embedded-python-path",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "`WSGIPythonPath` has no effect: all applications run in process groups, which do not see it",
    page: Page {
        finds: "`WSGIPythonPath` on a server on which every application runs in a process group, and one of the groups has no \
            `python-path=`.",
        matters: "The directive is for Apache's own processes alone. The directories that it names are not on the `sys.path` \
            of any application, so their modules are not found, or only because something else leads to them.",
        example: "WSGIPythonPath /srv/shop\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop python-path=/srv/shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write the directories as `python-path=` of the process groups that need them, and take the directive away.",
        leave: "It is a remainder, and all modules are found without it: better take it away.",
        sure: "Measured with mod_wsgi 4.9.4 and 6.0.5. It says nothing when some file could not be read, or when a script of \
            mod_wsgi runs in Apache's own processes.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut directives = facts.named("WSGIPythonPath").peekable();
    if directives.peek().is_none() || !facts.is_whole() || !all_delegated(facts) {
        return Vec::new();
    }
    let mut groups = facts.overview.groups.iter();
    let needs = groups
        .find(|group| !group.used_by.is_empty() && group.daemon.option("python-path").is_none());
    let Some(group) = needs else {
        return Vec::new();
    };
    directives
        .map(|(effective, _)| {
            let name = printable(&group.daemon.name);
            let message = "no application sees these directories: all run in process groups";
            Draft::new(&RULE, Spot::directive(effective.node), message)
                .because(
                    Spot::word(group.daemon.node, 1),
                    "this one has no `python-path=`",
                )
                .help(format!("write them as `python-path=` of `{name}`"))
        })
        .collect()
}

/// Returns whether all applications run in process groups, and no script in Apache's own processes.
fn all_delegated(facts: &Facts<'_>) -> bool {
    let hooks = &facts.inventory.htaccess.hooks;
    let mut asked = facts.asked().peekable();
    facts.overview.embedding.causes.is_empty()
        && hooks.is_empty()
        && asked.peek().is_some()
        && asked.all(|asked| asked.answer.status == Status::Daemon)
}
