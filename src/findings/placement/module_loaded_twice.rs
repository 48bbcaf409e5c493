//! mod_wsgi, loaded twice.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::Directive;
use crate::source::printable;
use crate::syntax::Words;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD308",
    name: "module-loaded-twice",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "mod_wsgi is loaded twice: the second file is ignored",
    page: Page {
        finds: "Two `LoadModule wsgi_module` lines that are in effect, with different files.",
        matters: "httpd keeps the first one and says no more than a warning. The second may be built for \
            another Python: then applications run with a Python that nobody expects, or find no packages.",
        example: "LoadModule wsgi_module modules/mod_wsgi-py312.so\n",
        instead: "WSGIRestrictEmbedded On\n",
        remedy: "Keep one. A server has one Python; what needs another one needs a server of its own, \
            behind a proxy.",
        leave: "Never: the line has no effect.",
        sure: "httpd warns \"module wsgi_module is already loaded, skipping\" (measured with 2.4.71).",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let loads: Vec<(Directive<'_>, Vec<u8>)> = facts
        .tree
        .directives()
        .filter(|directive| directive.name.eq_ignore_ascii_case(b"LoadModule"))
        .filter_map(|directive| {
            let mut words = Words::new(directive.arguments);
            let is_wsgi = words.next()?.as_ref() == b"wsgi_module";
            let file = words.next()?.into_owned();
            is_wsgi.then_some((directive, file))
        })
        .collect();
    let Some(((first, file), others)) = loads.split_first() else {
        return Vec::new();
    };
    let others = others.iter().filter(|(_, other)| other != file);
    others
        .map(|(directive, other)| {
            let message = format!(
                "`{}` is not loaded: mod_wsgi is there already",
                printable(other)
            );
            let draft = Draft::new(&RULE, Spot::directive(directive.id), message)
                .because(Spot::directive(first.id), "this one is used");
            if facts.is_there_with(first.id, directive.id) {
                let remedy = Remedy::safe("take the line away: httpd passes over it");
                return draft.remedy(remedy.delete(directive.id, directive.name));
            }
            draft.help("keep one of the two lines")
        })
        .collect()
}
