//! Arguments become one command, and its result an exit status.
//!
//! The only module that reads arguments and environment, writes to the terminal, and knows the order of the
//! pipeline. Standard output is the product, standard error is talk.

mod arguments;
mod commands;
mod exit;
mod installed;
mod output;
mod settings;

use std::process::ExitCode;

use clap::Parser as _;

use self::arguments::{Arguments, Command};
pub use self::exit::ExitStatus;
use self::output::Output;

/// Runs the program.
pub fn run() -> ExitCode {
    let mut output = Output::standard();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Output::usage(&error).into(),
    };
    let result = match &arguments.command {
        Command::Check(options) => commands::check(&mut output, &arguments.source, options),
        Command::Explain(options) => commands::explain(&mut output, options),
        Command::Inspect(options) => commands::inspect(&mut output, &arguments.source, options),
        Command::Plan(options) => commands::plan(&mut output, &arguments.source, options),
        Command::Presets(options) => commands::presets(&mut output, options),
        Command::Tree(options) => commands::tree(&mut output, &arguments.source, options),
        Command::Which(options) => commands::which(&mut output, &arguments.source, options),
    };
    match result {
        Ok(status) => status.into(),
        Err((status, failure)) => {
            output.talk(&failure.render());
            status.into()
        }
    }
}
