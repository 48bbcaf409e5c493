//! A virtual environment of another version of Python than mod_wsgi's.

use super::python_environment::{environment_version, homes, python_of_module, shown};
use crate::findings::draft::Draft;
use crate::findings::facts::Facts;
use crate::findings::machine::plain_path;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD604",
    name: "python-home-version",
    severity: Severity::Warning,
    certainty: Certainty::Likely,
    summary: "a virtual environment was made for another Python than the one in mod_wsgi: its modules are not found",
    page: Page {
        finds: "A `python-home=` or `WSGIPythonHome` whose `pyvenv.cfg` has another version of Python than the library with which \
            mod_wsgi is linked.",
        matters: "The Python that runs is always that of mod_wsgi: a virtual environment only says where its modules are, below \
            `lib/pythonX.Y` with the version of mod_wsgi. Those of another version are not looked at, so the \
            application stops at its first import of one.",
        example: "# /etc/httpd/modules/mod_wsgi.so: libpython3.11.so.1.0\n# /srv/shop/venv/pyvenv.cfg: version = 3.9.2\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\n\
            # /etc/httpd/modules/mod_wsgi.so: libpython3.11.so.1.0\n# /srv/shop/venv/pyvenv.cfg: version = 3.11.4\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Make the environment anew with the Python of mod_wsgi, or install a mod_wsgi that is built for the other one.",
        leave: "The application uses no module of the environment.",
        sure: "Measured with mod_wsgi 4.9.4. The version of mod_wsgi's Python is read from its module file, that of the \
            environment from its `pyvenv.cfg`. Whether the application needs a module of it is not looked at.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let homes = homes(facts).into_iter();
    let mut homes = homes
        .filter_map(|home| {
            let of_home = environment_version(facts, plain_path(&home.value)?)?;
            Some((home, of_home))
        })
        .peekable();
    if homes.peek().is_none() {
        return Vec::new();
    }
    let Some(own) = python_of_module(facts) else {
        return Vec::new();
    };
    homes
        .filter(|(_, of_home)| *of_home != own)
        .map(|(home, of_home)| {
            let (own, of_home) = (shown(own), shown(of_home));
            let message = format!(
                "this environment is one of Python {of_home}, and mod_wsgi runs Python {own}: its modules are not found"
            );
            Draft::new(&RULE, home.spot(), message)
                .help(format!("make the environment anew with Python {own}"))
        })
        .collect()
}
