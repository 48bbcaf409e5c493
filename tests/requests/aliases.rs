//! WSGI aliases of every form, and what mod_alias puts before them.

use super::author::{Author, Level};
use super::ground::{SCRIPT_FOLDERS, SCRIPTS, quoted};

const MOUNTS: [(usize, &str); 13] = [
    (14, "/"),
    (16, "/app"),
    (10, "/app/api"),
    (5, "/app/api/v2"),
    (9, "/blog"),
    (6, "/shop"),
    (2, "/Shop"),
    (3, "/sub"),
    (2, "/sub/deep"),
    (2, "/static"),
    (2, "/a b"),
    (2, "/app/"),
    (1, "/caf\u{e9}"),
];

/// Patterns, a target for each, and a path that fits.
const PATTERNS: [(&str, &str, &str); 11] = [
    ("^/m/([a-z]+)", "@ROOT@/srv/$1/$1.wsgi", "/m/shop/x"),
    ("^/m/([a-z]+)/", "@ROOT@/srv/$1/$1.wsgi/", "/m/api/y"),
    ("^/v[0-9]+", "@ROOT@/srv/api/api.wsgi", "/v12/x"),
    ("^/v([0-9]+)$", "@ROOT@/srv/api/api.wsgi", "/v3"),
    ("/end$", "@ROOT@/srv/blog/wsgi.py", "/any/end"),
    ("^/s/(one|two)", "@ROOT@/srv/scripts/$1.wsgi", "/s/one/p"),
    ("^/d/", "@ROOT@/srv/scripts/", "/d/sub/three.wsgi/q"),
    ("(?i)^/APP", "@ROOT@/srv/shop/shop.wsgi", "/aPp/x"),
    ("^(.*)\\.do$", "@ROOT@/srv/shop/shop.wsgi", "/act.do"),
    ("^/app(/.*)?$", "@ROOT@/srv/shop/shop.wsgi$1", "/app/in/out"),
    ("/api", "@ROOT@/srv/api/api.wsgi", "/my/api/x"),
];

/// What mod_alias may have, and a path for it.
const OTHERS: [(&str, &str); 21] = [
    ("Alias / @ROOT@/www/two/", "/hello.wsgi"),
    ("Alias /app @ROOT@/www/one/sub", "/app/inner.wsgi/x"),
    (
        "AliasMatch ^/app/(css|js)/(.*) @ROOT@/srv/shop/static/$2",
        "/app/css/shop.css",
    ),
    ("RedirectMatch permanent ^/app/(.*)/$ /app/$1", "/app/more/"),
    ("Alias /static @ROOT@/srv/shop/static", "/static/shop.css"),
    (
        "Alias /app/static/ @ROOT@/srv/shop/static/",
        "/app/static/shop.css",
    ),
    (
        "Alias /app/static @ROOT@/www/two/static",
        "/app/static/nested.wsgi/x",
    ),
    ("Alias /files @ROOT@/www/one", "/files/hello.wsgi/z"),
    ("Alias /direct @ROOT@/srv/shop/shop.wsgi", "/direct/x"),
    (
        "Alias \"/a b\" \"@ROOT@/srv/Two Words\"",
        "/a%20b/app.wsgi/x",
    ),
    ("AliasMatch ^/got/(.*)$ @ROOT@/www/one/$1", "/got/page.py/x"),
    (
        "AliasMatch \\.css$ @ROOT@/srv/shop/static/shop.css",
        "/app/any.css",
    ),
    ("Redirect /old /app", "/old/x"),
    (
        "Redirect 301 /app/old http://shop.example/new",
        "/app/old/x",
    ),
    ("Redirect gone /app/gone", "/app/gone"),
    ("Redirect 404 /app/hidden", "/app/hidden/x"),
    ("RedirectMatch ^/app/(a|b)$ /blog/$1", "/app/a"),
    ("RedirectMatch 410 \\.php$", "/app/x.php"),
    (
        "ScriptAlias /cgi-bin/ @ROOT@/www/one/cgi-bin/",
        "/cgi-bin/run.cgi",
    ),
    (
        "ScriptAlias /app/cgi @ROOT@/www/one/cgi-bin/run.cgi",
        "/app/cgi/x",
    ),
    (
        "ScriptAliasMatch ^/app/cgi([0-9]) @ROOT@/www/one/cgi-bin/run.cgi",
        "/app/cgi7",
    ),
];

/// Sections that give a path to somebody else.
const FOREIGN: [(&str, &str, &str); 5] = [
    (
        "<Location \"/server-status\">",
        "SetHandler server-status",
        "/server-status",
    ),
    (
        "<Location /app/status>",
        "SetHandler server-status",
        "/app/status/x",
    ),
    (
        "<Location /app/files>",
        "Alias @ROOT@/srv/shop/static",
        "/app/files/shop.css",
    ),
    ("<LocationMatch ^/app/x$>", "Redirect /blog", "/app/x"),
    ("<Location /app/down>", "Redirect 503", "/app/down/x"),
];

