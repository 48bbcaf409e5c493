//! `.htaccess` files, and who allows what in them.

use super::author::{Author, Level, Taste};
use super::ground::OVERRIDDEN;

const ALLOWED: [(usize, &str); 14] = [
    (10, "AllowOverride All"),
    (6, "AllowOverride None"),
    (6, "AllowOverride FileInfo"),
    (5, "AllowOverride FileInfo Options"),
    (2, "AllowOverride Options"),
    (2, "AllowOverride FileInfo Options=ExecCGI,Indexes"),
    (1, "AllowOverride FileInfo Indexes Limit"),
    (1, "AllowOverride AuthConfig Limit"),
    (1, "AllowOverride Nonfatal=All"),
    (1, "AllowOverride FileInfo Nonfatal=Override"),
    (
        1,
        "AllowOverride None\nAllowOverrideList SetEnv SetHandler Options",
    ),
    (
        1,
        "AllowOverride None\nAllowOverrideList WSGICallableObject AddHandler",
    ),
    (1, "AllowOverrideList SetEnv"),
    (
        1,
        "AllowOverride Options\nAllowOverrideList SetEnv IfModule WSGICallableObject",
    ),
];

impl Author {
    /// Writes what a `<Directory>` allows.
    pub(super) fn allow_override(&mut self) -> String {
        self.dice.weighed(&ALLOWED).replace('\n', "\n        ")
    }

    /// Writes the `.htaccess` files.
    pub(super) fn override_files(&mut self) {
        let count = if self.likes(Taste::Overrides) {
            self.dice.between(1, 4)
        } else {
            usize::from(self.dice.percent(8))
        };
        for _ in 0..count {
            let folder = self.dice.pick(&OVERRIDDEN);
            let name = self.dice.weighed(&[(12, ".htaccess"), (1, ".override")]);
            let mut lines = Vec::new();
            for _ in 0..self.dice.weighed(&[(50, 1), (35, 2), (15, 3)]) {
                lines.extend(self.override_item());
            }
            let text = format!("{}\n", lines.join("\n"));
            self.draft.files.insert(format!("{folder}/{name}"), text);
        }
    }

    fn override_item(&mut self) -> Vec<String> {
        let rewriting = if self.likes(Taste::Rewriting) { 16 } else { 0 };
        let kinds = [
            (60, "setting"),
            (10, "files"),
            (5, "module"),
            (if self.likes(Taste::Expressions) { 8 } else { 0 }, "if"),
            (3, "redirect"),
            (rewriting, "rewrite"),
            (3, "comment"),
            (2, "define"),
        ];
        match self.dice.weighed(&kinds) {
            "files" => {
                let header = self.dice.pick(&[
                    "<Files \"*.wsgi\">",
                    "<Files inner.wsgi>",
                    "<FilesMatch \"\\.py$\">",
                ]);
                let lines = self.settings(Level::Override);
                Self::inside(header, lines)
            }
            "module" => {
                let header = self.dice.pick(&[
                    "<IfModule mod_env.c>",
                    "<IfModule mod_nope.c>",
                    "<IfModule mod_wsgi.c>",
                    "<IfVersion >= 2.4>",
                ]);
                let lines = self.settings(Level::Override);
                Self::inside(header, lines)
            }
            "if" => self.branches(Level::Override),
            "redirect" => vec!["Redirect /sub/deep/data.txt /elsewhere".to_owned()],
            "rewrite" => self.rewriting_in_folder(),
            "comment" => vec!["# nothing".to_owned()],
            "define" => vec![
                self.dice
                    .pick(&[
                        "Define X y",
                        "WSGIScriptAlias /z @ROOT@/srv/api/api.wsgi",
                        "Nonsense on",
                    ])
                    .to_owned(),
            ],
            _ => vec![self.setting(Level::Override)],
        }
    }
}
