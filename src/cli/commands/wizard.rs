//! `wizard`: the interview, for somebody at a terminal.

use std::io::{IsTerminal as _, stderr, stdin};
use std::path::{Path, PathBuf};

use super::decided::{Answers, answers, templates};
use super::plan::refuse_old_versions;
use super::presets::{not_usable, read};
use super::{Outcome, Problem, not_written, refuse_what_httpd_refuses};
use crate::cli::arguments::{LAST_INTERVIEW, SourceOptions, WizardOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::interrupt;
use crate::cli::output::Output;
use crate::cli::settings::{Settings, mod_wsgi_version};
use crate::httpd;
use crate::httpd::path_bytes;
use crate::httpd::request::Router;
use crate::migration::{
    Answer, Draft, DraftError, Drafting, Library, PresetError, Situation, Transcript,
};
use crate::patch::CONTEXT;
use crate::report::{self, Failure, Inspection, Lines};
use crate::source::printable;
use crate::wizard::{self, Broken, Desk, Ended, Interview, Product, Stop, Terminal};
use crate::wsgi::{self, Answerer, Mounted};

/// Asks, shows, and writes what is wanted.
pub(in crate::cli) fn wizard(
    output: &mut Output,
    source: &SourceOptions,
    options: &WizardOptions,
) -> Outcome {
    let given_version = mod_wsgi_version(source)?;
    let settings = Settings::new(source)?;
    let tree = settings.read()?;
    let config = httpd::evaluate(&tree);
    let mod_wsgi = given_version.or_else(|| wsgi::find_version(&settings.host, &tree));
    refuse_what_httpd_refuses(&tree, &config, mod_wsgi)?;
    refuse_old_versions(mod_wsgi)?;
    let router = Router::new(&settings.host, &tree, &config);
    let answerer = Answerer::new(&router, mod_wsgi);
    let inventory = wsgi::take_inventory(&settings.host, &tree, &config);
    let overview = wsgi::overview(&answerer);
    let answers = Answers::read(&options.decisions)?;
    let library = Library::new(&read);
    let drafting = Drafting {
        situation: Situation {
            host: &settings.host,
            tree: &tree,
            config: &config,
            inventory: &inventory,
            overview: &overview,
            answerer: &answerer,
            mod_wsgi,
        },
        runtime: &settings.runtime,
        library,
        said: answers.said(&options.decisions),
        templates: templates(&options.decisions)?,
    };
    let shown: Vec<&Mounted> = overview.applications.iter().collect();
    let inspection = Inspection {
        lines: Lines {
            tree: &tree,
            config: &config,
        },
        overview: &overview,
        shown: &shown,
        mod_wsgi,
        errors: &[],
    };
    Session {
        output,
        settings: &settings,
        options,
    }
    .hold(&drafting, inspection)
}

/// An interview that is to be held.
struct Session<'s> {
    output: &'s mut Output,
    settings: &'s Settings,
    options: &'s WizardOptions,
}

