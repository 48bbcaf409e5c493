//! The steps of a trace that tell what the merged sections set.

use super::group::shown;
use super::settings::{Entry, Settings, Topic};
use super::{Answer, Status, Step};
use crate::httpd::ConfigTree;
use crate::httpd::request::{Merged, Origin};
use crate::source::printable;
use crate::syntax::Words;

/// What is told, in this order within one layer.
const TOLD: &[Topic] = &[
    Topic::SetHandler,
    Topic::ProcessGroup,
    Topic::ApplicationGroup,
    Topic::CallableObject,
    Topic::RestrictProcess,
];

/// Returns what the layers set, in the order in which they are merged; what a later one overrules is told, too.
pub(super) fn merged(settings: &Settings<'_>) -> Vec<Step> {
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
        let effect = format!("makes the page of the error: {}", printable(&path));
        answer.trace.push(Step {
            origin: Some(origin),
            effect,
        });
    }
}
