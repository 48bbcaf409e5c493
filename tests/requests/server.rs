//! The main server: modules, the base of every configuration, and what stands at server level.

use super::author::{Author, Level, Taste};

const MODULES: [&str; 9] = [
    "authz_core",
    "authz_host",
    "alias",
    "dir",
    "env",
    "setenvif",
    "mime",
    "rewrite",
    "macro",
];

/// Modules that some servers have, and how many in a hundred.
const OTHER_MODULES: [(usize, &str); 6] = [
    (15, "autoindex"),
    (30, "access_compat"),
    (25, "status"),
    (10, "negotiation"),
    (40, "proxy"),
    (35, "proxy_http"),
];

impl Author {
    pub(crate) fn module_lines(&mut self) -> Vec<String> {
        let mpm = self.dice.pick(&["prefork", "worker", "event", "event"]);
        let mut lines = vec![format!(
            "LoadModule mpm_{mpm}_module @MODULES@/mod_mpm_{mpm}.so"
        )];
        for module in MODULES {
            lines.push(format!(
                "LoadModule {module}_module @MODULES@/mod_{module}.so"
            ));
        }
        let mut has_proxy = false;
        for (chance, module) in OTHER_MODULES {
            // mod_proxy_http does not load without mod_proxy.
            let is_possible = has_proxy || module != "proxy_http";
            if self.dice.percent(chance) && is_possible {
                has_proxy |= module == "proxy";
                let line = format!("LoadModule {module}_module @MODULES@/mod_{module}.so");
                lines.push(line);
            }
        }
        lines.push("LoadModule wsgi_module @MODULES@/mod_wsgi.so".to_owned());
        lines.push("<IfModule mpm_prefork_module>".to_owned());
        lines.extend(
            [
                "StartServers 1",
                "MinSpareServers 1",
                "MaxSpareServers 1",
                "MaxRequestWorkers 1",
                "ServerLimit 1",
            ]
            .map(|line| format!("    {line}")),
        );
        lines.push("</IfModule>".to_owned());
        lines.push("<IfModule !mpm_prefork_module>".to_owned());
        lines.extend(
            [
                "StartServers 1",
                "ServerLimit 1",
                "ThreadLimit 4",
                "ThreadsPerChild 4",
                "MinSpareThreads 1",
                "MaxSpareThreads 4",
                "MaxRequestWorkers 4",
            ]
            .map(|line| format!("    {line}")),
        );
        lines.push("</IfModule>".to_owned());
        lines
    }

    /// Writes what every server needs, and who may see what.
    pub(crate) fn base_lines(&mut self) -> Vec<String> {
        let mut lines = vec![
            "PidFile @ROOT@/run/httpd.pid".to_owned(),
            "DefaultRuntimeDir @ROOT@/run".to_owned(),
            "ErrorLog @ROOT@/logs/error.log".to_owned(),
            "WSGISocketPrefix @ROOT@/run/wsgi".to_owned(),
            "User www-data".to_owned(),
            "Group www-data".to_owned(),
            "KeepAlive Off".to_owned(),
            "Define WITH_WSGI".to_owned(),
            "Define SCRIPTS @ROOT@/srv".to_owned(),
            "Listen 127.0.0.1:@PORT@".to_owned(),
            "Listen 127.0.0.1:@TLS_PORT@".to_owned(),
            "Listen 127.0.0.2:@PORT@".to_owned(),
        ];
        let types = self
            .dice
            .weighed(&[(2, "/dev/null"), (1, "/etc/mime.types")]);
        lines.push(format!("TypesConfig {types}"));
        let name = self.dice.weighed(&[
            (10, "main.example"),
            (3, "shop.example"),
            (1, "main.example:@PORT@"),
            (1, "main.example:443"),
        ]);
        lines.push(format!("ServerName {name}"));
        lines.push("DocumentRoot \"@ROOT@/www/main\"".to_owned());
        if self.dice.percent(10) {
            lines.push("UseCanonicalName On".to_owned());
        }
        let mut root = vec!["Require all denied".to_owned()];
        if self.dice.percent(70) || !self.likes(Taste::Overrides) {
            root.push("AllowOverride None".to_owned());
        }
        lines.extend(Self::inside("<Directory />", root));
        let runs_scripts = self.likes(Taste::Handlers) && self.dice.percent(60);
        let options = if runs_scripts {
            "FollowSymLinks ExecCGI"
        } else {
            "FollowSymLinks"
        };
        let mut own = vec![
            "Require all granted".to_owned(),
            format!("Options {options}"),
        ];
        if self.likes(Taste::Overrides) && self.dice.percent(60) {
            own.push(self.allow_override());
        }
        lines.extend(Self::inside("<Directory \"@ROOT@\">", own));
        lines.extend(self.ways_of_reading());
        lines
    }

