//! Single directives that decide who runs an application, for any place that takes them.

use super::author::{Author, Level, Taste};
use super::ground::{HANDLER, quoted};

const APPLICATION_GROUPS: [&str; 5] = ["main", "common", "%{GLOBAL}", "%{SERVER}", "%{RESOURCE}"];
const SUFFIXES: [&str; 7] = [
    ".WSGI .py",
    ".wsgi",
    ".py",
    ".wsgi .py",
    "app",
    ".app .wsgi",
    ".en",
];
const CALLABLES: [&str; 3] = [
    "WSGICallableObject application",
    "WSGICallableObject app",
    "WSGICallableObject other",
];
const TYPES: [&str; 4] = [
    "ForceType application/x-httpd-wsgi",
    "ForceType application/x-httpd-wsgi",
    "ForceType text/plain",
    "ForceType None",
];
const TYPES_OF_NAMES: [&str; 5] = [
    "AddType application/x-httpd-wsgi .wsgi",
    "AddType application/x-httpd-wsgi .py",
    "AddType application/x-httpd-wsgi .app .en",
    "AddType application/x-httpd-wsgi .wsgi .py .app",
    "AddType text/x-python .wsgi .py",
];
const OPTIONS: [&str; 9] = [
    "Options +ExecCGI",
    "Options +ExecCGI",
    "Options ExecCGI",
    "Options ExecCGI FollowSymLinks",
    "Options -ExecCGI",
    "Options All",
    "Options None",
    "Options Indexes",
    "Options +Indexes -ExecCGI",
];
const REMOVALS: [&str; 3] = [
    "RemoveHandler .py",
    "RemoveHandler .wsgi",
    "RemoveType .wsgi .py",
];
const INDEXES: [&str; 15] = [
    "DirectoryIndex /app/index",
    "DirectoryIndex index.php /hello.wsgi",
    "DirectoryIndex index.html",
    "DirectoryIndex index.wsgi",
    "DirectoryIndex index.wsgi index.html",
    "DirectoryIndex hello.wsgi",
    "DirectoryIndex missing.html deep/leaf.py",
    "DirectoryIndex disabled",
    "DirectoryIndex index.wsgi inner.wsgi",
    "DirectorySlash Off",
    "DirectoryCheckHandler On",
    "FallbackResource /app/index",
    "FallbackResource /hello.wsgi",
    "FallbackResource index.wsgi",
    "FallbackResource disabled",
];
const NAMES: [&str; 4] = [
    "UseCanonicalName On",
    "UseCanonicalName Off",
    "UseCanonicalPhysicalPort On",
    "UseCanonicalPhysicalPort Off",
];
const ACCESS: [&str; 14] = [
    "<Limit GET>\nRequire all denied\n</Limit>",
    "<LimitExcept GET>\nRequire all denied\n</LimitExcept>",
    "<RequireAny>\nRequire all denied\nRequire method GET\n</RequireAny>",
    "Require method POST",
    "Require expr %{REQUEST_URI} =~ m#x#",
    "Require expr \"%{REQUEST_URI} !~ m#/y#\"",
    "Require env PG",
    "<RequireAll>\nRequire all granted\nRequire not env PG\n</RequireAll>",
    "<RequireNone>\nRequire expr %{QUERY_STRING} == 'q=1'\n</RequireNone>\nRequire all granted",
    "AuthMerging And\nRequire all granted",
    "<IfModule mod_access_compat.c>\nOrder deny,allow\nDeny from all\nAllow from all\n</IfModule>",
    "Require all denied",
    "Require all granted",
    "<IfModule mod_access_compat.c>\nDeny from all\n</IfModule>",
];
const INERT: [&str; 6] = [
    "AddLanguage en .en",
    "AddEncoding x-gzip .txt",
    "AcceptPathInfo Off",
    "WSGIPassAuthorization On",
    "WSGIScriptReloading Off",
    "WSGIChunkedRequest On",
];

/// What one directive is about.
#[derive(Debug, Clone, Copy)]
enum About {
    ProcessGroup,
    ApplicationGroup,
    Variable,
    VariableIf,
    Handler,
    HandlerOfName,
    RestrictProcess,
    HandlerScript,
    OneOf(&'static [&'static str]),
}

impl Author {
    /// Writes a directive that a section may have.
    pub(super) fn setting(&mut self, level: Level) -> String {
        let often = |taste: bool, weight: usize| if taste { weight } else { 0 };
        let (handlers, environment) = (self.likes(Taste::Handlers), self.likes(Taste::Environment));
        let restrictions = self.likes(Taste::Restrictions);
        let is_override = level == Level::Override;
        let is_server = matches!(level, Level::Main | Level::Host(_));
        let weights = [
            (if is_override { 2 } else { 40 }, About::ProcessGroup),
            (if is_override { 1 } else { 22 }, About::ApplicationGroup),
            (12, About::OneOf(&CALLABLES)),
            (
                often(environment, 3),
                About::OneOf(&["WSGICallableObject %{ENV:CO}"]),
            ),
            (often(environment, 16), About::Variable),
            (often(environment, 10), About::VariableIf),
            // A whole server of one handler has nothing else.
            (often(handlers && !is_server, 7), About::Handler),
            (often(handlers, 8), About::HandlerOfName),
            (often(handlers, 5), About::OneOf(&TYPES)),
            (often(handlers, 5), About::OneOf(&TYPES_OF_NAMES)),
            (often(handlers, 12), About::OneOf(&OPTIONS)),
            (often(handlers, 2), About::OneOf(&REMOVALS)),
            (often(handlers, 7), About::OneOf(&INDEXES)),
            (
                often(restrictions && !is_override, 10),
                About::RestrictProcess,
            ),
            (often(handlers && !is_override, 2), About::HandlerScript),
            (3, About::OneOf(&INERT)),
            (if is_override { 0 } else { 2 }, About::OneOf(&NAMES)),
            (if is_server { 0 } else { 2 }, About::OneOf(&ACCESS)),
        ];
        let about = self.dice.weighed(&weights);
        self.about(about, level)
    }

