//! What there is and where it runs: `inspect` for a person.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::inspect::{Cause, Inspection, causes, version_text};
use super::page::{Page, count};
use super::text::one_line;
use super::which::Lines;
use crate::httpd::request::Origin;
use crate::httpd::{NodeId, ServerId, path_bytes};
use crate::source::printable;
use crate::wsgi::{
    Answer, EmbeddedMode, GroupUse, Mechanism, Mounted, MountedPart, Overview, Status, Summary,
    Target,
};

/// Returns the page: a summary, the applications by virtual host, the process groups, what keeps Python in Apache's own
/// processes, what could not be known.
pub fn inspect_text(inspection: Inspection<'_>, columns: usize) -> String {
    let mut page = Page::new(columns);
    let shown = Overview::summary(inspection.shown);
    let all = inspection.overview.applications.len();
    page.wrapped(0, &summary_line(shown, all));
    head(&mut page, inspection);
    servers(&mut page, inspection);
    groups(&mut page, inspection);
    children(&mut page, inspection);
    unknown(&mut page, inspection);
    page.into_text()
}

/// Returns the first line: `12 applications: 7 daemon, 4 embedded, 1 unreachable`.
pub(super) fn summary_line(summary: Summary, all: usize) -> String {
    let mut line = count(summary.applications, "application");
    if summary.applications != all {
        let _ = write!(line, " of {all}");
    }
    let counts = [
        (summary.daemon, "daemon"),
        (summary.embedded, "embedded"),
        (summary.refused, "refused"),
        (summary.unreachable, "unreachable"),
        (summary.undecided, "undecided"),
        (summary.not_served, "not served"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| format!("{number} {name}"))
        .collect();
    if !counts.is_empty() {
        let _ = write!(line, ": {}", counts.join(", "));
    }
    line
}

pub(super) fn head(page: &mut Page, inspection: Inspection<'_>) {
    let lines = inspection.lines;
    let main = lines.tree.files().next();
    let main = main.map_or_else(String::new, |(_, file)| printable(path_bytes(&file.path)));
    let version = match inspection.mod_wsgi {
        Some(version) => format!("mod_wsgi {}", version_text(version)),
        None => "mod_wsgi of unknown version".to_owned(),
    };
    page.wrapped(0, &format!("{main}, {version}"));
    for error in inspection.errors.iter().take(1) {
        let at = error.place.map_or_else(String::new, |place| {
            let file = printable(&lines.tree.source_name(place.source));
            format!(" ({file}:{})", place.line)
        });
        let message = one_line(&error.message);
        let text = format!("httpd does not start with this configuration: {message}{at}");
        page.wrapped(0, &text);
    }
}

fn servers(page: &mut Page, inspection: Inspection<'_>) {
    let inherited = Inherited::of(inspection);
    let by_server = inspection
        .shown
        .chunk_by(|one, other| one.server == other.server);
    for of_server in by_server {
        let told: Vec<&Mounted> = of_server
            .iter()
            .copied()
            .filter(|found| !inherited.is_told_before(found))
            .collect();
        let Some(first) = told.first() else {
            continue;
        };
        page.blank();
        page.wrapped(0, &server_line(inspection.lines, first.server));
        for application in told {
            write_application(page, inspection.lines, application);
            if let Some(text) = inherited.likewise(inspection.lines, application) {
                page.wrapped(6, &text);
            }
        }
    }
}

/// The applications of the main server, which virtual hosts have, too.
struct Inherited<'s> {
    /// The first server that has them.
    first: BTreeMap<NodeId, &'s Mounted>,
    /// How others have them that run them as the first one does.
    likewise: BTreeMap<NodeId, Vec<&'s Mounted>>,
}

impl<'s> Inherited<'s> {
    fn of(inspection: Inspection<'s>) -> Self {
        let mut inherited = Self {
            first: BTreeMap::new(),
            likewise: BTreeMap::new(),
        };
        let of_main = inspection.shown.iter().copied();
        for found in of_main.filter(|found| found.defined_in == ServerId::MAIN) {
            inherited.first.entry(found.node).or_insert(found);
            if inherited.is_told_before(found) {
                inherited
                    .likewise
                    .entry(found.node)
                    .or_default()
                    .push(found);
            }
        }
        inherited
    }

    /// Returns whether an application of the main server runs as it does in the first server that has it; then it is told
    /// there.
    fn is_told_before(&self, found: &Mounted) -> bool {
        let Some(first) = self.first.get(&found.node) else {
            return false;
        };
        first.server != found.server
            && first.answer.status == found.answer.status
            && first.answer.process_group == found.answer.process_group
            && first.parts.len() == found.parts.len()
    }

