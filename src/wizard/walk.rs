//! [`walk`]: from the first question to what becomes of the plan.
//!
//! There is no state but the transcript: an answer is added, the plan is made anew, and to go back is to take the last
//! answer away.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::ending::{Product, finish};
use super::interview::{Interview, Reply, Stop};
use super::review::{left_out, review};
use crate::migration::{Answer, Choice, Draft, DraftError, Drafting, Leads, Question, Transcript};
use crate::report::{self, Lines, Proposal};

/// What surrounds an interview: the machine on which it is held.
pub trait Desk {
    /// Is told that a plan is made, which may take a while.
    fn work_begins(&mut self) {}

    /// Is told that the plan is made.
    fn work_ends(&mut self) {}

    /// Keeps what was answered so far, in case that the interview is broken off.
    fn keep(&mut self, transcript: &Transcript);

    /// Returns the products that are wanted, whatever is answered, and their files: these are not asked for.
    fn wanted(&self) -> Vec<(Product, PathBuf)> {
        Vec::new()
    }

    /// Writes a product to a file; the error says why that cannot be done.
    fn write(
        &mut self,
        product: Product,
        file: &Path,
        draft: &Draft,
        transcript: &Transcript,
    ) -> Result<(), String>;

    /// Returns the command that makes the same plan again by a file of answers.
    fn planning_by(&self, answers: &Path) -> String {
        format!(
            "wsgi-daemonize plan --answers {}",
            report::shell_word(answers)
        )
    }

    /// Returns where a directory of the server is on this machine.
    fn on_this_machine(&self, directory: &Path) -> PathBuf;
}

/// How an interview ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// What was wanted is written.
    Written,
    /// There was nothing to change.
    NothingToDo,
}

/// Why an interview came to nothing.
#[derive(Debug)]
pub enum Broken {
    /// Somebody stopped it.
    Stop(Stop),
    /// There is no plan, whatever is answered.
    Draft(DraftError),
}

impl From<Stop> for Broken {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// An interview that is going on.
pub(super) struct Walk<'w, 's> {
    pub(super) drafting: &'w Drafting<'s>,
    pub(super) interview: &'w mut dyn Interview,
    pub(super) desk: &'w mut dyn Desk,
    pub(super) transcript: Transcript,
    /// What was answered and taken back since another answer was given: to be proposed when it is asked again.
    taken_back: BTreeMap<String, Answer>,
    /// Which answers leave out one piece of the change: several where that has several steps.
    pub(super) left_out: Vec<Range<usize>>,
}

/// Where a person goes from the plan.
enum Way {
    /// To what becomes of it.
    On,
    /// To the question before.
    Back,
    /// To the plan again, which may be another one.
    Again,
    /// To what becomes of it, when what a review has raised is answered.
    Reviewed,
}

/// Asks, shows, and writes what is wanted; `before` is what was answered in an interview that was broken off.
pub fn walk(
    drafting: &Drafting<'_>,
    interview: &mut dyn Interview,
    desk: &mut dyn Desk,
    before: &[(String, Answer)],
) -> Result<Ended, Broken> {
    let mut walk = Walk {
        drafting,
        interview,
        desk,
        transcript: Transcript::default(),
        taken_back: BTreeMap::new(),
        left_out: Vec::new(),
    };
    walk.resume(before)?;
    let mut is_reviewed = false;
    loop {
        let draft = walk.questions()?;
        if draft.plan.is_empty() {
            walk.tell_words(&draft)?;
            return Ok(Ended::NothingToDo);
        }
        let way = if is_reviewed {
            Way::On
        } else {
            walk.look(&draft)?
        };
        is_reviewed = matches!(way, Way::Reviewed);
        match way {
            Way::On if finish(&mut walk, &draft)? => return Ok(Ended::Written),
            Way::Back => walk.back()?,
            Way::On | Way::Again | Way::Reviewed => {}
        }
    }
}

impl Walk<'_, '_> {
    /// Answers again what was answered before, as far as it is asked again.
    fn resume(&mut self, before: &[(String, Answer)]) -> Result<(), Broken> {
        let mut lost = Vec::new();
        let mut known = Vec::new();
        for (id, answer) in before {
            let draft = self.draft()?;
            let skipped = super::review::question_called(&draft, id);
            let question = draft.next.filter(|question| question.id == *id).or(skipped);
            let noted = question.and_then(|question| {
                let answer = question.read(answer);
                let is_noted = self.transcript.note(&question, answer.clone());
                is_noted.then_some((question, answer))
            });
            match noted {
                Some(noted) => known.push(noted),
                None => lost.push(id.as_str()),
            }
        }
        if !known.is_empty() {
            let text = report::answered_text(&known, self.interview.columns());
            self.interview.page(&text)?;
        }
        if !lost.is_empty() {
            let lost = lost.join(", ");
            let text = format!("Not asked any more, so these answers do not count: {lost}\n");
            self.interview.tell(&text)?;
        }
        Ok(())
    }

    /// Asks until nothing is open; returns the plan.
    fn questions(&mut self) -> Result<Draft, Broken> {
        loop {
            let draft = self.draft()?;
            let Some(question) = &draft.next else {
                return Ok(draft);
            };
            let asked = match self.taken_back.get(&question.id) {
                Some(before) => &question.clone().proposing(before),
                None => question,
            };
            match self.interview.ask(asked)? {
                Reply::Answer(answer) => {
                    let choice = question.chosen(&answer);
                    match choice.map_or(Leads::On, |choice| choice.leads) {
                        Leads::On => self.answer(question, &answer)?,
                        Leads::Back => self.back()?,
                        Leads::Out => return Err(Stop::Wish.into()),
                    }
                }
                Reply::Back => self.back()?,
                Reply::Why => {}
            }
        }
    }

