//! [`Atlas`]: the names of a configuration, each with the lines that it stands for.

use std::collections::BTreeMap;

use super::causes::Cause;
use crate::findings::facts::{Asked, Facts};
use crate::findings::messages::Names;
use crate::httpd::{NodeId, SectionKind, ServerId, merge, path_bytes};
use crate::wsgi::{Application, DaemonProcess, Mechanism, Target};

/// Where names that are read in a log stand in a configuration.
pub(super) struct Atlas<'f, 's> {
    facts: &'f Facts<'s>,
    defined: BTreeMap<&'s [u8], Vec<NodeId>>,
    /// The applications that are to run in a process group.
    members: BTreeMap<&'s [u8], Vec<Asked<'s>>>,
    /// The applications of a script; those of a directory of scripts, whose path ends with a slash.
    scripts: BTreeMap<Vec<u8>, Vec<Asked<'s>>>,
    homes: BTreeMap<Vec<u8>, Vec<Cause>>,
    python_homes: BTreeMap<Vec<u8>, Vec<Cause>>,
    users: BTreeMap<u32, Vec<Cause>>,
    servers: BTreeMap<Vec<u8>, Vec<ServerId>>,
}

impl<'f, 's> Atlas<'f, 's> {
    /// Looks all names up once: a log has many lines.
    pub(super) fn new(facts: &'f Facts<'s>) -> Self {
        let mut atlas = Self {
            facts,
            defined: BTreeMap::new(),
            members: BTreeMap::new(),
            scripts: BTreeMap::new(),
            homes: BTreeMap::new(),
            python_homes: BTreeMap::new(),
            users: BTreeMap::new(),
            servers: BTreeMap::new(),
        };
        for (id, server) in facts.config.servers() {
            if let Some((name, _)) = &server.name {
                let servers = atlas.servers.entry(name.to_ascii_lowercase()).or_default();
                servers.push(id);
            }
        }
        for asked in facts.asked() {
            atlas.add_application(asked);
        }
        for daemon in &facts.inventory.daemons {
            atlas.add_group(daemon);
        }
        for (_, directive) in facts.named("WSGIPythonHome") {
            let Some(path) = directive.first_word() else {
                continue;
            };
            let causes = atlas.python_homes.entry(atlas.absolute(&path)).or_default();
            causes.push(Cause::Directory(directive.id, 1));
        }
        atlas
    }

    fn add_application(&mut self, asked: Asked<'s>) {
        if let Some(group) = asked.answer.process_group.as_deref()
            && !group.is_empty()
        {
            self.members.entry(group).or_default().push(asked);
        }
        if let Some(script) = self.script_of(asked) {
            self.scripts.entry(script).or_default().push(asked);
        }
    }

    fn add_group(&mut self, daemon: &'s DaemonProcess) {
        let node = daemon.node;
        self.defined.entry(&daemon.name).or_default().push(node);
        if let Some(home) = daemon.option("home") {
            let causes = self.homes.entry(home.to_owned()).or_default();
            causes.push(Cause::Option(node, "home"));
        }
        if let Some(home) = daemon.option("python-home") {
            let path = self.absolute(home);
            let causes = self.python_homes.entry(path).or_default();
            causes.push(Cause::Option(node, "python-home"));
        }
        if let Some(user) = daemon
            .option("user")
            .and_then(|user| self.facts.number_of_user(user))
        {
            let causes = self.users.entry(user).or_default();
            causes.push(Cause::Option(node, "user"));
        }
    }

    /// Returns the path of an application's script as a log has it, or of the directory where its scripts are, with a slash
    /// at the end.
    fn script_of(&self, asked: Asked<'s>) -> Option<Vec<u8>> {
        let mounted = asked.mounted;
        let Some(script) = mounted
            .script
            .as_deref()
            .filter(|script| !script.is_empty())
        else {
            let mut all = self.facts.inventory.applications.iter();
            return self.directory_of(all.find(|own| own.node == mounted.node)?);
        };
        if mounted.mechanism == Mechanism::ScriptAliasMatch
            && let Some(literal) = memchr::memchr(b'$', script)
        {
            let slash = memchr::memrchr(b'/', script.get(..literal)?)?;
            return Some(script.get(..=slash)?.to_owned());
        }
        let mut path = self.absolute(script);
        if mounted.target == Target::Directory && !path.ends_with(b"/") {
            path.push(b'/');
        }
        Some(path)
    }

