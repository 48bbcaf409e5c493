//! [`Drafting`]: a plan in the making. Answers in, plan and next question out; nothing is kept but the transcript.

use super::question::Question;
use super::transcript::Transcript;
use super::{View, next};
use crate::httpd::Runtime;
use crate::migration::decisions::{Decisions, Said};
use crate::migration::plan::Plan;
use crate::migration::plan_error::PlanError;
use crate::migration::preset::{Library, PresetError};
use crate::migration::proof::{Objections, Proof};
use crate::migration::proposal::{ProposalError, Proposed, plan_holding, propose};
use crate::migration::situation::Situation;
use crate::migration::template::Templates;

/// What a plan is made from, but for the answers.
pub struct Drafting<'s> {
    /// The server as it is.
    pub situation: Situation<'s>,
    /// How httpd is started.
    pub runtime: &'s Runtime,
    /// Where presets are found.
    pub library: Library<'s>,
    /// What was said before anything is asked.
    pub said: Said<'s>,
    /// The templates in place of the program's.
    pub templates: Option<Templates>,
}

/// A plan by what was answered so far.
#[derive(Debug)]
pub struct Draft {
    /// What was decided.
    pub decisions: Decisions,
    /// The plan.
    pub plan: Plan,
    /// What was shown of it.
    pub proof: Proof,
    /// The question that comes next.
    pub next: Option<Question>,
}

/// Why there is no draft.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// What was answered cannot be read.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// There is no plan by it.
    #[error(transparent)]
    Proposal(#[from] ProposalError),
}

impl Drafting<'_> {
    /// Plans by the answers, proves the plan, and finds the next question.
    pub fn draft(&self, transcript: &Transcript) -> Result<Draft, DraftError> {
        let decisions = self.decisions(transcript)?;
        let proposed = propose(self.situation, &decisions, self.runtime, None)?;
        let Proposed { plan, proof, .. } = proposed;
        let next = next(View {
            drafting: self,
            decisions: &decisions,
            plan: &plan,
            transcript,
        });
        Ok(Draft {
            decisions,
            plan,
            proof,
            next,
        })
    }

    /// Returns all questions that come up when each is answered as most would.
    pub fn questions(&self) -> Result<Vec<Question>, DraftError> {
        let mut transcript = Transcript::default();
        let mut questions = Vec::new();
        while let Some(question) = self.draft(&transcript)?.next {
            let answer = question.default_answer();
            if !transcript.note(&question, answer) {
                break;
            }
            questions.push(question);
        }
        Ok(questions)
    }

    /// Puts together what was said and what was answered.
    pub fn decisions(&self, transcript: &Transcript) -> Result<Decisions, PresetError> {
        let sayings = transcript.sayings();
        let answered = &[self.said.answered, &sayings].concat();
        let said = Said {
            answered,
            ..self.said
        };
        let decisions = Decisions::gather(&self.library, said)?;
        Ok(match &self.templates {
            Some(templates) => decisions.with_templates(templates.clone()),
            None => decisions,
        })
    }

    /// Plans without a proof: for a comparison of what might be chosen.
    pub(super) fn plan_unproven(&self, decisions: &Decisions) -> Result<Plan, PlanError> {
        plan_holding(self.situation, decisions, &Objections::default())
    }
}

impl DraftError {
    /// Returns what the user can do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Preset(error) => error.help(),
            Self::Proposal(ProposalError::Plan(PlanError::Decisions(error))) => error.help(),
            Self::Proposal(_) => None,
        }
    }

    /// Returns whether another answer would help.
    pub fn is_about_answers(&self) -> bool {
        matches!(
            self,
            Self::Preset(_) | Self::Proposal(ProposalError::Plan(PlanError::Decisions(_)))
        )
    }
}
