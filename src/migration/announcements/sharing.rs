//! What applications had in common in Apache's own processes, and have or have not in their process groups.

use std::collections::BTreeSet;

use crate::migration::grouping::Group;
use crate::migration::judgement::Judgement;
use crate::migration::situation::Situation;
use crate::source::{printable, quoted};
use crate::wsgi::{Application, Target};

/// Says it, once for all.
pub(in crate::migration) fn of_sharing(
    situation: &Situation<'_>,
    judgement: &Judgement,
    groups: &[Group],
) -> Vec<String> {
    let notes = [
        of_main_interpreter(judgement, groups),
        of_environment(situation, groups),
    ];
    notes.into_iter().flatten().collect()
}

/// Says that the main interpreter of Apache's own processes becomes several.
fn of_main_interpreter(judgement: &Judgement, groups: &[Group]) -> Option<String> {
    let of_main = groups.iter().filter(|group| {
        let mut applications = group.applications.iter();
        applications.any(|id| judgement.interpreters.is_in_the_main_one(*id))
    });
    let names: BTreeSet<&[u8]> = of_main.map(|group| group.name.as_slice()).collect();
    (names.len() > 1).then(|| {
        format!(
            "the applications of {} were together in the main interpreter of Apache's own processes (`%{{GLOBAL}}`); each group \
             has one of its own, so what one of them sets there, another does not see any more: if that is needed, choose one \
             `process-group` for them",
            quoted(names.into_iter().map(printable))
        )
    })
}

/// Says that a process has one `os.environ` for all scripts (mod_wsgi.md 7, row 11).
fn of_environment(situation: &Situation<'_>, groups: &[Group]) -> Option<String> {
    let with_several = groups.iter().filter(|group| {
        let mut users = group.users();
        let has_many = |application: &Application| {
            application.needs_exec_cgi()
                || application.is_computed()
                || application.target == Target::Directory
        };
        group.reason_to_be_one().is_some()
            || users.any(|id| has_many(situation.inventory.application(id)))
    });
    let names: BTreeSet<&[u8]> = with_several.map(|group| group.name.as_slice()).collect();
    let these = match names.len() {
        0 => return None,
        1 => "its",
        _ => "their",
    };
    Some(format!(
        "{} may run several scripts: {these} processes have one `os.environ` for all of them, as Apache's own have; what one \
         sets in it (DJANGO_SETTINGS_MODULE), every other finds",
        quoted(names.into_iter().map(printable))
    ))
}
