//! [`BlindSpots`]: where a configuration may do anything to requests and cannot be followed: a file that cannot be read,
//! what Perl adds, a section of an unknown module, code in Lua.

use std::collections::BTreeMap;

use super::settings::topic;
use crate::httpd::request::{Doubt, Origin};
use crate::httpd::{
    Condition, ConfigTree, Directive, NodeId, SectionId, ServerConfig, ServerId, Unknown,
};
use crate::syntax::{LineKind, Words};

/// The level of a server, or a section in it.
type Home = (ServerId, Option<SectionId>);

/// The places where something may happen that is not known.
#[derive(Debug, Default)]
pub struct BlindSpots {
    doubts: BTreeMap<Home, Doubt>,
}

/// How the names of directives begin that change what becomes of a request, besides those that are a topic.
const CONCERNING: &[&str] = &[
    "<virtualhost",
    "alias",
    "define",
    "directoryindex",
    "documentroot",
    "fallbackresource",
    "include",
    "proxypass",
    "redirect",
    "rewrite",
    "scriptalias",
    "servera",
    "servername",
    "undefine",
    "use",
    "wsgi",
];

impl BlindSpots {
    /// Finds them.
    pub fn of(tree: &ConfigTree, config: &ServerConfig) -> Self {
        let mut spots = Self::default();
        let lua: Vec<Directive<'_>> = tree.directives().filter(is_lua).collect();
        if lua.is_empty() && tree.unknown.is_empty() && config.unknown.is_empty() {
            return spots;
        }
        let homes = Homes::of(config);
        for unknown in &config.unknown {
            spots.add_at(tree, &homes, unknown, |_| true);
        }
        for unknown in &tree.unknown {
            spots.add_at(tree, &homes, unknown, is_executed_elsewhere);
            let mut conditions = tree.conditions().iter();
            let condition = conditions.find(|condition| condition.place == unknown.place);
            if let Some(condition) = condition.filter(|condition| may_matter(tree, condition)) {
                let why = format!(
                    "it is not known {} ({})",
                    unknown.what,
                    tree.at(unknown.place)
                );
                let home = homes.around(tree, condition.section);
                spots.add(home, Doubt::general(why));
            }
        }
        for directive in lua {
            let why = "code in Lua may do anything to the request";
            let home = homes.around(tree, directive.section);
            spots.add(home, Doubt::at(Origin::Config(directive.id), why));
        }
        spots
    }

    /// Adds something unknown where a directive is responsible for it that counts.
    fn add_at(
        &mut self,
        tree: &ConfigTree,
        homes: &Homes,
        unknown: &Unknown,
        counts: impl Fn(&Directive<'_>) -> bool,
    ) {
        let mut found = tree.directives();
        let found = found.find(|directive| directive.place == unknown.place);
        let Some(directive) = found.filter(counts) else {
            return;
        };
        let why = format!("it is not known {}", unknown.what);
        let home = homes.around(tree, directive.section);
        self.add(home, Doubt::at(Origin::Config(directive.id), why));
    }

    fn add(&mut self, home: Home, doubt: Doubt) {
        self.doubts.entry(home).or_insert(doubt);
    }

    /// Returns why nothing is sure about the requests that a server takes.
    pub(super) fn of_server(&self, server: ServerId) -> Option<&Doubt> {
        let own = self.doubts.get(&(server, None));
        own.or_else(|| self.doubts.get(&(ServerId::MAIN, None)))
    }

    /// Returns why nothing is sure about the requests in a section.
    pub(super) fn of_section(&self, section: SectionId) -> Option<&Doubt> {
        let mut doubts = self.doubts.iter();
        let found = doubts.find(|((_, home), _)| *home == Some(section));
        found.map(|(_, doubt)| doubt)
    }

    /// Returns a line because of which nothing is sure about some request that a server takes.
    pub fn line_for(&self, server: ServerId) -> Option<(&str, Option<NodeId>)> {
        let mut doubts = self.doubts.iter();
        let found = doubts.find(|((home, _), _)| *home == server || *home == ServerId::MAIN);
        let (_, doubt) = found?;
        Some((&doubt.why, doubt.origin.as_ref().map(Origin::node)))
    }
}

/// The servers and sections by the lines of their headers.
struct Homes {
    servers: BTreeMap<NodeId, ServerId>,
    sections: BTreeMap<NodeId, SectionId>,
}

impl Homes {
    fn of(config: &ServerConfig) -> Self {
        let servers = config.servers();
        Self {
            servers: servers
                .filter_map(|(id, server)| Some((server.header?, id)))
                .collect(),
            sections: config
                .sections()
                .map(|(id, section)| (section.node, id))
                .collect(),
        }
    }

