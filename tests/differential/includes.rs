//! Includes of files, folders, wildcards and links, each written when it is read.

use super::author::{Author, Place};
use super::page::Page;

impl Author {
    /// Writes an Include and the files it brings.
    pub(super) fn include(&mut self, page: &mut Page, place: &Place) {
        let directive = if self.dice.percent(35) {
            "IncludeOptional"
        } else {
            "Include"
        };
        let directive = self.respelt(directive);
        // Not all of these files are read, and not in the order they are written.
        let several = Place {
            live: false,
            ..place.clone()
        };
        let path = match self
            .dice
            .weighed(&[(30, 0), (15, 1), (18, 2), (22, 3), (10, 4), (8, 5)])
        {
            0 => self.include_new(place),
            1 => self.include_again(place),
            2 => self.include_folder(&several),
            3 => self.include_wildcard(&several),
            4 => self.include_link(place),
            _ => return self.include_nothing(page),
        };
        let path = self.path_spelt(&path);
        let gap = self.gap();
        let text = [directive.as_bytes(), &gap, path.as_bytes()].concat();
        self.line(page, text);
    }

    fn include_new(&mut self, place: &Place) -> String {
        let path = self.new_name(self_folder(place));
        let path = format!("{path}.conf");
        self.file(&path, place);
        path
    }

    fn include_again(&mut self, place: &Place) -> String {
        let fits = |(context, _): &&(_, String)| *context == place.context;
        let known: Vec<String> = self
            .files
            .iter()
            .filter(fits)
            .map(|(_, path)| path.clone())
            .collect();
        match self.one_of(&known) {
            Some(path) => path,
            None => self.include_new(place),
        }
    }

    /// A folder brings everything below it, in byte order, hidden files too.
    fn include_folder(&mut self, place: &Place) -> String {
        let folder = self.new_name("inc/folder");
        let names = [
            "b.conf",
            "a.conf~",
            ".hidden",
            "README",
            "sub/x.conf",
            "B.conf",
            "sub/.y",
            "10-z",
            "9-z",
        ];
        for name in names {
            if self.dice.percent(30) {
                self.file(&format!("{folder}/{name}"), place);
            }
        }
        self.site.folders.push(folder.clone());
        let slash = self.dice.pick(&["", "", "/"]);
        format!("{folder}{slash}")
    }

    fn include_wildcard(&mut self, place: &Place) -> String {
        let folder = self.new_name("inc/many");
        let names = [
            "a.conf",
            "b.conf",
            ".c.conf",
            "a b.conf",
            "a.conf~",
            "10-x.conf",
            "9-x.conf",
            "\u{e9}.conf",
        ];
        // What every pattern below matches.
        self.file(&format!("{folder}/a1/z.conf"), place);
        self.file(&format!("{folder}/ab.conf"), place);
        for name in names {
            if self.dice.percent(35) {
                self.file(&format!("{folder}/{name}"), place);
            }
        }
        if self.dice.percent(30) {
            self.site
                .links
                .insert(format!("{folder}/link.conf"), "ab.conf".to_owned());
            self.site
                .links
                .insert(format!("{folder}/a2"), "a1".to_owned());
        }
        let patterns = [
            "*.conf",
            "a*",
            "[a-c]*.conf",
            "?b.conf",
            "a[!x]",
            "*/z.conf",
            "a?/*",
            "[ab]b.con[f]",
            "*",
        ];
        format!("{folder}/{}", self.dice.pick(&patterns))
    }

    fn include_link(&mut self, place: &Place) -> String {
        let target = self.include_new(place);
        let link = self.new_name("link");
        self.site.links.insert(format!("{link}.conf"), target);
        format!("{link}.conf")
    }

    fn include_nothing(&mut self, page: &mut Page) {
        self.site
            .links
            .insert("broken/b.conf".to_owned(), "gone.conf".to_owned());
        let missing = [
            "nope.conf",
            "nope/*.conf",
            "broken/*.conf",
            "broken/b.conf",
            "logs/*.nope",
            "${DIR}/nope",
        ];
        let path = self.dice.pick(&missing);
        self.line(page, format!("IncludeOptional {path}"));
    }

    /// Writes a whole file that is read in this place.
    pub(super) fn file(&mut self, path: &str, place: &Place) {
        let mut page = Page::new(&mut self.dice);
        let inside = Place {
            depth: place.depth + 1,
            ..place.clone()
        };
        self.block(&mut page, &inside);
        self.open_end(&mut page, &inside);
        let bytes = page.done(&mut self.dice);
        self.site.files.insert(path.to_owned(), bytes);
        if place.parameters.is_empty() {
            self.files.push((place.context, path.to_owned()));
        }
    }

    /// Spells a path in one of the ways that mean the same.
    fn path_spelt(&mut self, path: &str) -> String {
        let path = match self.dice.weighed(&[(60, 0), (12, 1), (8, 2), (10, 3)]) {
            1 => format!("@ROOT@/{path}"),
            2 => format!("./logs/..//{path}"),
            3 => path.replacen("inc/", "${DIR}/", 1),
            _ => path.to_owned(),
        };
        let needs_quotes = path.contains(' ');
        match self.dice.below(5) {
            0 | 1 => format!("\"{path}\""),
            2 => format!("'{path}'"),
            _ if needs_quotes => format!("\"{path}\""),
            _ => path,
        }
    }
}

fn self_folder(place: &Place) -> &'static str {
    if place.depth.is_multiple_of(2) {
        "inc/f"
    } else {
        "inc/with blank/f"
    }
}
