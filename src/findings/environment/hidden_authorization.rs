//! An application that authenticates clients by a header which mod_wsgi does not show it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::python::Program;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Directive, NodeId, ServerId};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD619",
    name: "hidden-authorization",
    severity: Severity::Advice,
    certainty: Certainty::Likely,
    summary: "an application with a library for tokens does not get the `Authorization` header",
    page: Page {
        finds: "An application whose script, project or virtual environment has a library that reads the `Authorization` header, such \
            as Django REST framework, Tastypie or Flask-JWT-Extended, where `WSGIPassAuthorization` is not On.",
        matters: "mod_wsgi leaves the header out of `environ`, so that applications do not see the passwords that httpd checks. A client \
            that sends its token or password to the application is answered as if it had sent none: 401 or 403. It works with the \
            development server.",
        example: "# /srv/shop/venv/lib/python3.11/site-packages/rest_framework/__init__.py: x\n# /srv/shop/app.wsgi: x\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/venv/lib/python3.11/site-packages/rest_framework/__init__.py: x\n# /srv/shop/app.wsgi: x\n\
            WSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop pass-authorization=On\n",
        remedy: "Add `pass-authorization=On` to the alias, or write `WSGIPassAuthorization On` in the virtual host.",
        leave: "The application knows its users by a cookie or another header alone.",
        sure: "Measured with mod_wsgi 4.9.4. It is silent where anything in the main server or the virtual host passes the header in \
            another way (`CGIPassAuth`, `HTTP_AUTHORIZATION`), or where httpd authenticates itself (`AuthType`). That the library is \
            used with the header is not known.",
    },
    needs: Needs::Files,
    find,
};

/// Packages that take who somebody is from the header, by the names by which they are imported.
const LIBRARIES: [&str; 9] = [
    "flask_httpauth",
    "flask_jwt",
    "flask_jwt_extended",
    "knox",
    "oauth2_provider",
    "rest_framework",
    "rest_framework_jwt",
    "rest_framework_simplejwt",
    "tastypie",
];

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut lines: BTreeMap<NodeId, (&'static str, Vec<Asked<'_>>)> = BTreeMap::new();
    let mut known = Known::default();
    for program in facts.programs() {
        if let Some(library) = known.library(facts, program) {
            for asked in &program.asked {
                let line = lines.entry(asked.node());
                line.or_insert((library, Vec::new())).1.push(*asked);
            }
        }
    }
    if lines.is_empty() || !facts.is_whole() {
        return Vec::new();
    }
    let passing = passing(facts);
    let hidden = lines.into_iter().filter(|(node, (_, asked))| {
        let line = facts.tree.directive(*node);
        !has(line.arguments, b"pass-authorization=")
            && !passing.contains(&ServerId::MAIN)
            && !asked
                .iter()
                .any(|asked| passing.contains(&asked.mounted.server))
    });
    let drafts = hidden.map(|(node, (library, asked))| draft(facts, node, library, &asked));
    drafts.collect()
}

/// The libraries that folders of packages have, each folder looked at once.
#[derive(Default)]
struct Known {
    by_folder: BTreeMap<PathBuf, Option<&'static str>>,
}

impl Known {
    /// Returns a library that a program imports, or that is in an environment of its own.
    fn library(&mut self, facts: &Facts<'_>, program: &Program<'_>) -> Option<&'static str> {
        let imported = program.imports().find_map(|(_, import)| {
            let first = import.module.split(|byte| *byte == b'.').next();
            let mut all = LIBRARIES.into_iter();
            all.find(|library| first == Some(library.as_bytes()))
        });
        let mut folders = program.libraries.own.iter();
        imported.or_else(|| folders.find_map(|folder| self.installed(facts, folder)))
    }

    fn installed(&mut self, facts: &Facts<'_>, folder: &Path) -> Option<&'static str> {
        if let Some(known) = self.by_folder.get(folder) {
            return *known;
        }
        let mut all = LIBRARIES.into_iter();
        let found = all.find(|library| facts.is_directory(&folder.join(library)));
        self.by_folder.insert(folder.to_owned(), found);
        found
    }
}

/// Returns the servers that have a line by which an application may get the header, or for which httpd itself reads it.
fn passing(facts: &Facts<'_>) -> BTreeSet<ServerId> {
    let effective = facts.config.effective.iter();
    let lines = effective.filter(|effective| {
        let line = facts.tree.directive(effective.node);
        passes(&line)
    });
    lines.map(|effective| effective.scope.server).collect()
}

fn passes(line: &Directive<'_>) -> bool {
    let is = |name: &str| line.name.eq_ignore_ascii_case(name.as_bytes());
    let is_off = |off: &[u8]| line.arguments.trim_ascii().eq_ignore_ascii_case(off);
    let is_on = is("WSGIPassAuthorization") || is("CGIPassAuth");
    (is_on && !is_off(b"Off"))
        || (is("AuthType") && !is_off(b"None"))
        || has(line.arguments, b"HTTP_AUTHORIZATION")
}

fn has(text: &[u8], words: &[u8]) -> bool {
    memchr::memmem::find(text, words).is_some()
}

fn draft(facts: &Facts<'_>, node: NodeId, library: &str, asked: &[Asked<'_>]) -> Draft {
    let message = format!(
        "{} has `{library}`, and does not get the `Authorization` header",
        called(asked)
    );
    let draft = Draft::new(&RULE, Spot::directive(node), message)
        .label("`WSGIPassAuthorization` is Off here");
    let mut mechanisms = asked.iter().map(|asked| asked.mounted.mechanism);
    if mechanisms.all(crate::wsgi::Mechanism::has_options) {
        let remedy = Remedy::risky("add `pass-authorization=On` to the line");
        draft.remedy(remedy.append(node, facts.name(node), "pass-authorization=On"))
    } else {
        draft.help("write `WSGIPassAuthorization On` in the virtual host")
    }
}
