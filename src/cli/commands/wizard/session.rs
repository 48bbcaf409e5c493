//! [`Session`]: an interview that is held, and how it ends.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::desk::Folder;
use super::{IN_LINES, Seen, told};
use crate::cli::arguments::{LAST_INTERVIEW, SourceOptions, WizardOptions};
use crate::cli::commands::plan::NOTHING_TO_MIGRATE;
use crate::cli::commands::presets::not_usable;
use crate::cli::commands::{Outcome, Problem};
use crate::cli::exit::ExitStatus;
use crate::cli::interrupt;
use crate::cli::output::Output;
use crate::cli::pager::Pager;
use crate::cli::settings::Settings;
use crate::httpd::path_bytes;
use crate::migration::{Answer, DraftError, Transcript};
use crate::report::{self, Failure};
use crate::source::printable;
use crate::wizard::{self, Broken, Ended, Interview, Stop, Terminal};

/// An interview that is held.
pub(super) struct Session<'s> {
    output: &'s mut Output,
    options: &'s WizardOptions,
    interview: Box<dyn Interview>,
    /// What was answered in an interview that was broken off.
    before: Vec<(String, Answer)>,
    last_words: LastWords,
}

/// What is said when an interview ends before its end; a signal may end it at any time.
#[derive(Clone)]
struct LastWords(Arc<Mutex<Words>>);

struct Words {
    /// Where the interview is kept, when it is known which server it is about.
    file: Option<PathBuf>,
    /// The command that goes on with it.
    command: String,
}

impl LastWords {
    fn known(&self) -> MutexGuard<'_, Words> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn text(&self) -> String {
        let known = self.known();
        if !known.file.as_deref().is_some_and(Settings::is_there) {
            return "nothing was changed\n".to_owned();
        }
        format!(
            "nothing was changed; to go on from here:\n  {}\n",
            known.command
        )
    }
}

impl<'s> Session<'s> {
    /// Begins: from now on a signal gives the terminal back.
    pub(super) fn begin(
        output: &'s mut Output,
        options: &'s WizardOptions,
        is_terminal: bool,
    ) -> Result<Self, Problem> {
        let last_words = LastWords(Arc::new(Mutex::new(Words {
            file: None,
            command: told::resuming(options),
        })));
        let known = last_words.clone();
        let said = move || format!("\n{}", known.text());
        // Lines change nothing of the terminal.
        let is_drawn = is_terminal && !options.plain && !Settings::is_dumb_terminal();
        interrupt::watch(is_drawn, said)
            .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
        let interview: Box<dyn Interview> = if is_drawn {
            let mut pager = Pager::usual();
            Box::new(Terminal::new(move |text: &str| pager.shows(text)))
        } else {
            let (columns, rows) = (output.talk_columns(), output.talk_rows());
            Box::new(wizard::standard(columns, rows))
        };
        Ok(Self {
            output,
            options,
            interview,
            before: Vec::new(),
            last_words,
        })
    }

    /// Notes which server the interview is about; `chosen` is its main file if that was asked for. What was answered before
    /// about this server is read.
    pub(super) fn is_about(
        &mut self,
        settings: &Settings,
        chosen: Option<&Path>,
    ) -> Result<(), Problem> {
        let file = settings.session_file();
        match &self.options.resume {
            Some(last) if last.as_os_str() == LAST_INTERVIEW => {
                self.before = read_kept(file.as_deref(), settings)?;
            }
            Some(file) => self.before = read_answers(file)?,
            None => {}
        }
        let mut known = self.last_words.known();
        known.file = file;
        if let Some(config) = chosen {
            known.command.push_str(" --config ");
            known.command.push_str(&report::shell_word(config));
        }
        Ok(())
    }

    pub(super) fn interview(&mut self) -> &mut dyn Interview {
        &mut *self.interview
    }

