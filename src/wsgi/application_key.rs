//! [`ApplicationKeys`]: what an application is called where a person has to name it.
//!
//! A key is made of what the application is, `shop.example/api`, and not of its place among others: it stays when other
//! lines come and go. The plain and the TLS virtual host of one site have the same application, so one key; each of them can
//! be named alone with its port, `shop.example:443/api`. No two things have one name.

use std::collections::{BTreeMap, BTreeSet};

use super::application::{Application, Mechanism};
use crate::httpd::{NodeId, SectionId, SectionKind, ServerConfig, ServerId};
use crate::source::printable;

/// What a line mounts, as far as its key is made of that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyParts<'line> {
    /// The line.
    pub(crate) node: NodeId,
    /// The server in which it stands.
    pub(crate) server: ServerId,
    /// What the mount is.
    pub(crate) kind: KeyKind,
    /// The URL path, the expression, or the section's argument.
    pub(crate) mount: &'line [u8],
    /// The script; empty for those that only a request tells.
    pub(crate) script: &'line [u8],
    /// What kind of section makes scripts of files; none at the level of a server.
    pub(crate) section: Option<SectionKind>,
}

impl<'line> KeyParts<'line> {
    /// Returns those of an application.
    pub(crate) fn of(config: &'line ServerConfig, application: &'line Application) -> Self {
        let (mount, section) = match application.mechanism {
            Mechanism::Handler | Mechanism::RewriteRule => {
                place_of_handler(config, application.section)
            }
            _ => (application.mount.as_slice(), None),
        };
        Self {
            node: application.node,
            server: application.server,
            kind: application.mechanism.into(),
            mount,
            script: &application.path,
            section,
        }
    }
}

/// Returns what the key of a handler has behind its server, and the kind of section that it is about.
pub(crate) fn place_of_handler(
    config: &ServerConfig,
    section: Option<SectionId>,
) -> (&[u8], Option<SectionKind>) {
    let innermost = config.sections_from(section).next();
    innermost.map_or((b"/", None), |section| {
        (&section.argument, Some(section.kind))
    })
}

/// What a mount is: it stands between the server and the mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyKind {
    /// A URL path, which begins with a slash.
    Path,
    /// An expression.
    Expression,
    /// Files that a handler takes for scripts.
    Handler,
}

impl From<Mechanism> for KeyKind {
    fn from(mechanism: Mechanism) -> Self {
        match mechanism {
            Mechanism::ScriptAlias => Self::Path,
            Mechanism::ScriptAliasMatch => Self::Expression,
            Mechanism::Handler | Mechanism::HandlerScript | Mechanism::RewriteRule => Self::Handler,
        }
    }
}

/// The keys of all applications, by line.
#[derive(Clone, Debug, Default)]
pub struct ApplicationKeys {
    by_node: BTreeMap<NodeId, String>,
    /// With the port, for lines that share a key with others.
    with_port: BTreeMap<NodeId, String>,
    /// How many lines have each key.
    lines: BTreeMap<String, usize>,
}

/// A line with what its key begins with, and what it ends with.
struct Candidate<'line> {
    host: String,
    mount: String,
    line: KeyParts<'line>,
}

impl Candidate<'_> {
    fn key(&self) -> (&str, &str) {
        (&self.host, &self.mount)
    }

    /// Returns what tells lines with one key apart: those that differ in it need more.
    fn script(&self) -> (&[u8], Option<SectionKind>) {
        (self.line.script, self.line.section)
    }

    fn has_key_of(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    fn has_script_of(&self, other: &Self) -> bool {
        self.script() == other.script()
    }
}

