//! [`Interview`]: how a person is asked; and what they may say besides an answer.

use std::io;

use crate::migration::{Answer, Ask, Choice, Item, Question};
use crate::report;

/// What somebody says to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply<T> {
    /// This.
    Answer(T),
    /// Back to the question before.
    Back,
    /// Why is this asked?
    Why,
}

/// Why an interview ends before its end.
#[derive(Debug)]
pub enum Stop {
    /// The person wants it.
    Wish,
    /// Nobody can answer any more: the end of the input.
    Ended,
    /// A signal; the process is about to end.
    Interrupted,
    /// The terminal does not work.
    Broken(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::Interrupted => Self::Interrupted,
            io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected => Self::Ended,
            _ => Self::Broken(error),
        }
    }
}

/// A key, and what it does.
pub type Key = (char, &'static str);

/// How a person is asked.
pub trait Interview {
    /// Returns how wide a text may be.
    fn columns(&self) -> usize;

    /// Says something.
    fn tell(&mut self, text: &str) -> Result<(), Stop>;

    /// Says something that may be longer than a screen.
    fn page(&mut self, text: &str) -> Result<(), Stop>;

    /// Shows a text that somebody wants to read in peace, such as a whole file.
    fn view(&mut self, text: &str) -> Result<(), Stop> {
        self.page(text)
    }

    /// Asks for one of several answers; the reply is its index.
    fn choose(
        &mut self,
        prompt: &str,
        choices: &[Choice],
        default: usize,
    ) -> Result<Reply<usize>, Stop>;

    /// Asks for some of several things, of which some are marked already; the reply has the indices of those that are then.
    fn choose_many(
        &mut self,
        prompt: &str,
        items: &[Item],
        marked: &[usize],
    ) -> Result<Reply<Vec<usize>>, Stop>;

    /// Asks for a text.
    fn enter(&mut self, prompt: &str, default: &str) -> Result<Reply<String>, Stop>;

    /// Asks for one of several keys.
    fn key(&mut self, keys: &[Key]) -> Result<char, Stop>;

    /// Asks a question, and says why it is asked to those who want to know.
    fn ask(&mut self, question: &Question) -> Result<Reply<Answer>, Stop> {
        let prompt = &question.prompt;
        loop {
            let reply = match &question.ask {
                Ask::One { choices, default } => {
                    let reply = self.choose(prompt, choices, *default)?;
                    reply.map(|index| {
                        let choice = choices.get(index);
                        Answer::One(choice.map_or_else(String::new, |choice| choice.id.clone()))
                    })
                }
                Ask::Many { items, marked } => {
                    let all = items.iter().enumerate();
                    let marked = all.filter(|(_, item)| marked.contains(&item.id));
                    let marked: Vec<usize> = marked.map(|(index, _)| index).collect();
                    self.choose_many(prompt, items, &marked)?.map(|indices| {
                        let chosen = indices.into_iter().filter_map(|index| items.get(index));
                        Answer::Many(chosen.map(|item| item.id.clone()).collect())
                    })
                }
                Ask::Text { default, .. } => self.enter(prompt, default)?.map(Answer::Text),
            };
            if reply != Reply::Why {
                return Ok(reply);
            }
            self.page(&report::why_text(question, self.columns()))?;
        }
    }
}

impl<T> Reply<T> {
    fn map<U>(self, with: impl FnOnce(T) -> U) -> Reply<U> {
        match self {
            Self::Answer(answer) => Reply::Answer(with(answer)),
            Self::Back => Reply::Back,
            Self::Why => Reply::Why,
        }
    }
}
