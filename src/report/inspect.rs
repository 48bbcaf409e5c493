//! What there is and where it runs: `inspect` as JSON, and what it is about.

use std::collections::BTreeMap;

use serde::Serialize;

use super::which::{Lines, VirtualHostJson, status_name};
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::request::Origin;
use crate::httpd::{ConfigError, NodeId, path_bytes};
use crate::source::printable;
use crate::wsgi::{
    Answer, EmbeddedMode, GroupUse, Mechanism, Mounted, MountedPart, Overview, Summary, Target,
    Trigger,
};

/// What is shown: an overview, and which of its applications.
#[derive(Clone, Copy, Debug)]
pub struct Inspection<'s> {
    /// Where lines are looked up.
    pub lines: Lines<'s>,
    /// What there is.
    pub overview: &'s Overview,
    /// The applications that are shown.
    pub shown: &'s [&'s Mounted],
    /// The version of mod_wsgi, if it is known.
    pub mod_wsgi: Option<Version>,
    /// Why httpd does not start, if it does not.
    pub errors: &'s [ConfigError],
}

impl<'s> Inspection<'s> {
    pub(super) fn has_mod_wsgi(&self) -> bool {
        let modules = &self.lines.tree.modules;
        modules.by_identifier(b"wsgi_module").is_some()
    }

    /// Returns the process groups; where not all applications are shown, those that the ones shown name.
    pub(super) fn groups(&self) -> Vec<&'s GroupUse> {
        let all = self.shown.len() == self.overview.applications.len();
        let is_shown = |number: &usize| self.shown.iter().any(|found| found.number == *number);
        let groups = self.overview.groups.iter();
        let named = groups.filter(|group| {
            let mut users = group.used_by.iter().chain(&group.out_of_reach);
            all || users.any(is_shown)
        });
        named.collect()
    }
}

/// `inspect --format json`.
#[derive(Debug, Serialize)]
pub struct InspectJson {
    schema: u32,
    server: ServerJson,
    applications: Vec<ApplicationJson>,
    process_groups: Vec<GroupJson>,
    python_in_children: Vec<CauseJson>,
    unknown: Vec<UnknownJson>,
    summary: SummaryJson,
}

#[derive(Debug, Serialize)]
struct ServerJson {
    config: String,
    server_root: String,
    mod_wsgi: Option<String>,
    name: Option<String>,
    embedded_mode: &'static str,
    python_in_children: Option<bool>,
    errors: Vec<ErrorJson>,
}

#[derive(Debug, Serialize)]
struct ErrorJson {
    message: String,
    file: Option<String>,
    line: Option<u32>,
}

#[derive(Debug, Serialize)]
struct ApplicationJson {
    id: String,
    virtual_host: Option<VirtualHostJson>,
    mechanism: &'static str,
    mount: String,
    script: Option<String>,
    target: &'static str,
    file: String,
    line: u32,
    mode: &'static str,
    process_group: Option<String>,
    application_group: Option<String>,
    callable: Option<String>,
    because: BecauseJson,
    parts: Vec<PartJson>,
}

/// Why something is as it is: the line that decides, and what there is to say.
#[derive(Debug, Serialize)]
struct BecauseJson {
    file: Option<String>,
    line: Option<u32>,
    directive: Option<String>,
    why: Option<String>,
}

#[derive(Debug, Serialize)]
struct PartJson {
    place: String,
    section: String,
    file: String,
    line: u32,
    mode: &'static str,
    process_group: Option<String>,
    application_group: Option<String>,
    because: BecauseJson,
}

