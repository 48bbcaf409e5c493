//! An application that nobody may ask.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Directive, Section, SectionKind, ServerId};
use crate::wsgi::{Mounted, Status};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD311",
    name: "closed-application",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "an application is closed to everybody: every request gets a 403",
    page: Page {
        finds: "An application to which the access rules let nobody.",
        matters: "httpd answers 403 and logs \"client denied by server configuration\". Since httpd 2.4 \
            the directory of a script needs `Require all granted`; the main configuration usually closes `/`. Lines \
            of httpd 2.2 (`Order`, `Allow`) do not open it.",
        example: "<Directory />\n\
            \u{20} Require all denied\n\
            </Directory>\n\
            WSGIScriptAlias / /srv/shop/app.wsgi\n",
        instead: "<Directory />\n\
            \u{20} Require all denied\n\
            </Directory>\n\
            <Directory /srv/shop>\n\
            \u{20} Require all granted\n\
            </Directory>\n\
            WSGIScriptAlias / /srv/shop/app.wsgi\n",
        remedy: "Write `Require all granted`, or who may enter, in a `<Directory>` for the directory of \
            the script.",
        leave: "The application is closed on purpose.",
        sure: "It is what `wsgi-daemonize which` answers for the URL, and that is compared with a real \
            server. Where a section for a part of the application may let somebody in, there is no finding.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let openings = LazyCell::new(|| Openings::of(facts));
    let is_closed = |asked: &Asked<'_>| {
        asked.part.is_none()
            && asked.answer.status == Status::NotWsgi
            && asked.answer.http_status == Some(403)
            && asked
                .decided_by()
                .is_some_and(|node| is_access_rule(facts.name(node)))
            && !openings.is_for_a_part_of(asked.mounted)
    };
    let closed = facts.by_line(is_closed);
    let drafts = closed.iter().filter_map(|asked| {
        let first = asked.first()?;
        let message = format!("{} is closed to everybody: requests get a 403", called(asked));
        Some(
            Draft::new(&RULE, Spot::directive(first.node()), message)
                .because(Spot::directive(first.decided_by()?), "this lets nobody in")
                .help("write `Require all granted` in a `<Directory>` for the directory of the script"),
        )
    });
    drafts.collect()
}

/// The sections in which somebody may be let in, by server: to close a site and to open one path of it is common.
struct Openings<'s>(BTreeMap<ServerId, Vec<&'s Section>>);

impl<'s> Openings<'s> {
    fn of(facts: &Facts<'s>) -> Self {
        let config = facts.config;
        let mut by_server: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let effective = config.named(&["Require", "Allow", "Satisfy"]).into_iter();
        for effective in effective.filter(|one| opens(&facts.tree.directive(one.node))) {
            let sections = config.sections_from(effective.scope.section);
            let of_server = by_server.entry(effective.scope.server).or_default();
            of_server.extend(sections);
        }
        Self(by_server)
    }

    fn is_for_a_part_of(&self, mounted: &Mounted) -> bool {
        let servers = [mounted.server, ServerId::MAIN];
        let mut sections = servers.iter().filter_map(|id| self.0.get(id)).flatten();
        sections.any(|section| is_for_a_part(section, mounted))
    }
}

fn opens(directive: &Directive<'_>) -> bool {
    let arguments = directive.arguments.trim_ascii();
    let is_called = |name: &[u8]| directive.name.eq_ignore_ascii_case(name);
    let is_denied = arguments.eq_ignore_ascii_case(b"all denied");
    is_called(b"Require") && !is_denied || is_called(b"Allow") || is_called(b"Satisfy")
}

fn is_for_a_part(section: &Section, mounted: &Mounted) -> bool {
    let argument = section.argument.as_slice();
    match section.kind {
        SectionKind::Location => {
            argument.strip_suffix(b"/").unwrap_or(argument) != mounted.mount && argument != b"/"
        }
        SectionKind::Directory => mounted
            .script
            .as_deref()
            .is_some_and(|script| argument.len() > script.len() && argument.starts_with(script)),
        _ => true,
    }
}

fn is_access_rule(name: &[u8]) -> bool {
    let names = ["Require", "Deny", "Order", "Allow"];
    names
        .iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}
