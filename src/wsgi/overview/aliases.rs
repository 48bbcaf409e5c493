//! The applications that aliases mount, as each server has them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;

use super::choices::Selections;
use super::sample::candidates;
use super::{Asked, Mechanism, Mounted};
use crate::host::{Host, Kind};
use crate::httpd::request::{Doubt, Request};
use crate::httpd::{NodeId, ServerId, merge, path_bytes};
use crate::wsgi::answer::{Answerer, Probe};
use crate::wsgi::application::Target;
use crate::wsgi::script_alias::{Hit, ScriptAlias};

/// The name of a script in a directory that has none.
const SAMPLE_SCRIPT: &[u8] = b"x.wsgi";

/// What is asked for below a mount, to stand for all that is there: more may be said of the mount itself.
const SAMPLE_PATH: &[u8] = b"wsgi-daemonize-asks";

/// A target, and the script in it that stands for all when it is a directory.
#[derive(Clone)]
struct Found {
    target: Target,
    sample: Vec<u8>,
}

impl Found {
    /// Returns what counts for a target that depends on the URL.
    fn a_script() -> Self {
        Self {
            target: Target::File,
            sample: SAMPLE_SCRIPT.to_owned(),
        }
    }
}

/// The aliases, with what their targets are.
pub(super) struct Aliases<'a, 's> {
    answerer: &'a Answerer<'s>,
    selections: &'a Selections,
    found: BTreeMap<NodeId, Found>,
    /// Directives in sections of which it is not known whether they concern a part of an application.
    pub(super) open: BTreeSet<NodeId>,
}

/// A request for an application that an alias mounts.
pub(super) struct Ask<'a> {
    pub(super) alias: &'a ScriptAlias,
    pub(super) target: Target,
    pub(super) server: ServerId,
    pub(super) request: &'a Request,
    pub(super) path: Vec<u8>,
    pub(super) script: Vec<u8>,
}

impl Ask<'_> {
    pub(super) fn probe(&self) -> Probe<'_> {
        Probe {
            server: self.server,
            request: self.request,
            path: &self.path,
            script: &self.script,
            assumed_group: None,
            assumed_handler: None,
        }
    }
}

impl<'a, 's> Aliases<'a, 's> {
    pub(super) fn new(answerer: &'a Answerer<'s>, selections: &'a Selections) -> Self {
        Self {
            answerer,
            selections,
            found: BTreeMap::new(),
            open: BTreeSet::new(),
        }
    }

    /// Adds the applications of a server, its own and those that it has from the main server.
    pub(super) fn mounted(
        &mut self,
        server: ServerId,
        request: &Request,
        applications: &mut Vec<Mounted>,
    ) {
        let answerer = self.answerer;
        for alias in answerer.aliases(server) {
            let found = self.found(alias);
            let mut mounted = Mounted {
                number: 0,
                id: String::new(),
                server,
                mechanism: mechanism(alias),
                node: alias.node,
                defined_in: alias.server,
                mount: mount(alias),
                script: Some(alias.target.clone()),
                target: found.target,
                asked: None,
                answer: answerer.bare_answer(server),
                parts: Vec::new(),
            };
            let Some((path, script)) = sample(alias, &found) else {
                let why = "no path was found that the expression matches";
                let origin = crate::httpd::request::Origin::Config(alias.node);
                mounted.answer = answerer.undecided(server, &Doubt::at(origin, why));
                applications.push(mounted);
                continue;
            };
            let ask = Ask {
                alias,
                target: found.target,
                server,
                request,
                path,
                script,
            };
            mounted.answer = answerer.ask_alias(ask.probe(), alias.node);
            if alias.server != server && mounted.answer.is_taken() {
                continue;
            }
            let parts = self.selections.parts(answerer, &ask, &mounted.answer);
            mounted.parts = parts.found;
            mounted.asked = Some(Asked {
                path: ask.path,
                script: ask.script,
            });
            self.open.extend(parts.open);
            applications.push(mounted);
        }
    }

    fn found(&mut self, alias: &ScriptAlias) -> Found {
        let answerer = self.answerer;
        let entry = self.found.entry(alias.node);
        let found = entry.or_insert_with(|| {
            if alias.is_match && alias.target.contains(&b'$') {
                return Found::a_script();
            }
            let path = merge(&answerer.tree().server_root, &alias.target);
            find(answerer.host(), &path)
        });
        found.clone()
    }
}

fn mechanism(alias: &ScriptAlias) -> Mechanism {
    if alias.is_match {
        Mechanism::ScriptAliasMatch
    } else {
        Mechanism::ScriptAlias
    }
}

/// Returns the URL path without a slash at its end, or the expression.
fn mount(alias: &ScriptAlias) -> Vec<u8> {
    if alias.is_match || alias.location == b"/" {
        return alias.location.clone();
    }
    let location = alias.location.as_slice();
    location.strip_suffix(b"/").unwrap_or(location).to_owned()
}

fn find(host: &dyn Host, path: &Path) -> Found {
    let target = match host.kind(path) {
        Ok(Kind::Directory) => Target::Directory,
        Ok(_) => Target::File,
        Err(_) => Target::Missing,
    };
    let sample = match target {
        Target::Directory => first_script(host, path),
        _ => None,
    };
    Found {
        target,
        sample: sample.unwrap_or_else(|| SAMPLE_SCRIPT.to_owned()),
    }
}

/// Returns the first script in a directory.
fn first_script(host: &dyn Host, directory: &Path) -> Option<Vec<u8>> {
    let entries = host.list(directory).ok()?;
    let is_script = |name: &OsStr| {
        let end = Path::new(name).extension();
        end.is_some_and(|end| end == "wsgi" || end == "py")
    };
    let mut names = entries
        .into_iter()
        .filter(|entry| entry.kind != Kind::Directory);
    let found = names.find(|entry| is_script(&entry.name))?;
    Some(path_bytes(Path::new(&found.name)).to_owned())
}

/// Returns a path that the alias takes, and the script that it leads to.
fn sample(alias: &ScriptAlias, found: &Found) -> Option<(Vec<u8>, Vec<u8>)> {
    let path = if alias.is_match {
        candidates(&alias.location)
            .into_iter()
            .find(|path| leads_somewhere(alias, path))?
    } else if found.target == Target::Directory {
        below(&alias.location, &found.sample)
    } else {
        below(&alias.location, SAMPLE_PATH)
    };
    let Hit::File(file) = alias.hit(&path) else {
        return None;
    };
    let is_whole = found.target == Target::Directory || alias.target.contains(&b'$');
    let script = if is_whole {
        file
    } else {
        let target = alias.target.as_slice();
        target.strip_suffix(b"/").unwrap_or(target).to_owned()
    };
    Some((path, script))
}

/// Returns whether an expression takes a path, and what is left of it is a path, too.
fn leads_somewhere(alias: &ScriptAlias, path: &[u8]) -> bool {
    let Hit::File(file) = alias.hit(path) else {
        return false;
    };
    if alias.target.contains(&b'$') {
        return true;
    }
    let rest = file
        .strip_prefix(alias.target.as_slice())
        .unwrap_or_default();
    rest.is_empty() || rest.starts_with(b"/")
}

/// Returns a name below a path.
pub(super) fn below(path: &[u8], name: &[u8]) -> Vec<u8> {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    [path, name].join(&b'/')
}
