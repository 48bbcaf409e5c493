//! An extension that one interpreter of a process can load, and programs in several that import it.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::python::{Evidence, ExtensionUse, Program};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD613",
    name: "extension-loaded-twice",
    severity: Severity::Warning,
    certainty: Certainty::Likely,
    summary: "applications in two interpreters of the same processes import an extension that only one can load",
    page: Page {
        finds: "Two applications in one process group, or both in Apache's own processes, in different interpreters, that both \
            import a package such as `numpy`, `cryptography`, `lxml` or `grpc`, whose module of C or Rust refuses every \
            interpreter of a process but the first. One application that several virtual hosts have may be two such: each has an \
            interpreter of its own.",
        matters: "Whichever is asked first works. The import fails in the other one, and each of its requests gets a 500, until \
            the process is started again and perhaps the other one is first. The log says \"PyO3 modules do not yet support \
            subinterpreters\", \"Interpreter change detected\" or \"cannot load module more than once per process\".",
        example: "# /srv/venv/lib/python3.11/site-packages/bcrypt/_bcrypt.abi3.so: PyO3 modules do not yet support subinterpreters\n\
            # /srv/shop/app.wsgi: import bcrypt\n# /srv/blog/app.wsgi: import bcrypt\n\
            WSGIDaemonProcess sites python-home=/srv/venv\n\
            WSGIScriptAlias /shop /srv/shop/app.wsgi process-group=sites\n\
            WSGIScriptAlias /blog /srv/blog/app.wsgi process-group=sites\n",
        instead: "# /srv/venv/lib/python3.11/site-packages/bcrypt/_bcrypt.abi3.so: PyO3 modules do not yet support subinterpreters\n\
            # /srv/shop/app.wsgi: import bcrypt\n# /srv/blog/app.wsgi: import bcrypt\n\
            WSGIDaemonProcess shop python-home=/srv/venv\nWSGIDaemonProcess blog python-home=/srv/venv\n\
            WSGIScriptAlias /shop /srv/shop/app.wsgi process-group=shop application-group=%{GLOBAL}\n\
            WSGIScriptAlias /blog /srv/blog/app.wsgi process-group=blog application-group=%{GLOBAL}\n",
        remedy: "Give each application a process group of its own and the main interpreter, `application-group=%{GLOBAL}`; \
            `wsgi-daemonize plan` does both for those in Apache's own processes.",
        leave: "Never: which of them works depends on which is asked first.",
        sure: "Measured with mod_wsgi 4.9.4, Python 3.11 and numpy 2.4, cryptography 50, bcrypt 5, grpcio 1.85, pydantic-core 2.50 and \
            lxml 6.1. That a module refuses is read from its file, so an older release that does not is not named. Imports are read from the \
            script and the modules of its project beside it, not run: only lines without indentation count, and of lxml and cryptography only \
            modules that load the one of C. Where the project has a module of the same name, nothing is said.",
    },
    needs: Needs::Files,
    find,
};

/// An application that imports an extension.
#[derive(Clone, Copy)]
struct Importer<'f, 's> {
    asked: Asked<'s>,
    found: &'f ExtensionUse,
}

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut drafts: BTreeMap<&[u8], Draft> = BTreeMap::new();
    for ((group, module), importers) in importers(facts) {
        let Some(draft) = draft(module, &importers) else {
            continue;
        };
        drafts.entry(group).or_insert(draft);
    }
    drafts.into_values().collect()
}

/// Returns the process groups in which it finds something.
pub(super) fn groups<'s>(facts: &Facts<'s>) -> BTreeSet<&'s [u8]> {
    let all = importers(facts).into_iter();
    let found = all.filter(|((_, module), importers)| draft(module, importers).is_some());
    found.map(|((group, _), _)| group).collect()
}

/// Returns who imports an extension in the processes of a group.
fn importers<'f, 's>(
    facts: &'f Facts<'s>,
) -> BTreeMap<(&'s [u8], &'static str), Vec<Importer<'f, 's>>> {
    let mut importers: BTreeMap<_, Vec<Importer<'f, 's>>> = BTreeMap::new();
    let imported = |found: &ExtensionUse| matches!(found.evidence, Evidence::Imported(..));
    for (program, found) in facts.extension_uses().filter(|(_, found)| imported(found)) {
        for asked in known_interpreters(program) {
            if let Some(group) = asked.answer.process_group.as_deref() {
                let all = importers
                    .entry((group, found.extension.module))
                    .or_default();
                all.push(Importer { asked, found });
            }
        }
    }
    importers
}

/// Returns the applications of which it is known in which interpreter they run.
fn known_interpreters<'s>(program: &Program<'s>) -> impl Iterator<Item = Asked<'s>> {
    let asked = program.asked.iter().copied();
    asked.filter(|asked| asked.answer.application_group.is_some())
}

fn draft(module: &str, importers: &[Importer<'_, '_>]) -> Option<Draft> {
    let mut importers = importers.to_vec();
    importers.sort_by_key(|importer| importer.asked.node());
    let one = importers.first()?;
    let interpreter = |importer: &Importer<'_, '_>| importer.asked.answer.application_group.clone();
    let other = importers
        .iter()
        .find(|other| interpreter(other) != interpreter(one))?;
    let all: Vec<Asked<'_>> = importers.iter().map(|importer| importer.asked).collect();
    let message = format!(
        "two interpreters of the same processes import `{module}` for {}: in the second one requests get a 500",
        called(&all)
    );
    let mut draft = Draft::new(&RULE, Spot::directive(other.asked.node()), message);
    if one.asked.node() != other.asked.node() {
        let text = "this runs in the same processes, in another interpreter";
        draft = draft.because(Spot::directive(one.asked.node()), text);
    }
    let mut named = Vec::new();
    for importer in [one, other] {
        if let Evidence::Imported(path, line) = &importer.found.evidence
            && !named.contains(&(path, line))
        {
            named.push((path, line));
            let text = format!("`{module}` is imported here");
            draft = draft.because(Spot::InProgram(path.clone(), *line, Vec::new()), text);
        }
    }
    Some(draft.help(if one.asked.node() == other.asked.node() {
        "give it the main interpreter for all virtual hosts: `application-group=%{GLOBAL}`"
    } else {
        "give each a process group of its own, and `application-group=%{GLOBAL}`"
    }))
}
