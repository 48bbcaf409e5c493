//! Arguments become one command, and its result an exit status.
//!
//! The only module that reads arguments and environment, writes to the terminal, and knows the order of the
//! pipeline. Standard output is the product, standard error is talk.

mod arguments;
mod commands;
mod exit;
mod installed;
mod interrupt;
mod output;
mod pager;
mod products;
mod server;
mod settings;
mod sign_of_life;

use std::io::{IsTerminal as _, stderr, stdin};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};

use self::arguments::{Arguments, Command, SourceOptions, WizardOptions};
pub use self::exit::ExitStatus;
use self::output::Output;

/// Runs the program.
pub fn run() -> ExitCode {
    let mut output = Output::standard();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Output::usage(&error).into(),
    };
    output.choose_colors(arguments.color);
    let Some(command) = &arguments.command else {
        return without_verb(&mut output, &arguments.source).into();
    };
    let result = match command {
        Command::Check(options) => commands::check(&mut output, &arguments.source, options),
        Command::Explain(options) => commands::explain(&mut output, options),
        Command::Inspect(options) => commands::inspect(&mut output, &arguments.source, options),
        Command::Plan(options) => commands::plan(&mut output, &arguments.source, options),
        Command::Presets(options) => commands::presets(&mut output, options),
        Command::Tree(options) => commands::tree(&mut output, &arguments.source, options),
        Command::Which(options) => commands::which(&mut output, &arguments.source, options),
        Command::Wizard(options) => commands::wizard(&mut output, &arguments.source, options),
    };
    ended(&mut output, result).into()
}

/// Says why a verb could not do its job, if it could not.
fn ended(output: &mut Output, result: commands::Outcome) -> ExitStatus {
    result.unwrap_or_else(|(status, failure)| {
        output.talk(&failure.render());
        status
    })
}

/// Asks somebody who sits at a terminal; else a verb is missing.
fn without_verb(output: &mut Output, source: &SourceOptions) -> ExitStatus {
    if stdin().is_terminal() && stderr().is_terminal() {
        let result = commands::wizard(output, source, &WizardOptions::default());
        return ended(output, result);
    }
    let error = Arguments::command().error(
        ErrorKind::MissingSubcommand,
        "a verb is missing, and there is no terminal to ask at",
    );
    Output::usage(&error)
}
