//! A Django site in processes that take the names of files for ASCII.

use std::collections::BTreeMap;

use super::Settings;
use super::locale::{ALWAYS, is_c, of_environment, option};
use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::python::Program;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD618",
    name: "ascii-file-names",
    severity: Severity::Advice,
    certainty: Certainty::Likely,
    summary: "a site of Django runs with the locale of C: names of files that are not ASCII fail",
    page: Page {
        finds: "A script with the settings of a Django site, in a process group without `locale=` and `lang=`, on a server whose \
            `envvars` gives it the locale of C, as Debian's does (`LANG=C`).",
        matters: "Before mod_wsgi 5.0.1 Python then takes the names of files for ASCII. An upload called `café.pdf` ends in a \
            `UnicodeEncodeError`, and so does whatever else has a file of such a name. A `python3` that is started by hand helps \
            itself out of the locale of C; one in mod_wsgi does not, so that it works in every test. What is printed into the log \
            is not touched by it.",
        example: "#@ environment LANG=C\n# /srv/shop/wsgi.py: os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n\
            WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/wsgi.py process-group=shop\n",
        instead: "#@ environment LANG=C\n# /srv/shop/wsgi.py: os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n\
            WSGIDaemonProcess shop lang=C.UTF-8 locale=C.UTF-8\nWSGIScriptAlias / /srv/shop/wsgi.py process-group=shop\n",
        remedy: "Add `lang=C.UTF-8 locale=C.UTF-8` to the process group, or export `LANG=C.UTF-8` in `envvars` for all of the server.",
        leave: "The site has no uploads and no file whose name is not ASCII; or names that are no UTF-8 are on its disk already.",
        sure: "Measured with mod_wsgi 4.9.4 and Python 3.11: the encoding for names is `ascii`, and `utf-8` with these options. It \
            speaks only where the locale in httpd's environment is known: not where `envvars` has a line that needs a shell.",
    },
    needs: Needs::Files,
    find,
};

/// From this version on Python in mod_wsgi is in its UTF-8 mode whatever the locale is.
const UTF8_MODE: (u8, u8, u8) = (5, 0, 1);

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let variables = &facts.tree.variables;
    let is_utf8 = variables.environment_value(b"PYTHONUTF8").is_some();
    let is_old = facts.mod_wsgi.is_some_and(|version| version < UTF8_MODE);
    let Some(locale) = of_environment(facts).filter(|locale| is_c(locale)) else {
        return Vec::new();
    };
    if !is_old || is_utf8 {
        return Vec::new();
    }
    let mut sites: BTreeMap<&[u8], Vec<Asked<'_>>> = BTreeMap::new();
    for program in facts.programs().iter().filter(|program| is_django(program)) {
        for asked in &program.asked {
            let group = asked.answer.process_group.as_deref();
            sites
                .entry(group.unwrap_or_default())
                .or_default()
                .push(*asked);
        }
    }
    let groups = sites.into_iter();
    groups
        .filter_map(|(group, asked)| {
            let group = facts.inventory.daemon(group)?;
            option(group)
                .is_none()
                .then(|| draft(group, locale, &asked))
        })
        .collect()
}

fn is_django(program: &Program<'_>) -> bool {
    let script = program.script();
    script.is_some_and(|script| Settings::find(&script.text).is_some())
}

fn draft(group: &DaemonProcess, locale: &[u8], asked: &[Asked<'_>]) -> Draft {
    let message = format!(
        "{} cannot open files whose names are not ASCII",
        called(asked)
    );
    Draft::new(&RULE, Spot::word(group.node, 1), message)
        .label(format!(
            "its processes have the locale `{}`",
            printable(locale)
        ))
        .help(format!("add `lang={ALWAYS} locale={ALWAYS}`"))
}
