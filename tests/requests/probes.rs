//! The URLs to ask: at, below and beside what is mounted, on known and unknown hosts, oddly written.

use super::author::{Author, Taste};
use super::draft::Probe;
use super::ground::ROOT_PATHS;
use super::hosts::bare;

const MOST: usize = 72;

/// Names that no virtual host has, unless by a wildcard.
const STRANGERS: [&str; 9] = [
    "nobody.example",
    "127.0.0.1",
    "127.0.0.2",
    "[::1]",
    "under_score.example",
    "main.example",
    "localhost",
    "a.blog.example",
    "q.test",
];

/// Forms of a Host header.
const HOSTS: [(usize, &str); 6] = [
    (45, "HOST"),
    (30, "HOST:OWN"),
    (4, "HOST:80"),
    (4, "HOST:443"),
    (4, "HOST:8080"),
    (1, "HOST."),
];

/// Forms of a path that something is at.
const AROUND: [(usize, &str); 36] = [
    (24, "PATH"),
    (20, "PATH/"),
    (24, "PATH/x/y"),
    (4, "PATHx"),
    (4, "PATH/admin"),
    (3, "PATH/x?q=1"),
    (3, "/PATH"),
    (3, "PATH//x"),
    (3, "PATH/./x"),
    (3, "/./PATH"),
    (2, "PATH/../x"),
    (3, "PATH/y/../x"),
    (2, "/zz/..PATH/x"),
    (1, "PATH%2Fx"),
    (1, "PATH/x%2fy"),
    (2, "PATH/a%20b"),
    (1, "PATH/%zz"),
    (1, "PATH/%"),
    (1, "PATH/%2e%2e/x"),
    (2, "PATH/%78"),
    (1, "PATH/%00"),
    (1, "/../PATH"),
    (2, "PATH;v=1/x"),
    (1, "PATH/x//"),
    (1, "PATH/."),
    (1, "PATH/.."),
    (1, "PATH/..."),
    (1, "/%2e/PATH"),
    (1, "PATH%3fx"),
    (1, "PATH/x%23y"),
    (1, "PATH%20"),
    (1, "PATH/%25zz"),
    (1, "PATH/%ff"),
    (1, "PATH%5cx"),
    (1, "/PATH//.//x/.."),
    (1, "PATH?"),
];

/// Pieces of odd paths.
const PIECES: [&str; 22] = [
    "/", "/", "//", "/.", "/..", "/./", "/../", "%2e", "%2E%2e/", "%2f", "%2F", "%5C", "%25",
    "%20", "%7e", "~", ";", "+", "%c3%a9", "a", "app", "%61",
];

/// Tells whether a part of a path can stand in a URL as it is.
fn is_plain(part: &str) -> bool {
    !part.is_empty()
        && part
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'%')
}

impl Author {
    /// Chooses the URLs.
    pub(super) fn probe(&mut self) {
        let mut probes = Vec::new();
        for (places, times) in [(self.mounts.clone(), 10), (self.paths.clone(), 3)] {
            for place in places {
                for _ in 0..times {
                    let path = self.around(&place.path);
                    let host = place.host.or_else(|| self.some_host());
                    probes.push(self.probe_of(host, path));
                }
            }
        }
        for path in ROOT_PATHS {
            if self.likes(Taste::Handlers) || self.dice.percent(30) {
                let host = self.some_host();
                probes.push(self.probe_of(host, path.to_owned()));
            }
        }
        while probes.len() > MOST {
            probes.swap_remove(self.dice.below(probes.len()));
        }
        probes.sort();
        probes.dedup();
        self.draft.probes = probes;
    }

    fn some_host(&mut self) -> Option<usize> {
        (!self.hosts.is_empty()).then(|| self.dice.below(self.hosts.len()))
    }

    fn around(&mut self, place: &str) -> String {
        if self.dice.percent(6) {
            return self.wild_path(place);
        }
        let place = place.trim_end_matches('/');
        let place = place.replace(' ', "%20").replace('\u{e9}', "%C3%A9");
        let form = self.dice.weighed(&AROUND).replace("PATH", &place);
        let form = match self.dice.below(25) {
            0 => form.to_uppercase().replace("%ZZ", "%zz"),
            _ => form,
        };
        if form.starts_with('/') {
            form
        } else {
            format!("/{form}")
        }
    }

    /// Returns a path of pieces that mean something to those who read paths.
    fn wild_path(&mut self, place: &str) -> String {
        let mut path = String::new();
        let own: Vec<&str> = place.split('/').filter(|part| is_plain(part)).collect();
        for _ in 0..self.dice.between(2, 9) {
            if own.is_empty() || self.dice.percent(60) {
                path.push_str(self.dice.pick(&PIECES));
            } else {
                path.extend(["/", self.dice.pick(&own)]);
            }
        }
        format!("/{path}")
    }

    fn probe_of(&mut self, host: Option<usize>, path: String) -> Probe {
        let host = host.filter(|_| self.dice.percent(93));
        let (name, is_second_port) = match host {
            Some(number) => self.name_and_port(number),
            None => (self.dice.pick(&STRANGERS).to_owned(), self.dice.percent(40)),
        };
        let name = match self.dice.below(12) {
            0 => name.to_uppercase(),
            _ => name,
        };
        let own = if is_second_port {
            "@TLS_PORT@"
        } else {
            "@PORT@"
        };
        let form = match self.dice.weighed(&HOSTS) {
            // An address in brackets has no final dot.
            "HOST." if name.starts_with('[') => "HOST",
            form => form,
        };
        Probe {
            is_second_address: !is_second_port && self.dice.percent(8),
            is_second_port,
            host: form.replace("HOST", &name).replace("OWN", own),
            path,
        }
    }

    /// Returns a name of a virtual host, and the port on which it is, most of the time.
    fn name_and_port(&mut self, number: usize) -> (String, bool) {
        let host = self.hosts[number].clone();
        let has_port = host.addresses.contains("PORT") && !host.addresses.contains(' ');
        let is_second_port = if has_port && self.dice.percent(92) {
            host.addresses.contains("TLS")
        } else {
            self.dice.percent(40)
        };
        let alias = host.aliases.first().filter(|_| self.dice.percent(25));
        let alias = alias.map(|alias| alias.replace('*', "any").replace('?', "q"));
        let name = alias.or_else(|| host.name.as_deref().map(bare));
        let name = name.unwrap_or_else(|| "unnamed.example".to_owned());
        (name, is_second_port)
    }
}