    /// Writes how URLs are read, and which files override.
    fn ways_of_reading(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.likes(Taste::Overrides) && self.dice.percent(12) {
            let names = self.dice.pick(&[
                ".override",
                ".override .htaccess",
                ".htaccess .override",
                ".nothing",
            ]);
            lines.push(format!("AccessFileName {names}"));
        }
        if self.dice.percent(10) {
            let value = self.dice.pick(&["On", "NoDecode", "Off"]);
            lines.push(format!("AllowEncodedSlashes {value}"));
        }
        if self.dice.percent(8) {
            lines.push("MergeSlashes Off".to_owned());
        }
        lines
    }

    /// Writes what stands before the virtual hosts.
    pub(super) fn main_lines(&mut self) -> Vec<String> {
        let mut lines = self.group_definitions(None);
        if self.likes(Taste::Restrictions) {
            let forms = [
                "On", "On", "On", "Off", "On On", "Off On", "Off Off", "On Off",
            ];
            for value in self.dice.pick(&forms).split(' ') {
                lines.push(format!("WSGIRestrictEmbedded {value}"));
            }
        }
        if self.dice.percent(10) {
            let group = self.safe_group(Level::Main);
            let group = group.unwrap_or_else(|| "%{GLOBAL}".to_owned());
            lines.push(format!(
                "WSGIImportScript @ROOT@/srv/api/api.wsgi process-group={group} application-group=main"
            ));
        }
        if self.likes(Taste::Handlers) && self.dice.percent(40) {
            let mut line =
                "WSGIHandlerScript my-handler @ROOT@/srv/handlers/handler.wsgi".to_owned();
            self.handlers.push("my-handler".to_owned());
            if self.dice.percent(40) {
                let value = self.process_group(Level::Main);
                line = format!("{line} process-group={value}");
            }
            lines.push(line);
        }
        if self.likes(Taste::Environment) && self.dice.percent(93) {
            // An unset variable may be in httpd's own environment, which is not for us to know.
            let value = self.variable_value(Level::Main);
            lines.push(format!("SetEnv PG {value}"));
            lines.push("SetEnv AG common".to_owned());
            lines.push("SetEnv CO app".to_owned());
        }
        lines.extend(self.server_items(Level::Main));
        lines
    }

    /// Writes what the main server has after the virtual hosts.
    pub(super) fn late_lines(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for _ in 0..self.dice.between(1, 2) {
            let section = if self.dice.percent(30) {
                self.wsgi_alias(Level::Main)
            } else {
                self.section(Level::Main)
            };
            lines.extend(section);
        }
        lines
    }

    /// Writes the items of one server, in any order.
    pub(super) fn server_items(&mut self, level: Level) -> Vec<String> {
        let is_main = level == Level::Main;
        let aliases = self.dice.weighed(if is_main && !self.hosts.is_empty() {
            &[(60, 0), (30, 1), (10, 2)]
        } else {
            &[(4, 0), (33, 1), (33, 2), (20, 3), (10, 4)]
        });
        let sections = self
            .dice
            .weighed(&[(25, 0), (30, 1), (25, 2), (15, 3), (5, 4)]);
        let mut items: Vec<Vec<String>> = Vec::new();
        for _ in 0..aliases {
            items.push(self.wsgi_alias(level));
        }
        for _ in 0..sections {
            items.push(self.section(level));
        }
        if self.dice.percent(if is_main { 20 } else { 40 }) {
            let value = self.process_group(level);
            items.push(vec![format!("WSGIProcessGroup {value}")]);
        }
        if self.dice.percent(55) {
            items.push(vec![self.setting(level)]);
        }
        if self.likes(Taste::Handlers) && self.dice.percent(50) {
            items.push(self.handler_item());
        }
        if self.likes(Taste::OtherAliases) {
            for _ in 0..self.dice.below(3) {
                items.push(self.other_alias(level));
            }
        }
        if self.likes(Taste::OtherAliases) && self.dice.percent(15) {
            items.push(self.foreign_section(level));
        }
        if self.likes(Taste::OtherAliases) && self.dice.percent(20) {
            items.push(self.forwarding(level));
        }
        if self.likes(Taste::Rewriting) && self.dice.percent(50) {
            items.push(self.rewriting(level));
        }
        self.shuffle(&mut items);
        let mut lines = Vec::new();
        for item in items {
            lines.extend(self.conditioned(item, level));
        }
        lines
    }

    /// Writes the lines that map a kind of file to mod_wsgi, as people do.
    fn handler_item(&mut self) -> Vec<String> {
        let forms = [
            "AddHandler wsgi-script .wsgi .py",
            "AddHandler wsgi-script .wsgi",
            "AddType application/x-httpd-wsgi .py .app",
            "AddHandler my-handler .app",
        ];
        let line = self.dice.pick(&forms);
        let is_known = self.handlers.iter().any(|name| name == "my-handler");
        let line = if is_known {
            line
        } else {
            line.trim_end_matches("my-handler .app")
        };
        if line.ends_with("AddHandler ") {
            return vec!["AddHandler wsgi-script .app".to_owned()];
        }
        vec![line.to_owned()]
    }

    fn shuffle(&mut self, items: &mut [Vec<String>]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.dice.below(last + 1));
        }
    }
}
