//! A generated server before it has a root and ports: its files, links, and the URLs to ask.

use super::ground;
use super::layout::Layout;
use crate::support::site::Site;
use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// A URL to ask: the port of the connection, the Host header, the path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Probe {
    pub(crate) is_second_address: bool,
    pub(crate) is_second_port: bool,
    pub(crate) host: String,
    pub(crate) path: String,
}

/// Files and links by their path below the root; `@ROOT@`, `@PORT@` and `@TLS_PORT@` stand in both.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) layout: Layout,
    pub(crate) files: BTreeMap<String, String>,
    links: BTreeMap<String, String>,
    pub(crate) probes: Vec<Probe>,
}

impl Draft {
    pub(crate) fn new(layout: Layout) -> Self {
        Self {
            layout,
            files: BTreeMap::new(),
            links: BTreeMap::new(),
            probes: Vec::new(),
        }
    }

    /// Puts the parts of the configuration into files as the layout has it.
    pub(crate) fn place(
        &mut self,
        modules: &[String],
        base: &[String],
        before: &[String],
        sites: &[Vec<String>],
        after: &[String],
    ) {
        let mut main = Vec::new();
        match self.layout {
            Layout::Debian => {
                self.debian(before, sites, after);
                self.configuration("mods-enabled/all.load", modules);
                main.push("IncludeOptional mods-enabled/*.load".to_owned());
                main.extend_from_slice(base);
                main.push("IncludeOptional conf-enabled/*.conf".to_owned());
                main.push("IncludeOptional sites-enabled/*.conf".to_owned());
            }
            Layout::RedHat => {
                self.configuration("conf.modules.d/00-all.conf", modules);
                self.configuration("conf.d/00-server.conf", before);
                for (number, lines) in sites.iter().enumerate() {
                    self.configuration(&format!("conf.d/site{number}.conf"), lines);
                }
                self.configuration("conf.d/zz-late.conf", after);
                main.push("Include conf.modules.d/*.conf".to_owned());
                main.extend_from_slice(base);
                main.push("IncludeOptional conf.d/*.conf".to_owned());
            }
            Layout::SingleFile => {
                for part in [modules, base, before, &sites.concat(), after] {
                    main.extend_from_slice(part);
                }
            }
        }
        self.configuration(self.layout.main_file(), &main);
    }

    fn debian(&mut self, before: &[String], sites: &[Vec<String>], after: &[String]) {
        self.configuration("conf-available/server.conf", before);
        self.link("conf-enabled/server.conf", "../conf-available/server.conf");
        for (number, lines) in sites.iter().enumerate() {
            let name = format!("site{number}.conf");
            self.configuration(&format!("sites-available/{name}"), lines);
            self.link(
                &format!("sites-enabled/{name}"),
                &format!("../sites-available/{name}"),
            );
        }
        self.configuration("sites-available/zz-late.conf", after);
        self.link(
            "sites-enabled/zz-late.conf",
            "../sites-available/zz-late.conf",
        );
    }

    /// Adds a file of the configuration, named below the server root.
    pub(crate) fn configuration(&mut self, name: &str, lines: &[String]) {
        let mut text = lines.join("\n");
        text.push('\n');
        let path = format!("{}/{name}", self.layout.server_root());
        self.files.insert(path, text);
    }

    fn link(&mut self, name: &str, target: &str) {
        let path = format!("{}/{name}", self.layout.server_root());
        self.links.insert(path, target.to_owned());
    }

    /// Gives the server a root and ports.
    pub(crate) fn site(&self, modules: &Path) -> Site {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let parent = |path: &Path| {
            let parent = path.parent().expect("an entry is in a folder");
            fs::create_dir_all(parent).expect("a new folder");
        };
        let all = ground::files();
        let files = self
            .files
            .iter()
            .chain(all.iter().map(|(name, text)| (name, text)));
        for (name, text) in files {
            let path = folder.path().join(name);
            parent(&path);
            fs::write(path, text).expect("a new file");
        }
        let links = self.links.iter();
        let links = links.map(|(name, target)| (name.as_str(), target.as_str()));
        for (name, target) in links.chain(ground::LINKS) {
            let path = folder.path().join(name);
            parent(&path);
            symlink(target, path).expect("a new link");
        }
        fs::write(folder.path().join("site.toml"), self.manifest()).expect("a new file");
        Site::in_folder(folder.path(), Some(modules))
    }

    fn manifest(&self) -> String {
        let root = self.layout.server_root();
        let main = self.layout.main_file();
        let mut text = format!(
            "server-root = \"{root}\"\nconfig = \"{root}/{main}\"\npid-file = \"run/httpd.pid\"\n\
             logs = \"logs\"\ndirectories = [\"run\"]\npatch-base = \"server-root\"\n"
        );
        for probe in &self.probes {
            let port = if probe.is_second_port { "tls" } else { "plain" };
            let last = if probe.is_second_address { 2 } else { 1 };
            let (host, path) = (&probe.host, &probe.path);
            write!(
                text,
                "[[url]]\nport = \"{port}\"\naddress = \"127.0.0.{last}\"\nhost = '{host}'\npath = '{path}'\n"
            )
            .expect("a string takes everything");
        }
        text
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, target) in &self.links {
            writeln!(formatter, "--- {name} -> {target}")?;
        }
        for (name, text) in &self.files {
            writeln!(formatter, "--- {name}")?;
            for (at, line) in text.lines().enumerate() {
                writeln!(formatter, "{:4} {line}", at + 1)?;
            }
        }
        Ok(())
    }
}