    /// Returns where a line stands whose innermost section is this.
    fn around(&self, tree: &ConfigTree, innermost: Option<NodeId>) -> Home {
        let mut home = (ServerId::MAIN, None);
        let mut next = innermost;
        while let Some(node) = next {
            if let Some(server) = self.servers.get(&node) {
                home.0 = *server;
            }
            home.1 = home.1.or(self.sections.get(&node).copied());
            next = tree.directive(node).section;
        }
        home
    }
}

/// Returns whether a directive brings in what was not read.
fn is_executed_elsewhere(directive: &Directive<'_>) -> bool {
    let name = directive.lower_name();
    let brings_in = matches!(&*name, b"include" | b"includeoptional");
    brings_in || name.starts_with(b"perl") || &*name == b"<perl"
}

/// Returns whether a directive has code in Lua that answers a request or changes where it leads (mod_lua.c:
/// `lua_commands`).
fn is_lua(directive: &Directive<'_>) -> bool {
    let name = directive.name.strip_prefix(b"<").unwrap_or(directive.name);
    if !matches!(name, [b'l' | b'L', b'u' | b'U', ..]) {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let is_hook = name.starts_with(b"luahook") && name != b"luahooklog";
    is_hook || matches!(name.as_slice(), b"luamaphandler" | b"luaquickhandler")
}

/// Returns whether what a condition hides may change what becomes of a request.
fn may_matter(tree: &ConfigTree, condition: &Condition) -> bool {
    let hidden = || {
        let up_to = condition.hidden_up_to?;
        let file = tree.file_of(condition.place)?;
        let document = &tree.file(file).document;
        let lines = document.lines();
        let start = lines.partition_point(|line| line.number <= condition.place.line);
        let hidden = lines.get(start..)?.iter();
        let hidden = hidden.take_while(|line| line.number < up_to.line);
        let directives = hidden.filter(|line| line.kind == LineKind::Directive);
        let mut names = directives.filter_map(|line| {
            let text = document.logical(line);
            Some(Words::new(&text).next()?.to_ascii_lowercase())
        });
        Some(names.any(|name| is_concerning(&name)))
    };
    // What a macro or several files hide is not looked through.
    !condition.holds && hidden().unwrap_or(true)
}

fn is_concerning(name: &[u8]) -> bool {
    let mut beginnings = CONCERNING.iter();
    topic(name).is_some() || beginnings.any(|start| name.starts_with(start.as_bytes()))
}

#[cfg(test)]
mod tests {
    use crate::host::Memory;
    use crate::httpd::request::{Request, Router};
    use crate::httpd::{Runtime, evaluate, read};
    use crate::wsgi::{Answerer, Status};

    const MODULES: &str = "\
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule alias_module modules/mod_alias.so
LoadModule lua_module modules/mod_lua.so
LoadModule rewrite_module modules/mod_rewrite.so
LoadModule wsgi_module modules/mod_wsgi.so
ServerName main.test
DocumentRoot /srv/www
";

    /// Returns what becomes of paths on a server whose file `/secret` nobody may read.
    fn statuses(configuration: &str, paths: &[&str]) -> Vec<Status> {
        let text = [MODULES, configuration].concat();
        let host = Memory::new()
            .file("/etc/apache2/apache2.conf", text)
            .unreadable("/secret")
            .directory("/srv/www")
            .file("/srv/a.wsgi", "");
        let runtime = Runtime {
            config: "/etc/apache2/apache2.conf".into(),
            server_root: "/etc/apache2".into(),
            ..Runtime::default()
        };
        let tree = read(&host, &runtime).unwrap();
        let config = evaluate(&tree);
        let router = Router::new(&host, &tree, &config);
        let answerer = Answerer::new(&router, None);
        let ask = |path: &&str| {
            let url = format!("http://main.test{path}");
            answerer
                .answer(&Request::parse(url.as_bytes()).unwrap())
                .status
        };
        paths.iter().map(ask).collect()
    }

    const PATHS: [&str; 3] = ["/a", "/in", "/none"];
    use Status::{Embedded, NotWsgi, Undecided};

    #[test]
    fn a_file_that_cannot_be_read_leaves_its_server_or_its_section_open() {
        let with = |include: &str| {
            let text = format!(
                "WSGIScriptAlias /a /srv/a.wsgi\nWSGIScriptAlias /in /srv/a.wsgi\n{include}\n"
            );
            statuses(&text, &PATHS)
        };
        assert_eq!(with(""), [Embedded, Embedded, NotWsgi]);
        assert_eq!(with("Include /secret"), [Undecided; 3]);
        assert_eq!(with("IncludeOptional ${NOPE}/*.conf"), [Undecided; 3]);
        let section = "<Location /in>\nInclude /secret\n</Location>";
        assert_eq!(with(section), [Embedded, Undecided, NotWsgi]);
        let elsewhere = "<VirtualHost 192.0.2.1:80>\nInclude /secret\n</VirtualHost>";
        assert_eq!(with(elsewhere), [Undecided; 3], "the address is not known");
        let elsewhere = "<VirtualHost *:81>\nInclude /secret\n</VirtualHost>";
        assert_eq!(with(elsewhere), [Embedded, Embedded, NotWsgi]);
    }

    #[test]
    fn an_undefined_variable_leaves_open_what_it_may_change() {
        let of = |text: &str| statuses(text, &PATHS);
        let target = "WSGIScriptAlias /a ${FOO}/a.wsgi\nWSGIScriptAlias /in /srv/a.wsgi";
        assert_eq!(of(target), [Undecided, Embedded, NotWsgi]);
        let mount = "WSGIScriptAlias /in /srv/a.wsgi\nWSGIScriptAlias ${FOO} /srv/a.wsgi";
        assert_eq!(of(mount), [Undecided, Embedded, Undecided]);
        let group =
            "WSGIScriptAlias /a /srv/a.wsgi\n<Location ${FOO}>\nWSGIProcessGroup g\n</Location>";
        assert_eq!(of(group), [Undecided, NotWsgi, NotWsgi]);
        let group = "WSGIScriptAlias /a /srv/a.wsgi process-group=${FOO}";
        assert_eq!(of(group), [Undecided, NotWsgi, NotWsgi]);
        let defined = "Define FOO /srv\nWSGIScriptAlias /a ${FOO}/a.wsgi";
        assert_eq!(of(defined), [Embedded, NotWsgi, NotWsgi]);
        let log = "WSGIScriptAlias /a /srv/a.wsgi\nErrorLog ${FOO}/error.log";
        assert_eq!(of(log), [Embedded, NotWsgi, NotWsgi]);
    }

    #[test]
    fn code_in_lua_leaves_its_place_open() {
        let hook =
            "WSGIScriptAlias /a /srv/a.wsgi\n<Location /a>\nLuaHookFixups /x.lua f\n</Location>";
        assert_eq!(statuses(hook, &PATHS), [Undecided, NotWsgi, NotWsgi]);
        let map = "WSGIScriptAlias /a /srv/a.wsgi\nLuaMapHandler ^/a /x.lua";
        assert_eq!(statuses(map, &PATHS), [Undecided; 3]);
    }
}
