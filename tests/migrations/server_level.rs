//! What the main server of a written server says.

use super::administrator::Administrator;
use super::habits::Habit;

const RESTRICTIONS: [&str; 5] = [
    "WSGIRestrictEmbedded On",
    "WSGIRestrictEmbedded On",
    "WSGIRestrictEmbedded Off",
    "WSGIRestrictEmbedded Off\nWSGIRestrictEmbedded On",
    "WSGILazyInitialization On",
];

const LINES: [(usize, &str); 8] = [
    (20, ""),
    (4, "SetEnv COMMON yes"),
    (3, "WSGIPassAuthorization On"),
    (3, "WSGIApplicationGroup %{GLOBAL}"),
    (2, "PassEnv LANG"),
    (2, "WSGICallableObject application"),
    (2, "WSGIPythonOptimize 1"),
    (1, "WSGIServerMetrics On"),
];

/// The file that virtual hosts include, below the server root.
pub(super) const SNIPPET: &str = "snippets/shared.conf";

/// A script that lets everybody in.
pub(super) const ASKED: &str = "\
def allow_access(environ, host):
    return True


def check_password(environ, user, password):
    return user == password
";

impl Administrator {
    /// Writes what stands before and behind the sites.
    pub(super) fn server_level(&mut self) {
        let mut lines = Vec::new();
        for _ in 0..2 {
            lines.push(self.dice().weighed(&LINES).to_owned());
        }
        lines.dedup();
        if self.has(Habit::Parts) || self.has(Habit::Expansions) || self.dice().percent(10) {
            lines.push("WSGIDaemonProcess other threads=2".to_owned());
        }
        if self.has(Habit::Restriction) {
            lines.push(self.dice().pick(&RESTRICTIONS).to_owned());
        }
        if self.has(Habit::PythonPath) {
            let line = self.dice().pick(&[
                "WSGIPythonPath @ROOT@/srv/library",
                "WSGIPythonPath \"@ROOT@/srv/library:@ROOT@/srv/Two Words\"",
                "WSGIPythonEggs @ROOT@/srv/library",
            ]);
            lines.push(line.to_owned());
        }
        if self.has(Habit::Imports) {
            lines.push(self.dice().pick(&[
                "WSGIImportScript @ROOT@/srv/shop/shop.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}",
                "WSGIImportScript @ROOT@/srv/shop/shop.wsgi process-group=%{GLOBAL} application-group=shop.example|/app",
                "WSGIImportScript @ROOT@/srv/library/nothing.py process-group=%{GLOBAL} application-group=%{GLOBAL}",
                "WSGIImportScript @ROOT@/srv/library/nothing.py process-group=%{GLOBAL} application-group=shared",
                "WSGIDaemonProcess early threads=1\nWSGIImportScript @ROOT@/srv/shop/shop.wsgi process-group=early application-group=%{GLOBAL}",
            ]).to_owned());
        }
        if self.has(Habit::MainAliases) {
            lines.push(self.main_alias());
        }
        if self.has(Habit::Hooks) {
            lines.extend(self.hooks());
        }
        if self.has(Habit::Snippets) {
            self.snippet();
        }
        let lines = lines.iter().filter(|line| !line.is_empty());
        let lines = lines.flat_map(|line| line.split('\n').map(str::to_owned));
        self.main.extend(lines.collect::<Vec<_>>());
    }

    fn main_alias(&mut self) -> String {
        for path in ["/common", "/common/x"] {
            self.ask(false, "nobody.example", path);
            self.ask(false, "shop.example", path);
            self.ask(false, "blog.example", path);
            self.ask(true, "shop.example", path);
        }
        let line = self.dice().pick(&[
            "WSGIScriptAlias /common @ROOT@/srv/api/api.wsgi",
            "WSGIScriptAlias /common @ROOT@/srv/api/api.wsgi",
            "WSGIScriptAlias /common @ROOT@/srv/api/api.wsgi application-group=%{GLOBAL}",
            "WSGIDaemonProcess common\nWSGIScriptAlias /common @ROOT@/srv/api/api.wsgi process-group=common",
            "WSGIHandlerScript common @ROOT@/srv/api/api.wsgi\n<Location /common>\n    SetHandler common\n</Location>",
        ]);
        line.to_owned()
    }

    /// Writes scripts that httpd itself asks, in its own processes.
    fn hooks(&mut self) -> Vec<String> {
        let text = self.dice().pick(&[
            "<Location /app/private>\n    WSGIAccessScript @ROOT@/srv/api/access.wsgi\n</Location>",
            "<LocationMatch /private$>\n    AuthType Basic\n    AuthName Private\n    AuthBasicProvider wsgi\n    \
             WSGIAuthUserScript @ROOT@/srv/api/access.wsgi\n    Require valid-user\n</LocationMatch>",
            "<Directory @ROOT@/srv/api>\n    WSGIAccessScript @ROOT@/srv/api/access.wsgi application-group=%{GLOBAL}\n</Directory>",
        ]);
        let modules = ["authn_core", "auth_basic", "authz_user"];
        let load = |name| format!("LoadModule {name}_module @MODULES@/mod_{name}.so");
        let mut lines: Vec<String> = modules.map(load).into();
        lines.push(text.to_owned());
        lines
    }

    /// Writes a file for several virtual hosts to include.
    fn snippet(&mut self) {
        let text = self.dice().pick(&[
            "WSGIScriptAlias /shared @ROOT@/srv/blog/wsgi.py",
            "WSGIScriptAlias /shared @ROOT@/srv/blog/wsgi.py\n<Location /shared>\n    SetEnv SHARED yes\n</Location>",
            "# what every site has\nSetEnv SHARED yes\n<Directory @ROOT@/srv/blog>\n    WSGIApplicationGroup %{GLOBAL}\n</Directory>",
        ]);
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        self.author.draft.configuration(SNIPPET, &lines);
    }
}
