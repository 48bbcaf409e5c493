//! Which server an interview is about, where several are installed.

use crate::cli::arguments::SourceOptions;
use crate::cli::commands::Problem;
use crate::cli::settings::Settings;
use crate::migration::{Answer, Choice, Question};
use crate::wizard::{Interview, Reply, Stop};

/// Asks which server is meant, if nobody has said and there are several; returns the options that name it.
pub(super) fn chosen(
    interview: &mut dyn Interview,
    source: &SourceOptions,
) -> Result<Result<SourceOptions, Problem>, Stop> {
    let installed = match Settings::installed(source) {
        Ok(installed) => installed,
        Err(problem) => return Ok(Err(problem)),
    };
    let mut source = source.clone();
    if source.config.is_none() && installed.len() > 1 {
        let question = question(installed.iter().map(|config| config.display().to_string()));
        let index = loop {
            match interview.ask(&question)? {
                Reply::Answer(Answer::One(id)) => break id.parse::<usize>(),
                _ => interview.tell("This is the first question.\n")?,
            }
        };
        let config = index
            .ok()
            .and_then(|index| installed.into_iter().nth(index));
        source.config = config;
    }
    Ok(Ok(source))
}

fn question(configs: impl Iterator<Item = String>) -> Question {
    let choices = configs
        .enumerate()
        .map(|(index, config)| Choice::new(index.to_string(), config, ""));
    let prompt = "Several servers are installed. Which one?";
    Question::one("server", prompt, choices.collect()).because(
        "Each of these is the main configuration file of a server of its own. `--config FILE` names one without being asked.",
    )
}