    /// Returns the directory for whose files a handler is set.
    fn directory_of(&self, application: &Application) -> Option<Vec<u8>> {
        let config = self.facts.config;
        let mut around = config.sections_from(application.section);
        let section = around.find(|section| section.kind == SectionKind::Directory)?;
        let mut path = section.argument.clone();
        let is_literal = !path.iter().any(|byte| b"*?[".contains(byte));
        if !path.ends_with(b"/") {
            path.push(b'/');
        }
        is_literal.then_some(path)
    }

    fn absolute(&self, path: &[u8]) -> Vec<u8> {
        path_bytes(&merge(&self.facts.tree.server_root, path)).to_owned()
    }

    /// Returns the lines behind what a line of a log names, each once, in their order. Where one of the names that may be
    /// those of virtual hosts is one, the applications there are meant.
    pub(super) fn causes(&self, names: &Names<'_>, hosts: &[&[u8]]) -> Vec<Cause> {
        let of_script = names
            .script
            .map_or(&[][..], |script| self.applications(script));
        let of_host = self.of_hosts(of_script, hosts);
        let mut causes = match names.group {
            Some(group) => self.of_group(group, &of_host),
            None => lines_of(&of_host),
        };
        let homes = names.home.and_then(|home| self.homes.get(home));
        causes.extend(homes.into_iter().flatten().cloned());
        let homes = names
            .python_home
            .and_then(|home| self.python_homes.get(home));
        causes.extend(homes.into_iter().flatten().cloned());
        let users = names.user.and_then(|user| self.users.get(&user));
        causes.extend(users.into_iter().flatten().cloned());
        causes.sort();
        causes.dedup();
        causes
    }

    /// Returns the applications of the virtual hosts that are named; all of them where none of these is.
    fn of_hosts(&self, asked: &[Asked<'s>], hosts: &[&[u8]]) -> Vec<Asked<'s>> {
        let hosts = hosts.iter();
        let servers = hosts.filter_map(|host| self.servers.get(&host.to_ascii_lowercase()));
        let servers: Vec<ServerId> = servers.flatten().copied().collect();
        let is_there = |asked: &&Asked<'s>| servers.contains(&asked.mounted.server);
        let there: Vec<Asked<'s>> = asked.iter().filter(is_there).copied().collect();
        if there.is_empty() {
            return asked.to_vec();
        }
        there
    }

    /// Returns the definition of a process group; the applications that a script has in it; and where it is not defined, all
    /// lines that name it.
    fn of_group(&self, group: &[u8], of_script: &[Asked<'s>]) -> Vec<Cause> {
        let defined = self.defined.get(group).into_iter().flatten().copied();
        let mut causes: Vec<Cause> = defined.map(Cause::Definition).collect();
        let members = self.members.get(group).map_or(&[][..], Vec::as_slice);
        let is_member = |asked: &&Asked<'s>| asked.answer.process_group.as_deref() == Some(group);
        let own: Vec<Asked<'s>> = of_script.iter().filter(is_member).copied().collect();
        if !own.is_empty() {
            causes.extend(lines_of(&own));
        } else if causes.is_empty() {
            causes.extend(
                members
                    .iter()
                    .filter_map(Asked::decided_by)
                    .map(Cause::Naming),
            );
        }
        causes
    }

    /// Returns the applications of a script: its own, else those of the innermost directory of scripts that it is in.
    fn applications(&self, script: &[u8]) -> &[Asked<'s>] {
        let slashes = memchr::memrchr_iter(b'/', script);
        let directories = slashes.filter_map(|at| script.get(..=at));
        let mut paths = std::iter::once(script).chain(directories);
        let found = paths.find_map(|path| self.scripts.get(path));
        found.map_or(&[], Vec::as_slice)
    }
}

/// Returns the lines of applications, each with the one that decides on it.
fn lines_of(asked: &[Asked<'_>]) -> Vec<Cause> {
    let lines = asked.iter().map(|asked| {
        let decides = asked.decided_by().filter(|line| *line != asked.node());
        Cause::Application(asked.node(), decides)
    });
    lines.collect()
}
