//! Rewrite rules: those that do nothing to our paths, and those of a kind that can be followed.

use super::author::{Author, Level};

/// A rule for a server, and a path that it is about.
const RULES: [(usize, &str, &str); 16] = [
    (
        6,
        "RewriteRule ^/nothing-here$ /elsewhere",
        "/nothing-here/x",
    ),
    (4, "RewriteRule ^/app/secret - [F]", "/app/secret"),
    (2, "RewriteRule ^/app/gone2 - [G]", "/app/gone2/x"),
    (4, "RewriteRule ^/moved(.*)$ /app$1 [R=302,L]", "/moved/x"),
    (2, "RewriteRule ^/away$ http://other.example/ [R]", "/away"),
    (5, "RewriteRule ^/legacy/(.*)$ /app/$1 [PT]", "/legacy/x"),
    (3, "RewriteRule ^/short$ /blog/long [PT,L]", "/short"),
    (4, "RewriteRule \\.app$ - [H=wsgi-script]", "/letter.app"),
    (2, "RewriteRule ^/hello - [L]", "/hello.wsgi"),
    (2, "RewriteRule ^/app/ - [E=PG:shop]", "/app/y"),
    (
        1,
        "RewriteCond %{REQUEST_URI} ^/app\nRewriteRule /denied$ - [F]",
        "/app/denied",
    ),
    (
        1,
        "RewriteCond %{HTTP_HOST} =shop.example\nRewriteRule ^/blog/ - [F]",
        "/blog/x",
    ),
    (
        1,
        "RewriteCond %{REQUEST_METHOD} !GET\nRewriteRule ^ - [F]",
        "/app",
    ),
    (
        1,
        "RewriteCond %{DOCUMENT_ROOT}%{REQUEST_URI} -f\nRewriteRule ^ - [L]",
        "/plain.txt",
    ),
    (
        1,
        "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^/pages/(.*)$ /hello.wsgi/$1 [QSA,PT,L]",
        "/pages/x?q=2",
    ),
    (1, "RewriteRule ^/loose/(.*)$ /app/$1 [L]", "/loose/x"),
];

/// The same for a directory, whose rules see the rest of the path.
const FOLDER_RULES: [(usize, &str); 6] = [
    (4, "RewriteRule ^nothing-here$ elsewhere"),
    (
        1,
        "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^(.*)$ /hello.wsgi/$1 [QSA,PT,L]",
    ),
    (2, "RewriteRule ^inner - [F]"),
    (2, "RewriteRule \\.app$ - [H=wsgi-script]"),
    (1, "RewriteRule ^deep - [L]"),
    (1, "RewriteRule ^away$ http://other.example/ [R]"),
];

impl Author {
    /// Writes rules for a server.
    pub(super) fn rewriting(&mut self, level: Level) -> Vec<String> {
        let engine = self.dice.weighed(&[(11, "On"), (1, "Off")]);
        let mut lines = vec![format!("RewriteEngine {engine}")];
        for _ in 0..self.dice.between(1, 3) {
            let rules: Vec<(usize, usize)> = RULES
                .iter()
                .enumerate()
                .map(|(at, rule)| (rule.0, at))
                .collect();
            let (_, rule, path) = RULES[self.dice.weighed(&rules)];
            self.concerns(level, path);
            lines.extend(rule.split('\n').map(str::to_owned));
        }
        lines
    }

    /// Writes rules for a directory or a `.htaccess` file.
    pub(super) fn rewriting_in_folder(&mut self) -> Vec<String> {
        let rule = self.dice.weighed(&FOLDER_RULES);
        let lines = ["RewriteEngine On"].into_iter().chain(rule.split('\n'));
        lines.map(str::to_owned).collect()
    }
}
