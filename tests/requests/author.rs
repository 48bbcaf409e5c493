//! Writes one random server: what it consists of, and the order in which its parts are written.

use super::draft::Draft;
use super::layout::Layout;
use crate::support::dice::Dice;

/// A process group that some line defines.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) name: String,
    /// The virtual host in which it is defined, by number; or the main server.
    pub(crate) host: Option<usize>,
}

/// A virtual host to be written.
#[derive(Debug, Clone)]
pub(crate) struct Host {
    pub(crate) name: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) addresses: String,
    pub(crate) root: &'static str,
}

/// A path of one virtual host, or of all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) host: Option<usize>,
    pub(crate) path: String,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Main,
    Host(usize),
    /// A section of the main server or of a virtual host.
    Section(Option<usize>),
    /// A `.htaccess` file.
    Override,
}

impl Level {
    /// Returns the virtual host around, if it is known.
    pub(crate) fn host(self) -> Option<usize> {
        match self {
            Self::Host(host) => Some(host),
            Self::Section(host) => host,
            Self::Main | Self::Override => None,
        }
    }
}

/// What a server has much of, or nothing at all, so that not everything hides everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Taste {
    Handlers,
    Overrides,
    Environment,
    Expressions,
    Rewriting,
    OtherAliases,
    Restrictions,
    Conditions,
    WildGroups,
}

/// So many servers in a hundred have a taste for it.
const TASTES: [(usize, Taste); 9] = [
    (45, Taste::Handlers),
    (40, Taste::Overrides),
    (35, Taste::Environment),
    (35, Taste::Expressions),
    (25, Taste::Rewriting),
    (45, Taste::OtherAliases),
    (25, Taste::Restrictions),
    (40, Taste::Conditions),
    (35, Taste::WildGroups),
];

/// The writer of one server.
pub(crate) struct Author {
    pub(crate) dice: Dice,
    tastes: Vec<(usize, Taste)>,
    pub(crate) groups: Vec<Group>,
    pub(crate) hosts: Vec<Host>,
    /// URL paths at which something is mounted.
    pub(crate) mounts: Vec<Place>,
    /// URL paths that some rule is about, to be asked for.
    pub(crate) paths: Vec<Place>,
    /// Names of handlers that `WSGIHandlerScript` makes.
    pub(crate) handlers: Vec<String>,
    pub(crate) draft: Draft,
    pub(crate) names: usize,
}

impl Author {
    /// Writes the server of a seed.
    pub(crate) fn draft(seed: u64) -> Draft {
        let mut dice = Dice::seeded(seed ^ 0x7265_7175_6573_7473);
        let mut tastes = TASTES.to_vec();
        tastes.retain(|(chance, _)| dice.percent(*chance));
        let mut author = Self::with_tastes(dice, tastes);
        author.plan_hosts();
        author.plan_groups();
        author.write();
        author.probe();
        author.draft
    }

    /// Returns one who has written nothing yet.
    pub(crate) fn with_tastes(mut dice: Dice, tastes: Vec<(usize, Taste)>) -> Self {
        let layout = dice.weighed(&[
            (4, Layout::Debian),
            (3, Layout::RedHat),
            (3, Layout::SingleFile),
        ]);
        Self {
            dice,
            tastes,
            groups: Vec::new(),
            hosts: Vec::new(),
            mounts: Vec::new(),
            paths: Vec::new(),
            handlers: Vec::new(),
            draft: Draft::new(layout),
            names: 0,
        }
    }

    fn write(&mut self) {
        let before = self.main_lines();
        let mut sites = Vec::new();
        for number in 0..self.hosts.len() {
            let lines = self.host_lines(number);
            sites.push(lines);
        }
        let after = if self.dice.percent(40) {
            self.late_lines()
        } else {
            Vec::new()
        };
        let modules = self.module_lines();
        let base = self.base_lines();
        self.override_files();
        self.draft.place(&modules, &base, &before, &sites, &after);
    }

    /// Tells whether this server has much of something.
    pub(crate) fn likes(&self, taste: Taste) -> bool {
        self.tastes.iter().any(|(_, liked)| *liked == taste)
    }

    /// Remembers where something is mounted.
    pub(crate) fn mounted(&mut self, level: Level, path: &str) {
        let (host, path) = (level.host(), path.to_owned());
        self.mounts.push(Place { host, path });
    }

    /// Remembers a path that is worth asking for.
    pub(crate) fn concerns(&mut self, level: Level, path: &str) {
        let (host, path) = (level.host(), path.to_owned());
        self.paths.push(Place { host, path });
    }

    /// Returns a name that was not used before.
    pub(crate) fn new_name(&mut self, start: &str) -> String {
        self.names += 1;
        format!("{start}{}", self.names)
    }

    /// Writes each of the lines one level deeper.
    pub(crate) fn inside(header: &str, lines: Vec<String>) -> Vec<String> {
        let name = header
            .split([' ', '>'])
            .next()
            .unwrap_or(header)
            .trim_start_matches('<');
        let close = format!("</{name}>");
        let inner = lines.into_iter().map(|line| format!("    {line}"));
        std::iter::once(header.to_owned())
            .chain(inner)
            .chain([close])
            .collect()
    }
}
