//! A transcript as text: at the end of a file of answers, where `plan` passes over it, and an interview goes on from it.

use serde::Deserialize;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::question::{Answer, Ask, Question};
use super::transcript::Transcript;
use crate::migration::decisions::{BY_A_PERSON, Saying};
use crate::migration::preset::PresetError;
use crate::migration::preset::{Layer, lay_over, text_with_key};

/// The key of the array.
const INTERVIEW: &str = "interview";

/// A question with its answer, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::migration) struct Recorded {
    question: String,
    answer: Words,
}

/// One word, or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Several(Vec<String>),
}

impl Transcript {
    /// Returns the questions with their answers as TOML: what stands at the end of a file of answers.
    pub fn recorded(&self) -> String {
        let mut tables = ArrayOfTables::new();
        for (question, answer) in self.answers() {
            let mut table = Table::new();
            table.insert("question", value(question));
            let answer = match answer {
                Answer::One(word) | Answer::Text(word) => Value::from(word.as_str()),
                Answer::Many(words) => Value::Array(words.iter().collect::<Array>()),
            };
            table.insert("answer", Item::Value(answer));
            tables.push(table);
        }
        if tables.is_empty() {
            return String::new();
        }
        let mut document = DocumentMut::new();
        document.insert(INTERVIEW, Item::ArrayOfTables(tables));
        format!(
            "\n# What was asked, for `wsgi-daemonize wizard --resume FILE`; `plan` passes over it.\n\n{document}"
        )
    }

    /// Returns all that was decided as a file of answers, in which what nobody has said is left to the preset.
    pub fn draft_of_answers(&self) -> String {
        let mut document = DocumentMut::new();
        let comment = format!("  # {BY_A_PERSON}");
        for saying in self.sayings() {
            let text = match saying {
                Saying::Preset(name) => format!("extends = {}{comment}\n", Value::from(name)),
                Saying::Set { key, value } => text_with_key(&key, &value, &comment),
                Saying::Application { id, key, value } => {
                    let id = toml_edit::Key::new(id).display_repr().into_owned();
                    text_with_key(&format!("application.{id}.{key}"), &value, &comment)
                }
                Saying::ProcessGroup { name, key, value } => {
                    let name = toml_edit::Key::new(name).display_repr().into_owned();
                    text_with_key(&format!("process-group.{name}.{key}"), &value, &comment)
                }
            };
            // What cannot be read was refused when it was answered.
            let said: DocumentMut = text.parse().unwrap_or_default();
            lay_over(document.as_table_mut(), said.as_table());
        }
        format!("{document}{}", self.recorded())
    }

    /// Reads what was asked and answered from a file of answers; `title` is what a person calls it.
    pub fn read(title: &str, text: &str) -> Result<Vec<(String, Answer)>, PresetError> {
        let layer = Layer::parse(title, text)?;
        let recorded = layer.interview.into_iter();
        let recorded = recorded.map(|Recorded { question, answer }| {
            let answer = match answer {
                Words::One(word) => Answer::Text(word),
                Words::Several(words) => Answer::Many(words),
            };
            (question, answer)
        });
        Ok(recorded.collect())
    }
}

impl Question {
    /// Returns an answer that was read, as one to this question: a choice is written as a text.
    pub fn read(&self, answer: &Answer) -> Answer {
        match (&self.ask, answer) {
            (Ask::One { .. }, Answer::Text(id)) => Answer::One(id.clone()),
            _ => answer.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::questions::{Choice, Item, TextKey};

    #[test]
    fn what_was_answered_is_read_again() {
        let choice = Choice::new("low", "", "").saying(Saying::Preset("low-memory".to_owned()));
        let item = |id: &str| Item {
            id: id.to_owned(),
            label: String::new(),
            says: vec![Saying::application(id, "leave", "true")],
        };
        let leave = Question::many("leave", "", vec![item("a\"b/"), item("c/")]);
        let key = TextKey::All("daemon.threads".to_owned());
        let questions = [
            Question::one("preset", "", vec![choice]),
            leave,
            Question::text("threads", "", "5", vec![key]),
        ];
        let answers = [
            Answer::One("low".to_owned()),
            Answer::Many(vec!["a\"b/".to_owned()]),
            Answer::Text("3".to_owned()),
        ];
        let mut transcript = Transcript::default();
        for (question, answer) in questions.iter().zip(&answers) {
            assert!(transcript.note(question, answer.clone()));
        }
        let text = transcript.draft_of_answers();
        assert!(
            text.starts_with("extends = \"low-memory\"  # your answer\n"),
            "{text}"
        );
        let read = Transcript::read("the answers", &text).unwrap();
        let read = read.iter().zip(&questions);
        let read: Vec<Answer> = read
            .map(|((_, answer), question)| question.read(answer))
            .collect();
        assert_eq!(read, answers, "{text}");
    }
}