    /// Says in which other servers an application of the main server runs as it does in the first one.
    fn likewise(&self, lines: Lines<'_>, found: &Mounted) -> Option<String> {
        let first = self.first.get(&found.node)?;
        if first.server != found.server {
            return None;
        }
        let others = self.likewise.get(&found.node)?;
        let first = others.iter().take(NAMED_AT_MOST);
        let mut names: Vec<String> = first
            .map(|other| name_of(lines, other.server).unwrap_or_else(|| NO_NAME.to_owned()))
            .collect();
        if let Some(more) = others.len().checked_sub(NAMED_AT_MOST + 1) {
            names.push(format!("{} more", more + 1));
        }
        let group = &found.answer.application_group;
        let differs = |other: &&Mounted| other.answer.application_group != *group;
        let interpreters = if others.iter().copied().any(|other| differs(&other)) {
            ", in interpreters of their own"
        } else {
            ""
        };
        Some(format!("likewise in {}{interpreters}", names.join(", ")))
    }
}

/// How many virtual hosts are named before they are only counted.
const NAMED_AT_MOST: usize = 4;

/// What stands for a name where there is none.
const NO_NAME: &str = "(no ServerName)";

fn name_of(lines: Lines<'_>, server: ServerId) -> Option<String> {
    lines.config.server_name(server).map(printable)
}

fn server_line(lines: Lines<'_>, server: ServerId) -> String {
    let found = lines.config.server(server);
    let name = name_of(lines, server);
    let Some(header) = found.header else {
        return name.map_or_else(
            || "main server".to_owned(),
            |name| format!("main server ({name})"),
        );
    };
    let name = name.unwrap_or_else(|| NO_NAME.to_owned());
    let addresses: Vec<String> = found.addresses.iter().map(|word| printable(word)).collect();
    let at = lines.at(&Origin::Config(header));
    format!("{name} ({}) {at}", addresses.join(" "))
}

fn write_application(page: &mut Page, lines: Lines<'_>, application: &Mounted) {
    let head = format!("{}  {}", application.id, mode(&application.answer));
    page.wrapped(2, &head);
    if let Some(what) = what(lines, application) {
        page.wrapped(6, &what);
    }
    if let Some(script) = &application.script {
        let note = match application.target {
            Target::File => "",
            Target::Directory => " (a directory of scripts)",
            Target::Missing => " (not found)",
        };
        page.wrapped(6, &format!("{}{note}", printable(script)));
    }
    if let Some(group) = &application.answer.application_group {
        let has_many = application.target == Target::Directory
            || matches!(
                application.mechanism,
                Mechanism::Handler | Mechanism::RewriteRule
            );
        let name = match printable(group) {
            name if name.is_empty() => "main interpreter".to_owned(),
            name if has_many && name.contains('|') => {
                format!("an interpreter for each script, like {name}")
            }
            name => format!("interpreter {name}"),
        };
        page.wrapped(6, &name);
    }
    write_because(page, lines, &application.answer, application.node, 6);
    for part in &application.parts {
        write_part(page, lines, part);
    }
}

/// Says what the id does not: that there is an expression, or what hands files to mod_wsgi.
fn what(lines: Lines<'_>, application: &Mounted) -> Option<String> {
    let mount = printable(&application.mount);
    match application.mechanism {
        Mechanism::ScriptAlias => None,
        Mechanism::ScriptAliasMatch => Some(format!("URLs that match {mount}")),
        Mechanism::Handler => {
            let line = lines.directive(&Origin::Config(application.node));
            Some(format!("scripts in {mount} by {line}"))
        }
        Mechanism::HandlerScript => Some(format!("the handler {mount}")),
        Mechanism::RewriteRule => Some(format!("scripts in {mount} by a RewriteRule")),
    }
}

/// Returns where it runs, in a few words.
pub(super) fn mode(answer: &Answer) -> String {
    let group = answer.process_group.as_deref().unwrap_or_default();
    let group = printable(group);
    match answer.status {
        Status::Daemon => format!("daemon {group}"),
        Status::Embedded => "embedded".to_owned(),
        Status::Refused => "refused (500)".to_owned(),
        Status::Unreachable => format!("unreachable {group} (500)"),
        Status::ConfigError => "config-error (500)".to_owned(),
        Status::NotWsgi => "not served".to_owned(),
        Status::Undecided => "undecided".to_owned(),
    }
}

