//! Servers as people write them: sites with a few applications each, in one manner per site.
//!
//! The servers of `requests` ask for every corner of httpd; most of these can be migrated whole.

use super::habits::{HABITS, Habit};
use super::server_level::ASKED;
use crate::requests::author::Author;
use crate::requests::draft::{Draft, Probe};
use crate::support::dice::Dice;

/// The names of sites; one that begins like another, and one that is part of another.
const NAMES: [&str; 8] = [
    "shop.example",
    "blog.example",
    "www.shop.example",
    "api.example",
    "intranet.test",
    "Wiki.Example",
    "shop-admin.example",
    "example",
];

/// So many URLs are asked at most.
const MOST: usize = 40;

/// The writer of one server.
pub(super) struct Administrator {
    pub(super) author: Author,
    habits: Vec<Habit>,
    /// The lines of the main server before the sites.
    pub(super) main: Vec<String>,
    /// Those that have to follow the sites.
    pub(super) late: Vec<String>,
    names: Vec<&'static str>,
    /// The numbers of virtual hosts, groups and macros that are taken.
    pub(super) hosts: usize,
    pub(super) numbers: usize,
    pub(super) probes: Vec<Probe>,
}

impl Administrator {
    /// Writes the server of a seed.
    pub(super) fn draft(seed: u64) -> Draft {
        let mut dice = Dice::seeded(seed ^ 0x6d69_6772_6174_696f);
        let mut habits = HABITS.to_vec();
        habits.retain(|(chance, _)| dice.percent(*chance));
        let mut administrator = Self {
            author: Author::with_tastes(dice, Vec::new()),
            habits: habits.into_iter().map(|(_, habit)| habit).collect(),
            main: Vec::new(),
            late: Vec::new(),
            names: NAMES.to_vec(),
            hosts: 0,
            numbers: 0,
            probes: Vec::new(),
        };
        administrator.write();
        administrator.author.draft
    }

    fn write(&mut self) {
        self.server_level();
        let mut sites = Vec::new();
        for _ in 0..self.dice().between(1, 4) {
            let lines = self.site();
            let lines = self.ended_as_usual(lines);
            sites.push(lines);
        }
        let modules = self.author.module_lines();
        let base = self.author.base_lines();
        let draft = &mut self.author.draft;
        for (name, text) in [("library/nothing.py", ""), ("api/access.wsgi", ASKED)] {
            draft.files.insert(format!("srv/{name}"), text.to_owned());
        }
        draft.place(&modules, &base, &self.main, &sites, &self.late);
        self.choose_probes();
    }

    pub(super) fn dice(&mut self) -> &mut Dice {
        &mut self.author.dice
    }

    /// Tells whether this server has something of the kind.
    pub(super) fn has(&self, habit: Habit) -> bool {
        self.habits.contains(&habit)
    }

    /// Returns the name of a site that has none yet.
    pub(super) fn new_name(&mut self) -> &'static str {
        let at = self.author.dice.below(self.names.len());
        self.names.swap_remove(at)
    }

    /// Returns a number that was not used before.
    pub(super) fn new_number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers
    }

    /// Remembers a path to be asked of a host.
    pub(super) fn ask(&mut self, is_second_port: bool, host: &str, path: &str) {
        let own = if is_second_port {
            "@TLS_PORT@"
        } else {
            "@PORT@"
        };
        let host = match self.dice().below(3) {
            0 => format!("{host}:{own}"),
            _ => host.to_owned(),
        };
        self.probes.push(Probe {
            is_second_address: false,
            is_second_port,
            host,
            path: path.to_owned(),
        });
    }

    /// Gives some files the line ends of another system, which httpd does not mind.
    fn ended_as_usual(&mut self, lines: Vec<String>) -> Vec<String> {
        if !self.has(Habit::OtherLineEnds) {
            return lines;
        }
        let ended = |line: String| format!("{}\r", line.replace('\n', "\r\n"));
        lines.into_iter().map(ended).collect()
    }

    fn choose_probes(&mut self) {
        for path in ["/", "/app/x", "/plain.txt"] {
            self.ask(false, "nobody.example", path);
        }
        let mut probes = std::mem::take(&mut self.probes);
        while probes.len() > MOST {
            probes.swap_remove(self.dice().below(probes.len()));
        }
        probes.sort();
        probes.dedup();
        self.author.draft.probes = probes;
    }
}
