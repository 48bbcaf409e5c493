//! What becomes of a URL, as text and as JSON.

use serde::Serialize;

use super::page::Page;
use crate::httpd::request::Origin;
use crate::httpd::{ConfigTree, Directive, ServerConfig, ServerId, path_bytes};
use crate::source::printable;
use crate::wsgi::{Answer, Status, Step};

/// `which --format json`.
#[derive(Debug, Serialize)]
pub struct WhichJson {
    schema: u32,
    answers: Vec<AnswerJson>,
}

#[derive(Debug, Serialize)]
struct AnswerJson {
    url: String,
    status: &'static str,
    process_group: Option<String>,
    application_group: Option<String>,
    script: Option<String>,
    callable: Option<String>,
    mount: Option<String>,
    virtual_host: Option<VirtualHostJson>,
    because: Option<String>,
    trace: Vec<StepJson>,
}

/// A virtual host, by its name and the line of its header.
#[derive(Clone, Debug, Serialize)]
pub(super) struct VirtualHostJson {
    name: Option<String>,
    file: String,
    line: u32,
}

#[derive(Debug, Serialize)]
struct StepJson {
    file: Option<String>,
    line: Option<u32>,
    directive: Option<String>,
    effect: String,
}

/// What an answer's lines are looked up in.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'s> {
    /// The directives.
    pub tree: &'s ConfigTree,
    /// The servers.
    pub config: &'s ServerConfig,
}

impl WhichJson {
    /// Returns the answers, each for its URL.
    pub fn new(lines: Lines<'_>, answers: &[(Vec<u8>, Answer)]) -> Self {
        Self {
            schema: 1,
            answers: answers
                .iter()
                .map(|(url, answer)| answer_json(lines, url, answer))
                .collect(),
        }
    }
}

fn answer_json(lines: Lines<'_>, url: &[u8], answer: &Answer) -> AnswerJson {
    let text = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(printable);
    AnswerJson {
        url: printable(url),
        status: status_name(answer.status),
        process_group: text(&answer.process_group),
        application_group: text(&answer.application_group),
        script: text(&answer.script),
        callable: text(&answer.callable),
        mount: text(&answer.mount),
        virtual_host: lines.virtual_host(answer.server),
        because: answer.because.clone(),
        trace: answer
            .trace
            .steps()
            .iter()
            .map(|step| step_json(lines, step))
            .collect(),
    }
}

fn step_json(lines: Lines<'_>, step: &Step) -> StepJson {
    let place = step.origin.as_ref().map(|origin| lines.place(origin));
    let (file, line) = place.unzip();
    StepJson {
        file,
        line,
        directive: step.origin.as_ref().map(|origin| lines.directive(origin)),
        effect: step.effect.clone(),
    }
}

/// Returns the word for a status.
pub(super) fn status_name(status: Status) -> &'static str {
    match status {
        Status::Daemon => "daemon",
        Status::Embedded => "embedded",
        Status::Refused => "refused",
        Status::Unreachable => "unreachable",
        Status::ConfigError => "config-error",
        Status::NotWsgi => "not-wsgi",
        Status::Undecided => "undecided",
    }
}

impl Lines<'_> {
    /// Returns the file and line of a directive.
    pub(super) fn place(self, origin: &Origin) -> (String, u32) {
        let tree = origin.tree(self.tree);
        let place = origin.directive(self.tree).place;
        (printable(&tree.source_name(place.source)), place.line)
    }

    /// Returns a directive as it is written.
    pub(super) fn directive(self, origin: &Origin) -> String {
        directive_text(origin.directive(self.tree))
    }

    /// Returns a directive as it is written, with the section in which it stands; the virtual host is told elsewhere.
    pub(super) fn directive_in_section(self, origin: &Origin) -> String {
        let text = self.directive(origin);
        let mut around = origin.tree(self.tree).sections_around(origin.node());
        match around.next() {
            Some(section) if !section.name.eq_ignore_ascii_case(b"<VirtualHost") => {
                format!("{text} in {}", directive_text(section))
            }
            _ => text,
        }
    }

    /// Returns a virtual host; nothing for the main server.
    pub(super) fn virtual_host(self, server: ServerId) -> Option<VirtualHostJson> {
        let found = self.config.server(server);
        let (file, line) = self.place(&Origin::Config(found.header?));
        let name = self.config.server_name(server).map(printable);
        Some(VirtualHostJson { name, file, line })
    }

    /// Returns `file:line` for a person, the file as seen from the server root.
    pub(super) fn at(self, origin: &Origin) -> String {
        let (file, line) = self.place(origin);
        let root = printable(path_bytes(&self.tree.server_root));
        let inside = file.strip_prefix(root.trim_end_matches('/'));
        let inside = inside.and_then(|rest| rest.strip_prefix('/'));
        format!("{}:{line}", inside.unwrap_or(&file))
    }
}

/// Returns a directive as one line of text.
pub(super) fn directive_text(directive: Directive<'_>) -> String {
    let mut text = printable(directive.name);
    if !directive.arguments.is_empty() && directive.arguments != b">" {
        text.push(' ');
    }
    text.push_str(&printable(directive.arguments));
    text
}

/// Returns the answers for a person: each answer first, then what led to it.
pub fn which_text(lines: Lines<'_>, answers: &[(Vec<u8>, Answer)], columns: usize) -> String {
    let mut page = Page::new(columns);
    for (index, (url, answer)) in answers.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        write_answer(&mut page, lines, url, answer);
    }
    page.into_text()
}

fn write_answer(page: &mut Page, lines: Lines<'_>, url: &[u8], answer: &Answer) {
    page.line(&printable(url));
    page.wrapped(2, &sentence(answer));
    let facts = [
        ("script", &answer.script),
        ("callable", &answer.callable),
        ("mounted at", &answer.mount),
        ("application group", &answer.application_group),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            page.line(&format!(
                "  {:<18} {}",
                format!("{name}:"),
                fact(name, value)
            ));
        }
    }
    if let Some(because) = &answer.because {
        page.wrapped(2, &format!("because {because}"));
    }
    if let Some(origin) = &answer.decided_by {
        page.line(&format!("  decided at         {}", lines.at(origin)));
    }
    page.line("  how:");
    for step in answer.trace.steps() {
        page.wrapped(4, &step.effect);
        if let Some(origin) = &step.origin {
            page.line(&format!("      {}", lines.at(origin)));
            page.line(&format!("      {}", lines.directive_in_section(origin)));
        }
    }
}

fn fact(name: &str, value: &[u8]) -> String {
    match (name, value) {
        ("application group", []) => "the main interpreter".to_owned(),
        ("mounted at", []) => "/".to_owned(),
        _ => printable(value),
    }
}

/// Returns the answer in one line.
fn sentence(answer: &Answer) -> String {
    let group = answer.process_group.as_deref().unwrap_or_default();
    let group = printable(group);
    match answer.status {
        Status::Daemon => format!("daemon: the process group `{group}` serves it"),
        Status::Embedded => "embedded: Apache's own processes serve it".to_owned(),
        Status::Refused => "refused: httpd answers 500".to_owned(),
        Status::Unreachable => "unreachable: httpd answers 500".to_owned(),
        Status::ConfigError => "config-error: httpd answers 500".to_owned(),
        Status::NotWsgi => "not-wsgi: no WSGI application is asked".to_owned(),
        Status::Undecided => "undecided: it cannot be told from here".to_owned(),
    }
}
