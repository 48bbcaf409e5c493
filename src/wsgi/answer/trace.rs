//! The steps of a trace that tell what the merged sections set.

use super::Step;
use super::group::shown;
use super::settings::{Entry, Settings, Topic};
use crate::source::printable;

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
