//! [`Outlook`]: what follows from a process group to which applications are to be sent.

use super::Group;
use super::group_options::{Sources, options_of};
use super::served::served;
use super::to_review::to_review;
use crate::migration::decisions::{Decided, DecisionError, Decisions};
use crate::migration::judgement::Judgement;
use crate::migration::preset::Chosen;
use crate::migration::situation::Situation;

/// What follows from a process group; nothing of it depends on the other new ones.
pub(in crate::migration) struct Outlook {
    /// Its options.
    pub(in crate::migration) chosen: Chosen,
    /// What there is to say of them.
    pub(in crate::migration) notes: Vec<String>,
    /// What was decided for its applications.
    pub(in crate::migration) decided: Decided,
    /// What it is for, in words.
    pub(in crate::migration) serves: Vec<Vec<u8>>,
    /// What a person should look at.
    pub(in crate::migration) to_review: Vec<String>,
}

impl Outlook {
    pub(in crate::migration) fn of(
        situation: &Situation<'_>,
        judgement: &Judgement,
        decisions: &Decisions,
        sources: &Sources,
        group: &Group,
    ) -> Result<Self, DecisionError> {
        let (chosen, notes) = options_of(situation, decisions, group, sources)?;
        Ok(Self {
            notes,
            decided: Decided::of(situation, decisions, group, &chosen),
            serves: served(situation, group),
            to_review: to_review(situation, judgement, sources, group, &chosen.options),
            chosen,
        })
    }
}
