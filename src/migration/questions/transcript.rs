//! [`Transcript`]: what was asked and answered so far; the decisions of an interview are nothing else.

use super::question::{Answer, Question};
use crate::migration::decisions::Saying;

/// What was asked and answered, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    entries: Vec<Entry>,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    question: String,
    answer: Answer,
    says: Vec<Saying>,
}

impl Transcript {
    /// Notes an answer; returns whether it is one to the question.
    pub fn note(&mut self, question: &Question, answer: Answer) -> bool {
        let Some(says) = question.says(&answer) else {
            return false;
        };
        self.entries.push(Entry {
            question: question.id.clone(),
            answer,
            says,
        });
        true
    }

    /// Takes the last answer back; returns what it was to which question.
    pub fn take_back(&mut self) -> Option<(String, Answer)> {
        let entry = self.entries.pop()?;
        Some((entry.question, entry.answer))
    }

    /// Returns the answer to a question.
    pub fn answer(&self, question: &str) -> Option<&Answer> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.question == question)?;
        Some(&entry.answer)
    }

    /// Returns all questions with their answers.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &Answer)> {
        let entries = self.entries.iter();
        entries.map(|entry| (entry.question.as_str(), &entry.answer))
    }

    /// Returns what the answers decide.
    pub fn sayings(&self) -> Vec<Saying> {
        let says = self.entries.iter().flat_map(|entry| &entry.says);
        says.cloned().collect()
    }

    /// Returns how many questions were answered.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether nothing was answered yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns whether a question was answered with this choice.
    pub(super) fn is(&self, question: &str, choice: &str) -> bool {
        matches!(self.answer(question), Some(Answer::One(id)) if id == choice)
    }

    pub(super) fn is_open(&self, question: &str) -> bool {
        self.answer(question).is_none()
    }

    /// Returns what was chosen of several things.
    pub(super) fn many(&self, question: &str) -> &[String] {
        match self.answer(question) {
            Some(Answer::Many(ids)) => ids,
            _ => &[],
        }
    }
}
