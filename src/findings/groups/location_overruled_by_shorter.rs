//! A `<Location>` for a part that a shorter one overrules.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Directive, Effective, NodeId, SectionKind, ServerId};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD210",
    name: "location-overruled-by-shorter",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a `<Location>` for a part is overruled by a shorter one behind it",
    page: Page {
        finds: "`WSGIProcessGroup` or `WSGIApplicationGroup` in a `<Location>`, and another value in a \
            `<Location>` for a URL above it that stands further down.",
        matters: "Of all `<Location>` sections that match, the last one in the text counts, not the \
            longest. With `<Location /api>` in front of `<Location />` everything gets the group of `/`. For \
            `<Directory>` it is the other way round: there the longest counts.",
        example: "WSGIDaemonProcess api\n\
            WSGIDaemonProcess shop\n\
            <Location /api>\n\
            \u{20} WSGIProcessGroup api\n\
            </Location>\n\
            <Location />\n\
            \u{20} WSGIProcessGroup shop\n\
            </Location>\n\
            WSGIScriptAlias / /srv/shop/app.wsgi\n",
        instead: "WSGIDaemonProcess api\n\
            WSGIDaemonProcess shop\n\
            <Location />\n\
            \u{20} WSGIProcessGroup shop\n\
            </Location>\n\
            <Location /api>\n\
            \u{20} WSGIProcessGroup api\n\
            </Location>\n\
            WSGIScriptAlias / /srv/shop/app.wsgi\n",
        remedy: "Move the section for the part behind the one for the whole.",
        leave: "Never: the line has no effect.",
        sure: "Measured with httpd 2.4.71 and mod_wsgi 4.9.4.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for name in ["WSGIProcessGroup", "WSGIApplicationGroup"] {
        let lines: Vec<Line<'_>> = facts
            .named(name)
            .filter_map(|(effective, directive)| line(facts, effective, directive))
            .collect();
        for (index, inner) in lines.iter().enumerate() {
            let mut later = lines.iter().skip(index + 1);
            drafts.extend(later.find(|outer| inner.is_overruled_by(outer)).map(|outer| {
                let message = format!("`{name}` has no effect: a shorter `<Location>` further down overrules it");
                Draft::new(&RULE, Spot::directive(inner.node), message)
                    .because(Spot::directive(outer.section), "this section matches, too")
                    .because(Spot::directive(outer.node), "and this is what counts")
                    .help("move the section for the part behind the one for the whole")
            }));
        }
    }
    drafts
}

/// A directive that stands in one `<Location>` with a plain path, and in no other section.
struct Line<'s> {
    node: NodeId,
    section: NodeId,
    server: ServerId,
    path: &'s [u8],
    value: &'s [u8],
}

impl Line<'_> {
    fn is_overruled_by(&self, outer: &Self) -> bool {
        let rest = self.path.strip_prefix(outer.path);
        let is_below = rest.is_some_and(|rest| rest.starts_with(b"/"));
        self.server == outer.server && self.value != outer.value && is_below
    }
}

fn line<'s>(facts: &Facts<'s>, effective: Effective, directive: Directive<'s>) -> Option<Line<'s>> {
    let section = facts.config.section(effective.scope.section?);
    let path = section.argument.as_slice();
    let is_plain = section.kind == SectionKind::Location
        && section.within.is_none()
        && path.starts_with(b"/")
        && !path.iter().any(|byte| b"*?[".contains(byte));
    is_plain.then(|| Line {
        node: effective.node,
        section: section.node,
        server: section.server,
        path: path.strip_suffix(b"/").unwrap_or(path),
        value: directive.arguments,
    })
}
