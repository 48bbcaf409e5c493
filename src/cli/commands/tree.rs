//! `tree`: the configuration in effect.

use std::mem::ManuallyDrop;

use super::{Outcome, not_written};
use crate::cli::arguments::{SourceOptions, TreeFormat, TreeOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::settings::{Settings, mod_wsgi_version};
use crate::httpd;
use crate::report::{self, Failure, TreeJson};
use crate::wsgi;

/// How many of httpd's errors are shown in text.
const ERRORS: usize = 10;

/// Shows the configuration that is in effect.
pub(in crate::cli) fn tree(
    output: &mut Output,
    source: &SourceOptions,
    options: &TreeOptions,
) -> Outcome {
    let given_version = mod_wsgi_version(source)?;
    let settings = Settings::new(source)?;
    // The process ends soon: its memory goes back as a whole, not node by node.
    let tree = ManuallyDrop::new(settings.read()?);
    let config = ManuallyDrop::new(httpd::evaluate(&tree));
    let version = given_version.or_else(|| wsgi::find_version(&settings.host, &tree));
    let errors = wsgi::all_errors(&tree, &config, version);
    let unknown = [tree.unknown.as_slice(), &config.unknown].concat();
    let refusal = report::refusal(&tree, &errors, version, ERRORS);
    if options.format == TreeFormat::Json {
        let json = TreeJson::new(&tree, &errors, &unknown);
        let mut text = serde_json::to_vec(&json)
            .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
        text.push(b'\n');
        output.product(&text).map_err(|error| not_written(&error))?;
    } else {
        let product = if options.includes {
            report::includes_text(&tree)
        } else if report::binary_file(&tree, &errors).is_some() {
            Vec::new()
        } else {
            report::tree_text(&tree)
        };
        output
            .product(&product)
            .map_err(|error| not_written(&error))?;
        output.talk(&report::warnings_text(&tree));
        output.talk(&report::unknown_text(&tree, &unknown));
        settings.tell_notes(output);
    }
    match refusal {
        None => Ok(ExitStatus::Done),
        Some(_) if options.format == TreeFormat::Json => Ok(ExitStatus::Configuration),
        Some(failure) => Err((ExitStatus::Configuration, failure)),
    }
}
