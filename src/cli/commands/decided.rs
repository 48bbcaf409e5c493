//! [`DecisionOptions`] become what a plan and an interview begin with; and decisions become a file of answers again.

use std::path::Path;

use super::Problem;
use crate::cli::arguments::DecisionOptions;
use crate::cli::exit::ExitStatus;
use crate::cli::settings::Settings;
use crate::httpd::path_bytes;
use crate::migration::{self, Decisions, Plan, PresetError, Said, Templates};
use crate::report::Failure;
use crate::source::printable;

/// A file of answers that was named, and its text.
pub(super) struct Answers(Option<(String, String)>);

impl Answers {
    pub(super) fn read(options: &DecisionOptions) -> Result<Self, Problem> {
        let file = options.answers.as_deref();
        let read = file.map(|file| Ok((printable(path_bytes(file)), Settings::read_named(file)?)));
        Ok(Self(read.transpose()?))
    }

    /// Returns all that was said before anything is asked.
    pub(super) fn said<'s>(&'s self, options: &'s DecisionOptions) -> Said<'s> {
        let answers = self.0.as_ref();
        Said {
            preset: options.preset.as_deref(),
            answers: answers.map(|(file, text)| (file.as_str(), text.as_str())),
            set: &options.set,
            applications: &options.application,
            groups: &options.process_group,
            answered: &[],
        }
    }
}

/// Reads the templates of the directory that was named.
pub(super) fn templates(options: &DecisionOptions) -> Result<Option<Templates>, Problem> {
    let Some(directory) = &options.templates else {
        return Ok(None);
    };
    let files = Settings::read_templates(directory)?;
    let templates = Templates::with(&files).map_err(|error| {
        let path = directory.display();
        let mut failure = Failure::new(format!("cannot use the templates in `{path}`"));
        failure.causes.push(error.to_string());
        failure.help.extend(error.help());
        (ExitStatus::Usage, failure)
    })?;
    Ok(Some(templates))
}

/// Returns the answers that make a plan again. The path of a preset is one from here, and the answers may stand elsewhere.
pub(super) fn answers(decisions: &Decisions, plan: &Plan) -> Result<String, PresetError> {
    let base = decisions.base();
    let absolute = || Settings::absolute_path(Path::new(base)).ok();
    let extends = migration::is_path(base).then(absolute).flatten();
    migration::answers(decisions, plan, extends.as_deref().unwrap_or(base))
}
