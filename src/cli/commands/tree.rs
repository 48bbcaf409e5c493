//! `tree`: the configuration in effect.

use super::{Outcome, not_written};
use crate::cli::arguments::{SourceOptions, TreeFormat, TreeOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::server::Server;
use crate::cli::settings::Settings;
use crate::report::{self, Failure, TreeJson};

/// How many of httpd's errors are shown in text.
const ERRORS: usize = 10;

/// Shows the configuration that is in effect.
pub(in crate::cli) fn tree(
    output: &mut Output,
    source: &SourceOptions,
    options: &TreeOptions,
) -> Outcome {
    let settings = Settings::new(source)?;
    let server = Server::read(&settings, source)?;
    let (tree, errors) = (&*server.tree, server.errors());
    let unknown = [tree.unknown.as_slice(), &server.config.unknown].concat();
    let refusal = report::refusal(tree, &errors, server.mod_wsgi, ERRORS);
    if options.format == TreeFormat::Json {
        let json = TreeJson::new(tree, &errors, &unknown);
        let mut text = serde_json::to_vec(&json)
            .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
        text.push(b'\n');
        output.product(&text).map_err(|error| not_written(&error))?;
    } else {
        let product = if options.includes {
            report::includes_text(tree)
        } else if report::binary_file(tree, &errors).is_some() {
            Vec::new()
        } else {
            report::tree_text(tree)
        };
        output
            .product(&product)
            .map_err(|error| not_written(&error))?;
        output.talk(&report::warnings_text(tree));
        output.talk(&report::unknown_text(tree, &unknown));
        settings.tell_notes(output);
    }
    match refusal {
        None => Ok(ExitStatus::Done),
        Some(_) if options.format == TreeFormat::Json => Ok(ExitStatus::Configuration),
        Some(failure) => Err((ExitStatus::Configuration, failure)),
    }
}
