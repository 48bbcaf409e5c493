//! Single directives, and the variables they use.

use super::author::{Author, Context, Place};
use super::page::Page;

impl Author {
    /// Writes what every configuration needs first: modules, and one variable of each kind.
    pub(super) fn prologue(&mut self, page: &mut Page) {
        let modules = [
            "mpm_event",
            "env",
            "macro",
            "authz_core",
            "alias",
            "setenvif",
        ];
        for module in modules {
            self.line(
                page,
                format!("LoadModule {module}_module modules/mod_{module}.so"),
            );
        }
        self.has_wsgi = self.dice.percent(50);
        if self.has_wsgi {
            self.line(page, "LoadModule wsgi_module modules/mod_wsgi.so");
        }
        self.site.modules_end = page.len();
        self.line(page, "ServerName localhost");
        self.line(page, "ServerRoot \"@ROOT@\"");
        for at in 0..3 {
            self.define_word(page, at);
            self.define_text(page, at);
        }
        self.line(page, "Define N0 SetEnv");
        self.line(page, "Define N1 UnsetEnv");
        self.line(page, "Define L0 \"UnsetEnv LINE 'of a' variable\"");
        self.line(page, "Define SEC Location");
        self.line(page, "Define DIR inc");
        self.line(page, "Define FLAG0");
        let env = [("E0", "from-the-environment"), ("EMPTY", ""), ("W9", "env")];
        self.site.environment = env
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        self.site.defines = vec!["FLAG1".to_owned(), "FLAG2=1".to_owned()];
    }

    /// Writes a directive that is allowed here.
    pub(super) fn directive(&mut self, page: &mut Page, place: &Place) {
        if place.context == Context::Requires {
            let what = self.dice.pick(&[
                "all granted",
                "local",
                "method GET",
                "env OK",
                "ip 10.0.0.1",
            ]);
            let what = if what.starts_with("ip") || what == "local" {
                "all granted"
            } else {
                what
            };
            let name = self.respelt("Require");
            self.line(page, format!("{name} {what}"));
            return;
        }
        let text = match self
            .dice
            .weighed(&[(30, 0), (40, 1), (6, 2), (4, 3), (20, 4)])
        {
            0 => self.set_env(place),
            1 => self.unset_env(place),
            2 => b"${L0}".to_vec(),
            3 => b"${EMPTY}".to_vec(),
            _ if self.has_wsgi && self.dice.percent(30) => self.wsgi_directive(place),
            _ => self.directive_of(place),
        };
        self.line(page, text);
    }

    fn set_env(&mut self, place: &Place) -> Vec<u8> {
        let name = self.named("SetEnv", "${N0}");
        let variable = self.plain_word();
        let value = if self.dice.percent(85) {
            let value = if self.dice.percent(5) {
                self.word(place)
            } else {
                self.word(&Place {
                    parameters: Vec::new(),
                    ..place.clone()
                })
            };
            [self.gap(), one_word(value)].concat()
        } else {
            Vec::new()
        };
        [name, self.gap(), variable, value].concat()
    }

    fn unset_env(&mut self, place: &Place) -> Vec<u8> {
        let name = self.named("UnsetEnv", "${n1}");
        [name, self.gap(), self.words(place)].concat()
    }

    /// Spells a name: in any case, quoted, from a variable, with a `>` that is cut.
    fn named(&mut self, name: &str, variable: &str) -> Vec<u8> {
        let spelt = self.respelt(name);
        let forms = self
            .dice
            .weighed(&[(85, 0), (4, 1), (4, 2), (4, 3), (3, 4)]);
        let text = match forms {
            0 => spelt,
            1 => format!("\"{spelt}\""),
            2 => variable.to_owned(),
            3 => format!("{spelt}>"),
            _ => format!("'{spelt}'"),
        };
        text.into_bytes()
    }

