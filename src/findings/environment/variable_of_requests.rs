//! A variable that the configuration sets for requests, and a program that looks for it in the process.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Facts, called};
use crate::findings::python::{Program, Variables};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{NodeId, ServerId};
use crate::source::printable;
use crate::syntax::Words;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD616",
    name: "variable-of-requests",
    severity: Severity::Warning,
    certainty: Certainty::Likely,
    summary: "a program reads from `os.environ` what `SetEnv` sets for requests alone: it is not there",
    page: Page {
        finds: "A `SetEnv` in the main server or in the virtual host of an application, and a line of its script, or of a module of \
            its project, that reads the variable by `os.environ` or `os.getenv`.",
        matters: "`SetEnv` adds to the variables of each request, which the application gets as `environ`. The environment of the \
            process, `os.environ`, does not have it: the program gets `None`, or fails with a `KeyError` when it is loaded, and \
            every request gets a 500.",
        example: "# /srv/shop/app.wsgi: import os\\nSTAGE = os.environ['STAGE']\nWSGIDaemonProcess shop\nSetEnv STAGE live\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: import os\\nos.environ['STAGE'] = 'live'\\nSTAGE = os.environ['STAGE']\n\
            WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Set it in the script before the application is imported, or read it from a file. What all applications of the \
            server may see can be exported by `envvars`; what only requests need is in `environ` of the application.",
        leave: "The variable comes into httpd's environment in a way that is not seen here, such as a unit of systemd.",
        sure: "Measured with mod_wsgi 4.9.4. It is silent where a part of the program sets the variable, asks whether it is there, or \
            fills `os.environ` in a way that is not looked into; where the environment of httpd has it, or has a line in `envvars` that \
            needs a shell; where an `UnsetEnv` or a `PassEnv` names it; and about what every process has, such as `PATH` and `HOME`. \
            A `SetEnv` in a section is not looked at, nor a program that goes on more than two imports away from its script.",
    },
    needs: Needs::Files,
    find,
};

/// The lines that set variables, by name and server; the last one of a server counts.
type Assigned = BTreeMap<Vec<u8>, BTreeMap<ServerId, NodeId>>;

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let programs = facts.programs();
    if programs.is_empty() || facts.tree.variables.is_environment_partial() {
        return Vec::new();
    }
    let assigned = assigned(facts);
    if assigned.is_empty() {
        return Vec::new();
    }
    let mut drafts: BTreeMap<NodeId, Draft> = BTreeMap::new();
    for program in programs {
        for (node, draft) in found(facts, &assigned, program) {
            drafts.entry(node).or_insert(draft);
        }
    }
    drafts.into_values().collect()
}

/// Variables that processes have by themselves: from the system, from mod_wsgi for the user of a group (`HOME`, `USER` and
/// `LOGNAME`, as the environment of the processes shows), from Django (`TZ`), and in a container.
const EVERYWHERE: [&[u8]; 11] = [
    b"HOME",
    b"HOSTNAME",
    b"LANG",
    b"LOGNAME",
    b"PATH",
    b"PWD",
    b"SHELL",
    b"SHLVL",
    b"TMPDIR",
    b"TZ",
    b"USER",
];

fn assigned(facts: &Facts<'_>) -> Assigned {
    let mut assigned = Assigned::new();
    let mut otherwise = BTreeSet::new();
    for effective in &facts.config.effective {
        let line = facts.tree.directive(effective.node);
        let is = |name: &str| line.name.eq_ignore_ascii_case(name.as_bytes());
        if is("UnsetEnv") || is("PassEnv") {
            otherwise.extend(Words::new(line.arguments).map(Cow::into_owned));
        }
        if effective.scope.section.is_some() || !is("SetEnv") {
            continue;
        }
        if let Some(name) = Words::new(line.arguments).next() {
            let of_name = assigned.entry(name.into_owned()).or_default();
            of_name.insert(effective.scope.server, effective.node);
        }
    }
    assigned.retain(|name, _| {
        let is_everywhere = EVERYWHERE.contains(&name.as_slice()) || name.starts_with(b"LC_");
        !is_everywhere && !otherwise.contains(name)
    });
    assigned
}

/// Returns what one program misses, by the line that sets it for requests.
fn found(facts: &Facts<'_>, assigned: &Assigned, program: &Program<'_>) -> Vec<(NodeId, Draft)> {
    let mut names = assigned.keys();
    let is_told = names.any(|name| assigned_for(assigned, program, name).is_some());
    if !is_told || !program.is_whole {
        return Vec::new();
    }
    let sources = program.sources.iter();
    let all: Vec<(&_, Variables)> = sources
        .map(|source| (source, Variables::of(&source.text)))
        .collect();
    if all.iter().any(|(_, variables)| variables.is_filled) {
        return Vec::new();
    }
    let is_seen_to = |name: &Vec<u8>| {
        let is_known = facts.tree.variables.environment_value(name).is_some();
        let mut all = all.iter();
        is_known || all.any(|(_, variables)| variables.seen_to.contains(name))
    };
    let mut found = Vec::new();
    for (source, variables) in &all {
        let needed = variables.needed.iter();
        for (name, line) in needed.filter(|(name, _)| !is_seen_to(name)) {
            let Some(node) = assigned_for(assigned, program, name) else {
                continue;
            };
            let shown = printable(name);
            let message = format!(
                "{} looks for `{shown}` in `os.environ`, where `SetEnv` does not put it",
                called(&program.asked)
            );
            let draft = Draft::new(&RULE, Spot::word(node, 1), message)
                .label("it is set for requests")
                .because(
                    Spot::InProgram(source.path.clone(), *line, vec![name.clone()]),
                    "it is read here",
                )
                .help("set it in the script, or read it from the `environ` of requests");
            found.push((node, draft));
        }
    }
    found
}

/// Returns the line that sets a variable for the requests of a program.
fn assigned_for(assigned: &Assigned, program: &Program<'_>, name: &[u8]) -> Option<NodeId> {
    let servers = assigned.get(name)?;
    let mut asked = program.asked.iter();
    let own = asked.find_map(|asked| servers.get(&asked.mounted.server));
    own.or_else(|| servers.get(&ServerId::MAIN)).copied()
}