    /// Shows what there is, asks, and writes what is wanted.
    pub(super) fn hold(
        mut self,
        source: &SourceOptions,
        settings: &Settings,
        seen: &Seen<'_>,
    ) -> Outcome {
        let mut desk = Folder {
            settings,
            source,
            options: self.options,
            file: self.last_words.known().file.clone(),
            sign_of_life: None,
        };
        let columns = self.interview.columns();
        let welcome = report::welcome_text(seen.inspection, seen.checked, columns);
        let ended = self.interview.page(&welcome).map_err(Broken::from);
        if seen.drafting.situation.inventory.directives == 0 {
            let told = self.interview.tell(NOTHING_TO_MIGRATE);
            let ended = ended.and(told.map_err(Broken::from));
            return self.end(ended.map(|()| Ended::NothingToDo), Some(settings));
        }
        let interview = &mut *self.interview;
        let is_kept = desk.file.as_deref().is_some_and(Settings::is_there);
        let told = if is_kept && self.options.resume.is_none() {
            interview.tell(IS_KEPT)
        } else {
            Ok(())
        };
        let ended = ended.and(told.map_err(Broken::from));
        let before = &self.before;
        let ended = ended.and_then(|()| wizard::walk(seen.drafting, interview, &mut desk, before));
        self.end(ended, Some(settings))
    }

    pub(super) fn end(self, ended: Result<Ended, Broken>, settings: Option<&Settings>) -> Outcome {
        // The terminal is as it was, before anything more is said.
        drop(self.interview);
        match ended {
            Ok(ended) => {
                // What nothing came of may be gone on with.
                if let (Ended::Written, Some(file)) = (ended, &self.last_words.known().file) {
                    Settings::remove(file);
                }
                if let Some(settings) = settings {
                    settings.tell_notes(self.output);
                }
                Ok(ExitStatus::Done)
            }
            Err(Broken::Stop(Stop::Interrupted)) => interrupt::wait(),
            Err(Broken::Stop(Stop::Wish)) => {
                self.output.talk(&self.last_words.text());
                Ok(ExitStatus::Done)
            }
            Err(Broken::Stop(Stop::Ended)) => {
                self.output.talk(&self.last_words.text());
                Ok(ExitStatus::Usage)
            }
            Err(Broken::Stop(Stop::Broken(error))) => {
                let mut failure = Failure::new("the terminal cannot be used");
                failure.causes.push(error.to_string());
                Err((ExitStatus::Usage, failure.help(IN_LINES)))
            }
            Err(Broken::Draft(error)) => Err(no_draft(&error)),
        }
    }
}

/// What is said to somebody who begins anew.
const IS_KEPT: &str = "\nAn interview about this server was broken off: `--resume` goes on with it.\nThe first answer here takes its place.\n";

/// Reads what was answered in the interview about this server that was broken off.
fn read_kept(file: Option<&Path>, settings: &Settings) -> Result<Vec<(String, Answer)>, Problem> {
    let failure = match file {
        None => Failure::new("it is not known where the last interview was kept")
            .help("name the file: `--resume FILE`"),
        Some(file) if Settings::is_there(file) => return read_answers(file),
        Some(_) => {
            let config = settings.on_this_machine(&settings.runtime.config);
            let config = printable(path_bytes(&config));
            Failure::new(format!("no interview about `{config}` was broken off")).help(
                "to go on with one about another server, give the options that it began with, such as `--config FILE`",
            )
        }
    };
    Err((ExitStatus::Usage, failure))
}

/// Reads what was asked and answered from a file of answers.
fn read_answers(file: &Path) -> Result<Vec<(String, Answer)>, Problem> {
    let text = Settings::read_named(file)?;
    Transcript::read(&printable(path_bytes(file)), &text).map_err(|error| not_usable(&error))
}

pub(super) fn no_draft(error: &DraftError) -> Problem {
    let mut failure = Failure::from_error(error);
    failure.help.extend(error.help());
    let status = if error.is_about_answers() {
        ExitStatus::Usage
    } else {
        ExitStatus::Refused
    };
    (status, failure)
}
