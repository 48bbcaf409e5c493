//! [`Question`]: what a person is asked before a plan is final, as data; and [`Answer`], what they say.

use crate::migration::decisions::Saying;

/// Something that a server raises and a person may decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it is called; the same server raises it under the same name.
    pub id: String,
    /// The question, in one sentence.
    pub prompt: String,
    /// Why it is asked, and what there is to know, in paragraphs.
    pub why: Vec<String>,
    /// The lines concerned: `FILE:LINE`.
    pub places: Vec<String>,
    /// What can be answered.
    pub ask: Ask,
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// One of these.
    One {
        /// In the order of showing.
        choices: Vec<Choice>,
        /// The index of the one that is right for most.
        default: usize,
    },
    /// Some of these; none is an answer, too.
    Many {
        /// In the order of showing.
        items: Vec<Item>,
        /// The ids of those that are meant when nothing is said.
        marked: Vec<String>,
    },
    /// A text.
    Text {
        /// What is meant when nothing is written.
        default: String,
        /// Whether saying the default decides nothing.
        is_settled: bool,
        /// Texts that would mean more than was asked, and are refused.
        taken: Vec<String>,
        /// The keys that the text is the value of.
        keys: Vec<TextKey>,
    },
}

/// A key whose value is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextKey {
    /// One of the preset.
    All(String),
    /// One of an application: what that is called, and the key.
    Of(String, String),
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub id: String,
    /// The answer, in a few words.
    pub label: String,
    /// What follows from it; nothing where that goes without saying.
    pub consequence: String,
    /// What it decides; nothing for what the preset says anyway.
    pub says: Vec<Saying>,
    /// Where it leads.
    pub leads: Leads,
}

/// Where a choice leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To the next question.
    On,
    /// To the question before, whose answer is taken back.
    Back,
    /// To the end of the interview.
    Out,
}

/// One of several things that may be chosen together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub id: String,
    /// What it is, in a few words.
    pub label: String,
    /// What it decides when it is chosen; nothing where that only leads to other questions.
    pub says: Vec<Saying>,
}

/// What a person answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The id of a choice.
    One(String),
    /// The ids of items.
    Many(Vec<String>),
    /// A text.
    Text(String),
}

impl Question {
    /// Begins a question with several answers; the first is the default.
    pub fn one(id: impl Into<String>, prompt: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(
            id,
            prompt,
            Ask::One {
                choices,
                default: 0,
            },
        )
    }

    /// Begins a question for some of several things.
    pub(in crate::migration) fn many(
        id: impl Into<String>,
        prompt: impl Into<String>,
        items: Vec<Item>,
    ) -> Self {
        let marked = Vec::new();
        Self::new(id, prompt, Ask::Many { items, marked })
    }

    /// Begins a question for a text.
    pub fn text(
        id: impl Into<String>,
        prompt: impl Into<String>,
        default: impl Into<String>,
        keys: Vec<TextKey>,
    ) -> Self {
        let default = default.into();
        Self::new(
            id,
            prompt,
            Ask::Text {
                default,
                is_settled: true,
                taken: Vec::new(),
                keys,
            },
        )
    }

    fn new(id: impl Into<String>, prompt: impl Into<String>, ask: Ask) -> Self {
        Self {
            id: id.into(),
            prompt: prompt.into(),
            why: Vec::new(),
            places: Vec::new(),
            ask,
        }
    }

    /// Lets the default be a decision like any other text.
    #[must_use]
    pub(in crate::migration) fn open(mut self) -> Self {
        if let Ask::Text { is_settled, .. } = &mut self.ask {
            *is_settled = false;
        }
        self
    }

    /// Refuses texts that would mean more than was asked.
    #[must_use]
    pub(in crate::migration) fn refusing(mut self, texts: impl Iterator<Item = String>) -> Self {
        if let Ask::Text { taken, .. } = &mut self.ask {
            taken.extend(texts);
        }
        self
    }

