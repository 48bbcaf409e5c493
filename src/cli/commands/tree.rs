//! `tree`: the configuration in effect.

use super::Outcome;
use crate::cli::arguments::{SourceOptions, TreeFormat, TreeOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::settings::Settings;
use crate::httpd;
use crate::report::{self, Failure, TreeJson};
use crate::wsgi;

/// Shows the configuration that is in effect.
pub(in crate::cli) fn tree(
    output: &mut Output,
    source: &SourceOptions,
    options: &TreeOptions,
) -> Outcome {
    let settings = Settings::new(source)?;
    let tree = settings.read()?;
    let config = httpd::evaluate(&tree);
    let errors = wsgi::all_errors(&tree, &config);
    let unknown = [tree.unknown.as_slice(), &config.unknown].concat();
    let product = match (options.format, options.includes) {
        (TreeFormat::Json, _) => {
            let json = TreeJson::new(&tree, &errors, &unknown);
            let mut text = serde_json::to_vec(&json)
                .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
            text.push(b'\n');
            text
        }
        (TreeFormat::Text, true) => report::includes_text(&tree),
        (TreeFormat::Text, false) => report::tree_text(&tree),
    };
    output
        .product(&product)
        .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
    if errors.is_empty() {
        return Ok(ExitStatus::Done);
    }
    Ok(ExitStatus::Configuration)
}
