//! `WSGIImportScript process-group=%{GLOBAL}`: a script that is loaded into Apache's own processes goes with the applications
//! of its interpreter, and the script of an application with that application.
//!
//! What such a script prepares in an interpreter, an application in the same one may need: without it the application would
//! start and fail. So the script is loaded into every process group that such an application gets; and where its line
//! cannot be changed, the application stays.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Consequences;
use crate::httpd::{NodeId, Scope, ServerId, merge};
use crate::migration::declared::Added;
use crate::migration::held::Obstacle;
use crate::migration::judgement::{Interpreters, Judgement};
use crate::migration::plan_error::{PlanError, edit_error};
use crate::migration::situation::{Situation, Spot};
use crate::migration::step::Step;
use crate::source::{Span, printable, quoted};
use crate::syntax::quote;
use crate::wsgi::{Application, ApplicationId, Concern, ImportScript, Target};

/// The option that names the processes into which a script is loaded.
const OPTION: &[u8] = b"process-group=";
/// How it names Apache's own.
const EMBEDDED: [&[u8]; 3] = [b"%{GLOBAL}", b"\"%{GLOBAL}\"", b"'%{GLOBAL}'"];
/// Why the script of an application is loaded elsewhere.
const OWN: &str = "it is the script of an application that runs there, and in Apache's own processes it would start Python";

/// A line that loads a script, with all its readings.
struct Line {
    spot: Spot,
    nodes: BTreeSet<NodeId>,
    /// The groups into which the script is to be loaded.
    groups: BTreeSet<Vec<u8>>,
    /// Whether Apache's own processes need it, too.
    stays: bool,
    /// The interpreter that it shares with applications, if it does.
    interpreter: Option<Vec<u8>>,
}

/// Returns whether something is loaded at start into an interpreter of an application, or its own script into another one
/// than the main one: then that is the interpreter in which the application expects itself.
pub(in crate::migration) fn names_interpreter(
    situation: &Situation<'_>,
    judgement: &Judgement,
    id: ApplicationId,
) -> bool {
    let application = situation.inventory.application(id);
    let mut imports = situation.inventory.embedded_imports();
    imports.any(|import| {
        judgement.interpreters.has(&import.application_group, id)
            || !import.application_group.is_empty() && runs(situation, application, import)
    })
}

/// Returns the lines that prepare Apache's own processes and load no application: `os.environ` is the same in all
/// interpreters that are made behind them (measured), so what they set there all applications found.
pub(in crate::migration) fn preparing_imports<'server>(
    situation: &Situation<'server>,
) -> impl Iterator<Item = &'server ImportScript> {
    let situation = *situation;
    let imports = situation.inventory.embedded_imports();
    imports.filter(move |import| {
        let mut all = situation.inventory.applications.iter();
        !all.any(|application| runs(&situation, application, import))
    })
}

/// Returns why an application cannot take along what is loaded into its interpreter, and the line that loads it.
pub(in crate::migration) fn import_in_the_way(
    situation: &Situation<'_>,
    interpreters: &Interpreters,
    id: ApplicationId,
) -> Result<(), (Obstacle, NodeId)> {
    let application = situation.inventory.application(id);
    for import in interpreters.imports_for(situation, id) {
        let Err(obstacle) = can_be_retargeted(situation, import.node) else {
            continue;
        };
        if !runs(situation, application, import) {
            let why = format!(
                "`WSGIImportScript` loads `{}` into its interpreter in Apache's own processes, and cannot be told to load it \
                 elsewhere",
                printable(&import.script)
            );
            return Err((obstacle.because_of(&why), import.node));
        }
    }
    Ok(())
}

/// Makes sure that a line can be told to load its script elsewhere; the error says what stands in the way.
fn can_be_retargeted(situation: &Situation<'_>, node: NodeId) -> Result<(), Obstacle> {
    let spot = situation.spot(node)?;
    if place_of_option(situation.raw(&spot)).is_some() {
        return Ok(());
    }
    Err(Obstacle::new(
        "its line does not have `process-group=%{GLOBAL}` once and in one piece",
        "write it so",
    ))
}

impl Consequences<'_, '_> {
    /// Lets scripts be loaded where their applications run.
    pub(super) fn retarget_import_scripts(&mut self) -> Result<(), PlanError> {
        for line in self.imports() {
            let mut options = line.groups.iter().map(|group| option(group));
            if !line.stays
                && let Some(first) = options.next()
            {
                self.replace_group(&line, &first)?;
            }
            let copies: Vec<Vec<u8>> = options.collect();
            self.copy_import(&line, &copies)?;
            self.needed.extend(&line.nodes);
            self.steps.push(step(&self.situation, &line));
        }
        Ok(())
    }

