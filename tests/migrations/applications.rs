//! The applications of a site: where they are mounted, what else the virtual host says of them, what to ask.

use super::administrator::Administrator;
use super::habits::Habit;
use super::site::{Manner, Site};
use crate::requests::author::Author;

const MOUNTS: [(usize, &str); 6] = [
    (10, "/"),
    (8, "/app"),
    (5, "/app/api"),
    (4, "/blog"),
    (3, "/admin"),
    (2, "/Shop"),
];

const SCRIPTS: [&str; 6] = [
    "srv/shop/shop.wsgi",
    "srv/shop/admin.wsgi",
    "srv/blog/wsgi.py",
    "srv/api/api.wsgi",
    "srv/Two Words/app.wsgi",
    "srv/linked/shop.wsgi",
];

/// Lines that change what an application is told, or nothing.
const FURNITURE: [(usize, &str); 18] = [
    (6, "SetEnv STAGE live"),
    (3, "SetEnvIf Request_URI ^/app FROM=app"),
    (4, "WSGIPassAuthorization On"),
    (2, "WSGICallableObject app"),
    (4, "Alias /static @ROOT@/srv/shop/static"),
    (
        3,
        "<Directory \"@ROOT@/srv/shop\">\n    Require all granted\n</Directory>",
    ),
    (
        2,
        "<Location /app/admin>\n    SetEnv PART admin\n</Location>",
    ),
    (2, "WSGIScriptReloading Off"),
    (4, "WSGIApplicationGroup %{GLOBAL}"),
    (2, "WSGIApplicationGroup %{SERVER}"),
    (2, "WSGIApplicationGroup common"),
    (2, "LimitRequestBody 1000000"),
    (
        2,
        "RewriteEngine On\nRewriteRule ^/old/(.*)$ /new/$1 [R=301,L]",
    ),
    (2, "RewriteEngine On\nRewriteRule ^/secret - [F]"),
    (3, "ServerAdmin webmaster@shop.example"),
    (2, "DirectoryIndex index.html"),
    (1, "Timeout 45"),
    (3, "# TODO: ask the developers"),
];

/// What a section may say of a part of an application.
const PARTS: [&str; 5] = [
    "WSGIProcessGroup %{GLOBAL}",
    "WSGIProcessGroup other",
    "WSGIApplicationGroup part",
    "WSGIApplicationGroup %{GLOBAL}",
    "WSGICallableObject other",
];

/// One application of a site.
#[derive(Debug, Clone)]
pub(super) struct Application {
    pub(super) mount: &'static str,
    /// The line that mounts it, without the option that names the group.
    line: String,
    pub(super) script: &'static str,
    /// Paths to ask for besides those at the mount.
    more: Vec<&'static str>,
}

impl Administrator {
    /// Chooses the applications of a site.
    pub(super) fn applications(&mut self, manner: Manner) -> Vec<Application> {
        let mut applications: Vec<Application> = Vec::new();
        if manner == Manner::Static {
            return applications;
        }
        for _ in 0..self.dice().weighed(&[(50, 1), (35, 2), (15, 3)]) {
            let application = self.application();
            if !applications
                .iter()
                .any(|other| other.mount == application.mount)
            {
                applications.push(application);
            }
        }
        // The first that fits is taken: the longer ones have to come first.
        if !self.has(Habit::HiddenAliases) {
            applications.sort_by_key(|application| std::cmp::Reverse(application.mount.len()));
        }
        applications
    }

