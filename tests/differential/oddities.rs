//! What is rare but legal: modules loaded late, macros that open what others close, moved roots.

use super::author::{Author, Context, KnownMacro, Place};
use super::page::Page;

impl Author {
    /// Writes one oddity, where it may stand.
    pub(super) fn oddity(&mut self, page: &mut Page, place: &Place) {
        match self.dice.below(9) {
            0 => self.late_module(page),
            1 => self.macro_pair(page, place),
            2 => self.macro_undefined(page, place),
            3 => self.macro_again(page, place),
            4 => self.root_again(page),
            5 => self.quoted_section(page, place),
            6 => self.flagged_macro(page, place),
            7 => self.swallowed_close(page, place),
            _ => self.limit(page, place),
        }
    }

    /// Loads a module from here on, maybe again.
    fn late_module(&mut self, page: &mut Page) {
        let name = self
            .dice
            .pick(&["headers", "dir", "rewrite", "env", "expires"]);
        let path = self
            .dice
            .pick(&["modules/mod_NAME.so", "\"@ROOT@/modules/mod_NAME.so\""]);
        let path = path.replace("NAME", name);
        self.line(page, format!("LoadModule {name}_module {path}"));
    }

    /// One macro opens a section, another closes it.
    fn macro_pair(&mut self, page: &mut Page, place: &Place) {
        if !place.live || !matches!(place.context, Context::Server | Context::Host) {
            return;
        }
        let (open, close) = (self.new_name("Open"), self.new_name("Close"));
        let lines = [
            format!("<Macro {open} $where>"),
            "<Location \"$where\">".to_owned(),
            "</Macro>".to_owned(),
            format!("<Macro {close}>"),
            "SetEnv CLOSED 1".to_owned(),
            "</location>".to_owned(),
            "</Macro>".to_owned(),
            format!("Use {open} \"/a b\""),
        ];
        for line in lines {
            self.line(page, line);
        }
        self.block(page, &place.inside(Context::Location));
        self.line(page, format!("USE {close}"));
    }

    /// Forgets a macro.
    fn macro_undefined(&mut self, page: &mut Page, place: &Place) {
        if !place.live || self.macros.is_empty() {
            return;
        }
        let at = self.dice.below(self.macros.len());
        // What other macros use cannot be forgotten.
        if self.macros[at].is_used {
            return;
        }
        let known = self.macros.remove(at);
        self.line(page, format!("UndefMacro {}", known.name));
    }

    /// Defines a macro anew, with another body.
    fn macro_again(&mut self, page: &mut Page, place: &Place) {
        let Some(known) = self.macros.last().cloned() else {
            return;
        };
        if !place.live || known.parameters > 0 {
            return;
        }
        self.line(page, format!("<Macro {}>", known.name));
        self.line(page, "UnsetEnv defined \"again\"");
        self.line(page, "</Macro>");
    }

    /// Says the server root once more, in other words.
    fn root_again(&mut self, page: &mut Page) {
        let same = ["@ROOT@", "\"@ROOT@/\"", "@ROOT@/logs/..", "'@ROOT@//./'"];
        let root = self.dice.pick(&same);
        self.line(page, format!("ServerRoot {root}"));
    }

    fn quoted_section(&mut self, page: &mut Page, place: &Place) {
        if !matches!(place.context, Context::Server | Context::Host) {
            return;
        }
        let (open, close) = self.dice.pick(&[
            ("\"<Location\" /quoted>", "</Location>"),
            ("'<Location' /quoted>", "\"</Location>\""),
            ("\"<Directory\"/x>", "'</Directory>' text"),
        ]);
        self.line(page, open);
        self.block(page, &place.inside(Context::Anywhere));
        self.line(page, close);
    }

    /// Defines a macro with flags, and uses it with an empty argument.
    fn flagged_macro(&mut self, page: &mut Page, place: &Place) {
        if !place.live || place.context == Context::Requires {
            return;
        }
        let name = self.new_name("Flagged");
        let flag = self
            .dice
            .pick(&["/IgnoreEmptyArgs", "/ignorebadnesting", ""]);
        self.line(page, format!("<Macro {name} {flag} $a $b>"));
        self.line(page, "UnsetEnv x \"$a\" $b");
        self.line(page, "</Macro>");
        self.line(page, format!("Use {name} \"\" ''"));
        self.macros.push(KnownMacro {
            name,
            parameters: 2,
            context: Context::Anywhere,
            is_used: false,
        });
    }

    /// A comment whose continuation takes the next line with it.
    fn swallowed_close(&mut self, page: &mut Page, place: &Place) {
        if !matches!(place.context, Context::Server | Context::Host) {
            return;
        }
        self.line(page, "<Location /swallowed>");
        page.raw(b"# the next line is a comment too \\\n</Location>\n");
        self.directive(page, &place.inside(Context::Location));
        self.line(page, "</Location>");
    }

    fn limit(&mut self, page: &mut Page, place: &Place) {
        if !matches!(place.context, Context::Directory | Context::Location) {
            return;
        }
        let (open, close) = self.dice.pick(&[
            ("<Limit GET POST>", "</Limit>"),
            ("<limitexcept GET >", "</LimitExcept>"),
        ]);
        self.line(page, open);
        self.block(page, &place.inside(Context::Requires));
        self.line(page, close);
    }
}