impl ApplicationKeys {
    /// Finds the keys of lines.
    pub(crate) fn of<'line>(
        config: &ServerConfig,
        lines: impl IntoIterator<Item = KeyParts<'line>>,
    ) -> Self {
        let candidates = lines.into_iter().map(|line| Candidate {
            host: host(config, line.server),
            mount: mount(line.kind, line.mount),
            line,
        });
        let mut candidates: Vec<Candidate<'line>> = candidates.collect();
        candidates
            .sort_by(|one, other| (one.key(), one.script()).cmp(&(other.key(), other.script())));
        let mut keys = Self::default();
        for of_key in candidates.chunk_by(Candidate::has_key_of) {
            keys.tell_apart(config, of_key);
        }
        for key in keys.by_node.values() {
            *keys.lines.entry(key.clone()).or_default() += 1;
        }
        let mut taken = BTreeSet::new();
        for of_key in candidates.chunk_by(Candidate::has_key_of) {
            for alike in of_key.chunk_by(Candidate::has_script_of) {
                keys.name_alone(config, alike, &mut taken);
            }
        }
        keys
    }

    /// Gives the lines that share a key a name of their own in each virtual host: what a key or another such name says
    /// already, none of them is called.
    fn name_alone(
        &mut self,
        config: &ServerConfig,
        alike: &[Candidate<'_>],
        taken: &mut BTreeSet<String>,
    ) {
        let [first, _, ..] = alike else { return };
        let mut by_server: BTreeMap<ServerId, Vec<NodeId>> = BTreeMap::new();
        for Candidate { line, .. } in alike {
            by_server.entry(line.server).or_default().push(line.node);
        }
        if by_server.len() < 2 {
            return;
        }
        for (server, nodes) in by_server {
            let Some(name) = with_port(config, server, first.key()) else {
                continue;
            };
            let numbered = (2..).map(|number| format!("{name}@{number}"));
            let mut names = [name.clone()].into_iter().chain(numbered);
            let is_free = |name: &String| !self.lines.contains_key(name);
            if let Some(free) = names.find(|name| is_free(name) && taken.insert(name.clone())) {
                self.with_port
                    .extend(nodes.into_iter().map(|node| (node, free.clone())));
            }
        }
    }

    /// Gives a script of one name and mount its key; several of them keys with the ports of their virtual hosts, and numbers
    /// if they share these, too.
    fn tell_apart(&mut self, config: &ServerConfig, of_key: &[Candidate<'_>]) {
        let mut scripts: Vec<_> = of_key.chunk_by(Candidate::has_script_of).collect();
        scripts.sort_by_key(|script| script.first().map(|candidate| candidate.line.node));
        let is_one = scripts.len() == 1;
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        for script in scripts {
            let Some(first) = script.first() else {
                continue;
            };
            let with_port = || with_port(config, first.line.server, first.key());
            let key = (!is_one).then(with_port).flatten();
            let key = key.unwrap_or_else(|| [first.host.as_str(), &first.mount].concat());
            let number = taken.entry(key.clone()).or_default();
            *number += 1;
            let key = match number {
                1 => key,
                number => format!("{key}@{number}"),
            };
            let nodes = script.iter().map(|candidate| candidate.line.node);
            self.by_node.extend(nodes.map(|node| (node, key.clone())));
        }
    }

    /// Returns the key of what a line mounts; empty for a line that mounts nothing.
    pub fn key(&self, node: NodeId) -> &str {
        self.by_node.get(&node).map_or("", String::as_str)
    }

    /// Returns how many lines have a key.
    pub fn lines_of(&self, key: &str) -> usize {
        self.lines.get(key).copied().unwrap_or_default()
    }

    /// Returns the key of one line alone, with its port, where others have the same application.
    pub fn with_port(&self, node: NodeId) -> Option<&str> {
        self.with_port.get(&node).map(String::as_str)
    }

    /// Returns all keys, some several times.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let keys = self.by_node.values().chain(self.with_port.values());
        keys.map(String::as_str)
    }
}

/// Returns how a server begins the key: by its name, or the address of one that has none; nothing for the main server, whose
/// applications every virtual host has.
fn host(config: &ServerConfig, server: ServerId) -> String {
    if server == ServerId::MAIN {
        return String::new();
    }
    let server = config.server(server);
    match (&server.name, server.addresses.first()) {
        (Some((name, _)), _) => printable(&name.to_ascii_lowercase()),
        (None, Some(address)) => printable(address),
        (None, None) => String::new(),
    }
}

fn mount(kind: KeyKind, mount: &[u8]) -> String {
    let mount = printable(mount);
    match kind {
        KeyKind::Path if mount.is_empty() => "/".to_owned(),
        KeyKind::Path => mount,
        KeyKind::Expression => format!("~{mount}"),
        KeyKind::Handler => format!("#{mount}"),
    }
}

/// Returns a key with the port of a virtual host's first address, if that says more.
fn with_port(
    config: &ServerConfig,
    server: ServerId,
    (host, mount): (&str, &str),
) -> Option<String> {
    let port = port(config, server)?;
    (!host.ends_with(&format!(":{port}"))).then(|| format!("{host}:{port}{mount}"))
}

/// Returns the port of a virtual host's first address, if it has one.
fn port(config: &ServerConfig, server: ServerId) -> Option<String> {
    let address = config.server(server).addresses.first()?;
    let colon = address.iter().rposition(|byte| *byte == b':')?;
    let port = address.get(colon + 1..)?;
    let is_port = !port.is_empty() && port.iter().all(u8::is_ascii_digit);
    is_port.then(|| printable(port))
}

#[cfg(test)]
mod tests {

    use crate::host::Memory;
    use crate::httpd::{self, Runtime};
    use crate::wsgi::{Application, Inventory, take_inventory};

    fn keys(text: &str) -> Vec<String> {
        named(text, |inventory, application| inventory.key(application))
    }

