//! A home of Python that is not there.

use super::python_environment::homes;
use crate::findings::draft::Draft;
use crate::findings::facts::Facts;
use crate::findings::machine::plain_path;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD602",
    name: "python-home-missing",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "the home of Python is not there: the processes die again and again",
    page: Page {
        finds: "A `python-home=` or `WSGIPythonHome` that names a directory which does not exist.",
        matters: "Python finds no modules of its own, not even those that it needs to start. Each process of the group dies at \
            once and is started again, about once a second and for ever; requests wait until they time out. The log fills \
            with \"No module named 'encodings'\". `apachectl configtest` does not see it.",
        example: "# /srv/shop/app.wsgi: x\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\n# /srv/shop/.venv/pyvenv.cfg: version = 3.11.2\n\
            WSGIDaemonProcess shop python-home=/srv/shop/.venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Name the virtual environment: the directory with `pyvenv.cfg` in it.",
        leave: "The directory is made before httpd starts.",
        sure: "Measured with mod_wsgi 4.9.4. It speaks only where mod_wsgi's module and the directory around the missing one \
            are there, so not for a configuration that is checked on another machine.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let homes = homes(facts).into_iter();
    let missing =
        homes.filter(|home| plain_path(&home.value).is_some_and(|path| facts.lacks(path)));
    missing
        .map(|home| {
            let message = format!(
                "the home of Python is not there: `{}`",
                printable(&home.value)
            );
            Draft::new(&RULE, home.spot(), message)
                .label("the processes die at their start")
                .help("name the virtual environment: the directory with `pyvenv.cfg` in it")
        })
        .collect()
}