/// What other modules may do with a path before it is an application's, or when it is no file.
const FORWARDED: [(&str, &str, &str); 9] = [
    (
        "mod_proxy.c",
        "ProxyPass /node http://127.0.0.1:9/",
        "/node/x",
    ),
    (
        "mod_proxy.c",
        "ProxyPass /app/node http://127.0.0.1:9/",
        "/app/node/x",
    ),
    ("mod_proxy.c", "ProxyPass /app !", "/app/y"),
    (
        "mod_proxy.c",
        "ProxyPass /app/own !\nProxyPass /app http://127.0.0.1:9/",
        "/app/own/x",
    ),
    (
        "mod_proxy.c",
        "ProxyPassMatch ^/app/(ws.*)$ http://127.0.0.1:9/$1",
        "/app/ws7",
    ),
    (
        "mod_proxy.c",
        "<Location /app/api>\nProxyPass http://127.0.0.1:9/\n</Location>",
        "/app/api/x",
    ),
    ("mod_dir.c", "FallbackResource /hello.wsgi", "/no/such/page"),
    ("mod_dir.c", "FallbackResource /app/fallback", "/nothing"),
    ("mod_dir.c", "DirectorySlash Off", "/sub"),
];

impl Author {
    /// Writes a WSGI alias.
    pub(super) fn wsgi_alias(&mut self, level: Level) -> Vec<String> {
        if self.dice.percent(18) {
            return vec![self.match_alias(level)];
        }
        let mut mount = self.dice.weighed(&MOUNTS).to_owned();
        let mut target = if self.dice.percent(14) {
            self.dice.pick(&SCRIPT_FOLDERS).to_owned()
        } else {
            self.dice.pick(&SCRIPTS).to_owned()
        };
        for name in names_in(&target) {
            let path = format!("{}/{name}", mount.trim_end_matches('/'));
            self.concerns(level, &path);
        }
        // Both with a slash is the usual form for a directory; only one is the usual mistake.
        if self.dice.percent(12) && !mount.ends_with('/') {
            mount.push('/');
        }
        let chance = if mount.ends_with('/') && mount != "/" {
            70
        } else {
            2
        };
        if self.dice.percent(chance) {
            target.push('/');
        }
        if self.dice.percent(3) {
            target = format!("srv/missing/{target}");
        }
        self.mounted(level, &mount);
        let options = self.alias_options(level, true);
        let mount = quoted(&mut self.dice, &mount);
        let target = quoted(&mut self.dice, &format!("@ROOT@/{target}"));
        vec![format!("WSGIScriptAlias {mount} {target}{options}")]
    }

    fn match_alias(&mut self, level: Level) -> String {
        let (pattern, target, path) = self.dice.pick(&PATTERNS);
        self.concerns(level, path);
        self.concerns(level, &format!("{path}/more"));
        let options = self.alias_options(level, !target.contains('$'));
        let pattern = quoted(&mut self.dice, pattern);
        format!("WSGIScriptAliasMatch {pattern} {target}{options}")
    }

    fn alias_options(&mut self, level: Level, is_preloaded: bool) -> String {
        let mut options = String::new();
        let has_process_group = self.dice.percent(40);
        let has_application_group = self.dice.percent(35);
        let mut add = |name: &str, value: &str| {
            let quote = if value.contains(' ') { "\"" } else { "" };
            options.extend([" ", name, "=", quote, value, quote]);
        };
        if has_process_group {
            let is_checked = has_application_group && is_preloaded;
            let value = match self.process_group(level) {
                value if value.contains("%{") || !is_checked => value,
                _ => self
                    .safe_group(level)
                    .unwrap_or_else(|| "%{GLOBAL}".to_owned()),
            };
            add("process-group", &value);
        }
        if has_application_group {
            add("application-group", &self.application_group());
        }
        if self.dice.percent(12) {
            add(
                "callable-object",
                self.dice.pick(&["app", "other", "application"]),
            );
        }
        if self.dice.percent(5) {
            add("pass-authorization", "On");
        }
        options
    }

    /// Writes a section that takes a path from the applications.
    pub(super) fn foreign_section(&mut self, level: Level) -> Vec<String> {
        let (header, line, path) = self.dice.pick(&FOREIGN);
        self.concerns(level, path);
        Self::inside(header, vec![line.to_owned()])
    }

    /// Writes what sends a path elsewhere.
    pub(super) fn forwarding(&mut self, level: Level) -> Vec<String> {
        let (module, text, path) = self.dice.pick(&FORWARDED);
        self.concerns(level, path);
        let lines = text.split('\n').map(str::to_owned).collect();
        Self::inside(&format!("<IfModule {module}>"), lines)
    }

    /// Writes a directive of mod_alias.
    pub(super) fn other_alias(&mut self, level: Level) -> Vec<String> {
        let (line, path) = self.dice.pick(&OTHERS);
        self.concerns(level, path);
        vec![line.to_owned()]
    }
}

/// Returns what to ask for below a target that is a directory.
fn names_in(folder: &str) -> &'static [&'static str] {
    match folder {
        "srv/scripts" => &[
            "one.wsgi",
            "two.py/p",
            "sub/three.wsgi/q",
            "page.txt",
            "sub",
        ],
        "srv/scripts/sub" => &["three.wsgi", "three.wsgi/q"],
        "srv/blog" => &["wsgi.py", "wsgi.py/r", "deep/er/blog.wsgi", "missing"],
        _ => &[],
    }
}