    /// Makes the plan by the answers. The last answer is taken back if there is none by it, and that is said.
    pub(super) fn draft(&mut self) -> Result<Draft, Broken> {
        loop {
            self.desk.work_begins();
            let draft = self.drafting.draft(&self.transcript);
            self.desk.work_ends();
            match draft {
                Ok(draft) => return Ok(draft),
                Err(error) if error.is_about_answers() && self.transcript.take_back().is_some() => {
                    let text = error.to_string();
                    let text = text.strip_prefix("your answer: ").unwrap_or(&text);
                    let columns = self.interview.columns();
                    let mut text = report::prompt_text(&format!("That cannot be: {text}"), columns);
                    if let Some(help) = error.help() {
                        text.push_str(&report::meaning_text(&help, columns));
                    }
                    self.interview.tell(&text)?;
                }
                Err(error) => return Err(Broken::Draft(error)),
            }
        }
    }

    pub(super) fn answer(&mut self, question: &Question, answer: &Answer) -> Result<(), Stop> {
        if !self.transcript.note(question, answer.clone()) {
            let refusal = question.refusal(answer);
            self.interview.tell(&format!("{refusal}\n"))?;
            return Ok(());
        }
        let before = self.taken_back.remove(&question.id);
        if before.is_some_and(|before| before != *answer) {
            // What follows may be asked for other reasons now, with other proposals.
            self.taken_back.clear();
        }
        self.desk.keep(&self.transcript);
        Ok(())
    }

    /// Takes the last answer back, or all those by which a piece of the change was left out.
    pub(super) fn back(&mut self) -> Result<(), Stop> {
        let count = self.transcript.len();
        if count == 0 {
            return self.interview.tell("This is the first question.\n");
        }
        self.left_out.retain(|piece| piece.end <= count);
        let piece = self.left_out.pop_if(|piece| piece.end == count);
        let first = piece.map_or(count - 1, |piece| piece.start);
        while self.transcript.len() > first {
            if let Some((question, answer)) = self.transcript.take_back() {
                match left_out(&question) {
                    Some(what) => {
                        let text = format!("Not left out any more: {what}");
                        let text = report::prompt_text(&text, self.interview.columns());
                        self.interview.tell(&text)?;
                    }
                    None => drop(self.taken_back.insert(question, answer)),
                }
            }
        }
        self.desk.keep(&self.transcript);
        Ok(())
    }

    /// Shows the plan, as much of it as a person wants to see.
    fn look(&mut self, draft: &Draft) -> Result<Way, Broken> {
        let outline = report::plan_outline(&draft.plan, self.interview.columns());
        self.interview.page(&format!("\nThe plan\n{outline}"))?;
        loop {
            let reply = self.interview.ask(&what_to_see(draft))?;
            let Reply::Answer(Answer::One(id)) = reply else {
                return Ok(Way::Back);
            };
            match id.as_str() {
                "words" => {
                    let text = self.words(draft);
                    self.interview.view(&text)?;
                }
                "hunks" if review(self)? => return Ok(Way::Reviewed),
                "hunks" => return Ok(Way::Again),
                _ => return Ok(Way::On),
            }
        }
    }

    /// Tells the plan in words.
    fn tell_words(&mut self, draft: &Draft) -> Result<(), Stop> {
        let text = self.words(draft);
        self.interview.page(&text)
    }

    /// Returns the plan in words.
    fn words(&self, draft: &Draft) -> String {
        let columns = self.interview.columns();
        let base = self.desk.on_this_machine(&draft.plan.base);
        let text = report::plan_text(self.proposal(draft, &base, None), columns);
        format!("\n{text}")
    }

    /// Returns a draft as a report sees it.
    pub(super) fn proposal<'p>(
        &'p self,
        draft: &'p Draft,
        base: &'p Path,
        patch_file: Option<&'p Path>,
    ) -> Proposal<'p> {
        let situation = &self.drafting.situation;
        Proposal {
            lines: Lines {
                tree: situation.tree,
                config: situation.config,
            },
            plan: &draft.plan,
            proof: &draft.proof,
            // The first screen says it.
            wrong: &[],
            mod_wsgi: situation.mod_wsgi,
            patch_file,
            base,
        }
    }
}

/// Returns the question that follows the outline of a plan.
fn what_to_see(draft: &Draft) -> Question {
    let files = draft.plan.patch.changes().count();
    let files = if files == 1 {
        "1 file".to_owned()
    } else {
        format!("{files} files")
    };
    let choices = vec![
        Choice::new(
            "hunks",
            "See the change, piece by piece",
            "each piece can be left out",
        ),
        Choice::new(
            "words",
            "Read the whole plan in words",
            "every step with its reason and its lines",
        ),
        Choice::new("on", "Go on: what becomes of it", "nothing is changed yet"),
    ];
    let prompt = format!("It changes {files}. What now?");
    Question::one("look", prompt, choices).because(
        "The plan has been proven on a model: every application that is served now is served then, and a second plan finds \
         nothing more to do.",
    )
}