    /// Returns a directive that not every context has.
    fn directive_of(&mut self, place: &Place) -> Vec<u8> {
        let everywhere = [
            "SetEnvIf Remote_Addr ^127 LOCAL=1",
            "BrowserMatch \"^Old Browser\" old force=1",
            "ErrorDocument 404 \"not here",
            "AddDefaultCharset utf-8",
            "ServerSignature EMail",
            "LimitRequestBody 1000",
            "SetHandler 'none'",
        ];
        let servers = [
            "ServerAdmin \"web master@example.org\"",
            "Timeout 60",
            "LogLevel info \"\" junk",
            "AccessFileName .ht other",
            "ServerTokens Prod",
            "UseCanonicalName DNS",
            "Alias /static \"@ROOT@/static files\"",
            "RedirectMatch ^/old$ /new",
            "LogFormat \"%h \\\"%r\\\" %>s\" own",
        ];
        let text = match place.context {
            Context::Server | Context::Host if self.dice.percent(60) => self.dice.pick(&servers),
            Context::Directory | Context::Location if self.dice.percent(50) => self.dice.pick(&[
                "Require all granted",
                "Options -Indexes",
                "Require all denied",
            ]),
            _ => self.dice.pick(&everywhere),
        };
        // ServerTokens is for the main server only.
        if text.starts_with("ServerTokens") && place.context == Context::Host {
            return b"ServerAlias *.example.org other.example".to_vec();
        }
        text.as_bytes().to_vec()
    }

    /// Returns a directive of mod_wsgi; a daemon process only where it is certain to be read once.
    fn wsgi_directive(&mut self, place: &Place) -> Vec<u8> {
        let mount = self.new_name("/app");
        let is_once = place.depth == 0;
        let servers = [
            "WSGIScriptAlias MOUNT '/srv/my apps/x.wsgi' process-group=g",
            "WSGIScriptAliasMatch ^MOUNT/(a|b) \"/srv/$1.wsgi\"",
            "WSGIDaemonProcessMOUNT user=www-data threads=\"5\"  python-path=/a:/b",
            "WSGIRestrictEmbedded off",
        ];
        let everywhere = [
            "WSGIProcessGroup \"%{GLOBAL}\"",
            "WSGIApplicationGroup ${W0}",
            "WSGIPassAuthorization on",
            "WSGIScriptReloading Off",
            "WSGICallableObject app${nope}",
        ];
        let text = match place.context {
            Context::Server if is_once => self.dice.pick(&servers),
            Context::Host => self.dice.pick(&servers[..2]),
            _ => self.dice.pick(&everywhere),
        };
        let text = text.replace(
            "ProcessMOUNT",
            &format!("Process {}", mount.trim_start_matches('/')),
        );
        text.replace("MOUNT", &mount).into_bytes()
    }

    /// Writes a `Define` or `UnDefine` of a variable whose kind stays the same.
    pub(super) fn define(&mut self, page: &mut Page, place: &Place) {
        let which = self.dice.below(3);
        match self.dice.below(10) {
            0..=3 => self.define_word(page, which),
            4..=5 => self.define_text(page, which),
            6 => self.line(page, format!("UnDefine W{which}")),
            7 => self.line(page, "Define FLAG3"),
            8 => self.line(page, "undefine FLAG3"),
            _ if place.context == Context::Requires => {}
            _ => self.line(page, "Define \"L0\" 'UnsetEnv another line'"),
        }
    }

    fn define_word(&mut self, page: &mut Page, which: usize) {
        let value = self.plain_word();
        let name = self.respelt("Define");
        let text = [format!("{name} W{which}").into_bytes(), self.gap(), value].concat();
        self.line(page, text);
    }

    fn define_text(&mut self, page: &mut Page, which: usize) {
        let values = [
            "'a \"b c\" d'",
            "\"one two  three\"",
            "'\"open'",
            "\"it's\"",
            "'${W0} and ${W1}'",
            "\"x # y\"",
            "'a\\b'",
        ];
        let value = self.dice.pick(&values);
        self.line(page, format!("Define T{which} {value}"));
    }

    /// Returns the name of a variable whose value is one word.
    pub(super) fn word_variable(&mut self) -> Vec<u8> {
        let names = ["W0", "W1", "W2", "w0", "w1", "E0", "W9"];
        self.dice.pick(&names).as_bytes().to_vec()
    }

    /// Returns a variable whose value is any text.
    pub(super) fn text_variable(&mut self) -> Vec<u8> {
        self.dice
            .pick(&["${T0}", "${T1}", "${t2}"])
            .as_bytes()
            .to_vec()
    }
}

/// Closes what would run on into the next argument.
fn one_word(word: Vec<u8>) -> Vec<u8> {
    let is_split = word.contains(&b' ') && !matches!(word.first(), Some(b'"' | b'\''));
    let has_rest = word == b"\"a\"\"b\"" || word == b"'a'b";
    if is_split || has_rest {
        return b"instead".to_vec();
    }
    word
}