    /// Returns why an answer is none.
    pub fn refusal(&self, answer: &Answer) -> String {
        match (&self.ask, answer) {
            (Ask::Text { taken, .. }, Answer::Text(text)) if taken.contains(text) => format!(
                "`{text}` is another one already. To let them share it, go back to where that is asked."
            ),
            _ => "That is no answer to it.".to_owned(),
        }
    }

    /// Says why it is asked.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why.push(why.into());
        self
    }

    /// Proposes what was answered before. What may be answered, and what that decides, is known to the question without that.
    #[must_use]
    pub fn proposing(mut self, before: &Answer) -> Self {
        match (&mut self.ask, before) {
            (Ask::One { choices, default }, Answer::One(id)) => {
                let before = choices.iter().position(|choice| choice.id == *id);
                *default = before.unwrap_or(*default);
            }
            (Ask::Many { items, marked }, Answer::Many(ids)) => {
                let is_there = |id: &&String| items.iter().any(|item| item.id == **id);
                *marked = ids.iter().filter(is_there).cloned().collect();
            }
            (Ask::Text { default, .. }, Answer::Text(text)) => default.clone_from(text),
            _ => {}
        }
        self
    }

    /// Returns the answer that is right for most.
    pub fn default_answer(&self) -> Answer {
        match &self.ask {
            Ask::One { choices, default } => {
                let choice = choices.get(*default);
                Answer::One(choice.map_or_else(String::new, |choice| choice.id.clone()))
            }
            Ask::Many { marked, .. } => Answer::Many(marked.clone()),
            Ask::Text { default, .. } => Answer::Text(default.clone()),
        }
    }

    /// Returns the choice of an answer.
    pub fn chosen(&self, answer: &Answer) -> Option<&Choice> {
        match (&self.ask, answer) {
            (Ask::One { choices, .. }, Answer::One(id)) => {
                choices.iter().find(|choice| choice.id == *id)
            }
            _ => None,
        }
    }

    /// Returns what an answer decides; nothing if it answers another question.
    pub fn says(&self, answer: &Answer) -> Option<Vec<Saying>> {
        match (&self.ask, answer) {
            (Ask::One { .. }, Answer::One(_)) => Some(self.chosen(answer)?.says.clone()),
            (Ask::Many { items, .. }, Answer::Many(ids)) => {
                let chosen = |id: &String| items.iter().find(|item| item.id == *id);
                let chosen: Option<Vec<&Item>> = ids.iter().map(chosen).collect();
                let says = chosen?.into_iter().flat_map(|item| item.says.clone());
                Some(says.collect())
            }
            (
                Ask::Text {
                    default,
                    is_settled: true,
                    ..
                },
                Answer::Text(text),
            ) if text == default => Some(Vec::new()),
            (Ask::Text { taken, .. }, Answer::Text(text)) if taken.contains(text) => None,
            (Ask::Text { keys, .. }, Answer::Text(text)) => {
                let keys = keys.iter();
                let sayings = keys.map(|key| match key {
                    TextKey::All(key) => Saying::set(key, text),
                    TextKey::Of(id, key) => Saying::application(id, key, text),
                });
                Some(sayings.collect())
            }
            _ => None,
        }
    }
}

impl Choice {
    /// Returns an answer that leaves everything to the preset.
    pub fn new(
        id: impl Into<String>,
        label: impl Into<String>,
        consequence: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            consequence: consequence.into(),
            says: Vec::new(),
            leads: Leads::On,
        }
    }

    /// Adds what it decides.
    #[must_use]
    pub fn saying(mut self, saying: Saying) -> Self {
        self.says.push(saying);
        self
    }

    /// Lets it end the interview.
    #[must_use]
    pub fn stopping(mut self) -> Self {
        self.leads = Leads::Out;
        self
    }

    /// Lets it take the answer before back.
    #[must_use]
    pub(super) fn going_back(mut self) -> Self {
        self.leads = Leads::Back;
        self
    }
}
