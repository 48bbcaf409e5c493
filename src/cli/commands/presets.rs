//! `presets`: which there are, and what one says.

use std::path::Path;

use super::{Outcome, Problem, not_written};
use crate::cli::arguments::{PresetsCommand, PresetsOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::settings::Settings;
use crate::migration::{Library, Preset, PresetError};
use crate::report::{self, Failure};

/// Lists the presets, or shows one.
pub(in crate::cli) fn presets(output: &mut Output, options: &PresetsOptions) -> Outcome {
    let product = match &options.command {
        PresetsCommand::List => list(output.columns()),
        PresetsCommand::Show { preset } => Library::new(&read).shown(preset),
    };
    let product = product.map_err(|error| not_usable(&error))?;
    output
        .product(product.as_bytes())
        .map_err(|error| not_written(&error))?;
    Ok(ExitStatus::Done)
}

/// Reads a file of text on this machine.
pub(super) fn read(path: &Path) -> Result<String, String> {
    Settings::read_text(path)
}

pub(super) fn not_usable(error: &PresetError) -> Problem {
    let mut failure = Failure::from_error(error);
    failure.help.extend(error.help());
    (ExitStatus::Usage, failure)
}

fn list(columns: usize) -> Result<String, PresetError> {
    let presets = Preset::names().into_iter().map(Preset::named);
    let presets: Vec<_> = presets.collect::<Result<_, _>>()?;
    Ok(report::presets_text(&presets, columns))
}
