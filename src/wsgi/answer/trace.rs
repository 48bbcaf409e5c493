//! [`Trace`]: what led to an answer, step by step.

use super::group::shown;
use super::settings::{Entry, Settings, Topic};
use super::{Answer, Status};
use crate::httpd::ConfigTree;
use crate::httpd::request::{Merged, Origin};
use crate::source::printable;
use crate::syntax::Words;

/// The steps to an answer, in their order.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    steps: Vec<Step>,
    /// Nobody reads it: only the line of its last step is kept.
    is_silent: bool,
}

/// One step of a [`Trace`].
#[derive(Clone, Debug)]
pub struct Step {
    /// The line.
    pub origin: Option<Origin>,
    /// What it does.
    pub effect: String,
}

impl Trace {
    /// Returns one that nobody reads.
    pub(super) fn silent() -> Self {
        Self {
            steps: Vec::new(),
            is_silent: true,
        }
    }

    /// Returns the steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Adds a step; what it does is put into words only where somebody reads it.
    pub(super) fn tell(&mut self, origin: Option<Origin>, effect: impl FnOnce() -> String) {
        let effect = if self.is_silent {
            self.steps.clear();
            String::new()
        } else {
            effect()
        };
        self.steps.push(Step { origin, effect });
    }

    /// Returns the line of the last step.
    pub(super) fn last_line(&self) -> Option<&Origin> {
        self.steps.last()?.origin.as_ref()
    }

    /// Adds what merged sections set.
    pub(super) fn tell_settings(&mut self, settings: &Settings<'_>) {
        if !self.is_silent {
            self.steps.extend(merged(settings));
        }
    }
}

/// What is told, in this order within one layer.
const TOLD: &[Topic] = &[
    Topic::SetHandler,
    Topic::ProcessGroup,
    Topic::ApplicationGroup,
    Topic::CallableObject,
    Topic::RestrictProcess,
];

/// Returns what the layers set, in the order in which they are merged; what a later one overrules is told, too.
fn merged(settings: &Settings<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    for topic in TOLD {
        let entries = settings.all(*topic);
        for (index, entry) in entries.iter().enumerate() {
            let counts = index + 1 == entries.len();
            steps.push((entry.layer, step(settings, *topic, entry, counts)));
        }
    }
    steps.sort_by_key(|(layer, _)| *layer);
    steps.into_iter().map(|(_, step)| step).collect()
}

fn step(settings: &Settings<'_>, topic: Topic, entry: &Entry, counts: bool) -> Step {
    let word = settings.words(&entry.origin).next().unwrap_or_default();
    let mut effect = match topic {
        Topic::SetHandler => format!("sets the handler `{}`", printable(&word)),
        Topic::ProcessGroup => format!("sets the process group {}", group(&word)),
        Topic::ApplicationGroup => format!("sets the application group `{}`", printable(&word)),
        Topic::CallableObject => format!("sets the callable `{}`", printable(&word)),
        _ => "allows some process groups only".to_owned(),
    };
    if !counts {
        effect.push_str(", overruled below");
    }
    Step {
        origin: Some(entry.origin.clone()),
        effect,
    }
}

fn group(word: &[u8]) -> String {
    if word == b"%{GLOBAL}" {
        return shown(&[]);
    }
    shown(word)
}

/// Adds the line because of which a page of the server itself stands for an error (`ErrorDocument` with a path).
pub(super) fn error_page(answer: &mut Answer, merged: &Merged<'_>, tree: &ConfigTree) {
    if answer.trace.is_silent {
        return;
    }
    let status = match answer.status {
        Status::Refused | Status::Unreachable => 500,
        _ => answer.http_status.unwrap_or(200),
    };
    let status = status.to_string();
    let is_for = |origin: &Origin| {
        let mut words = Words::new(origin.directive(tree).arguments);
        words.next().is_some_and(|code| *code == *status.as_bytes())
    };
    let origins = merged.all("ErrorDocument").map(|(origin, _)| origin);
    let Some(origin) = origins.filter(is_for).last() else {
        return;
    };
    let target = Words::new(origin.directive(tree).arguments).nth(1);
    if let Some(path) = target.filter(|path| path.starts_with(b"/")) {
        let effect = || format!("makes the page of the error: {}", printable(&path));
        answer.trace.tell(Some(origin.clone()), effect);
    }
}
