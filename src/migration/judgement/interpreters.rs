//! [`Interpreters`]: which applications are together in an interpreter of Apache's own processes, and what is loaded into it.
//!
//! Applications with one application group have one set of modules: what one of them changes there, another finds. Who wrote
//! the same name on both wanted that, so they go on to be together. The main interpreter is another matter: `%{GLOBAL}` is what
//! the documentation tells everybody to write for modules in C that know no other, often once for a whole server, and
//! modules of several applications in it are in each other's way; one of its own for each is better, and that is said once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::httpd::{NodeId, ServerId, bytes_path, merge};
use crate::migration::situation::Situation;
use crate::syntax::word;
use crate::wsgi::{
    Answer, ApplicationId, Concern, ImportScript, Mechanism, Mounted, Status, parse_option,
};

/// The name of the main interpreter.
const MAIN: &[u8] = b"";

/// Interpreters of Apache's own processes that somebody named, or into which something is loaded.
#[derive(Debug, Default)]
pub(in crate::migration) struct Interpreters {
    users: BTreeMap<Vec<u8>, BTreeSet<ApplicationId>>,
    /// The interpreters that lines name for an application, but for the main one.
    named: BTreeMap<ApplicationId, BTreeSet<Vec<u8>>>,
    /// The first script for access or authentication in each interpreter that its line names.
    hooks: BTreeMap<Vec<u8>, NodeId>,
}

impl Interpreters {
    pub(super) fn of(situation: &Situation<'_>) -> Self {
        let mut interpreters = Self {
            hooks: hooks(situation),
            ..Self::default()
        };
        let imports = situation.inventory.embedded_imports();
        let loaded: BTreeSet<&[u8]> = imports
            .map(|import| import.application_group.as_slice())
            .collect();
        let lines = Lines::of(situation);
        for mounted in &situation.overview.applications {
            for id in lines.applications_at(situation, mounted) {
                let written = written(situation, id, mounted);
                for name in names(mounted, &written) {
                    if !written.is_empty() || loaded.contains(name) {
                        interpreters.add(name, id, !written.is_empty());
                    }
                }
            }
        }
        interpreters
    }

    fn add(&mut self, name: &[u8], id: ApplicationId, is_written: bool) {
        self.users.entry(name.to_vec()).or_default().insert(id);
        if is_written && name != MAIN {
            self.named.entry(id).or_default().insert(name.to_vec());
        }
    }

    /// Returns the applications that are, wholly or in part, in an interpreter.
    pub(in crate::migration) fn users(&self, name: &[u8]) -> impl Iterator<Item = ApplicationId> {
        self.users.get(name).into_iter().flatten().copied()
    }

    /// Returns the interpreters that lines name for an application, but for the main one.
    pub(in crate::migration) fn named(&self, id: ApplicationId) -> impl Iterator<Item = &[u8]> {
        let named = self.named.get(&id).into_iter().flatten();
        named.map(Vec::as_slice)
    }

    /// Returns whether an application is in an interpreter.
    pub(in crate::migration) fn has(&self, name: &[u8], id: ApplicationId) -> bool {
        self.users
            .get(name)
            .is_some_and(|users| users.contains(&id))
    }

    /// Returns whether an application is in the main interpreter.
    pub(in crate::migration) fn is_in_the_main_one(&self, id: ApplicationId) -> bool {
        self.has(MAIN, id)
    }

    /// Returns an interpreter that lines name for an application and for a script for access or authentication, and the line
    /// of that.
    pub(in crate::migration) fn hook_beside(&self, id: ApplicationId) -> Option<(&[u8], NodeId)> {
        let mut named = self.named(id);
        named.find_map(|name| Some((name, *self.hooks.get(name)?)))
    }

    /// Returns what is loaded into an interpreter of an application.
    pub(in crate::migration) fn imports_for<'server>(
        &self,
        situation: &Situation<'server>,
        id: ApplicationId,
    ) -> impl Iterator<Item = &'server ImportScript> {
        let imports = situation.inventory.embedded_imports();
        imports.filter(move |import| self.has(&import.application_group, id))
    }
}

