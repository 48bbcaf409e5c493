//! Virtual hosts: names, addresses, twins, and what they consist of.

use super::author::{Author, Host, Level, Taste};
use super::ground::DOCUMENT_ROOTS;

const NAMES: [&str; 6] = [
    "shop.example",
    "blog.example",
    "api.example",
    "x.test",
    "www.shop.example",
    "Shop.Example",
];

const ALIASES: [&str; 7] = [
    "www.shop.example",
    "*.blog.example",
    "alias.example",
    "?.test",
    "*.example",
    "blog.example",
    "WWW.X.test",
];

const ADDRESSES: [(usize, &str); 9] = [
    (45, "*:@PORT@"),
    (30, "*:@TLS_PORT@"),
    (4, "127.0.0.1:@PORT@"),
    (4, "_default_:@TLS_PORT@"),
    (5, "*:@PORT@ *:@TLS_PORT@"),
    (3, "*"),
    (2, "*:*"),
    (2, "127.0.0.1:*"),
    (4, "127.0.0.2:@PORT@"),
];

impl Author {
    /// Decides which virtual hosts there will be.
    pub(super) fn plan_hosts(&mut self) {
        let weights = [(1, 0), (14, 1), (20, 2), (25, 3), (18, 4), (12, 5), (10, 6)];
        for _ in 0..self.dice.weighed(&weights) {
            let twin = !self.hosts.is_empty() && self.dice.percent(35);
            let host = if twin { self.twin() } else { self.new_host() };
            self.hosts.push(host);
        }
    }

    fn new_host(&mut self) -> Host {
        let addresses = self.dice.weighed(&ADDRESSES).to_owned();
        // httpd looks up the name of a bare address; every machine knows 127.0.0.1 only.
        let chance = if addresses.starts_with("127") { 97 } else { 88 };
        let is_named = addresses.starts_with("127.0.0.2") || self.dice.percent(chance);
        let name = is_named.then(|| self.server_name());
        let aliases = (0..self.dice.weighed(&[(5, 0), (3, 1), (1, 2)]))
            .map(|_| self.dice.pick(&ALIASES).to_owned())
            .collect();
        Host {
            name,
            aliases,
            addresses,
            root: self.dice.pick(&DOCUMENT_ROOTS),
        }
    }

    /// Returns a host of the same name on the other port.
    fn twin(&mut self) -> Host {
        let mut host = self.hosts[self.dice.below(self.hosts.len())].clone();
        host.addresses = if host.addresses.contains("TLS") {
            host.addresses.replace("TLS_PORT", "PORT")
        } else {
            host.addresses.replace("PORT", "TLS_PORT")
        };
        if self.dice.percent(15) {
            host.aliases.clear();
        }
        host
    }

    /// Makes a macro of a whole host, with its name as the parameter, unless macros are in it.
    fn host_of_macro(&mut self, lines: Vec<String>, name: &str) -> Vec<String> {
        if lines.iter().any(|line| line.contains("Macro ")) {
            return lines;
        }
        let body = lines.iter().map(|line| line.replace(name, "$name"));
        let call = self.new_name("Host");
        let mut all = Self::inside(&format!("<Macro {call} $name>"), body.collect());
        all.push(format!("Use {call} {name}"));
        all
    }

    fn server_name(&mut self) -> String {
        let forms = [
            (30, "NAME"),
            (3, "NAME:443"),
            (2, "NAME:8080"),
            (3, "NAME:@PORT@"),
            (2, "https://NAME"),
            (1, "https://NAME:@TLS_PORT@"),
        ];
        let name = self.dice.pick(&NAMES);
        self.dice.weighed(&forms).replace("NAME", name)
    }

    /// Writes a virtual host.
    pub(super) fn host_lines(&mut self, number: usize) -> Vec<String> {
        let host = self.hosts[number].clone();
        let level = Level::Host(number);
        // By this an application tells which virtual host asked it.
        let mut lines = vec![format!("SetEnv VIRTUAL_HOST {number}")];
        if let Some(name) = &host.name {
            lines.push(format!("ServerName {name}"));
        }
        for alias in &host.aliases {
            lines.push(format!("ServerAlias {alias}"));
        }
        if self.dice.percent(90) {
            lines.push(format!("DocumentRoot @ROOT@/{}", host.root));
        }
        if self.dice.percent(12) {
            let value = self.dice.pick(&["On", "Off", "On"]);
            lines.push(format!("UseCanonicalName {value}"));
        }
        if self.dice.percent(6) {
            lines.push("UseCanonicalPhysicalPort On".to_owned());
        }
        if self.dice.percent(8) {
            let forms = [
                "AllowEncodedSlashes On",
                "AllowEncodedSlashes NoDecode",
                "MergeSlashes Off",
                "MergeSlashes On",
                "AccessFileName .override",
            ];
            lines.push(self.dice.pick(&forms).to_owned());
        }
        lines.extend(self.group_definitions(Some(number)));
        lines.extend(self.server_items(level));
        if self.dice.percent(8) {
            let with_variable = |line: &String| line.replace("@ROOT@/srv", "${SCRIPTS}");
            lines = lines.iter().map(with_variable).collect();
        }
        if self.dice.percent(8) {
            let name = format!("snippets/host{number}.conf");
            let tail = lines.split_off(lines.len() / 2);
            if is_whole(&lines) {
                self.draft.configuration(&name, &tail);
                lines.push(format!("Include {name}"));
            } else {
                lines.extend(tail);
            }
        }
        let lines = Self::inside(&format!("<VirtualHost {}>", host.addresses), lines);
        match host.name {
            Some(name) if self.likes(Taste::Conditions) && self.dice.percent(25) => {
                self.host_of_macro(lines, &name)
            }
            _ => lines,
        }
    }
}

/// Tells whether no section stays open at the end of these lines.
fn is_whole(lines: &[String]) -> bool {
    let starts = |sign: &str| {
        lines
            .iter()
            .filter(|line| line.trim_start().starts_with(sign))
            .count()
    };
    starts("</") * 2 == starts("<")
}

/// Returns the name alone of a `ServerName` argument.
pub(super) fn bare(name: &str) -> String {
    let name = name.rsplit("//").next().unwrap_or(name);
    name.split(':').next().unwrap_or(name).to_owned()
}