    fn replace_group(&mut self, line: &Line, option: &[u8]) -> Result<(), PlanError> {
        let situation = self.situation;
        let Some(place) = place_of_option(situation.raw(&line.spot)) else {
            return Ok(());
        };
        let replaced = self.changes.replace_in_line(&line.spot, place, option);
        replaced.map_err(|error| edit_error(&line.spot.path, &error))?;
        for node in &line.nodes {
            let arguments = situation.tree.directive(*node).arguments;
            if let Some(place) = place_of_option(arguments) {
                self.declared.edit(*node, arguments, place, option);
            }
        }
        Ok(())
    }

    /// Adds lines behind one that say the same of other process groups.
    fn copy_import(&mut self, line: &Line, options: &[Vec<u8>]) -> Result<(), PlanError> {
        let situation = self.situation;
        let logical = situation.logical(&line.spot);
        let (Some(place), false) = (place_of_option(&logical), options.is_empty()) else {
            return Ok(());
        };
        let lines = options.iter().map(|option| with(&logical, place, option));
        let lines: Vec<_> = lines.collect();
        let inserted = self.changes.insert_behind(&line.spot, &lines);
        inserted.map_err(|error| edit_error(&line.spot.path, &error))?;
        let imports = situation.inventory.embedded_imports();
        for import in imports.filter(|import| line.nodes.contains(&import.node)) {
            let arguments = situation.tree.directive(import.node).arguments;
            let place = place_of_option(arguments).unwrap_or(Span::empty(0));
            let scope = Scope {
                server: import.server,
                section: None,
            };
            let copies = options.iter().map(|option| Added {
                scope,
                name: b"WSGIImportScript".to_vec(),
                arguments: with(arguments, place, option),
            });
            self.declared.added.extend(copies);
        }
        Ok(())
    }

    /// Returns the lines whose scripts are to be loaded elsewhere.
    fn imports(&self) -> Vec<Line> {
        let situation = self.situation;
        let new = self.new_groups();
        let mut found: BTreeMap<(PathBuf, usize), Line> = BTreeMap::new();
        for import in situation.inventory.embedded_imports() {
            let Ok(spot) = situation.spot(import.node) else {
                continue;
            };
            if place_of_option(situation.raw(&spot)).is_none() {
                continue;
            }
            let (groups, stays, is_shared) = self.wanted_in(import, &new);
            let line = found
                .entry((spot.path.clone(), spot.line))
                .or_insert_with(|| Line::at(spot));
            line.nodes.insert(import.node);
            line.groups.extend(groups);
            line.stays |= stays;
            if is_shared {
                line.interpreter = Some(import.application_group.clone());
            }
        }
        found
            .into_values()
            .filter(|line| !line.groups.is_empty())
            .collect()
    }

    /// Returns the groups into which a script is to be loaded, whether Apache's own processes go on to need it, and whether
    /// that is for its interpreter's sake.
    fn wanted_in(
        &self,
        import: &ImportScript,
        new: &BTreeMap<ApplicationId, BTreeSet<&[u8]>>,
    ) -> (BTreeSet<Vec<u8>>, bool, bool) {
        let interpreters = &self.judgement.interpreters;
        let users: Vec<_> = interpreters.users(&import.application_group).collect();
        let mut groups = BTreeSet::new();
        let mut stays = false;
        for user in &users {
            let of_user = new.get(user);
            stays |= of_user.is_none();
            groups.extend(of_user.into_iter().flatten().map(|name| name.to_vec()));
        }
        let situation = &self.situation;
        // A hook runs in Apache's own processes; which interpreter it has there may depend on the request.
        stays |= any_hook(situation);
        // Nobody asks for this interpreter: the script moves so that it does not start Python, and has no use as a copy.
        if users.is_empty() && !stays {
            groups = self.groups_of_script(import).unwrap_or_default();
        }
        let is_of_another = users.iter().any(|user| {
            let application = situation.inventory.application(*user);
            !runs(situation, application, import)
        });
        (groups, stays, is_of_another)
    }

    /// Returns the groups to which something of each application is delegated from now on.
    pub(super) fn new_groups(&self) -> BTreeMap<ApplicationId, BTreeSet<&[u8]>> {
        let mut new: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for group in self.groups {
            for id in group.users() {
                new.entry(id).or_default().insert(group.name.as_slice());
            }
        }
        new
    }

