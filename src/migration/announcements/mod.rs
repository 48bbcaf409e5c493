//! [`announcements`]: all that a plan says besides its steps, in its order.

mod group_notes;
mod hidden_lines;
mod named_groups;
pub(super) mod notes;
mod sharing;

pub(in crate::migration) use sharing::of_sharing;

use crate::migration::consequences::socket_prefix;
use crate::migration::declared::Declared;
use crate::migration::judgement::Judgement;
use crate::migration::restriction::Restriction;
use crate::migration::situation::Situation;
use hidden_lines::notes_of_hidden_lines;

/// Says what changes besides, and what a person should know.
pub(in crate::migration) fn announcements(
    situation: &Situation<'_>,
    judgement: &Judgement,
    declared: &Declared,
    restriction: &Restriction,
    any_preloaded: bool,
) -> Vec<String> {
    let any_moves = judgement.embedded().next().is_some();
    let is_restricted = matches!(restriction, Restriction::InForce | Restriction::Set { .. });
    let mut said = notes::of_other_directives(situation, declared, any_moves, is_restricted);
    if *restriction == Restriction::Later {
        said.push(notes::of_the_second_step());
    }
    said.extend(notes::of_mod_python(situation));
    said.extend(group_notes::of_numbers(situation));
    said.extend(group_notes::of_homes(situation));
    said.extend(group_notes::of_timeouts(situation, judgement));
    said.extend(named_groups::of_twin_groups(situation, judgement));
    said.extend(named_groups::of_groups_without_threads(
        situation, judgement,
    ));
    said.extend(notes::of_macros(situation, judgement));
    if matches!(restriction, Restriction::Set { .. }) {
        said.extend(notes::of_inert_handlers(situation));
        said.extend(notes::of_htaccess(situation));
        said.extend(notes_of_hidden_lines(situation));
    }
    if any_moves {
        said.extend(notes::of_what_was_embedded_on_purpose(situation, judgement));
        said.extend(notes::of_daemons(any_preloaded));
        said.extend(notes::of_sockets(situation));
        said.extend(socket_prefix::note_of_directory(situation));
        said.extend(notes::of_hidden(situation, judgement));
        said.extend(notes::of_idle_groups(situation));
    }
    said
}