/// The applications by what tells what was asked: their lines, or for the scripts of handlers, which other lines ask for, their
/// paths.
#[derive(Default)]
struct Lines {
    by_node: BTreeMap<NodeId, ApplicationId>,
    by_script: BTreeMap<PathBuf, Vec<ApplicationId>>,
}

impl Lines {
    fn of(situation: &Situation<'_>) -> Self {
        let mut lines = Self::default();
        for (id, application) in situation.inventory.applications() {
            if application.mechanism == Mechanism::HandlerScript {
                let script = merge(&situation.tree.server_root, &application.path);
                lines.by_script.entry(script).or_default().push(id);
            } else {
                lines.by_node.insert(application.node, id);
            }
        }
        lines
    }

    /// Returns the applications that were asked for.
    fn applications_at(&self, situation: &Situation<'_>, mounted: &Mounted) -> Vec<ApplicationId> {
        if mounted.mechanism != Mechanism::HandlerScript {
            return self
                .by_node
                .get(&mounted.node)
                .copied()
                .into_iter()
                .collect();
        }
        let script = mounted.script.as_deref().map(bytes_path);
        let ids = script.and_then(|script| self.by_script.get(script));
        let ids = ids.into_iter().flatten().copied();
        ids.filter(|id| {
            let server = situation.inventory.application(*id).server;
            server == mounted.server || server == ServerId::MAIN
        })
        .collect()
    }
}

/// Returns the scripts for access or authentication, by the interpreters that their lines name.
fn hooks(situation: &Situation<'_>) -> BTreeMap<Vec<u8>, NodeId> {
    let beyond = situation.inventory.beyond.iter();
    let mut hooks = BTreeMap::new();
    for beyond in beyond.filter(|beyond| beyond.concern == Concern::PythonInChildren) {
        let directive = situation.tree.directive(beyond.node);
        let is_import = directive.name.eq_ignore_ascii_case(b"WSGIImportScript");
        let mut rest = directive.arguments;
        word(&mut rest);
        while let (false, Some(Ok((name, value)))) = (is_import, parse_option(&mut rest)) {
            // What begins with `%` names the main interpreter, or one that a request tells.
            if name == b"application-group" && !value.starts_with(b"%") {
                hooks.entry(value.into_owned()).or_insert(beyond.node);
            }
        }
    }
    hooks
}

/// Returns the interpreters of Apache's own processes in which an application is, wholly or in part: what is written, where a
/// request would have to tell.
fn names<'server>(
    mounted: &'server Mounted,
    written: &BTreeSet<&'server [u8]>,
) -> BTreeSet<&'server [u8]> {
    let parts = mounted.parts.iter().map(|part| &part.answer);
    let answers = std::iter::once(&mounted.answer).chain(parts);
    let embedded = answers.filter(|answer| is_embedded(answer));
    let mut names: BTreeSet<&[u8]> = embedded
        .filter_map(|answer| answer.application_group.as_deref())
        .collect();
    if mounted.answer.application_group.is_none() {
        names.extend(written.iter().filter(|name| !name.starts_with(b"%")));
    }
    names
}

fn is_embedded(answer: &Answer) -> bool {
    let group = answer.process_group.as_deref();
    answer.status != Status::NotWsgi && group.is_none_or(<[u8]>::is_empty)
}

/// Returns what lines say that the interpreters of an application are called, as far as it has to be asked of them.
fn written<'server>(
    situation: &Situation<'server>,
    id: ApplicationId,
    mounted: &Mounted,
) -> BTreeSet<&'server [u8]> {
    let (inventory, config) = (situation.inventory, situation.config);
    let application = inventory.application(id);
    if let Some(group) = &application.options.application_group {
        return BTreeSet::from([group.as_slice()]);
    }
    let lines = inventory.application_groups(config, application, mounted.server);
    let values = lines.into_iter().map(|line| line.value.as_slice());
    let without_global = |value: &'server [u8]| match value {
        b"%{GLOBAL}" => MAIN,
        value => value,
    };
    values.map(without_global).collect()
}