    /// Returns the group of the application whose script it is, if there is one for all.
    fn groups_of_script(&self, import: &ImportScript) -> Option<BTreeSet<Vec<u8>>> {
        let situation = self.situation;
        let applications = situation.inventory.applications();
        let own = applications.filter(|(_, application)| runs(&situation, application, import));
        let mut groups = BTreeSet::new();
        for (id, _) in own {
            let group = self.group_of(id)?;
            groups.extend(self.is_above(&group, import.node).then_some(group));
        }
        (groups.len() == 1).then_some(groups)
    }

    /// Returns the group of an application that runs in one as a whole, now or from now on.
    fn group_of(&self, id: ApplicationId) -> Option<Vec<u8>> {
        let mut new = self.groups.iter();
        if let Some(group) = new.find(|group| group.applications.contains(&id)) {
            return Some(group.name.clone());
        }
        let mut there = self.judgement.applications.iter();
        let (_, verdict) = there.find(|(other, _)| *other == id)?;
        verdict.group().map(<[u8]>::to_vec)
    }

    /// Returns whether a group is, or will be, defined in the main server above a line.
    fn is_above(&self, group: &[u8], line: NodeId) -> bool {
        let daemon = self.situation.inventory.daemon(group);
        daemon.is_none_or(|daemon| {
            let is_hoisted = self.judgement.hoisted.contains_key(&daemon.node);
            is_hoisted || daemon.server == ServerId::MAIN && daemon.node < line
        })
    }
}

impl Line {
    fn at(spot: Spot) -> Self {
        Self {
            spot,
            nodes: BTreeSet::new(),
            groups: BTreeSet::new(),
            stays: false,
            interpreter: None,
        }
    }
}

fn step(situation: &Situation<'_>, line: &Line) -> Step {
    let groups = quoted(line.groups.iter().map(|group| printable(group)));
    let kind = if line.groups.len() == 1 {
        "group"
    } else {
        "groups"
    };
    let besides = if line.stays {
        ", besides Apache's own processes"
    } else {
        ""
    };
    let title =
        format!("load the script of a WSGIImportScript in the process {kind} {groups}{besides}");
    let reason = match &line.interpreter {
        None => OWN.to_owned(),
        Some(name) => format!(
            "what it prepares in {} is there for the applications that run there",
            interpreter_label(name)
        ),
    };
    Step::review(title, reason).at([situation.at_spot(&line.spot)])
}

/// Returns an interpreter as a person calls it.
fn interpreter_label(name: &[u8]) -> String {
    if name.is_empty() {
        return "the main interpreter".to_owned();
    }
    format!("the interpreter `{}`", printable(name))
}

/// Returns whether a script for access or authentication, or one that dispatches, runs in Apache's own processes.
fn any_hook(situation: &Situation<'_>) -> bool {
    let mut beyond = situation.inventory.beyond.iter();
    beyond.any(|beyond| {
        let name = situation.tree.name_of(beyond.node);
        beyond.concern == Concern::PythonInChildren
            && !name.eq_ignore_ascii_case(b"WSGIImportScript")
    })
}

/// Returns whether an application runs the script that a line loads.
fn runs(situation: &Situation<'_>, application: &Application, import: &ImportScript) -> bool {
    let root = &situation.tree.server_root;
    // A relative one is not the server root's: the processes start in `/` (measured with mod_wsgi 4.9.4).
    let script = merge(Path::new("/"), &import.script);
    let target = merge(root, &application.path);
    match application.target {
        Target::Directory => script.starts_with(&target),
        Target::File | Target::Missing => script == target,
    }
}

fn option(group: &[u8]) -> Vec<u8> {
    [b"process-group=", quote(group).as_slice()].concat()
}

/// Returns a text with other words in a place.
fn with(text: &[u8], place: Span, words: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    let place = place.start as usize..place.end as usize;
    text.splice(place, words.iter().copied());
    text
}

/// Returns where a line has the option with Apache's own processes as its value, quoted or not, if it has the option once.
fn place_of_option(line: &[u8]) -> Option<Span> {
    let mut found = memchr::memmem::find_iter(line, OPTION);
    let (at, None) = (found.next()?, found.next()) else {
        return None;
    };
    let value = line.get(at + OPTION.len()..)?;
    let name = EMBEDDED.iter().find(|name| value.starts_with(name))?;
    let end = at + OPTION.len() + name.len();
    let is_edge = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
    let is_word = is_edge(line.get(at.checked_sub(1)?)) && is_edge(line.get(end));
    let offset = |at| u32::try_from(at).ok();
    is_word.then_some(Span::new(offset(at)?, offset(end)?))
}
