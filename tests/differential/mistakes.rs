//! Mistakes, one per configuration at most: what httpd refuses, and where it says so.

use super::author::{Author, Context, Place};
use super::page::Page;

/// Lines that are refused wherever they stand, while reading or later.
const REFUSED: [&str; 33] = [
    "Include nope.conf",
    "Include logs/*.nope",
    "Include",
    "Include a b",
    "Bogus directive",
    "SetEnv",
    "SetEnv a b c",
    "</Directory>",
    "</IfModule>",
    "</Nope",
    "< Directory /x>",
    "<Nope>\n</Nope>",
    "<Location /unclosed>",
    "<Location /a>\n</Directory>",
    "<Location /a>\n</Location >",
    "<Location /a>\n</Location>#x",
    "<Location /a\n</Location>",
    "<IfModule mod_env.c>\nSetEnv a b\n</IfModule> # text",
    "<IfModule mod_nope.c>\n<Foo>\n</IfModule>",
    "<IfModule mod_nope.c>\n<RequireAll> # c\n</RequireAll>\n</IfModule>",
    "<IfModule mod_nope.c",
    "<IfModule>\n</IfModule>",
    "<IfVersion >=2.4>\n</IfVersion>",
    "Define a:b c",
    "Error \"not like this\"",
    "Options Nope",
    "Options Indexes +ExecCGI",
    "Define",
    "Use Undefined x",
    "Use",
    "<Macro Broken $x>\nSetEnv $x 1",
    "ServerRoot /nonexistent",
    "<IfDefine FLAG0>\n<Location /x>\n</IfDefine>\n</Location>",
];

impl Author {
    /// Writes something that httpd refuses here, most probably.
    pub(super) fn write_mistake(&mut self, page: &mut Page, place: &Place) {
        let lines = match place.context {
            Context::Directory if self.dice.percent(30) => "<Directory /inside>\n</Directory>",
            Context::Host if self.dice.percent(20) => "Listen 8080",
            _ if self.dice.percent(10) => return self.wrong_count(page, place),
            _ => self.dice.pick(&REFUSED),
        };
        for text in lines.split('\n') {
            self.line(page, text);
            if self.dice.percent(15) {
                page.trivia(&mut self.dice);
            }
        }
    }

    /// Uses a macro with one argument too many.
    fn wrong_count(&mut self, page: &mut Page, place: &Place) {
        let Some(known) = self.macros.first().cloned() else {
            return self.macro_use(page, place);
        };
        let arguments = " x".repeat(known.parameters + 1);
        self.line(page, format!("Use {}{arguments}", known.name));
    }
}
