//! A locale of a process group that the machine does not have.

use std::collections::BTreeMap;

use super::locale::{ALWAYS, lacks, option};
use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD617",
    name: "missing-locale",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a process group is to have a locale that is not installed: it gets that of C",
    page: Page {
        finds: "A `locale=`, or a `lang=` without one, whose value is not among the locales in `/usr/lib/locale`.",
        matters: "The processes start all the same, with the locale of C. Before mod_wsgi 5.0.1 Python then takes the names of files \
            for ASCII: the first one with an umlaut ends in a `UnicodeEncodeError`. mod_wsgi says \"Unsupported locale setting\" for \
            `locale=` and `lang=` together, and nothing for one of them alone.",
        example: "# /srv/shop/app.wsgi: x\n#@ directory /usr/lib/locale/C.utf8\nWSGIDaemonProcess shop lang=en_US.UTF-8 locale=en_US.UTF-8\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\n#@ directory /usr/lib/locale/C.utf8\nWSGIDaemonProcess shop lang=C.UTF-8 locale=C.UTF-8\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write `C.UTF-8`, which needs no package, or install the locale: on Debian `locales`, on Fedora a `glibc-langpack`.",
        leave: "The locale is installed before httpd starts.",
        sure: "Measured with mod_wsgi 4.9.4, Python 3.11 and glibc. The folders and the archive in `/usr/lib/locale` are looked at; names \
            without a country, such as `german`, are not.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut known: BTreeMap<&[u8], bool> = BTreeMap::new();
    let mut drafts = Vec::new();
    for group in &facts.inventory.daemons {
        let Some((name, value)) = option(group) else {
            continue;
        };
        let environment = &facts.tree.variables;
        if name == "lang" && environment.environment_value(b"LC_ALL").is_some() {
            continue;
        }
        if !*known.entry(value).or_insert_with(|| lacks(facts, value)) {
            continue;
        }
        let message = format!("the locale `{}` is not installed", printable(value));
        let spot = Spot::option(group.node, name.as_bytes());
        let remedy = Remedy::risky(format!("write `{name}={ALWAYS}`"));
        drafts.push(
            Draft::new(&RULE, spot, message)
                .label("the processes run with that of C")
                .remedy(remedy.set_option(group, name, ALWAYS)),
        );
    }
    drafts
}