    fn named(
        text: &str,
        name: impl for<'all> Fn(&'all Inventory, &'all Application) -> &'all str,
    ) -> Vec<String> {
        let host = Memory::new().file("/etc/httpd.conf", text);
        let runtime = Runtime {
            config: "/etc/httpd.conf".into(),
            server_root: "/etc".into(),
            ..Runtime::default()
        };
        let tree = httpd::read(&host, &runtime).unwrap();
        let config = httpd::evaluate(&tree);
        let inventory = take_inventory(&host, &tree, &config);
        let applications = inventory.applications.iter();
        applications
            .map(|application| name(&inventory, application).to_owned())
            .collect()
    }

    const LOAD: &str = "LoadModule wsgi_module /modules/mod_wsgi.so\nServerName main.test\n";

    fn in_hosts(hosts: &[(&str, &str)]) -> Vec<String> {
        keys(&of_hosts(hosts))
    }

    fn alone_in_hosts(hosts: &[(&str, &str)]) -> Vec<String> {
        named(&of_hosts(hosts), |inventory, application| {
            let alone = inventory.keys().with_port(application.node);
            alone.unwrap_or_default()
        })
    }

    fn of_hosts(hosts: &[(&str, &str)]) -> String {
        let hosts = hosts
            .iter()
            .map(|(address, lines)| format!("<VirtualHost {address}>\n{lines}\n</VirtualHost>\n"));
        format!("{LOAD}{}", hosts.collect::<String>())
    }

    #[test]
    fn a_key_is_the_server_and_the_mount() {
        assert_eq!(
            in_hosts(&[(
                "*:80",
                "ServerName Shop.test\nWSGIScriptAlias / /a.wsgi\nWSGIScriptAlias /api/ /b.wsgi"
            )]),
            ["shop.test/", "shop.test/api"]
        );
        assert_eq!(
            keys(&format!("{LOAD}WSGIScriptAlias /old /a.wsgi\n")),
            ["/old"]
        );
        assert_eq!(
            in_hosts(&[("10.0.0.1:8080", "WSGIScriptAlias / /a.wsgi")]),
            ["10.0.0.1:8080/"]
        );
    }

    #[test]
    fn twins_share_a_key_and_others_have_their_port() {
        let host = |script: &str| format!("ServerName shop.test\nWSGIScriptAlias / {script}");
        let (a, b) = (host("/a.wsgi"), host("/b.wsgi"));
        assert_eq!(
            in_hosts(&[("*:80", &a), ("*:443", &a)]),
            ["shop.test/", "shop.test/"]
        );
        assert_eq!(
            in_hosts(&[("*:80", &a), ("*:443", &b)]),
            ["shop.test:80/", "shop.test:443/"]
        );
        assert_eq!(
            in_hosts(&[("*:80", &a), ("*:80", &b), ("*", &host("/c.wsgi"))]),
            ["shop.test:80/", "shop.test:80/@2", "shop.test/"]
        );
    }

    /// The script of the first and third is called by the port of the first; that of the second has the port of the third.
    #[test]
    fn a_name_for_one_alone_is_nobody_elses() {
        let host = |script: &str| format!("ServerName shop.test\nWSGIScriptAlias / {script}");
        let (a, b) = (host("/a.wsgi"), host("/b.wsgi"));
        let hosts = [("*:443", &*a), ("*:80", &b), ("*:80", &a)];
        assert_eq!(
            in_hosts(&hosts),
            ["shop.test:443/", "shop.test:80/", "shop.test:443/"]
        );
        assert_eq!(
            alone_in_hosts(&hosts),
            ["shop.test:443/@2", "", "shop.test:80/@2"]
        );
    }

    #[test]
    fn twins_on_one_port_have_a_name_each() {
        let host = "ServerName shop.test\nWSGIScriptAlias / /a.wsgi";
        let hosts = [("1.2.3.4:80", host), ("4.3.2.1:80", host)];
        assert_eq!(in_hosts(&hosts), ["shop.test/", "shop.test/"]);
        assert_eq!(alone_in_hosts(&hosts), ["shop.test:80/", "shop.test:80/@2"]);
    }

    #[test]
    fn a_server_and_a_section_about_all_of_it_are_told_apart() {
        let lines = "ServerName shop.test\nOptions ExecCGI\nSetHandler wsgi-script\n\
                     <Location />\nSetHandler wsgi-script\n</Location>";
        assert_eq!(
            in_hosts(&[("*:80", lines)]),
            ["shop.test:80#/", "shop.test:80#/@2"]
        );
    }

    #[test]
    fn a_key_does_not_depend_on_other_lines() {
        let shop = ("*:80", "ServerName shop.test\nWSGIScriptAlias / /a.wsgi");
        let blog = (
            "*:80",
            "ServerName blog.test\nWSGIScriptAlias / /b.wsgi\nWSGIScriptAlias /feed /a.wsgi",
        );
        assert_eq!(in_hosts(&[blog, shop])[2..], in_hosts(&[shop])[..]);
    }
}
