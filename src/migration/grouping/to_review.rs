//! What a person should look at before applications run in a process group: each of these makes the step one to review.

use std::collections::BTreeMap;

use super::Group;
use super::group_options::Sources;
use crate::httpd::{NodeId, Scope, ServerId};
use crate::migration::consequences::preparing_imports;
use crate::migration::judgement::{Judgement, user_names};
use crate::migration::mpm::DEFAULT_DAEMON_THREADS;
use crate::migration::preset::ChosenOption;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::{Application, Concern, concerns};

/// Returns what there is to look at, in words.
pub(in crate::migration) fn to_review(
    situation: &Situation<'_>,
    judgement: &Judgement,
    sources: &Sources,
    group: &Group,
    options: &[ChosenOption],
) -> Vec<String> {
    let more = sources.mpm.more_than_one(situation, group, options);
    let threads = more.threads.map(|threads| {
        format!(
            "Apache's own processes answered one request at a time, and these answer {threads} in threads, for which it has to \
             be safe"
        )
    });
    let processes = more.processes.map(|processes| {
        format!(
            "Apache has one process of its own, where each request finds what the one before left in memory, and these are \
             {processes}, of which each has a memory of its own: `processes=1` keeps it together"
        )
    });
    let others = [
        sources.error_pages.replaced_in(situation, group),
        hook(situation, judgement, group),
        sources.preparing.left_by(situation, judgement, group),
        other_rights(situation, group),
    ];
    let others = [threads, processes].into_iter().chain(others).flatten();
    others.chain(too_little_memory(group, options)).collect()
}

/// The lines by which Apache's error pages replace those of applications in daemons: `WSGIErrorOverride`, which has no effect
/// on what runs in Apache's own processes (measured).
pub(super) struct ErrorPages(BTreeMap<ServerId, Vec<(Scope, NodeId)>>);

impl ErrorPages {
    pub(super) fn of(situation: &Situation<'_>) -> Self {
        let mut pages = Self(BTreeMap::new());
        let lines = situation.inventory.beyond.iter();
        for line in lines.filter(|beyond| beyond.concern == Concern::DaemonOnly) {
            let of_server = pages.0.entry(line.scope.server).or_default();
            of_server.push((line.scope, line.node));
        }
        pages
    }

    /// Returns the first line that may be in effect for an application.
    fn line_for(&self, situation: &Situation<'_>, application: &Application) -> Option<NodeId> {
        let own = [ServerId::MAIN, application.server];
        let is_seen_by_all = application.server == ServerId::MAIN;
        let servers = self.0.iter().filter(|_| is_seen_by_all);
        let own = own.iter().filter_map(|server| self.0.get_key_value(server));
        let mut lines = own.chain(servers).flat_map(|(_, lines)| lines);
        let line = lines.find(|(scope, _)| concerns(situation.config, *scope, application))?;
        Some(line.1)
    }

    fn replaced_in(&self, situation: &Situation<'_>, group: &Group) -> Option<String> {
        let mut users = group.users().map(|id| situation.inventory.application(id));
        let line = users.find_map(|user| self.line_for(situation, user))?;
        Some(format!(
            "from 400 on, Apache's error pages replace its own answers, because `{}` ({}) takes effect in a daemon",
            printable(situation.tree.name_of(line)),
            situation.at_node(line)
        ))
    }
}

/// The options that say what processes may do, and on which files.
const RIGHTS: [&str; 5] = ["user", "group", "supplementary-groups", "umask", "chroot"];

/// A group that somebody chose, and that is there, may have other rights than Apache's own processes. What a line assigns to
/// requests its user has by now.
fn other_rights(situation: &Situation<'_>, group: &Group) -> Option<String> {
    let mut users = group.users().map(|id| situation.inventory.application(id));
    if group.is_new || users.any(|application| user_names(situation, application).is_some()) {
        return None;
    }
    let daemon = situation.inventory.daemon(&group.name)?;
    let apache = situation.user_of_apache();
    let written = RIGHTS.iter().filter_map(|name| {
        let value = daemon.option(name)?;
        let is_same = *name == "user" && apache.as_deref() == Some(value);
        (!is_same).then(|| format!("`{name}={}`", printable(value)))
    });
    let written: Vec<String> = written.collect();
    (!written.is_empty()).then(|| {
        format!(
            "its processes have {} ({}): so they must be able to read the application, and to write what Apache's own have \
             written for it",
            written.join(", "),
            situation.at_node(daemon.node)
        )
    })
}

/// A hook stays in Apache's own processes, where its interpreter is another one from now on.
fn hook(situation: &Situation<'_>, judgement: &Judgement, group: &Group) -> Option<String> {
    let mut hooks = group
        .users()
        .filter_map(|id| judgement.interpreters.hook_beside(id));
    let (name, node) = hooks.next()?;
    Some(format!(
        "`{}` ({}) has the interpreter `{}`, too, and stays in Apache's own processes: what one of the two sets there, the \
         other does not see any more",
        printable(situation.tree.name_of(node)),
        situation.at_node(node),
        printable(name)
    ))
}

/// The lines that prepare all that runs in Apache's own processes, with their interpreters.
pub(super) struct Preparing(Vec<(NodeId, Vec<u8>)>);

impl Preparing {
    pub(super) fn of(situation: &Situation<'_>) -> Self {
        let imports = preparing_imports(situation);
        Self(
            imports
                .map(|import| (import.node, import.application_group.clone()))
                .collect(),
        )
    }

    /// A line goes along with the applications of its interpreter; the others leave it behind.
    fn left_by(
        &self,
        situation: &Situation<'_>,
        judgement: &Judgement,
        group: &Group,
    ) -> Option<String> {
        let goes_along = |interpreter: &[u8]| {
            let mut users = group.users();
            users.any(|id| judgement.interpreters.has(interpreter, id))
        };
        let mut lines = self.0.iter();
        let (line, _) = lines.find(|(_, interpreter)| !goes_along(interpreter))?;
        Some(format!(
            "`{}` ({}) prepares Apache's own processes: what it sets in `os.environ` there is not set here",
            printable(situation.tree.name_of(*line)),
            situation.at_node(*line)
        ))
    }
}

/// What Python needs before it loads an application, in MiB, without the stacks of threads. With 5 threads and 48 MiB mod_wsgi
/// 4.9.4 with Python 3.11 fails to start some of them, with 64 one that ends it, with 77 none (measured).
const PYTHON: u64 = 32;
/// The stack of a thread, in MiB, as Linux has it.
const STACK: u64 = 8;
const MIB: u64 = 1 << 20;

/// A process for which a limit is too low ends as soon as it starts, or has not all its threads; its requests wait (measured).
fn too_little_memory(group: &Group, options: &[ChosenOption]) -> Vec<String> {
    if !group.is_new {
        return Vec::new();
    }
    let number = |name: &str| {
        let option = options.iter().find(|option| option.name == name)?;
        option.value.parse::<u64>().ok()
    };
    let threads = number("threads").unwrap_or(DEFAULT_DAEMON_THREADS.into());
    let stack = number("stack-size").unwrap_or(STACK * MIB);
    let least = stack.saturating_mul(threads).saturating_add(PYTHON * MIB);
    let limits = ["memory-limit", "virtual-memory-limit"];
    let low = limits.into_iter().filter_map(|name| {
        let value = number(name).filter(|value| (1..least).contains(value))?;
        Some(format!(
            "`{name}={value}` is hardly enough for Python and the stacks of the threads, which want about {} MiB before an \
             application is loaded: with less, processes do not get ready, and requests wait",
            least / MIB
        ))
    });
    low.collect()
}
