//! [`Facts`]: everything that rules may ask, found out once.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::OnceLock;

use super::draft::{Part, Spot};
use super::python::{ExtensionUse, Program};
use super::refusal::{Mistake, Refusal, refusals};
use super::unknown_account::unknown_accounts;
use crate::host::Host;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::request::Origin;
use crate::httpd::{ConfigTree, Directive, Effective, NodeId, ServerConfig, ServerId};
use crate::source::printable;
use crate::wsgi::{
    Answer, Answerer, Application, GroupUse, Inventory, Mechanism, Mounted, MountedPart, Overview,
    Situation, Status,
};

/// What rules ask.
pub struct Facts<'s> {
    pub(super) host: &'s dyn Host,
    pub(super) tree: &'s ConfigTree,
    pub(super) config: &'s ServerConfig,
    pub(super) inventory: &'s Inventory,
    pub(super) overview: &'s Overview,
    pub(super) answerer: &'s Answerer<'s>,
    pub(super) mod_wsgi: Option<Version>,
    pub(super) target: Option<Version>,
    by_name: BTreeMap<Vec<u8>, Vec<Effective>>,
    delegated: OnceLock<BTreeMap<&'s [u8], Asked<'s>>>,
    idle: OnceLock<Vec<&'s GroupUse>>,
    refusals: OnceLock<Vec<Refusal>>,
    by_server: OnceLock<BTreeMap<ServerId, Vec<&'s Application>>>,
    programs: OnceLock<Vec<Program<'s>>>,
    extension_uses: OnceLock<Vec<ExtensionUse>>,
}

/// An application or a part of one, and what becomes of a request for it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'s> {
    pub(super) mounted: &'s Mounted,
    pub(super) part: Option<&'s MountedPart>,
    pub(super) answer: &'s Answer,
}

impl<'s> Facts<'s> {
    /// Puts together what is known; `target` is a version of mod_wsgi that is to be used later, if one is in question.
    pub fn new(situation: Situation<'s>, target: Option<Version>) -> Self {
        let mut by_name: BTreeMap<Vec<u8>, Vec<Effective>> = BTreeMap::new();
        for effective in situation.config.of_wsgi() {
            let name = situation.tree.name_of(effective.node);
            let of_name = by_name.entry(name.to_ascii_lowercase()).or_default();
            of_name.push(*effective);
        }
        Self {
            host: situation.host,
            tree: situation.tree,
            config: situation.config,
            inventory: situation.inventory,
            overview: situation.overview,
            answerer: situation.answerer,
            mod_wsgi: situation.mod_wsgi,
            target,
            by_name,
            delegated: OnceLock::new(),
            idle: OnceLock::new(),
            refusals: OnceLock::new(),
            by_server: OnceLock::new(),
            programs: OnceLock::new(),
            extension_uses: OnceLock::new(),
        }
    }

    /// Returns whether httpd reads all files to their end.
    pub fn is_read(&self) -> bool {
        self.tree.error.is_none()
    }

    /// Returns whether nothing is unknown that could select a process group or an interpreter: what is not found is not
    /// there.
    pub(super) fn is_whole(&self) -> bool {
        let undecided = |mounted: &Mounted| mounted.answer.status == Status::Undecided;
        self.is_read()
            && self.tree.unknown.is_empty()
            && self.config.unknown.is_empty()
            && self.inventory.htaccess.open.is_empty()
            && !self.overview.applications.iter().any(undecided)
    }

