//! Modules of another version of Python than mod_wsgi's.

use super::python_environment::{python_of_module, python_paths, shown, version_in_path};
use crate::findings::draft::Draft;
use crate::findings::facts::Facts;
use crate::findings::machine::entries;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD606",
    name: "python-path-version",
    severity: Severity::Warning,
    certainty: Certainty::Likely,
    summary: "`python-path` leads to modules of another Python than the one in mod_wsgi",
    page: Page {
        finds: "A directory such as `lib/python3.9/site-packages` in `python-path=` or `WSGIPythonPath`, where mod_wsgi is linked \
            with another version of Python.",
        matters: "Modules of C are built for one version: those of another one are not found, or crash the process. Modules of \
            Python may use what the other version does not have. It is often what is left after an upgrade of the system.",
        example: "# /etc/httpd/modules/mod_wsgi.so: libpython3.11.so.1.0\n\
            WSGIDaemonProcess shop python-path=/srv/shop/venv/lib/python3.9/site-packages\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /etc/httpd/modules/mod_wsgi.so: libpython3.11.so.1.0\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Make the virtual environment anew with the Python of mod_wsgi, and name it by `python-home=`, which needs no \
            version.",
        leave: "The directory has modules of plain Python only, and they work with both.",
        sure: "The version of mod_wsgi's Python is read from its module file, the other one from the path. What stands in the \
            directory is not looked at.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let paths = python_paths(facts).into_iter();
    let mut paths = paths
        .filter_map(|path| {
            let version = entries(&path.value).find_map(version_in_path)?;
            Some((path, version))
        })
        .peekable();
    if paths.peek().is_none() {
        return Vec::new();
    }
    let Some(own) = python_of_module(facts) else {
        return Vec::new();
    };
    paths
        .filter(|(_, version)| *version != own)
        .map(|(path, version)| {
            let (own, version) = (shown(own), shown(version));
            let message =
                format!("these are modules for Python {version}, and mod_wsgi runs Python {own}");
            Draft::new(&RULE, path.spot(), message).help(format!(
                "make the environment anew with Python {own}, and name it by `python-home=`"
            ))
        })
        .collect()
}
