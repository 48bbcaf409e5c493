//! Sections that stay in the tree, in every spelling that httpd takes.

use super::author::{Author, Context, Place};
use super::page::Page;

/// A section: its name, its argument with the `>`, and the context inside.
type Section = (&'static str, &'static str, Context);

const HOSTS: [Section; 6] = [
    ("VirtualHost", "*:8080>", Context::Host),
    ("VirtualHost", "127.0.0.1:8080 [::1]:8080>", Context::Host),
    ("VirtualHost", " _default_:8443 >", Context::Host),
    ("VirtualHost", "*>", Context::Host),
    ("VirtualHost", "\"*:8081\">", Context::Host),
    ("VirtualHost", "*:8080> # comment", Context::Host),
];
const DIRECTORIES: [Section; 12] = [
    ("Directory", "/srv/app>", Context::Directory),
    ("Directory", "\"/srv/a b\">", Context::Directory),
    ("Directory", "'/srv/x>y'>", Context::Directory),
    ("Directory", "/srv/x>>>", Context::Directory),
    ("Directory", "\"/unclosed quote>", Context::Directory),
    ("Directory", "~ \"^/srv/[a-z]+$\">", Context::Directory),
    ("DirectoryMatch", "^/srv/.*\\.d$>", Context::Directory),
    ("Directory", "\"\">", Context::Directory),
    ("Directory", "/srv/app> trailing text", Context::Directory),
    ("Directory", "/srv/${W0}>", Context::Directory),
    ("Directory", "${DIR}>", Context::Directory),
    ("Directory", "  /srv/app/  >", Context::Directory),
];
const LOCATIONS: [Section; 5] = [
    ("Location", "/app>", Context::Location),
    ("Location", "\"/a b\" >", Context::Location),
    ("LocationMatch", "\"^/(a|b)/?$\">", Context::Location),
    ("Location", "~ ^/x>", Context::Location),
    ("${SEC}", "/from-a-variable>", Context::Location),
];
const FILES: [Section; 3] = [
    ("Files", "*.py>", Context::Files),
    ("Files", "\"a b.wsgi\" >", Context::Files),
    ("FilesMatch", "\"\\.(py|wsgi)$\">", Context::Files),
];
const IFS: [Section; 2] = [
    ("If", "\"%{HTTP_HOST} == 'a b'\">", Context::If),
    ("If", "'true'>", Context::If),
];
const REQUIRES: [Section; 5] = [
    ("RequireAll", ">", Context::Requires),
    ("RequireAny", " >", Context::Requires),
    ("RequireAny", "", Context::Requires),
    ("RequireAll", " > text", Context::Requires),
    ("requireany", "\t> ", Context::Requires),
];

impl Author {
    /// Writes a section that is allowed here, or a plain directive where none is.
    pub(super) fn section(&mut self, page: &mut Page, place: &Place) {
        let Some((name, argument, context)) = self.section_for(place) else {
            self.directive(page, place);
            return;
        };
        let spelt = self.respelt(name);
        let is_bare = argument.trim_start().starts_with('>') || argument.is_empty();
        let gap = if is_bare {
            ""
        } else {
            self.dice.pick(&[" ", " ", "\t", "   "])
        };
        self.line(page, format!("<{spelt}{gap}{argument}"));
        let inside = place.inside(context);
        self.block(page, &inside);
        if context == Context::Requires {
            // An empty one is refused.
            self.line(page, "Require all granted");
        }
        let close = self.section_close(name);
        self.line(page, close);
        if context == Context::If && self.dice.percent(40) {
            self.else_sections(page, &inside);
        }
    }

    fn section_for(&mut self, place: &Place) -> Option<Section> {
        let access: &[&[Section]] = match place.context {
            Context::Server => &[
                &HOSTS,
                &HOSTS,
                &HOSTS,
                &DIRECTORIES,
                &LOCATIONS,
                &FILES,
                &IFS,
            ],
            Context::Host => &[&DIRECTORIES, &DIRECTORIES, &LOCATIONS, &FILES, &IFS],
            Context::Directory => &[&FILES, &IFS, &REQUIRES],
            Context::Location | Context::Files => &[&IFS, &REQUIRES],
            Context::If | Context::Requires => &[&REQUIRES],
            Context::Anywhere => &[&IFS],
        };
        let family = self.dice.pick(access);
        let section = self.dice.pick(family);
        // A false condition takes the `>` into the name when text follows without a blank before it.
        let is_glued = section.1.starts_with('>') && section.1.len() > 1;
        let is_odd = is_glued || section.1.is_empty() || section.0.starts_with('$');
        (!(place.skipped && is_odd)).then_some(section)
    }

    fn section_close(&mut self, name: &str) -> String {
        let name = if name.starts_with('$') {
            name.to_owned()
        } else {
            self.respelt(name)
        };
        let close = self.dice.pick(&[
            "</NAME>",
            "</NAME>",
            "</NAME>",
            "</NAME> # text",
            "</NAME> </Other>",
        ]);
        close.replace("NAME", &name)
    }

    fn else_sections(&mut self, page: &mut Page, inside: &Place) {
        if self.dice.percent(50) {
            self.line(page, "<ElseIf \"%{HTTP_HOST} =~ m#^b>#\">");
            self.block(page, inside);
            self.line(page, "</ElseIf>");
        }
        self.line(page, "<Else>");
        self.block(page, inside);
        self.line(page, "</Else>");
    }
}
