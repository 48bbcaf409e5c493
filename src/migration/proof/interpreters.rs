//! No two applications come together in one interpreter.

use std::collections::{BTreeMap, BTreeSet};

use super::requests::Asked;
use crate::source::printable;
use crate::wsgi::{Answer, Status};

/// A process group and an application group in it.
type Interpreter<'answer> = (&'answer [u8], &'answer [u8]);

/// What one interpreter will have.
#[derive(Default)]
struct Inside<'answer> {
    scripts: BTreeSet<&'answer [u8]>,
    /// The interpreters in which they were.
    from: BTreeSet<Option<Interpreter<'answer>>>,
}

/// Two scripts share an interpreter only if they did. Two mounts of one script may come together: the plain and the TLS
/// virtual host of a site run the same application. What failed, because it could not reach its group, is where its
/// configuration wants it.
pub(super) fn stay_apart(asked: &[Asked<'_>]) -> Result<(), String> {
    let mut interpreters: BTreeMap<Interpreter<'_>, Inside<'_>> = BTreeMap::new();
    for Asked { was, is, .. } in asked {
        let (Some(before), Some(now)) = (is_served(was).then(|| interpreter(was)), interpreter(is))
        else {
            continue;
        };
        let Some(script) = is.script.as_deref() else {
            continue;
        };
        let inside = interpreters.entry(now).or_default();
        let is_new = !inside.scripts.is_empty();
        if is_new && !inside.scripts.contains(script) && !inside.from.contains(&before) {
            let (group, application_group) = now;
            return Err(format!(
                "`{}` would share the interpreter `{}` of `{}` with another application",
                printable(script),
                printable(application_group),
                printable(group)
            ));
        }
        inside.scripts.insert(script);
        inside.from.insert(before);
    }
    Ok(())
}

fn is_served(answer: &Answer) -> bool {
    matches!(answer.status, Status::Daemon | Status::Embedded)
}

/// Returns the interpreter that answers, if one does and it is known which.
fn interpreter(answer: &Answer) -> Option<Interpreter<'_>> {
    let group = answer.process_group.as_deref();
    let group = group.filter(|_| is_served(answer))?;
    Some((group, answer.application_group.as_deref()?))
}
