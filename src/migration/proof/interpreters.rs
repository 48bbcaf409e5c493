//! No two applications come together in one interpreter, and each finds there what was loaded for it.

use std::collections::{BTreeMap, BTreeSet};

use super::objections::Reached;
use super::requests::Asked;
use crate::httpd::{merge, path_bytes};
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::{Answer, ImportScript, Status};

/// A process group and an application group in it.
type Interpreter<'answer> = (&'answer [u8], &'answer [u8]);

/// The scripts that one interpreter will have, and for each the interpreters in which it was.
type Inside<'answer> = BTreeMap<&'answer [u8], BTreeSet<Option<Interpreter<'answer>>>>;

/// Returns the applications that would share an interpreter with one that they did not meet before. Two mounts of one script
/// may come together: the plain and the TLS virtual host of a site run the same application. What failed, because it could
/// not reach its group, is where its configuration wants it.
pub(super) fn come_together(asked: &[Asked<'_>]) -> Vec<Reached> {
    let mut interpreters: BTreeMap<Interpreter<'_>, Inside<'_>> = BTreeMap::new();
    for Asked { was, is, .. } in asked {
        if let Some(now) = interpreter(is)
            && let Some(script) = is.script.as_deref()
            && is_served(was)
        {
            let inside = interpreters.entry(now).or_default();
            inside.entry(script).or_default().insert(interpreter(was));
        }
    }
    let mut reached = Vec::new();
    for (place, inside) in &interpreters {
        if let Some((one, other)) = strangers(inside) {
            let (group, application_group) = place;
            let what = format!(
                "`{}` and `{}` would share the interpreter `{}` of `{}`",
                printable(one),
                printable(other),
                printable(application_group),
                printable(group)
            );
            let met = asked.iter().filter(|asked| {
                let script = asked.is.script.as_deref();
                interpreter(&asked.is) == Some(*place)
                    && (script == Some(one) || script == Some(other))
            });
            let (moved, stayed): (Vec<_>, Vec<_>) =
                met.partition(|asked| asked.was.process_group != asked.is.process_group);
            let met = if moved.is_empty() { stayed } else { moved };
            reached.extend(met.into_iter().map(|asked| asked.reached(what.clone())));
        }
    }
    reached
}

/// Returns the applications that would miss what was loaded at start into their interpreter in Apache's own processes; but
/// for the script of an application itself, which a request loads.
pub(super) fn are_unprepared(
    before: &Situation<'_>,
    after: &Situation<'_>,
    asked: &[Asked<'_>],
) -> Vec<Reached> {
    let imports: Vec<_> = before.inventory.embedded_imports().collect();
    let mut reached = Vec::new();
    if imports.is_empty() {
        return reached;
    }
    for asked in asked {
        let Asked { was, is, .. } = asked;
        if (was.status, is.status) != (Status::Embedded, Status::Daemon) {
            continue;
        }
        let is_own = |import: &ImportScript| {
            let script = merge(&before.tree.server_root, &import.script);
            was.script.as_deref() == Some(path_bytes(&script))
        };
        let mut loaded = imports.iter().filter(|import| {
            was.application_group.as_ref() == Some(&import.application_group) && !is_own(import)
        });
        let lost = loaded.find(|import| {
            let mut after = after.inventory.imports.iter();
            !after.any(|other| {
                other.script == import.script
                    && is.process_group.as_ref() == Some(&other.process_group)
                    && is.application_group.as_ref() == Some(&other.application_group)
            })
        });
        if let Some(import) = lost {
            let what = format!(
                "`{}` would not be loaded any more where `{}` runs",
                printable(&import.script),
                printable(is.script.as_deref().unwrap_or_default())
            );
            reached.push(asked.reached(what));
        }
    }
    reached
}

/// Returns two scripts that shared no interpreter.
fn strangers<'answer>(inside: &Inside<'answer>) -> Option<(&'answer [u8], &'answer [u8])> {
    let (_, first) = inside.first_key_value()?;
    let is_common =
        |place: &Option<Interpreter<'_>>| inside.values().all(|all| all.contains(place));
    if first.iter().any(is_common) {
        return None;
    }
    let mut scripts = inside.iter();
    scripts.find_map(|(one, own)| {
        let mut others = inside.iter();
        let (other, _) = others.find(|(_, other)| own.is_disjoint(other))?;
        Some((*one, *other))
    })
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