#[derive(Debug, Serialize)]
struct GroupJson {
    name: String,
    scope: &'static str,
    virtual_host: Option<VirtualHostJson>,
    options: BTreeMap<String, String>,
    file: String,
    line: u32,
    used_by: Vec<String>,
    out_of_reach_of: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CauseJson {
    file: Option<String>,
    line: Option<u32>,
    directive: Option<String>,
    why: String,
}

#[derive(Debug, Serialize)]
struct UnknownJson {
    what: String,
    file: String,
    line: u32,
}

#[derive(Debug, Serialize)]
struct SummaryJson {
    applications: usize,
    daemon: usize,
    embedded: usize,
    refused: usize,
    unreachable: usize,
    undecided: usize,
    not_served: usize,
}

impl InspectJson {
    /// Returns everything that is shown.
    pub fn new(inspection: Inspection<'_>) -> Self {
        let Inspection {
            lines, overview, ..
        } = inspection;
        let applications = inspection.shown.iter();
        Self {
            schema: 1,
            server: server_json(inspection),
            applications: applications
                .map(|application| application_json(lines, application))
                .collect(),
            process_groups: inspection
                .groups()
                .into_iter()
                .map(|group| group_json(lines, group, &overview.applications))
                .collect(),
            python_in_children: causes(inspection)
                .into_iter()
                .map(|cause| cause_json(lines, &cause))
                .collect(),
            unknown: unknown(inspection),
            summary: summary_json(Overview::summary(inspection.shown)),
        }
    }
}

fn server_json(inspection: Inspection<'_>) -> ServerJson {
    let Inspection {
        lines, overview, ..
    } = inspection;
    let main = lines.tree.files().next();
    let embedding = &overview.embedding;
    ServerJson {
        config: main.map_or_else(String::new, |(_, file)| printable(path_bytes(&file.path))),
        server_root: printable(path_bytes(&lines.tree.server_root)),
        mod_wsgi: inspection.mod_wsgi.map(version_text),
        name: lines
            .config
            .server_name(crate::httpd::ServerId::MAIN)
            .map(printable),
        embedded_mode: match embedding.mode {
            EmbeddedMode::Works => "works",
            EmbeddedMode::Restricted(_) => "restricted",
            EmbeddedMode::Crashes(_) => "crashes",
            EmbeddedMode::Unknown(_) => "unknown",
        },
        python_in_children: embedding.python_in_children,
        errors: inspection
            .errors
            .iter()
            .map(|error| ErrorJson {
                message: printable(&error.message),
                file: error
                    .place
                    .map(|place| printable(&lines.tree.source_name(place.source))),
                line: error.place.map(|place| place.line),
            })
            .collect(),
    }
}

/// Returns a version as one writes it.
pub(super) fn version_text((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}

fn application_json(lines: Lines<'_>, application: &Mounted) -> ApplicationJson {
    let (file, line) = lines.place(&Origin::Config(application.node));
    let answer = &application.answer;
    ApplicationJson {
        id: application.id.clone(),
        virtual_host: lines.virtual_host(application.server),
        mechanism: mechanism_name(application.mechanism),
        mount: printable(&application.mount),
        script: application.script.as_deref().map(printable),
        target: match application.target {
            Target::File => "file",
            Target::Directory => "directory",
            Target::Missing => "missing",
        },
        file,
        line,
        mode: status_name(answer.status),
        process_group: answer.process_group.as_deref().map(printable),
        application_group: answer.application_group.as_deref().map(printable),
        callable: answer.callable.as_deref().map(printable),
        because: because_json(lines, answer),
        parts: application
            .parts
            .iter()
            .map(|part| part_json(lines, part))
            .collect(),
    }
}

fn because_json(lines: Lines<'_>, answer: &Answer) -> BecauseJson {
    let by = answer.decided_by.as_ref();
    let (file, line) = by.map(|origin| lines.place(origin)).unzip();
    BecauseJson {
        file,
        line,
        directive: by.map(|origin| lines.directive(origin)),
        why: answer.because.clone(),
    }
}

fn part_json(lines: Lines<'_>, part: &MountedPart) -> PartJson {
    let origin = Origin::Config(part.section);
    let (file, line) = lines.place(&origin);
    PartJson {
        place: printable(&part.place),
        section: lines.directive(&origin),
        file,
        line,
        mode: status_name(part.answer.status),
        process_group: part.answer.process_group.as_deref().map(printable),
        application_group: part.answer.application_group.as_deref().map(printable),
        because: because_json(lines, &part.answer),
    }
}

fn group_json(lines: Lines<'_>, group: &GroupUse, all: &[Mounted]) -> GroupJson {
    let daemon = &group.daemon;
    let (file, line) = lines.place(&Origin::Config(daemon.node));
    let virtual_host = lines.virtual_host(daemon.server);
    let options = daemon.options.iter();
    GroupJson {
        name: printable(&daemon.name),
        scope: if virtual_host.is_some() {
            "virtual-host"
        } else {
            "global"
        },
        virtual_host,
        options: options
            .map(|(name, value)| (printable(name), printable(value)))
            .collect(),
        file,
        line,
        used_by: ids(all, &group.used_by),
        out_of_reach_of: ids(all, &group.out_of_reach),
    }
}

/// Returns the ids of applications by their numbers, each once.
fn ids(all: &[Mounted], numbers: &[usize]) -> Vec<String> {
    let mut ids = Vec::new();
    for number in numbers {
        if let Some(application) = all.get(number - 1)
            && !ids.contains(&application.id)
        {
            ids.push(application.id.clone());
        }
    }
    ids
}

/// Why Python is in Apache's own processes.
#[derive(Debug)]
pub(super) struct Cause {
    /// The line; none where it is the lack of one.
    pub(super) node: Option<NodeId>,
    /// Why.
    pub(super) why: &'static str,
}

/// Returns what keeps Python in Apache's own processes, if it is there.
pub(super) fn causes(inspection: Inspection<'_>) -> Vec<Cause> {
    let embedding = &inspection.overview.embedding;
    let mut causes = Vec::new();
    if inspection.has_mod_wsgi() && !embedding.restrictions.iter().any(|(_, on)| *on) {
        let off = embedding.restrictions.first().map(|(node, _)| *node);
        causes.push(Cause {
            node: off,
            why: "embedded mode is not restricted: there is no WSGIRestrictEmbedded On",
        });
    }
    causes.extend(embedding.causes.iter().map(|cause| Cause {
        node: Some(cause.node),
        why: match cause.trigger {
            Trigger::AccessScript => "the script runs in Apache's own processes",
            Trigger::DispatchScript => "the dispatch script runs in Apache's own processes",
            Trigger::ImportScript => "the script is loaded into Apache's own processes",
            Trigger::RestrictEmbeddedOff => "Off asks for Python, although there is an On",
            Trigger::EarlyInitialization => "Python starts in the parent process",
            Trigger::ModPython => "mod_python starts Python by itself",
        },
    }));
    causes
}

fn cause_json(lines: Lines<'_>, cause: &Cause) -> CauseJson {
    let origin = cause.node.map(Origin::Config);
    let (file, line) = origin.as_ref().map(|origin| lines.place(origin)).unzip();
    CauseJson {
        file,
        line,
        directive: origin.as_ref().map(|origin| lines.directive(origin)),
        why: cause.why.to_owned(),
    }
}

fn unknown(inspection: Inspection<'_>) -> Vec<UnknownJson> {
    let tree = inspection.lines.tree;
    let unknown = inspection.overview.unknown.iter();
    unknown
        .map(|unknown| UnknownJson {
            what: unknown.what.clone(),
            file: printable(&tree.source_name(unknown.place.source)),
            line: unknown.place.line,
        })
        .collect()
}

fn summary_json(summary: Summary) -> SummaryJson {
    SummaryJson {
        applications: summary.applications,
        daemon: summary.daemon,
        embedded: summary.embedded,
        refused: summary.refused,
        unreachable: summary.unreachable,
        undecided: summary.undecided,
        not_served: summary.not_served,
    }
}

/// Returns the word for a way in which a request gets to an application.
pub(super) fn mechanism_name(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::ScriptAlias => "script-alias",
        Mechanism::ScriptAliasMatch => "script-alias-match",
        Mechanism::Handler => "handler",
        Mechanism::HandlerScript => "handler-script",
        Mechanism::RewriteRule => "rewrite-rule",
    }
}
