//! `WSGIRestrictStdout Off`, which has been the default for many years.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::Directive;
use crate::source::printable;

/// The directives that were switched off to let `print` work.
const DIRECTIVES: [&str; 2] = ["WSGIRestrictStdout", "WSGIRestrictStdin"];

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD801",
    name: "stdout-restriction-off",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "`WSGIRestrictStdout Off` or `WSGIRestrictStdin Off` says what is so without it",
    page: Page {
        finds: "`WSGIRestrictStdout Off` and `WSGIRestrictStdin Off`.",
        matters: "Up to mod_wsgi 2 an application that used `print` failed, and such lines were advice against it. Since \
            mod_wsgi 3.0 both are off by themselves. The line does nothing, and is copied from one configuration to the next.",
        example: "WSGIRestrictStdout Off\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Take the line away.",
        leave: "The same configuration is read by a mod_wsgi before 3.0.",
        sure: "Measured with mod_wsgi 4.9.4: without the line an application may print, and read its standard input.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    if facts.mod_wsgi.is_none_or(|version| version < (3, 0, 0)) {
        return Vec::new();
    }
    let is = |directive: &Directive<'_>, wanted: &[u8]| {
        let value = directive.first_word();
        value.is_some_and(|value| value.eq_ignore_ascii_case(wanted))
    };
    // What an earlier line switches on is off because of this one.
    let never_on = DIRECTIVES.iter().filter(|name| {
        !facts
            .named(name)
            .any(|(_, directive)| is(&directive, b"on"))
    });
    let directives = never_on.flat_map(|name| facts.named(name));
    let off = directives.filter(|(_, directive)| is(directive, b"off"));
    off.map(|(effective, directive)| {
        let name = printable(directive.name);
        let message = format!("`{name}` is off without this line");
        let draft = Draft::new(&RULE, Spot::directive(effective.node), message);
        // A line that stands alone overrules none.
        if facts.named(&name).count() > 1 {
            return draft.help("take the line away");
        }
        let remedy = Remedy::safe("take the line away");
        draft.remedy(remedy.delete(effective.node, directive.name))
    })
    .collect()
}
