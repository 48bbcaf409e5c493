//! Conditions that httpd decides while it reads, true and false, and what false ones may hide.

use super::author::{Author, Context, Place};
use super::page::Page;

/// A section, its argument, and whether it is true.
type Condition = (&'static str, &'static str, Option<bool>);

const CONDITIONS: [Condition; 66] = [
    ("IfModule", "mod_env.c", Some(true)),
    ("IfModule", "env_module", Some(true)),
    ("IfModule", "\"mod_macro.c\"", Some(true)),
    ("IfModule", "core.c", Some(true)),
    ("IfModule", "event.c", Some(true)),
    ("IfModule", "mpm_event_module", Some(true)),
    ("IfModule", "so_module", Some(true)),
    ("IfModule", "!mod_nope.c", Some(true)),
    ("IfModule", "!\"nope_module\"", Some(true)),
    ("IfModule", "! mod_nope.c", Some(true)),
    ("IfModule", "!!mod_env.c", Some(true)),
    ("IfModule", "mod_alias.c and more words", Some(true)),
    ("IfModule", "env", Some(false)),
    ("IfModule", "mod_env", Some(false)),
    ("IfModule", "mod_nope.c", Some(false)),
    ("IfModule", "MOD_ENV.C", Some(false)),
    ("IfModule", "mod_dir.c", None),
    ("IfModule", "mod_mpm_event.c", Some(false)),
    ("IfModule", "!mod_env.c", Some(false)),
    ("IfModule", "\"!mod_nope.c\"", Some(false)),
    ("IfModule", "mod_wsgi.c", None),
    ("IfModule", "!wsgi_module", None),
    ("IfModule", "mod_headers.c", None),
    ("IfModule", "!rewrite_module", None),
    ("IfDirective", "Header", None),
    ("IfDirective", "!DirectoryIndex", None),
    ("IfDefine", "FLAG0", Some(true)),
    ("IfDefine", "FLAG1", Some(true)),
    ("IfDefine", "\"FLAG2=1\"", Some(true)),
    ("IfDefine", "!flag0", Some(true)),
    ("IfDefine", "!FLAG2", Some(true)),
    ("IfDefine", "SEC", Some(true)),
    ("IfDefine", "flag1", Some(false)),
    ("IfDefine", "E0", Some(false)),
    ("IfDefine", "!FLAG1", Some(false)),
    ("IfDefine", "FLAG3", None),
    ("IfDefine", "!FLAG3", None),
    ("IfDefine", "W0", None),
    ("IfVersion", ">= 2.4", Some(true)),
    ("IfVersion", "> 2.2.99", Some(true)),
    ("IfVersion", "!< 2.4", Some(true)),
    ("IfVersion", "< 3", Some(true)),
    ("IfVersion", "~ ^2\\.4", Some(true)),
    ("IfVersion", "= /^2\\.[3-5]/", Some(true)),
    ("IfVersion", "2.4", Some(false)),
    ("IfVersion", "< 2.4", Some(false)),
    ("IfVersion", "!>= 2.4.1", Some(false)),
    ("IfVersion", "== 1", Some(false)),
    ("IfFile", "httpd.conf", Some(true)),
    ("IfFile", "\"@ROOT@/logs\"", Some(true)),
    ("IfFile", "!nope.conf", Some(true)),
    ("IfFile", "./inc/../httpd.conf", None),
    ("IfFile", "nope.conf", Some(false)),
    ("IfFile", "!logs", Some(false)),
    ("IfFile", "*.conf", Some(false)),
    ("IfFile", "dangling", Some(false)),
    ("IfDirective", "SetEnv", Some(true)),
    ("IfDirective", "setenv", Some(true)),
    ("IfDirective", "!Nope", Some(true)),
    ("IfDirective", "<Directory", Some(true)),
    ("IfDirective", "DavLockDB", Some(false)),
    ("IfDirective", "Directory", Some(false)),
    ("IfSection", "Directory", Some(true)),
    ("IfSection", "virtualhost", Some(true)),
    ("IfSection", "<Directory", Some(false)),
    ("IfSection", "Proxy", Some(false)),
];

/// Lines that only a false condition can hide.
const GARBAGE: [&str; 14] = [
    "Bogus \"unclosed",
    "Include nope/nope.conf",
    "<Foo bar>\nNothing here\n</foo>",
    "ServerRoot /nonexistent",
    "Define N0 Broken",
    "LoadModule nope_module modules/mod_nope.so",
    "\"quoted first word\" x",
    "<VirtualHost\n</VirtualHost>",
    "Use Undefined",
    "${L0} ${undefined}",
    "UnDefine FLAG1",
    "<IfModule core.c>\nHidden\n</IfModule> as well",
    "<Macro Hidden $x>\nA $x\n</Macro>",
    "\"<Quoted>\"\n'</quoted>'",
];

impl Author {
    /// Writes a section that is decided while reading.
    pub(super) fn condition(&mut self, page: &mut Page, place: &Place) {
        let (name, argument, truth) = self.dice.pick(&CONDITIONS);
        if argument == "dangling" {
            self.site
                .links
                .insert("dangling".to_owned(), "gone".to_owned());
        }
        let header = self.condition_header(name, argument);
        self.line(page, header);
        let is_false = truth == Some(false);
        let inside = Place {
            depth: place.depth + 1,
            live: place.live && truth == Some(true),
            skipped: place.skipped || is_false,
            ..place.clone()
        };
        if inside.skipped {
            self.garbage(page);
        }
        self.block(page, &inside);
        let close = self.condition_close(name, inside.skipped && is_false);
        self.line(page, close);
    }

    fn condition_header(&mut self, name: &str, argument: &str) -> String {
        let name = self.respelt(name);
        let gap = self.dice.pick(&[" ", " ", "  ", "\t"]);
        let end = self.dice.pick(&[">", ">", ">", ">", " >"]);
        // IfVersion counts its words; the others take no notice of what follows.
        let is_tolerant = !name.eq_ignore_ascii_case("IfVersion");
        let after = if is_tolerant && self.dice.percent(4) {
            " # after"
        } else {
            ""
        };
        format!("<{name}{gap}{argument}{end}{after}")
    }

    /// Closes exactly, as a true condition demands; a false one takes more.
    fn condition_close(&mut self, name: &str, is_skipped: bool) -> String {
        let name = self.respelt(name);
        if !is_skipped || self.dice.percent(60) {
            return format!("</{name}>");
        }
        let forms = [
            "</NAME> # text",
            "</NAMEX",
            "\"</NAME>\"",
            "</NAME> </Other>",
        ];
        self.dice.pick(&forms).replace("NAME", &name)
    }

    fn garbage(&mut self, page: &mut Page) {
        for _ in 0..self.dice.below(3) {
            let lines = self.dice.pick(&GARBAGE);
            for text in lines.split('\n') {
                self.line(page, text);
            }
        }
    }

    /// Writes a file that ends inside a true condition, which the end closes.
    pub(super) fn open_end(&mut self, page: &mut Page, place: &Place) {
        if place.context != Context::Requires && self.dice.percent(6) {
            self.line(page, "<IfModule mod_env.c>");
            self.directive(page, place);
        }
    }
}