    fn application(&mut self) -> Application {
        if self.has(Habit::Matches) && self.dice().percent(40) {
            return Application {
                mount: "/v1",
                line: "WSGIScriptAliasMatch ^/v[0-9]+ @ROOT@/srv/api/api.wsgi".to_owned(),
                script: "srv/api/api.wsgi",
                more: vec!["/v22/x", "/v"],
            };
        }
        if self.dice().percent(8) {
            return Application {
                mount: "/scripts",
                line: "WSGIScriptAlias /scripts/ @ROOT@/srv/scripts/".to_owned(),
                script: "srv/scripts/one.wsgi",
                more: vec![
                    "/scripts/one.wsgi",
                    "/scripts/sub/three.wsgi/q",
                    "/scripts/none",
                ],
            };
        }
        let mount = self.dice().weighed(&MOUNTS);
        let script = self.dice().pick(&SCRIPTS);
        let group = self.dice().weighed(&[
            (70, ""),
            (18, " application-group=%{GLOBAL}"),
            (8, " application-group=own"),
            (4, " application-group=%{RESOURCE}"),
        ]);
        let group = if self.has(Habit::SharedInterpreters) && self.dice().percent(70) {
            " application-group=shared"
        } else {
            group
        };
        let form = self.dice().pick(&[
            "WSGIScriptAlias MOUNT \"SCRIPT\"",
            "WSGIScriptAlias  MOUNT\t'SCRIPT'",
        ]);
        let line = form
            .replace("MOUNT", mount)
            .replace("SCRIPT", &format!("@ROOT@/{script}"));
        Application {
            mount,
            line: format!("{line}{group}"),
            script,
            more: Vec::new(),
        }
    }

    /// Chooses what the virtual hosts of a site have besides.
    pub(super) fn furniture(&mut self, site: &Site) -> Vec<String> {
        let mut lines = Vec::new();
        if self.dice().percent(80) {
            let root = self.dice().pick(&["www/one", "www/two", "www/main"]);
            lines.push(format!("DocumentRoot @ROOT@/{root}"));
        }
        if self.has(Habit::OwnLogs) && self.dice().percent(60) {
            lines.push(format!(
                "ErrorLog @ROOT@/logs/{}-error.log",
                site.name.to_lowercase()
            ));
        }
        for _ in 0..self.dice().below(4) {
            let line = self.dice().weighed(&FURNITURE);
            if !lines.iter().any(|other| other == line) {
                lines.extend(line.split('\n').map(str::to_owned));
            }
        }
        lines
    }

    /// Writes the aliases of a site and what sends them to its group.
    pub(super) fn application_lines(&mut self, site: &Site, group: &str) -> Vec<String> {
        let mut lines = Vec::new();
        match site.manner {
            Manner::OwnGroup | Manner::ServerGroup | Manner::MissingGroup => {
                lines.push(format!("WSGIProcessGroup {group}"));
            }
            Manner::OwnGroupBySection => lines.extend(self.delegating_sections(site, group)),
            _ => {}
        }
        for (number, application) in site.applications.iter().enumerate() {
            let by_option = match site.manner {
                Manner::OwnGroupOnAlias => true,
                Manner::HalfDelegated => number == 0,
                _ => false,
            };
            let line = &application.line;
            let line = if by_option {
                format!("{line} process-group={group}")
            } else {
                line.clone()
            };
            lines.extend(self.perhaps_conditioned(line));
        }
        lines.extend(self.parts(site));
        lines.extend(self.handlers());
        lines.extend(self.overrides());
        if self.has(Habit::Rewriting) && self.dice().percent(60) {
            let rule = self.dice().pick(&[
                "RewriteRule \\.wsgi$ - [H=wsgi-script]",
                "RewriteRule ^/letter - [T=application/x-httpd-wsgi]",
                "RewriteRule ^/go/(.*)$ /app/$1 [PT]",
                "RewriteRule ^/secret - [F]",
            ]);
            lines.extend(["RewriteEngine On".to_owned(), rule.to_owned()]);
        }
        if self.has(Habit::ProcessLists) && self.dice().percent(50) {
            lines.push(format!("WSGIRestrictProcess {group} %{{GLOBAL}}"));
        }
        if self.has(Habit::Expansions) && site.manner == Manner::Embedded && self.dice().percent(50)
        {
            let value = self
                .dice()
                .pick(&["%{SERVER}", "%{HOST}", "%{ENV:GROUP}", "%{GLOBAL}"]);
            lines.push("SetEnv GROUP other".to_owned());
            lines.push(format!("WSGIProcessGroup {value}"));
        }
        lines
    }

    fn delegating_sections(&mut self, site: &Site, group: &str) -> Vec<String> {
        let by_folder = self.dice().percent(50);
        let sections = site.applications.iter().flat_map(|application| {
            let folder = application
                .script
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            let header = if by_folder {
                format!("<Directory \"@ROOT@/{folder}\">")
            } else {
                format!("<Location {}>", application.mount)
            };
            Author::inside(&header, vec![format!("WSGIProcessGroup {group}")])
        });
        sections.collect()
    }