    /// Returns the directives of mod_wsgi that have effect under a name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = (Effective, Directive<'s>)> {
        let found = self.by_name.get(name.to_ascii_lowercase().as_bytes());
        let tree = self.tree;
        let found = found.into_iter().flatten();
        found.map(move |effective| (*effective, tree.directive(effective.node)))
    }

    /// Returns all directives of mod_wsgi that have effect, those of one name together.
    pub(super) fn wsgi_directives(&self) -> impl Iterator<Item = Directive<'s>> {
        let tree = self.tree;
        let all = self.by_name.values().flatten();
        all.map(move |effective| tree.directive(effective.node))
    }

    /// Returns all applications and parts of applications with their answers.
    pub(super) fn asked(&self) -> impl Iterator<Item = Asked<'s>> {
        self.overview.applications.iter().flat_map(|mounted| {
            let whole = Asked {
                mounted,
                part: None,
                answer: &mounted.answer,
            };
            let parts = mounted.parts.iter().map(move |part| Asked {
                mounted,
                part: Some(part),
                answer: &part.answer,
            });
            std::iter::once(whole).chain(parts)
        })
    }

    /// Returns the applications that pass a test, those of one line together.
    pub(super) fn by_line(&self, test: impl Fn(&Asked<'s>) -> bool) -> Vec<Vec<Asked<'s>>> {
        let mut lines: BTreeMap<NodeId, Vec<Asked<'s>>> = BTreeMap::new();
        for asked in self.asked().filter(|asked| test(asked)) {
            lines.entry(asked.node()).or_default().push(asked);
        }
        lines.into_values().collect()
    }

    /// Returns the applications that pass a test, those whose process group one line decides together.
    pub(super) fn by_deciding_line(
        &self,
        test: impl Fn(&Asked<'s>) -> bool,
    ) -> Vec<Vec<Asked<'s>>> {
        let mut lines: BTreeMap<(Option<NodeId>, NodeId), Vec<Asked<'s>>> = BTreeMap::new();
        for asked in self.asked().filter(|asked| test(asked)) {
            let decided = asked.decided_by();
            let line = decided.unwrap_or_else(|| asked.node());
            lines.entry((decided, line)).or_default().push(asked);
        }
        lines.into_values().collect()
    }

    /// Returns whether a directive is there whenever another one is: no condition is around it that is not around the other,
    /// too.
    pub(super) fn is_there_with(&self, one: NodeId, other: NodeId) -> bool {
        let own = self.tree.directive(one).condition;
        let around = self.tree.directive(other).condition;
        let mut around = self.tree.conditions_around(around);
        own.is_none_or(|own| around.any(|(condition, _)| condition == own))
    }

    /// Returns what httpd refuses.
    pub(super) fn refusals(&self) -> &[Refusal] {
        self.refusals.get_or_init(|| {
            let mut refusals = refusals(self.tree, self.config, self.mod_wsgi);
            if self.is_read() {
                refusals.extend(unknown_accounts(self, &refusals));
            }
            refusals
        })
    }

    /// Returns the directives that httpd refuses for one mistake.
    pub(super) fn refused_for(&self, mistake: Mistake) -> impl Iterator<Item = NodeId> {
        let refusals = self.refusals().iter();
        let of_mistake = refusals.filter(move |refusal| refusal.mistake == mistake);
        of_mistake.filter_map(|refusal| refusal.node)
    }

    /// Returns an application that runs a script in a process group because a line says so.
    pub(super) fn delegated(&self, script: &[u8]) -> Option<Asked<'s>> {
        let all = self.delegated.get_or_init(|| {
            let mut delegated = BTreeMap::new();
            for asked in self.asked().filter(|asked| asked.part.is_none()) {
                let is_daemon = asked.answer.status == Status::Daemon;
                if let Some(script) = asked.mounted.script.as_deref()
                    && is_daemon
                    && asked.decided_by().is_some()
                {
                    delegated.entry(script).or_insert(asked);
                }
            }
            delegated
        });
        all.get(script).copied()
    }

    /// Returns the applications that a line of a server may be about: its own and the main server's; all, if it is that.
    pub(super) fn applications_seen_from(
        &self,
        server: ServerId,
    ) -> impl Iterator<Item = &'s Application> {
        let by_server = self.by_server.get_or_init(|| {
            let mut by_server: BTreeMap<_, Vec<&Application>> = BTreeMap::new();
            let inventory = self.inventory;
            for application in inventory.applications.iter().chain(&inventory.inert) {
                let own = by_server.entry(application.server).or_default();
                own.push(application);
            }
            by_server
        });
        let of_others = if server == ServerId::MAIN {
            (Bound::Excluded(ServerId::MAIN), Bound::Unbounded)
        } else {
            (Bound::Included(server), Bound::Included(server))
        };
        let of_main = by_server.get(&ServerId::MAIN).into_iter();
        let of_others = by_server.range(of_others).map(|(_, own)| own);
        of_main.chain(of_others).flatten().copied()
    }

    /// Returns the process groups that are idle.
    pub(super) fn idle_groups(&self) -> &[&'s GroupUse] {
        self.idle.get_or_init(|| {
            let groups = self.overview.groups.iter();
            groups.filter(|group| group.is_idle()).collect()
        })
    }

    /// Returns the programs of all applications that run.
    pub(super) fn programs(&self) -> &[Program<'s>] {
        self.programs.get_or_init(|| self.read_programs())
    }

    /// Returns the extensions that programs need.
    pub(super) fn extension_uses(&self) -> impl Iterator<Item = (&Program<'s>, &ExtensionUse)> {
        let uses = self
            .extension_uses
            .get_or_init(|| self.find_extension_uses());
        let program = |found: &ExtensionUse| self.programs().get(found.program);
        uses.iter()
            .filter_map(move |found| Some((program(found)?, found)))
    }

    /// Returns the word of a directive that names a process group.
    pub(super) fn naming(&self, origin: Origin) -> Spot {
        let name = origin.name(self.tree);
        let part = if name.eq_ignore_ascii_case(b"WSGIProcessGroup") {
            Part::Word(1)
        } else {
            Part::Option(b"process-group".to_vec())
        };
        Spot::Directive(origin, part)
    }

    /// Returns the name of a directive of the configuration.
    pub(super) fn name(&self, node: NodeId) -> &'s [u8] {
        self.tree.name_of(node)
    }
}

