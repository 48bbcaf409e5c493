//! Which definitions move out of their virtual hosts, and with them what their processes write.

use super::{Choice, Item, Question, Saying, View, count};
use crate::httpd::NodeId;
use crate::migration::step::Step;
use crate::wsgi::DaemonProcess;

const MOVE: &str = "move";
const WHICH: &str = "move.which";

pub(super) fn next(view: View<'_>) -> Option<Question> {
    let moving = moving(view);
    if moving.is_empty() {
        return None;
    }
    if view.is_open(MOVE) {
        return Some(first(&moving));
    }
    if !view.transcript.is(MOVE, "some") || !view.is_open(WHICH) {
        return None;
    }
    let items = moving.iter().map(Moving::item);
    let question = Question::many(WHICH, "Which stay where they are?", items.collect());
    Some(question.because(
        "A definition that stays goes on to serve its virtual host. What could only be served by it at the main server is \
         then held back, and named.",
    ))
}

/// A definition that is to move.
struct Moving<'v> {
    name: &'v str,
    step: &'v Step,
    says: &'v Saying,
    /// The line by which its virtual host has an error log of its own.
    log: Option<String>,
}

impl Moving<'_> {
    fn item(&self) -> Item {
        let at = self.step.at.first().map_or("", String::as_str);
        Item {
            id: self.name.to_owned(),
            label: format!("{} ({at})", self.name),
            says: vec![self.says.clone()],
        }
    }
}

/// Finds the steps that move a definition: by what leaves them out.
fn moving(view: View<'_>) -> Vec<Moving<'_>> {
    let mut moving = Vec::new();
    for step in &view.plan.steps {
        for says in &step.unless {
            if let Saying::ProcessGroup { name, .. } = says {
                let log = log_of(view, name);
                moving.push(Moving {
                    name,
                    step,
                    says,
                    log,
                });
            }
        }
    }
    moving
}

/// Returns where the virtual host of a definition says which error log it has, and how much goes there.
fn log_of(view: View<'_>, name: &str) -> Option<String> {
    let situation = view.drafting.situation;
    let daemon: &DaemonProcess = situation.inventory.daemon(name.as_bytes())?;
    let of_host = situation.config.effective.iter();
    let of_host = of_host.filter(|effective| {
        effective.scope.server == daemon.server && effective.scope.section.is_none()
    });
    let is_log = |node: NodeId| {
        let name = situation.tree.directive(node).name;
        ["ErrorLog", "LogLevel"]
            .iter()
            .any(|log| name.eq_ignore_ascii_case(log.as_bytes()))
    };
    let mut lines = of_host.filter(|effective| is_log(effective.node));
    let line = lines.next()?;
    Some(situation.at_node(line.node))
}

fn first(moving: &[Moving<'_>]) -> Question {
    let logged = moving.iter().any(|moving| moving.log.is_some());
    let consequence = if logged {
        "what they write outside of requests goes to the main ErrorLog, no longer to that of their virtual host"
    } else {
        "every virtual host may use them then"
    };
    let choices = vec![
        Choice::new("all", "Yes", consequence),
        Choice::new(
            "some",
            "Leave some where they are",
            "each then serves the ServerName of its virtual host alone",
        ),
    ];
    let prompt = format!(
        "Move {} out of virtual hosts to the main server?",
        count(
            moving.len(),
            "definition of a process group",
            "definitions of process groups"
        )
    );
    let mut question = Question::one(MOVE, prompt, choices).because(
        "A process group that is defined in a virtual host serves that ServerName alone, and is doubled when the virtual host \
         is copied: mod_wsgi then refuses to start.",
    );
    for moving in moving {
        let log = moving.log.as_deref();
        question.why.extend(log.map(|log| {
            format!(
                "What the processes of `{}` write when they start, in background threads and when they crash goes to the \
                 main ErrorLog; it goes where {log} says now. What requests write stays in the log of their virtual host.",
                moving.name
            )
        }));
    }
    question.places = moving
        .iter()
        .flat_map(|moving| moving.step.at.clone())
        .collect();
    question
}