    fn perhaps_conditioned(&mut self, line: String) -> Vec<String> {
        if self.has(Habit::Conditions) && self.dice().percent(30) {
            let header = self.condition();
            return Author::inside(header, vec![line]);
        }
        vec![line]
    }

    /// Writes a section for a part of an application.
    fn parts(&mut self, site: &Site) -> Vec<String> {
        let Some(first) = site.applications.first().cloned() else {
            return Vec::new();
        };
        if !self.has(Habit::Parts) || self.dice().percent(40) {
            return Vec::new();
        }
        let mount = first.mount.trim_end_matches('/');
        let header = match self.dice().below(3) {
            0 => format!("<LocationMatch \"^{mount}/part\">"),
            _ => format!("<Location {mount}/part>"),
        };
        let line = self.dice().pick(&PARTS);
        Author::inside(&header, vec![line.to_owned()])
    }

    /// Writes what makes files of the document root run.
    fn handlers(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.has(Habit::Handlers) && self.dice().percent(60) {
            let line = self.dice().pick(&[
                "AddHandler wsgi-script .wsgi",
                "AddHandler wsgi-script .wsgi .py",
                "AddType application/x-httpd-wsgi .wsgi",
                "<Files page.py>\n        SetHandler wsgi-script\n    </Files>",
                "SetHandler wsgi-script",
            ]);
            let folder = self.dice().pick(&["www/one", "www/two", "www"]);
            let inner = vec!["Options +ExecCGI".to_owned(), line.to_owned()];
            lines.extend(Author::inside(
                &format!("<Directory @ROOT@/{folder}>"),
                inner,
            ));
        }
        lines
    }

    /// Writes what lets `.htaccess` files say something, and such a file.
    fn overrides(&mut self) -> Vec<String> {
        if !self.has(Habit::Overrides) || self.dice().percent(40) {
            return Vec::new();
        }
        let (allowed, text) = self.dice().pick(&[
            ("FileInfo", "AddHandler wsgi-script .wsgi"),
            (
                "FileInfo Options",
                "Options +ExecCGI\nSetHandler wsgi-script",
            ),
            ("FileInfo", "SetEnv STAGE folder"),
            ("All", "DirectoryIndex plain.txt"),
            ("Limit", "WSGIAccessScript @ROOT@/srv/api/access.wsgi"),
            ("AuthConfig", ""),
        ]);
        if !text.is_empty() {
            let name = "www/one/.htaccess".to_owned();
            let text = format!("{text}\n");
            self.author.draft.files.insert(name, text);
        }
        let inner = vec![
            "Options +ExecCGI".to_owned(),
            format!("AllowOverride {allowed}"),
        ];
        Author::inside("<Directory @ROOT@/www/one>", inner)
    }

    /// Asks for every application of a site, around it, and for files.
    pub(super) fn ask_applications(&mut self, site: &Site, is_second_port: bool) {
        for application in &site.applications {
            let mount = application.mount.trim_end_matches('/');
            let mut paths = vec![
                format!("{mount}/"),
                format!("{mount}/x/y?q=1"),
                format!("{mount}/part/z"),
            ];
            paths.extend(application.more.iter().map(|path| (*path).to_owned()));
            for name in ["admin", "private"] {
                if self.dice().percent(50) {
                    paths.push(format!("{mount}/{name}"));
                }
            }
            for path in paths {
                self.ask(is_second_port, site.name, &path);
            }
        }
        for path in [
            "/static/shop.css",
            "/plain.txt",
            "/old/x",
            "/missing",
            "/go/x",
        ] {
            if self.dice().percent(40) {
                self.ask(is_second_port, site.name, path);
            }
        }
        let habits = [Habit::Handlers, Habit::Overrides, Habit::Rewriting];
        if habits.into_iter().any(|habit| self.has(habit)) {
            for path in [
                "/hello.wsgi/x",
                "/page.py",
                "/sub/inner.wsgi",
                "/letter.app",
            ] {
                self.ask(is_second_port, site.name, path);
            }
        }
    }
}
