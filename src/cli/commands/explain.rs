//! `explain`: the page on a rule, or on a message of an error log.

use std::io::stdin;

use super::log::for_each_line;
use super::{Outcome, Problem, not_read, not_written};
use crate::cli::arguments::ExplainOptions;
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::findings::{self, Message, RULES, Rule};
use crate::report::{self, Failure, Look};
use crate::source::{did_you_mean, nearest};

/// Shows the pages on rules and messages, or which rules there are.
pub(in crate::cli) fn explain(output: &mut Output, options: &ExplainOptions) -> Outcome {
    let look = output.look();
    let mut pages = Vec::new();
    for called in &options.codes {
        if called == "-" {
            pages.extend(pages_on_log(output, look)?);
        } else {
            pages.push(page(called, look)?);
        }
    }
    let text = if options.codes.is_empty() {
        report::rules_text()
    } else {
        pages.join("\n")
    };
    output
        .product(text.as_bytes())
        .map_err(|error| not_written(&error))?;
    Ok(ExitStatus::Done)
}

/// Returns the page on a rule, on a code of mod_wsgi, or on the message in a line.
fn page(called: &str, look: Look) -> Result<String, Problem> {
    if let Some(rule) = findings::rule(called) {
        return Ok(report::explain_text(rule, look));
    }
    let message = findings::message_of_code(called)
        .or_else(|| findings::message_in(called.as_bytes()))
        .ok_or_else(|| nothing_known(called))?;
    Ok(report::message_text(message, &[], look))
}

/// Returns the pages on the messages in the lines of standard input, in the order in which they turn up.
fn pages_on_log(output: &mut Output, look: Look) -> Result<Vec<String>, Problem> {
    let mut seen: Vec<(&Message, Vec<usize>)> = Vec::new();
    let mut number = 0;
    let read = for_each_line(stdin().lock(), |line| {
        number += 1;
        let Some(message) = findings::message_in(line) else {
            if let Some(code) = findings::code_in(line) {
                output.talk(&format!(
                    "note: line {number}: mod_wsgi's `{code}` is not known here\n"
                ));
            }
            return;
        };
        let mut known = seen.iter_mut();
        match known.find(|(other, _)| std::ptr::eq(*other, message)) {
            Some((_, numbers)) => numbers.push(number),
            None => seen.push((message, vec![number])),
        }
    });
    read.map_err(|error| not_read(&error))?;
    if seen.is_empty() {
        output.talk("note: standard input has no message that is known here\n");
    }
    Ok(seen
        .into_iter()
        .map(|(message, numbers)| report::message_text(message, &numbers, look))
        .collect())
}

fn nothing_known(called: &str) -> Problem {
    let failure = if let Some(code) = findings::code_in(called.to_ascii_uppercase().as_bytes()) {
        Failure::new(format!("mod_wsgi's `{code}` is not known here"))
            .help("the error reference in mod_wsgi's documentation has all codes")
    } else if called.contains(char::is_whitespace) {
        Failure::new("this line has no message that is known here")
            .help("`wsgi-daemonize explain -` reads lines of an error log from standard input")
    } else {
        return no_rule(called);
    };
    (ExitStatus::Usage, failure)
}

/// Returns the rule of a code or a name.
pub(super) fn known_rule(called: &str) -> Result<&'static Rule, Problem> {
    findings::rule(called).ok_or_else(|| no_rule(called))
}

fn no_rule(called: &str) -> Problem {
    let failure = Failure::new(format!("there is no rule `{called}`"));
    let lower = called.to_ascii_lowercase();
    let names = RULES.iter().map(|rule| rule.name);
    let help = match nearest(&lower, names) {
        Some(name) => did_you_mean(name),
        None => "`wsgi-daemonize explain` lists all rules".to_owned(),
    };
    (ExitStatus::Usage, failure.help(help))
}
