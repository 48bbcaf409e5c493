//! A virtual environment among the directories for modules.

use super::python_environment::{Named, is_environment, python_paths};
use crate::findings::draft::Draft;
use crate::findings::facts::Facts;
use crate::findings::machine::{entries, plain_path};
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD605",
    name: "environment-in-path",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a virtual environment stands in `python-path`: its modules are not found there",
    page: Page {
        finds: "A `python-path=` or `WSGIPythonPath` with the directory of a virtual environment in it, the one with `pyvenv.cfg`.",
        matters: "Python looks for modules in the directories of the list themselves. In a virtual environment they are below \
            `lib/pythonX.Y/site-packages`, so none of them is found; what works comes from elsewhere, perhaps in \
            another version.",
        example: "# /srv/shop/venv/pyvenv.cfg: version = 3.11.2\n\
            WSGIDaemonProcess shop python-path=/srv/shop:/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\n\
            # /srv/shop/venv/pyvenv.cfg: version = 3.11.2\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv python-path=/srv/shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Name the environment by `python-home=` (for Apache's own processes `WSGIPythonHome`), and leave it out of the \
            list.",
        leave: "The project's own modules stand in the same directory as its virtual environment, and the environment is \
            activated in another way.",
        sure: "The `pyvenv.cfg` is there. Measured with mod_wsgi 4.9.4: the directory itself is added, and nothing else. It \
            says nothing where `python-home=` names the same directory.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let paths = python_paths(facts);
    paths.iter().filter_map(|path| draft(facts, path)).collect()
}

fn draft(facts: &Facts<'_>, list: &Named) -> Option<Draft> {
    let group = facts.inventory.daemon_at(list.node);
    let home = group.and_then(|group| group.option("python-home"));
    let environment = entries(&list.value).find(|entry| {
        let is_home = home.is_some_and(|home| trimmed(home) == trimmed(entry));
        let path = plain_path(entry);
        !is_home
            && !has_its_library(list, entry)
            && path.is_some_and(|path| is_environment(facts, path))
    })?;
    let shown = printable(trimmed(environment));
    let message =
        format!("`{shown}` is a virtual environment: its modules are not found like this");
    let draft = Draft::new(&RULE, list.spot(), message);
    Some(match group {
        Some(group) => {
            let title = format!("write `python-home={shown}`");
            match remedy(group, &list.value, environment, &title) {
                Some(remedy) => draft.remedy(remedy),
                None => draft.help(title),
            }
        }
        None => draft.help(format!("write `WSGIPythonHome {shown}`")),
    })
}

/// Returns what writes an environment as that of its process group, which has none yet, and takes it out of the list.
fn remedy(group: &DaemonProcess, list: &[u8], environment: &[u8], title: &str) -> Option<Remedy> {
    let home = std::str::from_utf8(trimmed(environment)).ok()?;
    let rest: Vec<&[u8]> = entries(list)
        .filter(|entry| *entry != environment)
        .collect();
    let rest = String::from_utf8(rest.join(&b':')).ok()?;
    let mut words = format!("python-home={home}");
    if !rest.is_empty() {
        words = format!("{words} python-path={rest}");
    }
    let is_free = group.option("python-home").is_none();
    is_free.then(|| Remedy::risky(title).replace_option(group, "python-path", &words))
}

/// Returns whether the folder with the modules of an environment is in the list, too: then the other entry is for what else
/// stands in it, such as a project.
fn has_its_library(list: &Named, environment: &[u8]) -> bool {
    let library = [trimmed(environment), b"/lib".as_slice()].concat();
    entries(&list.value).any(|entry| entry.starts_with(&library))
}

/// Returns a path without a slash at its end.
fn trimmed(path: &[u8]) -> &[u8] {
    path.strip_suffix(b"/").unwrap_or(path)
}
