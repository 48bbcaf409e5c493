//! A person who answers by a script, and a desk that keeps what is written.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use wsgi_daemonize::migration::{self, Answer, Ask, Choice, Draft, Item, Question, Transcript};
use wsgi_daemonize::patch::CONTEXT;
use wsgi_daemonize::wizard::{Desk, Interview, Key, Product, Reply, Stop};

/// What a person does when a question comes.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Chooses by the id of a choice, writes a text, presses a key.
    Say(&'static str),
    /// Chooses several things by their ids.
    Mark(Vec<&'static str>),
    /// Goes back.
    Back,
    /// Goes away.
    Leave,
}

/// A person who answers questions by their ids, in this order; what is not in the script is answered as most would.
#[derive(Default)]
pub(crate) struct Scripted {
    script: VecDeque<(String, Act)>,
    /// The ids of the questions that were asked.
    pub(crate) asked: Vec<String>,
    /// All that was said.
    pub(crate) said: String,
    /// What was said at a time, and may have been longer than a screen.
    pub(crate) pages: Vec<String>,
}

/// The name under which keys are pressed.
pub(crate) const KEY: &str = "key";

impl Scripted {
    pub(crate) fn new(script: impl IntoIterator<Item = (&'static str, Act)>) -> Self {
        let script = script.into_iter();
        Self {
            script: script.map(|(id, act)| (id.to_owned(), act)).collect(),
            ..Self::default()
        }
    }

    /// Fails if something of the script did not come up.
    pub(crate) fn is_through(&self) {
        assert!(self.script.is_empty(), "not asked: {:?}", self.script);
    }

    fn next(&mut self, id: &str) -> Option<Act> {
        let (expected, _) = self.script.front()?;
        (expected == id)
            .then(|| self.script.pop_front())?
            .map(|(_, act)| act)
    }
}

impl Interview for Scripted {
    fn columns(&self) -> usize {
        80
    }

    fn tell(&mut self, text: &str) -> Result<(), Stop> {
        self.said.push_str(text);
        Ok(())
    }

    fn page(&mut self, text: &str) -> Result<(), Stop> {
        self.pages.push(text.to_owned());
        self.tell(text)
    }

    fn choose(&mut self, _: &str, _: &[Choice], _: usize) -> Result<Reply<usize>, Stop> {
        unreachable!("`ask` answers by ids")
    }

    fn choose_many(&mut self, _: &str, _: &[Item], _: &[usize]) -> Result<Reply<Vec<usize>>, Stop> {
        unreachable!("`ask` answers by ids")
    }

    fn enter(&mut self, _: &str, _: &str) -> Result<Reply<String>, Stop> {
        unreachable!("`ask` answers by ids")
    }

    fn key(&mut self, keys: &[Key]) -> Result<char, Stop> {
        let act = self.next(KEY);
        let Some(Act::Say(key)) = act else {
            assert!(act.is_none(), "{act:?} is no key");
            return Ok('a');
        };
        let key = key.chars().next().expect("a key");
        assert!(keys.iter().any(|(known, _)| *known == key), "no key {key}");
        Ok(key)
    }

    fn ask(&mut self, question: &Question) -> Result<Reply<Answer>, Stop> {
        self.asked.push(question.id.clone());
        self.tell(&format!("\n{}\n", question.prompt))?;
        assert!(self.asked.len() < 1000, "the interview goes round");
        let answer = match self.next(&question.id) {
            None => question.default_answer(),
            Some(Act::Back) => return Ok(Reply::Back),
            Some(Act::Leave) => return Err(Stop::Ended),
            Some(Act::Mark(ids)) => Answer::Many(ids.into_iter().map(str::to_owned).collect()),
            Some(Act::Say(text)) => match question.ask {
                Ask::One { .. } => Answer::One(text.to_owned()),
                _ => Answer::Text(text.to_owned()),
            },
        };
        let means = question.says(&answer);
        let is_refused = matches!(answer, Answer::Text(_));
        assert!(
            means.is_some() || is_refused,
            "{answer:?} is no answer to {question:?}"
        );
        Ok(Reply::Answer(answer))
    }
}

/// A desk that keeps what is written to it.
#[derive(Default)]
pub(crate) struct Drawer {
    pub(crate) files: BTreeMap<PathBuf, String>,
    pub(crate) kept: Transcript,
    /// What is wanted before anything is asked.
    pub(crate) wanted: Vec<(Product, PathBuf)>,
    /// A file that cannot be written.
    pub(crate) broken: Option<PathBuf>,
}

impl Desk for Drawer {
    fn keep(&mut self, transcript: &Transcript) {
        self.kept = transcript.clone();
    }

    fn wanted(&self) -> Vec<(Product, PathBuf)> {
        self.wanted.clone()
    }

    fn write(
        &mut self,
        product: Product,
        file: &Path,
        draft: &Draft,
        transcript: &Transcript,
    ) -> Result<(), String> {
        if self.broken.as_deref() == Some(file) {
            return Err("the disk is full".to_owned());
        }
        let text = match product {
            Product::Patch => {
                let diff = draft.plan.patch.unified_diff(&draft.plan.base, CONTEXT);
                crate::support::printable(&diff.expect("a diff"))
            }
            Product::Answers => {
                let base = draft.decisions.base();
                let answers = migration::answers(&draft.decisions, &draft.plan, base);
                format!("{}{}", answers.expect("answers"), transcript.recorded())
            }
        };
        self.files.insert(file.to_owned(), text);
        Ok(())
    }

    fn on_this_machine(&self, directory: &Path) -> PathBuf {
        directory.to_owned()
    }
}
