//! Rewrite rules: those that do nothing to our paths, and those of a kind that can be followed.

use super::author::{Author, Level};

/// A rule for a server, and a path that it is about.
const RULES: [(usize, &str, &str); 43] = [
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
    (
        2,
        "RewriteRule ^/by-file/(.*)$ @ROOT@/www/one/$1",
        "/by-file/hello.wsgi/x",
    ),
    (
        2,
        "RewriteRule ^/by-script(/.*)?$ @ROOT@/srv/shop/shop.wsgi$1 [H=wsgi-script]",
        "/by-script/x",
    ),
    (
        1,
        "RewriteRule \\.app$ - [T=application/x-httpd-wsgi]",
        "/letter.app",
    ),
    (
        1,
        "RewriteCond %{REQUEST_URI} ^/app/a [OR]\nRewriteCond %{REQUEST_URI} ^/app/b [NC]\nRewriteRule ^ - [F]",
        "/app/both",
    ),
    (
        1,
        "RewriteCond %{HTTP_HOST} ^([a-z]+)\\.\nRewriteRule ^/mine(.*)$ /%1$1 [PT]",
        "/mine/x",
    ),
    (
        1,
        "RewriteRule ^/one(.*)$ /two$1 [C]\nRewriteRule ^/two(.*)$ /app$1 [PT]",
        "/one/x",
    ),
    (
        1,
        "RewriteRule ^/skip - [S=1]\nRewriteRule ^/skip - [F]",
        "/skip/x",
    ),
    (1, "RewriteRule ^/UPPER /app/upper [NC,PT]", "/upper"),
    (
        1,
        "RewriteRule ^/ask/(.*)$ /app/ask?name=$1 [PT,QSA]",
        "/ask/x?q=1",
    ),
    (
        1,
        "RewriteRule ^/end/ - [END]\nRewriteRule ^/end - [F]",
        "/end/x",
    ),
    (1, "RewriteRule !^/(app|blog|sub) - [F]", "/app/x"),
    (
        1,
        "RewriteRule ^/app/private /app/login [PT,L]",
        "/app/private/x",
    ),
    (
        1,
        "RewriteOptions InheritDown\nRewriteRule ^/inherited - [F]",
        "/inherited",
    ),
    (1, "RewriteOptions Inherit", "/app/secret"),
    (1, "RewriteOptions InheritBefore", "/app/secret"),
    (
        1,
        "RewriteCond %{REQUEST_FILENAME} -d\nRewriteRule ^ - [F]",
        "/sub/",
    ),
    (
        1,
        "RewriteCond %{REQUEST_URI} !^/app\nRewriteCond %{REQUEST_URI} !\\.(css|txt)$\nRewriteRule ^(.*)$ /app$1 [PT]",
        "/anything/x",
    ),
    (1, "RewriteRule ^(.+)/$ $1 [R=301,L]", "/app/x/"),
    (
        1,
        "RewriteCond %{HTTPS} off\nRewriteCond %{SERVER_PORT} =443\nRewriteRule ^(.*)$ https://%{HTTP_HOST}$1 [R,L]",
        "/app/x",
    ),
    (
        1,
        "RewriteRule ^/env/([a-z]+) - [E=PG:$1]\nRewriteRule ^/env/ /app/x [PT]",
        "/env/shop",
    ),
    (
        1,
        "RewriteCond %{QUERY_STRING} ^q=1$\nRewriteRule ^/asked /blog/x?q=2 [PT]",
        "/asked?q=1",
    ),
    (
        1,
        "RewriteRule ^/tail/(.*)$ /hello.wsgi/$1?by-rule [PT,END]",
        "/tail/x?q=1",
    ),
    (
        1,
        "RewriteRule ^/tail2/(.*)$ @ROOT@/www/one/$1 [END]",
        "/tail2/inner",
    ),
    (1, "RewriteRule ^/app - [E=PG:nosuch,E=!PG]", "/app"),
    (2, "RewriteRule ^/sub/ - [E=PG:shop]", "/sub/"),
    (1, "RewriteRule ^/sub/ - [NS,E=PG:shop]", "/sub/"),
    (
        1,
        "RewriteCond %{IS_SUBREQ} true\nRewriteRule ^ - [E=PG:shop]",
        "/sub/",
    ),
];

/// The same for a directory, whose rules see the rest of the path.
const FOLDER_RULES: [(usize, &str); 20] = [
    (4, "RewriteRule ^nothing-here$ elsewhere"),
    (
        1,
        "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^(.*)$ /hello.wsgi/$1 [QSA,PT,L]",
    ),
    (2, "RewriteRule ^inner - [F]"),
    (2, "RewriteRule \\.app$ - [H=wsgi-script]"),
    (1, "RewriteRule ^deep - [L]"),
    (1, "RewriteRule ^away$ http://other.example/ [R]"),
    (1, "RewriteBase /\nRewriteRule ^old$ hello.wsgi/new [L]"),
    (1, "RewriteRule ^(inner|hello)$ $1.wsgi [L]"),
    (
        1,
        "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteCond %{REQUEST_FILENAME} !-d\nRewriteRule ^ /app/nothing [L]",
    ),
    (1, "RewriteRule ^ - [E=PG:shop]"),
    (1, "RewriteRule \\.wsgi$ - [F]"),
    (1, "RewriteRule ^shop\\.wsgi/admin - [F]"),
    (1, "RewriteCond %{REQUEST_URI} /secret\nRewriteRule ^ - [F]"),
    (
        2,
        "RewriteCond %{ENV:REDIRECT_STATUS} ^$\nRewriteRule ^(.*)$ hello.wsgi/$1 [L]",
    ),
    (2, "RewriteRule ^index\\.(html|wsgi)$ /app/index [L]"),
    (1, "RewriteRule ^index\\.(html|wsgi)$ - [NS,F]"),
    (1, "RewriteRule ^(inner|hello)$ $1.wsgi?by-rule [END]"),
    (
        1,
        "RewriteCond %{QUERY_STRING} by-rule\nRewriteRule ^ - [E=PG:shop]",
    ),
    (
        2,
        "RewriteRule ^ - [E=PG:api]\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ hello.wsgi",
    ),
    (1, "RewriteRule ^(.*)\\.txt$ $1.py?q=1 [QSA]"),
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
