//! [`Session`]: an interview that is held, and how it ends.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::desk::Folder;
use super::{IN_LINES, Seen};
use crate::cli::arguments::{LAST_INTERVIEW, WizardOptions};
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
    /// Where the interview is kept.
    file: Option<PathBuf>,
    last_words: LastWords,
}

/// What is said when an interview ends before its end.
#[derive(Clone)]
struct LastWords {
    file: Option<PathBuf>,
    /// The command that goes on with it.
    command: Arc<Mutex<String>>,
}

impl LastWords {
    fn command(&self) -> MutexGuard<'_, String> {
        self.command.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn text(&self) -> String {
        let is_kept = self.file.as_deref().is_some_and(Settings::is_there);
        if !is_kept {
            return "nothing was changed\n".to_owned();
        }
        format!(
            "nothing was changed; to go on from here:\n  {}\n",
            self.command()
        )
    }
}

/// Returns the command that goes on with an interview: the same as this one, but for what it goes on from.
fn command(options: &WizardOptions) -> String {
    let mut words = vec!["wsgi-daemonize wizard --resume".to_owned()];
    let resumed = options.resume.as_deref().map(Path::as_os_str);
    let mut arguments = Settings::arguments().into_iter().peekable();
    let mut is_named = false;
    while let Some(argument) = arguments.next() {
        if argument == "--resume" {
            arguments.next_if(|file| Some(file.as_os_str()) == resumed);
        } else if argument == "wizard" && !is_named {
            is_named = true;
        } else if !argument.as_encoded_bytes().starts_with(b"--resume=") {
            words.push(report::shell_word(Path::new(&argument)));
        }
    }
    words.join(" ")
}

impl<'s> Session<'s> {
    /// Begins: from now on a signal gives the terminal back.
    pub(super) fn begin(
        output: &'s mut Output,
        options: &'s WizardOptions,
        is_terminal: bool,
    ) -> Result<Self, Problem> {
        let before = match &options.resume {
            Some(file) if file.as_os_str() == LAST_INTERVIEW => {
                resumed(Settings::session_file().as_deref())?
            }
            Some(file) => resumed(Some(file))?,
            None => Vec::new(),
        };
        let file = Settings::session_file();
        let last_words = LastWords {
            file: file.clone(),
            command: Arc::new(Mutex::new(command(options))),
        };
        let known = last_words.clone();
        let said = move || format!("\n{}", known.text());
        interrupt::watch(is_terminal, said)
            .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
        let is_plain = options.plain || Settings::is_dumb_terminal();
        let interview: Box<dyn Interview> = if is_terminal && !is_plain {
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
            before,
            file,
            last_words,
        })
    }

    /// Notes that the interview is about the server with this main file.
    pub(super) fn is_about(&mut self, config: Option<&Path>) {
        if let Some(config) = config {
            let mut command = self.last_words.command();
            command.push_str(" --config ");
            command.push_str(&report::shell_word(config));
        }
    }

    pub(super) fn interview(&mut self) -> &mut dyn Interview {
        &mut *self.interview
    }

    /// Shows what there is, asks, and writes what is wanted.
    pub(super) fn hold(mut self, settings: &Settings, seen: &Seen<'_>) -> Outcome {
        let mut desk = Folder {
            settings,
            options: self.options,
            file: self.file.clone(),
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
        let before = &self.before;
        let ended = ended.and_then(|()| wizard::walk(seen.drafting, interview, &mut desk, before));
        self.end(ended, Some(settings))
    }

    pub(super) fn end(self, ended: Result<Ended, Broken>, settings: Option<&Settings>) -> Outcome {
        // The terminal is as it was, before anything more is said.
        drop(self.interview);
        let file = self.file.as_deref();
        match ended {
            Ok(Ended::Written | Ended::NothingToDo) => {
                forget(file);
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

/// Takes away what was kept of an interview that came to its end.
fn forget(file: Option<&Path>) {
    if let Some(file) = file {
        Settings::remove(file);
    }
}

/// Reads what was answered before.
fn resumed(file: Option<&Path>) -> Result<Vec<(String, Answer)>, Problem> {
    let Some(file) = file else {
        let failure = Failure::new("it is not known where the last interview was kept");
        return Err((
            ExitStatus::Usage,
            failure.help("name the file: `--resume FILE`"),
        ));
    };
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
