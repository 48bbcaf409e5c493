//! A home of Python in which there is no Python.

use std::path::Path;

use super::python_environment::{Named, homes, is_environment, is_home};
use crate::findings::draft::Draft;
use crate::findings::facts::Facts;
use crate::findings::machine::plain_path;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD603",
    name: "wrong-python-home",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "the home of Python is something else than a virtual environment or an installation",
    page: Page {
        finds: "A `python-home=` or `WSGIPythonHome` that names a program such as `bin/python`, a `site-packages`, or any other \
            file or directory that has neither a `pyvenv.cfg` nor Python's library in it.",
        matters: "Python looks below its home for the modules that it needs to start. Where they are not, each process dies at \
            once and is started again, for ever, and requests wait until they time out. The log fills with \"No module named \
            'encodings'\".",
        example: "# /srv/shop/venv/pyvenv.cfg: version = 3.11.2\n# /srv/shop/venv/lib/python3.11/site-packages/x.py: x\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv/lib/python3.11/site-packages\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\n\
            # /srv/shop/venv/pyvenv.cfg: version = 3.11.2\n# /srv/shop/venv/lib/python3.11/site-packages/x.py: x\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Name the virtual environment itself: what `sys.prefix` is in it, the directory with `pyvenv.cfg`.",
        leave: "Never: no process comes up.",
        sure: "Measured with mod_wsgi 4.9.4 and Python 3.11, for a file, an empty directory and a `site-packages`.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let homes = homes(facts);
    homes.iter().filter_map(|home| draft(facts, home)).collect()
}

fn draft(facts: &Facts<'_>, home: &Named) -> Option<Draft> {
    let path = plain_path(&home.value)?;
    let is_wrong = facts.is_file(path) || (is_listed(facts, path) && !is_home(facts, path));
    if !is_wrong {
        return None;
    }
    let shown = printable(&home.value);
    let message = format!("there is no Python at home in `{shown}`");
    let draft = Draft::new(&RULE, home.spot(), message).label("the processes die at their start");
    let mut around = path.ancestors().skip(1);
    Some(match around.find(|around| is_environment(facts, around)) {
        Some(environment) => draft.help(format!(
            "name the virtual environment: `{}`",
            environment.display()
        )),
        None => draft.help("name the virtual environment: the directory with `pyvenv.cfg` in it"),
    })
}

/// Returns whether a directory is there and can be looked into.
fn is_listed(facts: &Facts<'_>, path: &Path) -> bool {
    facts.is_directory(path) && facts.host.list(path).is_ok()
}