impl Session<'_> {
    fn hold(self, drafting: &Drafting<'_>, inspection: Inspection<'_>) -> Outcome {
        let is_terminal = stdin().is_terminal() && stderr().is_terminal();
        if !is_terminal && !self.options.plain {
            return self.without_terminal(drafting);
        }
        let mut before = Vec::new();
        if let Some(file) = &self.options.resume {
            let is_last = file.as_os_str() == LAST_INTERVIEW;
            let file = if is_last {
                Settings::session_file()
            } else {
                Some(file.clone())
            };
            before = resumed(file.as_deref())?;
        }
        let file = Settings::session_file();
        let kept = file.clone();
        let said = move || format!("\n{}", last_words(kept.as_deref()));
        interrupt::watch(is_terminal, said)
            .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
        let columns = self.output.talk_columns();
        let mut plain;
        let mut terminal;
        let interview: &mut dyn Interview = if is_terminal && !self.is_plain() {
            terminal = Terminal::new();
            &mut terminal
        } else {
            plain = wizard::standard(columns, self.output.talk_rows());
            &mut plain
        };
        let mut desk = Folder {
            settings: self.settings,
            options: self.options,
            file: file.clone(),
        };
        let welcome = report::welcome_text(inspection, interview.columns());
        let ended = interview.page(&welcome).map_err(Broken::from);
        let ended = ended.and_then(|()| wizard::walk(drafting, interview, &mut desk, &before));
        self.end(ended, file.as_deref())
    }

    /// Returns whether questions are lines, although there is a terminal.
    fn is_plain(&self) -> bool {
        self.options.plain || Settings::is_dumb_terminal()
    }

    fn end(self, ended: Result<Ended, Broken>, file: Option<&Path>) -> Outcome {
        match ended {
            Ok(Ended::Written | Ended::NothingToDo) => {
                forget(file);
                self.settings.tell_notes(self.output);
                Ok(ExitStatus::Done)
            }
            Err(Broken::Stop(Stop::Interrupted)) => interrupt::wait(),
            Err(Broken::Stop(Stop::Wish)) => {
                self.output.talk(&last_words(file));
                Ok(ExitStatus::Done)
            }
            Err(Broken::Stop(Stop::Ended)) => {
                self.output.talk(&last_words(file));
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

    /// Writes what would have been asked as a file of answers, and says what to do with it.
    fn without_terminal(self, drafting: &Drafting<'_>) -> Outcome {
        let questions = drafting.questions().map_err(|error| no_draft(&error))?;
        let draft = drafting.draft(&Transcript::default());
        let draft = draft.map_err(|error| no_draft(&error))?;
        let answers = answers_of(&draft, &Transcript::default());
        let answers = answers.map_err(|error| not_usable(&error))?;
        let text = report::questionnaire(&questions, &answers);
        self.output
            .product(text.as_bytes())
            .map_err(|error| not_written(&error))?;
        let failure = Failure::new("there is no terminal at which questions can be asked")
            .help("standard output has them, as a file of answers; change it, then `wsgi-daemonize plan --answers FILE`")
            .help(IN_LINES);
        Err((ExitStatus::Usage, failure))
    }
}

const IN_LINES: &str = "`--plain` asks in lines of text, and reads the answers from standard input";

/// Returns what is said when an interview ends before its end.
fn last_words(file: Option<&Path>) -> String {
    match file.filter(|file| Settings::is_there(file)) {
        Some(_) => {
            "nothing was changed; to go on from here: wsgi-daemonize wizard --resume\n".to_owned()
        }
        None => "nothing was changed\n".to_owned(),
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

/// Returns the decisions of a draft, with what was asked.
fn answers_of(draft: &Draft, transcript: &Transcript) -> Result<String, PresetError> {
    let answers = answers(&draft.decisions, &draft.plan)?;
    Ok(format!("{answers}{}", transcript.recorded()))
}

fn no_draft(error: &DraftError) -> Problem {
    let mut failure = Failure::from_error(error);
    failure.help.extend(error.help());
    let status = if error.is_about_answers() {
        ExitStatus::Usage
    } else {
        ExitStatus::Refused
    };
    (status, failure)
}

/// The folder that somebody stands in, and the file for what was answered so far.
struct Folder<'s> {
    settings: &'s Settings,
    options: &'s WizardOptions,
    file: Option<PathBuf>,
}

impl Desk for Folder<'_> {
    fn wanted(&self) -> Vec<(Product, PathBuf)> {
        let named = [
            (Product::Patch, &self.options.output),
            (Product::Answers, &self.options.decisions.write_answers),
        ];
        let named = named.into_iter();
        named
            .filter_map(|(product, file)| Some((product, file.clone()?)))
            .collect()
    }

    fn keep(&mut self, transcript: &Transcript) {
        if let Some(file) = &self.file {
            Settings::keep(file, transcript.draft_of_answers().as_bytes());
        }
    }

    fn write(
        &mut self,
        product: Product,
        file: &Path,
        draft: &Draft,
        transcript: &Transcript,
    ) -> Result<(), String> {
        let text = match product {
            Product::Patch => {
                let plan = &draft.plan;
                let diff = plan.patch.unified_diff(&plan.base, CONTEXT);
                diff.map_err(|error| error.to_string())?
            }
            Product::Answers => answers_of(draft, transcript)
                .map_err(|error| error.to_string())?
                .into_bytes(),
        };
        // A file that was named on the command line is replaced, as by `plan`.
        if self.wanted().iter().any(|(_, wanted)| wanted == file) {
            let written = Settings::write(file, &text);
            return written.map_err(|(_, failure)| failure.causes.join(": "));
        }
        Settings::write_new(file, &text)
    }

    fn on_this_machine(&self, directory: &Path) -> PathBuf {
        self.settings.on_this_machine(directory)
    }
}