impl Asked<'_> {
    /// Returns what it is called: of a part also which one that is, but for a condition, which may have secrets in it.
    fn called(&self) -> String {
        let whole = &self.mounted.id;
        match self.part {
            None => format!("`{whole}`"),
            Some(part) if part.is_condition => format!("a part of `{whole}`"),
            Some(part) => format!("`{}` of `{whole}`", printable(&part.place)),
        }
    }

    /// Returns the line that it is about: of a part the directive in the section.
    pub(super) fn node(&self) -> NodeId {
        self.part.map_or(self.mounted.node, |part| part.node)
    }

    /// Returns whether requests fail, and the one that was made in this way, whether the `Host` header has a port or not: a
    /// proxy in front of httpd mostly sends none.
    pub(super) fn fails_by(&self, status: Status, facts: &Facts<'_>) -> bool {
        let without_port = || {
            let Facts {
                overview, answerer, ..
            } = facts;
            overview.ask_without_port(answerer, self.mounted, self.part)
        };
        let fails = |answer: Answer| matches!(answer.status, Status::Refused | Status::Unreachable);
        self.answer.status == status && self.is_reached(facts) && without_port().is_none_or(fails)
    }

    /// Returns whether a URL leads to what was asked for.
    fn is_reached(&self, facts: &Facts<'_>) -> bool {
        let Facts {
            overview, answerer, ..
        } = facts;
        let is_of_handler = self.mounted.mechanism == Mechanism::Handler;
        !is_of_handler || overview.leads_to_script(answerer, self.mounted)
    }

    /// Returns the place of the line that decides on its process group, down to the word that names it.
    pub(super) fn decided_at(&self, facts: &Facts<'_>) -> Spot {
        match &self.answer.decided_by {
            Some(origin) => facts.naming(origin.clone()),
            None => Spot::directive(self.node()),
        }
    }

    /// Returns whether it is a `WSGIRestrictProcess` that keeps it from its process group.
    pub(super) fn is_fenced_off(&self, facts: &Facts<'_>) -> bool {
        let decided_by = self.answer.decided_by.as_ref();
        decided_by.is_some_and(|origin| {
            let name = origin.name(facts.tree);
            name.eq_ignore_ascii_case(b"WSGIRestrictProcess")
        })
    }

    /// Returns the directive that decides on its process group, if the configuration has it.
    pub(super) fn decided_by(&self) -> Option<NodeId> {
        match self.answer.decided_by.as_ref()? {
            Origin::Config(node) => Some(*node),
            Origin::Htaccess(..) => None,
        }
    }
}

/// Returns what several applications are called, each once: `a`, `b` and 3 more.
pub(super) fn called(asked: &[Asked<'_>]) -> String {
    let mut names: Vec<String> = Vec::new();
    for asked in asked {
        let name = asked.called();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let all = names.len();
    names.truncate(2);
    match all {
        0..=2 => names.join(" and "),
        all => format!("{} and {} more", names.join(", "), all - 2),
    }
}