    fn about(&mut self, about: About, level: Level) -> String {
        match about {
            About::ProcessGroup => {
                let value = self.process_group(level);
                format!("WSGIProcessGroup {}", quoted(&mut self.dice, &value))
            }
            About::ApplicationGroup => {
                let value = self.application_group();
                format!("WSGIApplicationGroup {}", quoted(&mut self.dice, &value))
            }
            About::Variable => self.variable(level),
            About::VariableIf => self.variable_if(level),
            About::Handler => format!("SetHandler {}", self.handler_name()),
            About::HandlerOfName => {
                let names = self.dice.pick(&SUFFIXES);
                format!("AddHandler {} {names}", self.handler_name())
            }
            About::RestrictProcess => self.restrict_process(level),
            About::HandlerScript => self.handler_script(level),
            About::OneOf(lines) => self.dice.pick(lines).replace('\n', "\n    "),
        }
    }

    fn handler_name(&mut self) -> String {
        let mine = self
            .handlers
            .last()
            .cloned()
            .unwrap_or_else(|| "wsgi-script".to_owned());
        match self.dice.weighed(&[
            (12, "wsgi"),
            (4, "mine"),
            (1, "WSGI-Script"),
            (1, "default-handler"),
            (1, "cgi-script"),
            (1, "None"),
            (1, "type"),
        ]) {
            "wsgi" => "wsgi-script".to_owned(),
            "mine" => mine,
            "type" => "application/x-httpd-wsgi".to_owned(),
            name => name.to_owned(),
        }
    }

    pub(super) fn variable(&mut self, level: Level) -> String {
        let name = self.dice.pick(&["PG", "PG", "PG", "AG", "AG", "CO"]);
        if self.dice.percent(3) {
            return format!("UnsetEnv {name}");
        }
        let value = match name {
            "PG" => self.variable_value(level),
            "CO" => self.dice.pick(&["app", "other"]).to_owned(),
            _ => self.dice.pick(&APPLICATION_GROUPS).to_owned(),
        };
        format!("SetEnv {name} {}", quoted(&mut self.dice, &value))
    }

    fn variable_if(&mut self, level: Level) -> String {
        let value = self.variable_value(level);
        let mount = self.some_path(level);
        let mount = mount.replace(' ', ".");
        let host = self.any_host_name();
        let test = self.dice.weighed(&[
            (6, "SetEnvIf Request_URI ^MOUNT"),
            (3, "SetEnvIf Host ^HOST"),
            (2, "SetEnvIfNoCase Host HOST$"),
            (1, "SetEnvIf Request_Method GET"),
            (1, "SetEnvIfNoCase Request_URI MOUNT"),
            (1, "SetEnvIf Request_URI .*"),
            (1, "SetEnvIfExpr \"%{REQUEST_URI} =~ m#^MOUNT#\""),
            (1, "SetEnvIf PG shop"),
        ]);
        let test = test.replace("MOUNT", &mount).replace("HOST", &host);
        match self.dice.below(12) {
            0 => format!("{test} !PG"),
            2 => "SetEnvIf Request_URI ^/([a-z]+) PG=$1".to_owned(),
            1 => format!("{test} AG=common PG={}", value.replace(' ', "")),
            _ => format!("{test} PG={value}"),
        }
    }

    fn restrict_process(&mut self, level: Level) -> String {
        let mut names = Vec::new();
        for _ in 0..self.dice.between(1, 2) {
            names.push(self.process_group(level));
        }
        if self.dice.percent(30) {
            names.push("%{GLOBAL}".to_owned());
        }
        format!("WSGIRestrictProcess {}", names.join(" "))
    }

    fn handler_script(&mut self, level: Level) -> String {
        let name = self
            .dice
            .pick(&["my-handler", "my-handler", "other-handler", "wsgi-script"]);
        self.handlers.push(name.to_owned());
        let script = if self.dice.percent(6) {
            "srv/handlers/missing.wsgi"
        } else {
            HANDLER
        };
        let mut line = format!("WSGIHandlerScript {name} @ROOT@/{script}");
        if self.dice.percent(35) {
            let value = self.process_group(level);
            line.extend([" process-group=", &value]);
        }
        if self.dice.percent(30) {
            let value = self.application_group().replace(' ', "");
            line.extend([" application-group=", &value]);
        }
        line
    }

    /// Returns a path that something is mounted at, or near it.
    pub(super) fn some_path(&mut self, level: Level) -> String {
        let mounts = self.mounts.iter();
        let near = mounts.filter(|mount| mount.host.is_none() || mount.host == level.host());
        let mut near: Vec<String> = near.map(|mount| mount.path.clone()).collect();
        if near.is_empty() || self.dice.percent(15) {
            let paths = ["/app", "/blog", "/sub", "/hello.wsgi", "/static", "/"];
            return self.dice.pick(&paths).to_owned();
        }
        let mount = near.swap_remove(self.dice.below(near.len()));
        match self.dice.below(6) {
            0 => format!("{}/admin", mount.trim_end_matches('/')),
            1 => format!("{}/x", mount.trim_end_matches('/')),
            _ => mount,
        }
    }
}
