//! `wizard`: the interview, for somebody at a terminal.

mod desk;
mod server;
mod session;
mod told;

use std::io::{IsTerminal as _, stderr, stdin};

use self::server::chosen;
use self::session::{Session, no_draft};
use super::decided::{Answers, answers, templates};
use super::plan::{NOTHING_TO_MIGRATE, refuse_old_versions};
use super::presets::{not_usable, read};
use super::{Outcome, not_written};
use crate::cli::arguments::{SourceOptions, WizardOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::server::Server;
use crate::cli::settings::Settings;
use crate::cli::sign_of_life::SignOfLife;
use crate::findings::{self, Facts, RULES};
use crate::migration::{Draft, Drafting, Library, PresetError, Transcript};
use crate::report::{self, Checked, Failure, Inspection};
use crate::wsgi::Mounted;

/// Asks, shows, and writes what is wanted.
pub(in crate::cli) fn wizard(
    output: &mut Output,
    source: &SourceOptions,
    options: &WizardOptions,
) -> Outcome {
    let is_terminal = stdin().is_terminal() && stderr().is_terminal();
    if !is_terminal && !options.plain {
        let settings = Settings::new(source)?;
        return looked_at(&settings, source, options, |seen| {
            without_terminal(output, seen.drafting)
        });
    }
    let mut session = Session::begin(output, options, is_terminal)?;
    let chosen = match chosen(session.interview(), source) {
        Ok(source) => source?,
        Err(stop) => return session.end(Err(stop.into()), None),
    };
    let settings = Settings::new(&chosen)?;
    let config = chosen.config.as_deref();
    session.is_about(&settings, config.filter(|_| source.config.is_none()))?;
    looked_at(&settings, &chosen, options, |seen| {
        session.hold(&chosen, &settings, seen)
    })
}

/// A server, as an interview sees it.
struct Seen<'s> {
    drafting: &'s Drafting<'s>,
    inspection: Inspection<'s>,
    checked: Checked<'s>,
}

/// Looks at a server, and does something with what is seen.
fn looked_at(
    settings: &Settings,
    source: &SourceOptions,
    options: &WizardOptions,
    with: impl FnOnce(&Seen<'_>) -> Outcome,
) -> Outcome {
    let sign_of_life = SignOfLife::show("looking at the server");
    let server = Server::read(settings, source)?;
    server.refuse_what_httpd_refuses()?;
    refuse_old_versions(server.mod_wsgi)?;
    server.examined(|situation| {
        let findings = findings::find(&Facts::new(situation, None), RULES);
        let answers = Answers::read(&options.decisions)?;
        let drafting = Drafting {
            situation,
            runtime: &settings.runtime,
            library: Library::new(&read),
            said: answers.said(&options.decisions),
            templates: templates(&options.decisions)?,
        };
        let shown: Vec<&Mounted> = situation.overview.applications.iter().collect();
        drop(sign_of_life);
        with(&Seen {
            drafting: &drafting,
            inspection: Inspection {
                lines: server.lines(),
                overview: situation.overview,
                shown: &shown,
                mod_wsgi: server.mod_wsgi,
                errors: &[],
            },
            checked: Checked {
                lines: server.lines(),
                findings: &findings,
                mod_wsgi: server.mod_wsgi,
                root: settings.root(),
            },
        })
    })
}

/// Writes what would have been asked as a file of answers, and says what to do with it.
fn without_terminal(output: &mut Output, drafting: &Drafting<'_>) -> Outcome {
    if drafting.situation.inventory.directives == 0 {
        output.talk(NOTHING_TO_MIGRATE);
        return Ok(ExitStatus::Done);
    }
    let questions = drafting.questions().map_err(|error| no_draft(&error))?;
    let draft = drafting.draft(&Transcript::default());
    let draft = draft.map_err(|error| no_draft(&error))?;
    let answers = answers_of(&draft, &Transcript::default());
    let answers = answers.map_err(|error| not_usable(&error))?;
    let text = report::questionnaire(&questions, &answers);
    output
        .product(text.as_bytes())
        .map_err(|error| not_written(&error))?;
    let failure = Failure::new("there is no terminal at which questions can be asked")
        .help("standard output has them, as a file of answers; change it, then `wsgi-daemonize plan --answers FILE`")
        .help(IN_LINES);
    Err((ExitStatus::Usage, failure))
}

const IN_LINES: &str = "`--plain` asks in lines of text, and reads the answers from standard input";

/// Returns the decisions of a draft, with what was asked.
fn answers_of(draft: &Draft, transcript: &Transcript) -> Result<String, PresetError> {
    let answers = answers(&draft.decisions, &draft.plan)?;
    Ok(format!("{answers}{}", transcript.recorded()))
}
