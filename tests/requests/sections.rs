//! Sections of every kind, at the main server and in virtual hosts, and sections in sections.

use super::author::{Author, Level, Taste};
use super::ground::folder;

const FOLDER_WILDCARDS: [&str; 7] = [
    "@ROOT@/srv/*",
    "@ROOT@/srv/*/",
    "@ROOT@/*/shop",
    "@ROOT@/srv/sho?",
    "@ROOT@/srv/[sb]*",
    "@ROOT@/www/*/sub",
    "@ROOT@/*",
];

const FOLDER_PATTERNS: [&str; 9] = [
    "^@ROOT@/srv/",
    "/shop/",
    "/shop$",
    "shop\\.wsgi$",
    "/sub/?",
    "^@ROOT@/www/[^/]+/sub",
    "(?i)/SHOP/",
    "/srv/(?:blog|api)/[a-z.]+$",
    "^/",
];

const FILES: [&str; 11] = [
    "shop.wsgi",
    "*.wsgi",
    "*.py",
    "index.*",
    "?wo.py",
    "inner.wsgi",
    "[ab]*.wsgi",
    "wsgi.py",
    "letter.app",
    "*",
    "SHOP.WSGI",
];

const FILE_PATTERNS: [&str; 6] = [
    "\\.(wsgi|py)$",
    "^hello",
    "^(shop|blog)\\.wsgi$",
    "\\.py",
    "(?i)SHOP",
    ".",
];

const PATH_PATTERNS: [&str; 8] = [
    "^/app",
    "^/[a-z]+$",
    "/x",
    "\\.wsgi",
    "^/app/(?!api)",
    "^/(app|blog)(/|$)",
    "//",
    "/$",
];

impl Author {
    /// Writes a section with directives that decide something.
    pub(super) fn section(&mut self, level: Level) -> Vec<String> {
        let ifs = if self.likes(Taste::Expressions) {
            22
        } else {
            2
        };
        let kinds = [
            (28, "Directory"),
            (8, "wild"),
            (8, "DirectoryMatch"),
            (9, "Files"),
            (6, "FilesMatch"),
            (26, "Location"),
            (10, "LocationMatch"),
            (ifs, "If"),
        ];
        let inner = Level::Section(level.host());
        match self.dice.weighed(&kinds) {
            "If" => self.branches(inner),
            "Directory" => {
                let folder = folder(&mut self.dice);
                self.folder_section(&format!("<Directory \"{folder}\">"), inner, true)
            }
            "wild" => {
                let pattern = self.dice.pick(&FOLDER_WILDCARDS);
                self.folder_section(&format!("<Directory {pattern}>"), inner, true)
            }
            "DirectoryMatch" => {
                let pattern = self.dice.pick(&FOLDER_PATTERNS);
                let header = self
                    .dice
                    .pick(&["<DirectoryMatch \"PATTERN\">", "<Directory ~ \"PATTERN\">"]);
                self.folder_section(&header.replace("PATTERN", pattern), inner, false)
            }
            kind => {
                let header = self.header(kind, level);
                let mut lines = self.settings(inner);
                if self.dice.percent(8) && self.likes(Taste::Expressions) {
                    lines.extend(self.branches(inner));
                }
                Self::inside(&header, lines)
            }
        }
    }

    /// Writes the first line of a section on files or locations.
    fn header(&mut self, kind: &str, level: Level) -> String {
        match kind {
            "Files" => format!("<Files \"{}\">", self.dice.pick(&FILES)),
            "FilesMatch" => {
                let header = self
                    .dice
                    .pick(&["<FilesMatch \"PATTERN\">", "<Files ~ \"PATTERN\">"]);
                header.replace("PATTERN", self.dice.pick(&FILE_PATTERNS))
            }
            "LocationMatch" => {
                let header = self
                    .dice
                    .pick(&["<LocationMatch \"PATTERN\">", "<Location ~ \"PATTERN\">"]);
                header.replace("PATTERN", self.dice.pick(&PATH_PATTERNS))
            }
            _ => {
                let path = self.some_path(level);
                self.concerns(level, &path);
                let bare = path.trim_end_matches('/').to_owned();
                match self.dice.below(14) {
                    0 => format!("<Location \"{bare}/*\">"),
                    1 => format!("<Location \"{bare}/\">"),
                    2 => format!("<Location \"{bare}?*\">"),
                    3 => "<Location \"/\">".to_owned(),
                    4 => format!("<Location \"/*{bare}\">"),
                    _ => format!("<Location \"{path}\">"),
                }
            }
        }
    }

    fn folder_section(&mut self, header: &str, level: Level, is_plain: bool) -> Vec<String> {
        let mut lines = self.settings(level);
        if is_plain && self.likes(Taste::Overrides) && self.dice.percent(35) {
            lines.push(self.allow_override());
        }
        if self.dice.percent(25) {
            let kind = self.dice.pick(&["Files", "FilesMatch"]);
            let header = self.header(kind, level);
            let inner = self.settings(level);
            lines.extend(Self::inside(&header, inner));
        }
        if self.likes(Taste::Expressions) && self.dice.percent(20) {
            lines.extend(self.branches(level));
        }
        if self.likes(Taste::Rewriting) && is_plain && self.dice.percent(8) {
            lines.extend(self.rewriting_in_folder());
        }
        Self::inside(header, lines)
    }

    /// Writes some directives.
    pub(super) fn settings(&mut self, level: Level) -> Vec<String> {
        (0..self.dice.weighed(&[(60, 1), (30, 2), (10, 3)]))
            .map(|_| self.setting(level))
            .collect()
    }

    /// Writes an `<If>` and what may follow it.
    pub(super) fn branches(&mut self, level: Level) -> Vec<String> {
        let mut lines = Vec::new();
        let condition = self.expression(level);
        let body = self.settings(level);
        lines.extend(Self::inside(&format!("<If \"{condition}\">"), body));
        if self.dice.percent(30) {
            let condition = self.expression(level);
            let body = self.settings(level);
            lines.extend(Self::inside(&format!("<ElseIf \"{condition}\">"), body));
        }
        if self.dice.percent(30) {
            let body = self.settings(level);
            lines.extend(Self::inside("<Else>", body));
        }
        lines
    }
}