/// Writes the reason: the line that decides.
fn write_because(page: &mut Page, lines: Lines<'_>, answer: &Answer, own: NodeId, indent: usize) {
    let mut text = match &answer.because {
        Some(why) => format!("because {why}: "),
        None if answer.decided_by.is_none() => {
            "because no line delegates it; it stands ".to_owned()
        }
        None => "because of ".to_owned(),
    };
    match &answer.decided_by {
        Some(Origin::Config(node)) if *node == own => {
            let _ = write!(text, "its own line at {}", lines.at(&Origin::Config(own)));
        }
        Some(origin) => {
            let line = lines.directive_in_section(origin);
            let _ = write!(text, "{line} at {}", lines.at(origin));
        }
        None => {
            let _ = write!(text, "at {}", lines.at(&Origin::Config(own)));
        }
    }
    page.wrapped(indent, &text);
}

fn write_part(page: &mut Page, lines: Lines<'_>, part: &MountedPart) {
    let section = Origin::Config(part.section);
    let place = if part.is_condition {
        lines.directive(&section)
    } else {
        printable(&part.place)
    };
    let head = format!("but {place}  {}", mode(&part.answer));
    page.wrapped(6, &head);
    let text = format!(
        "because of {} in {} at {}",
        lines.directive(&Origin::Config(part.node)),
        lines.directive(&section),
        lines.at(&Origin::Config(part.node)),
    );
    page.wrapped(10, &text);
}

fn groups(page: &mut Page, inspection: Inspection<'_>) {
    let groups = inspection.groups();
    if groups.is_empty() {
        return;
    }
    page.blank();
    page.line("Process groups");
    let overview = inspection.overview;
    let is_undecided = |found: &Mounted| found.answer.status == Status::Undecided;
    let is_open = !overview.unknown.is_empty() || overview.applications.iter().any(is_undecided);
    for group in groups {
        write_group(page, inspection.lines, group, is_open);
    }
}

fn write_group(page: &mut Page, lines: Lines<'_>, group: &GroupUse, is_open: bool) {
    let daemon = &group.daemon;
    let mut head = printable(&daemon.name);
    for (name, value) in &daemon.options {
        let _ = write!(head, " {}={}", printable(name), printable(value));
    }
    page.wrapped(2, &head);
    let scope = match lines.virtual_host(daemon.server) {
        Some(_) => format!("in {}", server_line(lines, daemon.server)),
        None => "global".to_owned(),
    };
    let unused = match group.imports.as_slice() {
        [] if is_open || group.perhaps.is_some() => "used by nothing that is known",
        [] => "unused",
        _ => "serves no application, but WSGIImportScript loads a script into it",
    };
    let users = match (group.used_by.len(), group.out_of_reach.len()) {
        (0, 0) => unused.to_owned(),
        (0, others) => format!("{unused}; out of reach of {}", count(others, "application")),
        (used, 0) => format!("serves {}", count(used, "application")),
        (used, others) => format!(
            "serves {}; out of reach of {others}",
            count(used, "application")
        ),
    };
    let at = lines.at(&Origin::Config(daemon.node));
    let perhaps = group.perhaps.filter(|_| group.used_by.is_empty());
    let perhaps = perhaps.map_or_else(String::new, |node| {
        let at = lines.at(&Origin::Config(node));
        format!(", but {at} may send requests to it that are not listed")
    });
    page.wrapped(6, &format!("{scope}, {users}{perhaps}; defined at {at}"));
}

fn children(page: &mut Page, inspection: Inspection<'_>) {
    let title = match inspection.overview.embedding.python_in_children {
        Some(true) => "Python is in Apache's own processes",
        Some(false) if !inspection.has_mod_wsgi() => {
            "mod_wsgi is not loaded: no Python of its own in Apache's own processes"
        }
        Some(false) if matches!(inspection.overview.embedding.mode, EmbeddedMode::Crashes(_)) => {
            "Python is not in Apache's own processes, but requests are let through to it: they crash"
        }
        Some(false) => "Python is not in Apache's own processes: embedded mode is restricted",
        None => "Whether Python is in Apache's own processes depends on mod_wsgi's version",
    };
    page.blank();
    page.wrapped(0, title);
    for Cause { node, why } in causes(inspection) {
        let text = match node.map(Origin::Config) {
            Some(origin) => {
                let directive = inspection.lines.directive(&origin);
                format!("{why}: {directive} at {}", inspection.lines.at(&origin))
            }
            None => why.to_owned(),
        };
        page.wrapped(2, &text);
    }
}

fn unknown(page: &mut Page, inspection: Inspection<'_>) {
    let unknown = &inspection.overview.unknown;
    if unknown.is_empty() {
        return;
    }
    page.blank();
    page.line("Not known");
    for found in unknown {
        let file = printable(&inspection.lines.tree.source_name(found.place.source));
        let text = format!("{} ({file}:{})", found.what, found.place.line);
        page.wrapped(2, &text);
    }
}
