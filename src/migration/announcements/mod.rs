//! [`announcements`]: all that a plan says besides its steps, in its order.

mod group_notes;
mod hidden_lines;
mod named_groups;
pub(super) mod notes;
mod sharing;
mod unread_imports;

use crate::migration::consequences::socket_prefix;
use crate::migration::declared::Declared;
use crate::migration::grouping::Group;
use crate::migration::judgement::Judgement;
use crate::migration::restriction::Restriction;
use crate::migration::situation::Situation;
use hidden_lines::notes_of_hidden_lines;
use sharing::of_sharing;
use unread_imports::of_unread_imports;

/// What there is to say.
pub(in crate::migration) struct Announcements {
    /// What changes for applications and operators.
    pub(in crate::migration) changes: Vec<String>,
    /// What a person should know of the server as it is.
    pub(in crate::migration) seen: Vec<String>,
}

/// Says what changes besides, and what a person should know.
pub(in crate::migration) fn announcements(
    situation: &Situation<'_>,
    judgement: &Judgement,
    (declared, groups): (&Declared, &[Group]),
    restriction: &Restriction,
    any_preloaded: bool,
) -> Announcements {
    let any_moves = judgement.embedded().next().is_some();
    let is_restricted = matches!(restriction, Restriction::InForce | Restriction::Set { .. });
    let mut changes = of_sharing(situation, judgement, groups);
    let others = notes::of_other_directives(situation, declared, any_moves, is_restricted);
    changes.extend(others);
    if *restriction == Restriction::Later {
        changes.push(notes::of_the_second_step());
    }
    changes.extend(group_notes::of_timeouts(situation, judgement));
    changes.extend(notes::of_macros(situation, judgement));
    let mut seen = Vec::new();
    seen.extend(notes::of_mod_python(situation));
    seen.extend(named_groups::of_twin_groups(situation, judgement));
    seen.extend(named_groups::of_shared_interpreters(situation));
    if matches!(restriction, Restriction::Set { .. }) {
        seen.extend(notes::of_inert_handlers(situation));
        seen.extend(notes::of_htaccess(situation));
        seen.extend(notes_of_hidden_lines(situation));
    }
    if any_moves {
        changes.extend(notes::of_what_was_embedded_on_purpose(situation, judgement));
        changes.extend(notes::of_daemons(any_preloaded));
        seen.extend(notes::of_sockets(situation));
        seen.extend(socket_prefix::note_of_directory(situation));
        seen.extend(notes::of_idle_groups(situation));
        seen.extend(of_unread_imports(situation));
    }
    Announcements { changes, seen }
}
